"""What is read of a ZIP by strangers, what is refused, and that both sides have the same limits."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from sketchpad.document.io import zip_reader
from sketchpad.document.io.zip_reader import packed, read_members, write_package
from sketchpad.errors import BadDocument, CannotWrite

PATH = Path("a.zip")
MEMBERS = {"kind": b"k" * 10, "text": b"t" * 20}
LIMITS = {"kind": 10, "text": 20}
ZIP = packed(PATH, MEMBERS, LIMITS)
END = struct.Struct("<4s4H2LH")


def refused(data: bytes, limits: dict[str, int] = LIMITS) -> str:
    with pytest.raises(BadDocument) as caught:
        read_members(PATH, limits, data=data)
    return caught.value.reason


def not_written(members: dict[str, bytes], limits: dict[str, int] = LIMITS) -> None:
    with pytest.raises(CannotWrite) as caught:
        packed(PATH, members, limits)
    assert caught.value.reason == "too_large"


def with_end(data: bytes, **changes: int) -> bytes:
    """With other numbers in the record at the end of `data`."""
    names = ("signature", "disk", "start_disk", "here", "members", "size", "at", "comment")
    values = dict(zip(names, END.unpack(data[-END.size :]), strict=True)) | changes
    return data[: -END.size] + END.pack(*values.values())


def test_what_is_asked_for_is_read_as_far_as_it_is_there() -> None:
    assert read_members(PATH, LIMITS, data=ZIP) == MEMBERS
    assert read_members(PATH, {"text": 20, "none": 5}, data=ZIP) == {"text": b"t" * 20}


def test_a_file_of_just_the_largest_size(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(zip_reader, "LARGEST_FILE", len(ZIP))
    assert read_members(PATH, LIMITS, data=ZIP) == MEMBERS
    monkeypatch.setattr(zip_reader, "LARGEST_FILE", len(ZIP) - 1)
    assert refused(ZIP) == "too_large"
    (tmp_path / "a.zip").write_bytes(ZIP)
    with pytest.raises(BadDocument, match=r"large"):
        read_members(tmp_path / "a.zip", LIMITS)


def test_a_file_that_grows_beyond_the_largest_is_not_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = 30 + zip_reader._HEADERS
    monkeypatch.setattr(zip_reader, "LARGEST_FILE", whole)
    assert packed(PATH, MEMBERS, LIMITS) == ZIP
    monkeypatch.setattr(zip_reader, "LARGEST_FILE", whole - 1)
    not_written(MEMBERS)
    path = tmp_path / "old.zip"
    path.write_bytes(b"old")
    with pytest.raises(CannotWrite):
        write_package(path, MEMBERS, LIMITS)
    assert path.read_bytes() == b"old"


def test_all_that_is_unpacked_has_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reader, "LARGEST_CONTENT", 30)
    assert read_members(PATH, LIMITS, data=ZIP) == MEMBERS
    assert packed(PATH, MEMBERS, LIMITS) == ZIP
    monkeypatch.setattr(zip_reader, "LARGEST_CONTENT", 29)
    assert refused(ZIP) == "too_large"
    not_written(MEMBERS)
    assert read_members(PATH, {"text": 20}, data=ZIP)  # the other one is not unpacked
    assert packed(PATH, MEMBERS, {"text": 20})


def test_each_member_has_a_limit() -> None:
    assert refused(ZIP, LIMITS | {"text": 19}) == "too_large"
    not_written(MEMBERS, LIMITS | {"text": 19})
    spared = read_members(PATH, LIMITS | {"text": 19}, ("text",), ZIP)
    assert spared == {"kind": MEMBERS["kind"]}


def test_the_directory_has_a_limit_before_it_is_read() -> None:
    most, room = zip_reader.MOST_MEMBERS, zip_reader.LARGEST_DIRECTORY
    assert refused(with_end(ZIP, members=most + 1)) == "too_large"
    assert refused(with_end(ZIP, size=room + 1)) == "too_large"
    assert refused(with_end(ZIP, size=room)) != "too_large"
    assert read_members(PATH, LIMITS, data=with_end(ZIP, members=most, here=most)) == MEMBERS


@pytest.mark.parametrize("claimed", [0, 2])
def test_members_are_counted_whatever_the_file_says(
    monkeypatch: pytest.MonkeyPatch, claimed: int
) -> None:
    monkeypatch.setattr(zip_reader, "MOST_MEMBERS", 2)
    assert read_members(PATH, LIMITS, data=ZIP) == MEMBERS
    three = packed(PATH, MEMBERS | {"more": b""}, LIMITS)
    assert refused(with_end(three, members=claimed)) == "too_large"


@pytest.mark.parametrize(
    "data",
    [
        ZIP[:-1],
        ZIP + b"x",
        with_end(ZIP, comment=1) + b"c",
        with_end(ZIP)[:-2] + b"\1\0",
        ZIP[: -END.size] + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) + ZIP[-END.size :],
        ZIP[: -END.size] + b"XX\5\6" + ZIP[4 - END.size :],
        ZIP[: END.size - 1],
    ],
)
def test_what_we_would_not_have_written_is_refused(data: bytes) -> None:
    assert refused(data) in ("", "not_a_project")


def test_what_is_no_zip_at_all_says_so() -> None:
    assert refused(b"") == ""
    assert refused(b"PK\5\6" + bytes(18)) == "not_a_project"
    assert refused(b"x" * 100) == "not_a_project"
    assert refused(b"PK\3\4") == "not_a_project"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_odd_member_spoils_the_file_even_where_it_is_not_asked_for() -> None:
    encrypted = bytearray(ZIP)
    at = encrypted.rindex(b"PK\1\2")
    encrypted[at + 8] |= 1
    assert refused(bytes(encrypted), {"kind": 10}) == ""
    for other, kind in (("text", zipfile.ZIP_BZIP2), ("kind", zipfile.ZIP_STORED)):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("kind", b"k")
            package.writestr(other, b"t", kind)
        assert refused(file.getvalue(), {"kind": 10}) == ""


def test_sizes_of_64_bits_are_refused() -> None:
    """They could say something else than the end of the file, which is looked at."""
    _, _, _, here, members, size, at, _ = END.unpack(ZIP[-END.size :])
    numbers = (44, 45, 45, 0, 0, here, members, size, at)
    large = ZIP[: -END.size] + struct.pack("<4sQ2H2L4Q", b"PK\6\6", *numbers)
    large += struct.pack("<4sLQL", b"PK\6\7", 0, len(ZIP) - END.size, 1) + ZIP[-END.size :]
    with zipfile.ZipFile(io.BytesIO(large)) as package:
        assert package.namelist() == ["kind", "text"]
    assert refused(large) == ""


def test_a_member_may_unpack_to_a_hundred_times_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("kind", b"k" * 100_000)
        size = package.getinfo("kind").compress_size
    limits = {"kind": 1 << 20}
    monkeypatch.setattr(zip_reader, "FREE_BYTES", 100_000 - 100 * size)
    assert len(read_members(PATH, limits, data=file.getvalue())["kind"]) == 100_000
    monkeypatch.setattr(zip_reader, "FREE_BYTES", 100_000 - 100 * size - 1)
    assert refused(file.getvalue(), limits) == "too_large"


def test_reading_tells_how_far_it_is_and_can_be_ended() -> None:
    told: list[float] = []
    data = packed(PATH, {"kind": b"", "text": bytes(range(256)) * 768}, {"text": 1 << 20})
    read_members(PATH, {"kind": 1, "text": 1 << 20}, data=data, watch=told.append)
    assert told == [pytest.approx(n / 3) for n in (1, 2, 3)]

    def end(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_members(PATH, {"text": 1 << 20}, ("text",), data, watch=end)


def test_what_shrinks_is_packed_and_what_shrinks_too_much_is_not() -> None:
    words = b"".join(b"word %d, " % n for n in range(9000))
    members = {"kind": words, "words": words, "flat": bytes(1 << 20), "few": b"ab"}
    with zipfile.ZipFile(io.BytesIO(packed(PATH, members, {}))) as package:
        kinds = {one.filename: one.compress_type for one in package.infolist()}
        assert package.testzip() is None
        first = package.infolist()[0]
    assert kinds == {"kind": 0, "words": zipfile.ZIP_DEFLATED, "flat": 0, "few": 8}
    assert (first.date_time, first.external_attr, first.create_system) == (
        (1980, 1, 1, 0, 0, 0), 0o644 << 16, 3,
    )  # fmt: skip


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none", "missing"), (tmp_path, "unreadable")):
        with pytest.raises(BadDocument) as caught:
            read_members(path, LIMITS)
        assert caught.value.reason == reason
