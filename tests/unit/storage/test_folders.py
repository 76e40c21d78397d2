"""Inbox and outbox as folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.errors import StorageError
from bna_pipeline.ports import Arrival, Inbox, Outbox
from bna_pipeline.storage.folders import FolderInbox, FolderOutbox


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
