"""Downloads end whole and checked, or with a sentence and nothing half-installed."""

from __future__ import annotations

import hashlib
import itertools
import os
import resource
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import huggingface_hub
import pytest
from huggingface_hub.utils import WeakFileLock

from sketchpad.errors import DownloadFailed
from sketchpad.models.catalogue.catalogue import Entry, entry_of
from sketchpad.models.hub import download as module
from sketchpad.models.hub.cache import (
    Repo,
    cache_folder,
    damaged,
    discard,
    installed,
    partly_downloaded,
    remove,
)
from sketchpad.models.hub.client import Hub
from sketchpad.models.hub.download import Download, Progress, Stopped
from tests.models.hub.hub_server import (
    COMMIT,
    FakeHub,
    running,
    safetensors,
)

REPO = "somebody/tiny"
WEIGHTS = safetensors(100_000)
FILES = {
    "config.json": b'{"a": 1}',
    "unet/model.safetensors": WEIGHTS,
    "tokenizer/vocab.json": b'{"word": 1}',
    "tokenizer_2/vocab.json": b'{"word": 1}',
    "run.py": b"raise SystemExit",
    "model.bin": b"a pickle",
}


def entry_for(revision: str = "main", **change: object) -> Entry:
    return entry_of(
        {
            "id": "tiny",
            "kind": "base",
            "family": "sd1",
            "name": "Tiny model",
            "repo": REPO,
            "revision": revision,
            "licence": "MIT",
            "licence_url": "https://example.org/mit",
            "size": 400_000,
            "files": [{"path": path} for path in FILES if path.endswith((".json", ".safetensors"))],
            **change,
        }
    )


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    for name in ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(module, "CHUNK", 16_000)
    with running(FakeHub({REPO: dict(FILES)})) as hub:
        yield hub


def fetch(hub: FakeHub, entry: Entry | None = None, **how: Callable[..., object]) -> Path:
    client = Hub(hub.address, token="secret", timeout=5)
    return Download(entry or entry_for(), client, pause=lambda _: None, **how).run()  # type: ignore[arg-type]


def nothing_is_installed() -> bool:
    snapshots = Repo(cache_folder(), REPO).folder / "snapshots"
    return installed(entry_for()) is None and not snapshots.exists()


def test_a_model_arrives_whole_and_only_what_it_needs(hub: FakeHub) -> None:
    seen: list[Progress] = []
    folder = fetch(hub, progress=seen.append)
    assert folder == installed(entry_for())
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}
    assert found == {p: data for p, data in FILES.items() if not p.endswith((".py", ".bin"))}
    assert seen[-1].done == seen[-1].total == sum(map(len, found.values())) - len(b'{"word": 1}')
    assert all(a.done <= b.done for a, b in itertools.pairwise(seen))
    assert partly_downloaded(entry_for()) == 0


def test_it_is_not_fetched_twice(hub: FakeHub) -> None:
    fetch(hub)
    asked = len(hub.asked)
    assert fetch(hub) == installed(entry_for())
    assert len(hub.asked) == asked


def test_other_programs_find_it_in_the_same_cache(hub: FakeHub) -> None:
    folder = fetch(hub)
    cache = cache_folder()
    found = huggingface_hub.try_to_load_from_cache(REPO, "unet/model.safetensors", cache)
    assert found == str(folder / "unet" / "model.safetensors")
    report = huggingface_hub.scan_cache_dir(cache)
    assert report.warnings == []
    (repo,) = report.repos
    assert repo.repo_id == REPO
    (revision,) = repo.revisions
    assert revision.commit_hash == COMMIT
    assert revision.refs == {"main"}
    loaded = huggingface_hub.hf_hub_download(
        REPO, "config.json", cache_dir=cache, local_files_only=True
    )
    assert Path(loaded).read_bytes() == FILES["config.json"]


def test_what_another_program_fetched_is_not_fetched_again(hub: FakeHub) -> None:
    fetch(hub)
    weights = installed(entry_for())
    assert weights is not None
    (weights / "unet" / "model.safetensors").unlink()
    hub.asked.clear()
    fetch(hub)
    assert [path for path, _ in hub.asked if "resolve" in path] == []


def test_a_pinned_version_is_asked_for_and_kept_apart(hub: FakeHub) -> None:
    folder = fetch(hub, entry_for(COMMIT))
    assert folder.name == COMMIT
    assert not (Repo(cache_folder(), REPO).folder / "refs").exists()
    hub.commit = "f" * 40
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub, entry_for("a" * 40))
    assert caught.value.reason == "strange"


def test_a_proposed_change_is_a_revision_like_others(hub: FakeHub) -> None:
    folder = fetch(hub, entry_for("refs/pr/2"))
    assert folder == installed(entry_for("refs/pr/2"))
    assert "/revision/refs%2Fpr%2F2?" in hub.asked[0][0]


def test_a_stopped_download_goes_on_at_the_same_byte(hub: FakeHub) -> None:
    stop = threading.Event()

    def halfway(progress: Progress) -> None:
        if progress.done > 200_000:
            stop.set()

    with pytest.raises(Stopped):
        fetch(hub, progress=halfway, stopped=stop.is_set)
    assert nothing_is_installed()
    kept = partly_downloaded(entry_for())
    assert 200_000 < kept < len(WEIGHTS)
    seen: list[Progress] = []
    fetch(hub, progress=seen.append)
    assert len(hub.ranges) == 1
    assert 200_000 < int(hub.ranges[0][6:-1]) < len(WEIGHTS)
    assert seen[0].done < seen[1].done
    assert partly_downloaded(entry_for()) == 0


def test_a_cancelled_download_leaves_nothing(hub: FakeHub) -> None:
    with pytest.raises(Stopped):
        fetch(hub, stopped=lambda: partly_downloaded(entry_for()) > 100_000)
    discard(entry_for())
    assert partly_downloaded(entry_for()) == 0
    assert not Repo(cache_folder(), REPO).folder.exists()


def test_a_line_that_breaks_now_and_then_is_picked_up_again(hub: FakeHub) -> None:
    hub.drop_after, hub.drops = 150_000, 2
    fetch(hub)
    assert [int(r[6:-1]) for r in hub.ranges] == [150_000, 300_000]


def test_a_line_that_stays_dead_says_how_far_it_came_and_keeps_it(hub: FakeHub) -> None:
    hub.drop_after, hub.drops = 0, 99
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == "dropped"
    hub.drop_after, hub.drops = 150_000, 1
    waits: list[float] = []
    client = Hub(hub.address, timeout=5)
    Download(entry_for(), client, pause=waits.append).run()
    assert waits == [0.5]


def test_a_hub_without_ranges_begins_anew_and_ends_right(hub: FakeHub) -> None:
    hub.drop_after, hub.drops, hub.no_ranges = 150_000, 1, True
    folder = fetch(hub)
    assert (folder / "unet" / "model.safetensors").read_bytes() == WEIGHTS


def test_416_begins_anew_once_and_then_gives_up(hub: FakeHub) -> None:
    hub.drop_after, hub.drops, hub.refuse_ranges = 150_000, 1, 1
    fetch(hub)
    remove(entry_for())
    hub.drops, hub.refuse_ranges = 99, 99
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == "range"
    assert nothing_is_installed()


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (401, "RepoNotFound", "not_allowed"),
        (401, "GatedRepo", "gated"),
        (403, "GatedRepo", "gated"),
        (403, "", "gated"),
        (404, "RepoNotFound", "gone"),
        (404, "RevisionNotFound", "no_version"),
        (429, "", "busy"),
        (500, "", "server"),
        (503, "", "server"),
    ],
)
def test_every_refusal_has_its_sentence(hub: FakeHub, status: int, code: str, reason: str) -> None:
    hub.status, hub.error_code = status, code
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == reason
    assert str(caught.value).endswith(".")
    assert "Tiny model" in str(caught.value) or reason in ("busy", "server")
    assert nothing_is_installed()


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "not_allowed"), (403, "gated"), (404, "no_file"), (503, "server")]
)
def test_a_refused_file_leaves_nothing_installed(hub: FakeHub, status: int, reason: str) -> None:
    hub.status, hub.for_files = status, True
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == reason
    assert nothing_is_installed()


def test_a_file_that_was_taken_away_is_named(hub: FakeHub) -> None:
    del hub.repos[REPO]["unet/model.safetensors"]
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == "no_file"
    assert "unet/model.safetensors" in str(caught.value)


@pytest.mark.parametrize("damaged", ["unet/model.safetensors", "config.json"])
def test_a_wrong_checksum_is_never_installed(hub: FakeHub, damaged: str) -> None:
    hub.damage = damaged
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == "checksum"
    assert damaged in str(caught.value)
    assert nothing_is_installed()
    hub.damage = ""
    fetch(hub)


def test_a_pickle_that_calls_itself_safetensors_is_refused(hub: FakeHub) -> None:
    hub.repos[REPO]["unet/model.safetensors"] = b"\x80\x04cos\nsystem\n." * 50
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == "not_a_model"
    assert "unet/model.safetensors" in str(caught.value)
    assert nothing_is_installed()
    assert partly_downloaded(entry_for()) == len(FILES["config.json"])


def test_a_full_disk_is_said_before_anything_is_fetched(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(tempfile.gettempdir())._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == "no_room"
    assert "400 kB" in str(caught.value)
    assert [path for path, _ in hub.asked if "resolve" in path] == []


def test_a_disk_that_fills_up_on_the_way_keeps_what_is_there(hub: FakeHub) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(DownloadFailed) as caught:
            fetch(hub)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.reason == "disk_full"
    assert nothing_is_installed()
    assert partly_downloaded(entry_for()) > 0
    fetch(hub)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(hub: FakeHub, home: Path) -> None:
    home.chmod(0o500)
    try:
        with pytest.raises(DownloadFailed) as caught:
            fetch(hub)
    finally:
        home.chmod(0o700)
    assert caught.value.reason == "not_writable"


def test_a_file_where_the_cache_should_be(hub: FakeHub) -> None:
    cache_folder().parent.mkdir(parents=True)
    cache_folder().write_text("")
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == "not_writable"


def test_no_network() -> None:
    with running(FakeHub()) as gone:
        address = gone.address
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HF_HUB_OFFLINE")
        patch.setenv("NO_PROXY", "127.0.0.1")
        client = Hub(address, timeout=5)
        with pytest.raises(DownloadFailed) as caught:
            Download(entry_for(), client).run()
    assert caught.value.reason == "no_network"
    assert "127.0.0.1" in str(caught.value)


def test_offline_asks_nobody_and_uses_what_is_there(hub: FakeHub) -> None:
    client = Hub(hub.address, offline=True)
    with pytest.raises(DownloadFailed) as caught:
        Download(entry_for(), client).run()
    assert caught.value.reason == "offline"
    assert hub.asked == []
    fetch(hub)
    assert Download(entry_for(), client).run() == installed(entry_for())


def test_the_environment_can_forbid_the_network(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert Hub(hub.address).offline


def test_a_token_goes_to_the_hub_and_not_where_it_redirects(hub: FakeHub) -> None:
    hub.redirect = hub.address + "/cdn"
    fetch(hub)
    told = {path.startswith("/cdn"): "Authorization" in headers for path, headers in hub.asked}
    assert told == {False: True, True: False}


@pytest.mark.parametrize("where", ["http://example.org", "file:///etc/passwd", "ftp://example.org"])
def test_nothing_is_fetched_from_an_insecure_place(hub: FakeHub, where: str) -> None:
    hub.redirect = where
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == "unsafe"


def test_an_insecure_hub_elsewhere_is_not_asked() -> None:
    client = Hub("http://example.org", token="", offline=False)
    client.offline = False
    with pytest.raises(DownloadFailed) as caught:
        client.describe(REPO, "main")
    assert caught.value.reason == "unsafe"


@pytest.mark.parametrize(
    "listing",
    [b"", b"<html>", b"[]", b'{"sha": 1}', b'{"sha": "../..", "siblings": []}',
     b'{"sha": "' + COMMIT.encode() + b'", "siblings": [{"rfilename": 1}]}', b"[" * 100_000],
)  # fmt: skip
def test_an_answer_that_makes_no_sense(hub: FakeHub, listing: bytes) -> None:
    hub.listing = listing
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason in ("strange", "no_file")
    assert nothing_is_installed()


def test_two_programs_do_not_write_the_same_file(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.1)
    repo = Repo(cache_folder(), REPO)
    lock = repo.lock(hashlib.sha256(WEIGHTS).hexdigest())
    lock.parent.mkdir(parents=True)
    with WeakFileLock(lock), pytest.raises(DownloadFailed) as caught:
        fetch(hub)
    assert caught.value.reason == "locked"
    fetch(hub)


@pytest.mark.parametrize("hard_links", [True, False])
def test_without_symbolic_links_all_is_there_as_well(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch, hard_links: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("a required privilege is not held")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    if not hard_links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    entry = entry_for()
    folder = fetch(hub, entry)
    assert not (folder / "config.json").is_symlink()
    for path in ("unet/model.safetensors", "tokenizer/vocab.json", "tokenizer_2/vocab.json"):
        assert (folder / path).read_bytes() == FILES[path]  # two of them are one blob
    found = huggingface_hub.try_to_load_from_cache(REPO, "tokenizer_2/vocab.json", cache_folder())
    assert found == str(folder / "tokenizer_2" / "vocab.json")
    hub.asked.clear()
    assert fetch(hub, entry) == folder
    assert partly_downloaded(entry) == 0
    assert remove(entry) >= len(WEIGHTS)
    assert installed(entry) is None
    assert not Repo(cache_folder(), REPO).folder.exists()


def test_removing_takes_the_model_away_and_leaves_what_others_use(hub: FakeHub) -> None:
    files = [{"path": "config.json"}, {"path": "unet/model.safetensors"}]
    whole, part = entry_for(), entry_for(files=files)
    fetch(hub, whole)
    assert remove(part) == len(WEIGHTS) + len(FILES["config.json"])
    assert installed(part) is None
    folder = Repo(cache_folder(), REPO).snapshot(COMMIT)
    assert (folder / "tokenizer" / "vocab.json").read_bytes() == FILES["tokenizer/vocab.json"]
    assert huggingface_hub.scan_cache_dir(cache_folder()).warnings == []
    remove(whole)
    assert not Repo(cache_folder(), REPO).folder.exists()


def test_the_cache_is_where_the_hubs_library_has_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "SKETCHPAD_HOME", "XDG_CACHE_HOME"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "huggingface" / "hub"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert cache_folder() == tmp_path / "x" / "huggingface" / "hub"
    monkeypatch.setenv("HF_HOME", str(tmp_path / "h"))
    assert cache_folder() == tmp_path / "h" / "hub"
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "c"))
    assert cache_folder() == tmp_path / "c"


def with_checksum(sha256: str, **change: object) -> Entry:
    return entry_for(
        files=[{"path": "config.json"}, {"path": "unet/model.safetensors", "sha256": sha256}],
        **change,  # type: ignore[arg-type]
    )


def test_weights_that_the_catalogue_knows_are_the_same_on_a_branch(hub: FakeHub) -> None:
    entry = with_checksum(hashlib.sha256(WEIGHTS).hexdigest())
    assert entry.known_weights
    assert not entry_for().known_weights
    assert fetch(hub, entry) == installed(entry)


def test_other_weights_than_the_catalogue_knows_are_not_fetched(hub: FakeHub) -> None:
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub, with_checksum("0" * 64))
    assert caught.value.reason == "changed"
    assert "another file unet/model.safetensors" in str(caught.value)
    assert nothing_is_installed()
    assert [path for path, _ in hub.asked if "resolve" in path] == []


def test_a_branch_that_has_grown_is_not_what_was_agreed_to(hub: FakeHub) -> None:
    with pytest.raises(DownloadFailed) as caught:
        fetch(hub, entry_for(size=100_000))
    assert caught.value.reason == "grown"
    assert "has grown to 400 kB" in str(caught.value)
    assert nothing_is_installed()
    assert [path for path, _ in hub.asked if "resolve" in path] == []
    assert fetch(hub, entry_for(COMMIT, size=100_000)).name == COMMIT


def test_a_branch_that_moves_on_does_not_change_what_is_here(hub: FakeHub) -> None:
    folder = fetch(hub)
    hub.commit = "f" * 40
    hub.repos[REPO]["unet/model.safetensors"] = safetensors(100_000, seed=1)
    assert fetch(hub) == installed(entry_for()) == folder
    assert (folder / "unet" / "model.safetensors").read_bytes() == WEIGHTS


def test_copies_are_compared_with_what_the_catalogue_knows(hub: FakeHub) -> None:
    entry = with_checksum(hashlib.sha256(WEIGHTS).hexdigest())
    path = fetch(hub, entry) / "unet" / "model.safetensors"
    path.unlink()
    path.write_bytes(WEIGHTS)
    assert damaged(entry) == []
    path.write_bytes(WEIGHTS[:-1] + b"x")
    assert damaged(entry) == ["unet/model.safetensors"]
