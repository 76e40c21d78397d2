"""Inbox and outbox as folders."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bna_pipeline.errors import ArrivalUnreadable, StillArriving, StorageError
from bna_pipeline.ports import Arrival, Inbox, Outbox
from bna_pipeline.storage import folders
from bna_pipeline.storage.folders import FolderInbox, FolderOutbox
from tests.faults.namespace import as_other_account


def test_arrivals_come_by_partner_and_name_with_their_size(tmp_path: Path) -> None:
    for name, data in {"school/b.docx": b"12", "school/a.json": b"1", "bedrijf/c.yaml": b""}.items():
        path = tmp_path / "demo-2020" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    inbox: Inbox = FolderInbox(tmp_path)
    found = inbox.arrivals("demo-2020")
    assert found == (Arrival("bedrijf", "c.yaml", 0), Arrival("school", "a.json", 1), Arrival("school", "b.docx", 2))
    with inbox.open("demo-2020", found[2]) as stream:
        assert stream.read() == b"12"
    assert inbox.arrivals("demo-2021") == ()


@pytest.mark.parametrize("name", [".verborgen", "~$formulier.docx", ".~lock.a.docx#", "a.docx.part", "Thumbs.db"])
def test_hidden_and_half_written_files_are_left_alone(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "demo-2020" / "school"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"x")
    assert FolderInbox(tmp_path).arrivals("demo-2020") == ()


def test_a_link_out_of_the_inbox_is_no_arrival(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_bytes(b"x")
    folder = tmp_path / "inbox" / "demo-2020" / "school"
    folder.mkdir(parents=True)
    (folder / "a.json").symlink_to(secret)
    assert FolderInbox(tmp_path / "inbox").arrivals("demo-2020") == ()


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    gone = FolderInbox(tmp_path).open("demo-2020", Arrival("school", "a.json", 1))
    with pytest.raises(StorageError, match=r"a\.json"), gone:
        pass


def test_a_file_that_is_taken_away_while_the_folder_is_listed_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "demo-2020" / "school"
    folder.mkdir(parents=True)
    for name in ("a.json", "b.json"):
        (folder / name).write_bytes(b"1")
    size = folders._size

    def late(file: Path) -> int | None:
        (folder / "a.json").unlink(missing_ok=True)
        return size(file)

    monkeypatch.setattr(folders, "_size", late)
    assert FolderInbox(tmp_path).arrivals("demo-2020") == (Arrival("school", "b.json", 1),)


@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_folder_that_cannot_be_read_is_said_and_keeps_nothing_from_the_others(tmp_path: Path, mode: int) -> None:
    for partner in ("bedrijf", "museum", "school"):
        (tmp_path / "demo-2020" / partner).mkdir(parents=True)
        (tmp_path / "demo-2020" / partner / "a.json").write_bytes(b"1")
    (tmp_path / "demo-2020" / "museum").chmod(mode)
    tmp_path.chmod(0o755)

    def look() -> None:
        inbox = FolderInbox(Path())
        first, closed, last = inbox.arrivals("demo-2020")
        assert (first, last) == (Arrival("bedrijf", "a.json", 1), Arrival("school", "a.json", 1))
        with pytest.raises(ArrivalUnreadable, match=r"museum.* is niet te lezen: dit account mag dat niet"):
            inbox.open("demo-2020", closed).__enter__()

    as_other_account(tmp_path, look)
    (tmp_path / "demo-2020" / "museum").chmod(0o755)


def test_a_folder_that_can_be_read_again_waits_for_the_next_look(tmp_path: Path) -> None:
    (tmp_path / "demo-2020" / "school").mkdir(parents=True)
    with pytest.raises(StillArriving), FolderInbox(tmp_path).open("demo-2020", Arrival("school", ".", 0)):
        pass


def test_an_editions_folder_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "demo-2020").mkdir(mode=0)
    tmp_path.chmod(0o755)

    def look() -> None:
        with pytest.raises(StorageError, match="De map demo-2020 is niet te lezen"):
            FolderInbox(Path()).arrivals("demo-2020")

    as_other_account(tmp_path, look)
    (tmp_path / "demo-2020").chmod(0o755)


def test_what_is_written_to_the_outbox_can_be_read_and_is_said_to_have_changed(tmp_path: Path) -> None:
    outbox: Outbox = FolderOutbox(tmp_path)
    assert outbox.read("demo-2020", "school/bevindingen.html") is None
    assert outbox.write("demo-2020", "school/bevindingen.html", b"een")
    assert not outbox.write("demo-2020", "school/bevindingen.html", b"een")
    assert outbox.read("demo-2020", "school/bevindingen.html") == b"een"
    assert outbox.read("demo-2020", "school/bevindingen.html/dieper") is None
    assert outbox.replace("demo-2020", "pakket", {"data/a.pdf": b"x"})
    assert outbox.read("demo-2020", "pakket/data/a.pdf") == b"x"


def test_reading_a_folder_as_a_file_is_an_error_and_not_nothing(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)
    outbox.write("demo-2020", "school/a.txt", b"een")
    with pytest.raises(StorageError, match="school"):
        outbox.read("demo-2020", "school")


@pytest.mark.parametrize("path", ["../elders.txt", "/etc/hosts", "a/../../b"])
def test_no_path_leads_out_of_the_editions_folder(tmp_path: Path, path: str) -> None:
    outbox = FolderOutbox(tmp_path)
    with pytest.raises(StorageError):
        outbox.write("demo-2020", path, b"x")
    with pytest.raises(StorageError):
        outbox.read("demo-2020", path)


def test_where_says_the_path_from_the_working_folder_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = FolderOutbox(tmp_path / "outbox")
    assert outbox.where("demo-2020", "pakket") == str(tmp_path / "outbox" / "demo-2020" / "pakket")
    monkeypatch.chdir(tmp_path)
    assert outbox.where("demo-2020", "pakket") == "outbox/demo-2020/pakket"


@pytest.fixture
def inbox(tmp_path: Path) -> tuple[FolderInbox, Path]:
    """An inbox, and a file of two mebibytes in it."""
    file = tmp_path / "demo-2020" / "school" / "a.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(2 * 1024 * 1024))
    return FolderInbox(tmp_path), file


def grow(file: Path) -> None:
    with file.open("ab") as more:
        more.write(b"x")


def rewrite(file: Path) -> None:
    with file.open("r+b") as same:
        same.write(b"x")
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))  # a coarse clock may not have moved between the two


@pytest.mark.parametrize("change", [grow, rewrite])
def test_a_file_that_changes_while_it_is_read_is_not_read_to_its_end(
    inbox: tuple[FolderInbox, Path], change: Callable[[Path], None]
) -> None:
    folder, file = inbox
    (arrival,) = folder.arrivals("demo-2020")
    with folder.open("demo-2020", arrival) as stream:
        stream.read(10)
        change(file)
        with pytest.raises(StillArriving, match="verandert nog"):
            stream.read()


def test_a_file_that_grew_since_it_was_listed_is_left_for_the_next_look(inbox: tuple[FolderInbox, Path]) -> None:
    folder, file = inbox
    (arrival,) = folder.arrivals("demo-2020")
    grow(file)
    with pytest.raises(StillArriving), folder.open("demo-2020", arrival):
        pass


def test_a_name_that_became_a_link_or_a_pipe_since_it_was_listed_is_not_followed(
    inbox: tuple[FolderInbox, Path], tmp_path: Path
) -> None:
    folder, file = inbox
    (arrival,) = folder.arrivals("demo-2020")
    file.rename(tmp_path / "echt")
    file.symlink_to(tmp_path / "echt")
    with pytest.raises(ArrivalUnreadable), folder.open("demo-2020", arrival):
        pass
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(ArrivalUnreadable), folder.open("demo-2020", arrival):
        pass


def test_a_stream_of_the_inbox_can_be_read_again(inbox: tuple[FolderInbox, Path]) -> None:
    folder, file = inbox
    (arrival,) = folder.arrivals("demo-2020")
    with folder.open("demo-2020", arrival) as stream:
        assert stream.read(3) == bytes(3)
        assert stream.seek(0) == 0
        assert stream.read() == file.read_bytes()
