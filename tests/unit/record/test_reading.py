"""A folder read as a bag: what is read, what is only said, and where reading stops."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.verdicts import Holds
from bna_pipeline.record import reading
from bna_pipeline.record.reading import FolderRead, read_folder
from bna_pipeline.record.rows import no, shown, unknown, yes


def laid_out(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def refused(found: FolderRead) -> dict[str, str]:
    assert all(row.holds is Holds.NO for row in found.rows)
    return {row.subject: row.detail for row in found.rows}


def test_every_plain_file_is_read_under_its_path_however_deep(tmp_path: Path) -> None:
    files = {"b.txt": b"twee", "a/b/c.txt": b"drie", "a/z": b"", "c/d": b"x"}
    found = read_folder(laid_out(tmp_path, files))
    assert found.files == files and found.rows == [] and found.total == 9 and not found.stopped


def test_a_file_is_no_folder_and_the_error_names_it(tmp_path: Path) -> None:
    path = laid_out(tmp_path, {"los": b""}) / "los"
    with pytest.raises(PackageInvalid) as refusal:
        read_folder(path)
    assert str(path) in refusal.value.message and refusal.value.mend


def test_what_is_no_plain_file_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    laid_out(tmp_path, {"map/goed": b"x", "map/vreemde naam": b"x", "zak": b"y"})
    (tmp_path / "map" / "link").symlink_to(tmp_path / "zak")
    os.mkfifo(tmp_path / "map" / "pijp")
    found = read_folder(tmp_path)
    assert found.files == {"map/goed": b"x", "zak": b"y"} and found.total == 2
    told = refused(found)
    assert set(told) == {"map/link", "map/pijp", "map/vreemde naam"}
    assert (
        "verwijzing" in told["map/link"] and "gewoon bestand" in told["map/pijp"] and "naam" in told["map/vreemde naam"]
    )


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 4)
    found = read_folder(laid_out(tmp_path, {"precies": b"1234", "teveel": b"12345", "zo": b"1"}))
    assert set(found.files) == {"precies", "zo"} and not found.stopped
    assert set(refused(found)) == {"teveel"} and "5 bytes" in refused(found)["teveel"]


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 3), ("MAX_TOTAL_BYTES", 6)])
def test_past_the_limits_of_the_whole_reading_stops_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(reading, limit, value)
    files = {f"{name}.txt": b"12" for name in "abc"}
    whole = read_folder(laid_out(tmp_path, files))
    assert whole.files == files and not whole.stopped and whole.total == 6
    found = read_folder(laid_out(tmp_path, {"d.txt": b"12", "e.txt": b"", "map/f.txt": b""}))
    assert found.stopped and found.files == files
    assert set(refused(found)) == {"d.txt"}


@pytest.mark.parametrize("failing", ["scandir", "read"])
def test_what_the_system_does_not_let_us_read_is_a_row_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    laid_out(tmp_path, {"a/dicht": b"x", "open": b"y"})
    plain_scan, plain_read = os.scandir, Path.read_bytes

    def scandir(path: Path) -> object:
        if failing == "scandir" and path == tmp_path / "a":
            raise PermissionError(13, "Permission denied")
        return plain_scan(path)

    def read_bytes(path: Path) -> bytes:
        if failing == "read" and path.name == "dicht":
            raise OSError(5, "Input/output error")
        return plain_read(path)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    found = read_folder(tmp_path)
    assert found.files == {"open": b"y"}
    path, reason = ("a", "Permission denied") if failing == "scandir" else ("a/dicht", "Input/output error")
    assert set(refused(found)) == {path} and reason in refused(found)[path]


def test_a_root_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def scandir(path: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", scandir)
    assert set(refused(read_folder(tmp_path))) == {str(tmp_path)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gewoon, met een streepje - en é", "gewoon, met een streepje - en é"),
        ("", "(leeg)"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb", "a\\nb"),
        ("\udcff", "\\udcff"),
        ("\u202e", "\\u202e"),
    ],
)
def test_text_from_outside_is_shown_on_one_line_without_control_characters(text: str, told: str) -> None:
    assert shown(text) == told


def test_a_row_says_what_it_is_about_and_how_it_stands_in_shown_text() -> None:
    for make, holds in ((yes, Holds.YES), (no, Holds.NO), (unknown, Holds.UNKNOWN)):
        row = make("a\tb", "c\td")
        assert (row.subject, row.holds, row.detail) == ("a\\tb", holds, "c\\td")
