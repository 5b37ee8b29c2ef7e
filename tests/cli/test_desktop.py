"""`sketchpad desktop`: files that a desktop understands, written and taken away again, and nothing else touched."""

from __future__ import annotations

import configparser
import re
import shlex
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from sketchpad import __version__, atomic, paths
from sketchpad.cli import desktop
from sketchpad.cli.desktop import APP_ID, quoted, start_command, with_command
from sketchpad.cli.main import main
from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.errors import DiskFull

SOURCE = paths.resources() / "desktop"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def entry(text: str) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    assert parser.sections() == ["Desktop Entry"]
    return dict(parser["Desktop Entry"])


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setattr(desktop.shutil, "which", lambda _name: None)
    return tmp_path / "share"


def test_the_entry_says_what_a_menu_needs() -> None:
    said = entry((SOURCE / f"{APP_ID}.desktop").read_text("utf-8"))
    assert said["Type"] == "Application"
    assert said["Name"] == "Sketchpad"
    assert said["Icon"] == APP_ID
    assert said["Exec"].split() == ["sketchpad", "%f"]
    assert said["Terminal"] == "false"
    assert said["MimeType"] == f"{project_file.MIMETYPE};"
    assert said["Categories"].startswith("Graphics;")
    for key in ("GenericName", "Comment", "Keywords"):
        assert said[key]
        assert said[f"{key}[zh_CN]"]
    for key in ("Categories", "Keywords", "Keywords[zh_CN]", "MimeType"):
        assert said[key].endswith(";")


def test_the_program_has_the_name_of_its_entry() -> None:
    # By this name a desktop finds icon and entry of a window.
    text = (Path(paths.__file__).parent / "ui" / "app" / "app.py").read_text("utf-8")
    assert f'setDesktopFileName("{APP_ID}")' in text
    assert (
        f'QApplication(["{entry((SOURCE / f"{APP_ID}.desktop").read_text())["StartupWMClass"]}"])'
        in text
    )


def test_the_type_is_that_of_the_files_we_write(tmp_path: Path) -> None:
    root = ET.fromstring((SOURCE / f"{APP_ID}.mime.xml").read_bytes())
    (kind,) = root.findall(f"{MIME}mime-type")
    assert kind.get("type") == project_file.MIMETYPE
    assert [glob.get("pattern") for glob in kind.findall(f"{MIME}glob")] == [
        f"*{project_file.SUFFIX}"
    ]
    project_file.save(Document(prompt="a cat"), tmp_path / "a.sketchpad")
    data = (tmp_path / "a.sketchpad").read_bytes()
    matches = list(root.iter(f"{MIME}match"))
    assert len(matches) == 3
    for match in matches:
        offset = int(match.get("offset", ""))
        wanted = (match.get("value") or "").encode().decode("unicode_escape").encode("latin-1")
        assert data[offset : offset + len(wanted)] == wanted


def test_the_software_centre_is_told_the_truth() -> None:
    root = ET.fromstring((SOURCE / f"{APP_ID}.metainfo.xml").read_bytes())
    assert root.tag == "component"
    assert root.get("type") == "desktop-application"

    def text(tag: str) -> str:
        found = root.find(tag)
        assert found is not None, tag
        return (found.text or "").strip()

    assert text("id") == APP_ID
    assert text("launchable") == f"{APP_ID}.desktop"
    assert text("project_license") == "MIT"
    assert text("metadata_license") == "CC0-1.0"
    assert text("provides/mediatype") == project_file.MIMETYPE
    assert text("provides/binary") == "sketchpad"
    assert len(text("summary")) <= 80
    assert not text("summary").endswith(".")
    assert len(root.findall("description/p")) >= 2
    assert root.find("content_rating") is not None
    newest = root.find("releases/release")
    assert newest is not None
    assert newest.get("version") == __version__


def test_installed_and_removed(share: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = share / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("mine")
    assert main(["desktop", "--install"]) == 0
    told = {Path(line) for line in capsys.readouterr().out.splitlines()}
    written = {path for path in share.rglob("*") if path.is_file()} - {other}
    assert told == written
    assert len(written) == 5
    said = entry((share / "applications" / f"{APP_ID}.desktop").read_text("utf-8"))
    assert shlex.split(said["Exec"].replace("\\\\", "\\")) == [*start_command(), "%f"]
    assert main(["desktop", "--install"]) == 0  # again does no harm
    assert main(["desktop", "--remove"]) == 0
    assert [path for path in share.rglob("*") if path.is_file()] == [other]
    capsys.readouterr()
    assert main(["desktop", "--remove"]) == 0
    assert "nothing" in capsys.readouterr().out


def test_packagers_name_their_folder(tmp_path: Path, share: Path) -> None:
    assert main(["desktop", "--install", "--folder", str(tmp_path / "usr")]) == 0
    text = (tmp_path / "usr" / "applications" / f"{APP_ID}.desktop").read_text("utf-8")
    assert entry(text)["Exec"] == '"sketchpad" %f'
    assert not share.exists()


@pytest.mark.parametrize(
    "word", ["/opt/a b/sketchpad", "/a/100%/x", '/a/"q"/x', "/a/$HOME/`x`", "/a\\b", "/ü/画"]
)
def test_any_folder_can_stand_in_the_entry(word: str) -> None:
    exec_line = entry(with_command("[Desktop Entry]\nExec=sketchpad %f\n", [word, "x"]))["Exec"]
    value = exec_line.replace(
        "\\\\", "\\"
    )  # the value's own escapes first, then those inside of quotes
    words = [re.sub(r"\\(.)", r"\1", one) for one in re.findall(r'"((?:\\.|[^"\\])*)"', value)]
    assert [one.replace("%%", "%") for one in words] == [word, "x"]
    assert value.endswith(" %f")
    assert quoted("a").count('"') == 2


def test_a_full_disk_and_a_file_in_the_way_are_said(
    share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: Path, _data: bytes) -> None:
        raise DiskFull(path)

    with monkeypatch.context() as patched:
        patched.setattr(atomic, "write_bytes", full)
        assert main(["desktop", "--install"]) == 1
    assert "disk is full" in capsys.readouterr().err
    for path in sorted(share.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    share.rmdir()
    share.write_text("in the way")
    assert main(["desktop", "--install"]) == 1
    assert "could not be written" in capsys.readouterr().err


def test_elsewhere_it_says_what_to_do_instead(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert main(["desktop", "--install"]) == 2
    assert "shortcut" in capsys.readouterr().err
