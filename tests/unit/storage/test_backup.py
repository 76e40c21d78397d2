"""A copy of a project on one machine is whole, private, and comes back as it was or not at all."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bna_pipeline.errors import BackupUnusable, StorageError
from bna_pipeline.storage.backup import CONTENTS, PASSING, back_up, put_back

FILES = {
    "templates/demo/programme.yaml": b"id: demo\n",
    "inbox/demo-2020/partner/bijdrage.docx": b"PK\x03\x04",
    "outbox/demo-2020/concept/v1/brief.pdf": b"%PDF",
    ".bna/blobs/ab/cdef": b"bytes",
    ".bna/ledger.sqlite.key": b"key",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a ledger of one row."""
    root = tmp_path / "project"
    for name, data in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    (root / ".bna" / "ledger.sqlite.key").chmod(0o600)
    for name in PASSING - {"looks.sqlite"}:
        (root / ".bna" / name).mkdir()
        (root / ".bna" / name / "x").touch()
    (root / ".bna" / "looks.sqlite").touch()
    (root / "inbox" / "link").symlink_to("/etc/hostname")
    (root / "elders").mkdir()
    with closing(sqlite3.connect(root / ".bna" / "ledger.sqlite")) as ledger:
        ledger.execute("PRAGMA journal_mode = WAL")
        ledger.execute("CREATE TABLE entry (seq INTEGER)")
        ledger.execute("INSERT INTO entry VALUES (1)")
        ledger.commit()
    return root


def rows(root: Path) -> list[int]:
    with closing(sqlite3.connect(root / ".bna" / "ledger.sqlite")) as ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [row[0] for row in ledger.execute("SELECT seq FROM entry ORDER BY seq")]


def test_everything_comes_back_but_links_and_what_is_made_anew(root: Path, tmp_path: Path) -> None:
    file, clean = tmp_path / "kopie.tar.gz", tmp_path / "schoon"
    assert back_up(root, file) == put_back(file, clean) == len(FILES) + 1
    assert {p.relative_to(clean).as_posix() for p in clean.rglob("*") if p.is_file()} == {*FILES, ".bna/ledger.sqlite"}
    assert all((clean / name).read_bytes() == data for name, data in FILES.items())
    assert rows(clean) == [1]


def test_nobody_else_can_read_it_and_keys_stay_private(root: Path, tmp_path: Path) -> None:
    file, clean = tmp_path / "kopie.tar.gz", tmp_path / "schoon"
    back_up(root, file)
    put_back(file, clean)
    for path in (file, clean / ".bna" / "ledger.sqlite.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_ledger_that_is_written_meanwhile_is_copied_as_it_stood_at_one_moment(root: Path, tmp_path: Path) -> None:
    begun, over = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(root / ".bna" / "ledger.sqlite", timeout=30)) as ledger:
            seq = 1
            while not over.is_set():
                seq += 1
                ledger.execute("INSERT INTO entry VALUES (?)", (seq,))
                ledger.commit()
                begun.set()

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert begun.wait(60)
        for number in range(3):
            back_up(root, tmp_path / f"{number}.tar.gz")
        assert writing.is_alive(), "it was never kept from writing"
    finally:
        over.set()
        writing.join()
    for number in range(3):
        put_back(tmp_path / f"{number}.tar.gz", tmp_path / f"schoon-{number}")
        found = rows(tmp_path / f"schoon-{number}")
        assert found == list(range(1, len(found) + 1)) and len(found) > 1


def test_no_copy_is_overwritten_and_a_folder_with_something_in_it_is_left_alone(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "kopie.tar.gz"
    back_up(root, file)
    with pytest.raises(StorageError, match="bestaat al"):
        back_up(root, file)
    with pytest.raises(BackupUnusable, match="niet leeg"):
        put_back(file, root)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kopie.tar.gz", "project"]


def test_the_record_is_copied_as_a_database_whatever_its_file_is_called(root: Path, tmp_path: Path) -> None:
    """What was written last stands beside the file, until SQLite puts it in."""
    (root / ".bna" / "ledger.sqlite").rename(root / ".bna" / "logboek.db")
    with closing(sqlite3.connect(root / ".bna" / "logboek.db")) as ledger:
        ledger.execute("INSERT INTO entry VALUES (2)")
        ledger.commit()
        assert (root / ".bna" / "logboek.db-wal").stat().st_size
        back_up(root, tmp_path / "kopie.tar.gz")
    put_back(tmp_path / "kopie.tar.gz", tmp_path / "schoon")
    (tmp_path / "schoon" / ".bna" / "logboek.db").rename(tmp_path / "schoon" / ".bna" / "ledger.sqlite")
    assert rows(tmp_path / "schoon") == [1, 2]


@pytest.mark.parametrize(
    "name",
    ["inbox/demo-2020/partner/cijfers.sqlite", "outbox/demo-2020/dossier/a-journal", f".bna/blobs/ab/{'c' * 62}"],
)
def test_what_others_sent_comes_back_to_the_byte_whatever_it_says_of_itself(
    root: Path, tmp_path: Path, name: str
) -> None:
    """It is no database of ours, and a broken one keeps nobody from a copy."""
    sent = b"SQLite format 3\0" + b"en verder niets" * 9
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(sent)
    back_up(root, tmp_path / "kopie.tar.gz")
    put_back(tmp_path / "kopie.tar.gz", tmp_path / "schoon")
    assert (tmp_path / "schoon" / name).read_bytes() == sent


def test_links_are_copied_after_the_record_that_names_their_mails(root: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(root / ".bna" / "access.sqlite")) as links:
        links.execute("CREATE TABLE access_given (id TEXT)")
    back_up(root, tmp_path / "kopie.tar.gz")
    with tarfile.open(tmp_path / "kopie.tar.gz") as tar:
        assert tar.getnames()[:2] == [".bna/ledger.sqlite", ".bna/access.sqlite"]


def test_a_copy_with_one_bit_turned_is_refused_and_nothing_of_it_is_put_back(root: Path, tmp_path: Path) -> None:
    """But for the zeros that fill it up at its end: without them it is whole."""
    file, wrong, clean = tmp_path / "kopie.tar.gz", tmp_path / "fout.tar.gz", tmp_path / "schoon"
    back_up(root, file)
    data, refused = file.read_bytes(), 0
    places = range(20, len(data) - 8, max(1, len(data) // 40))
    for place in places:
        wrong.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        try:
            put_back(wrong, clean)
        except BackupUnusable:
            refused += 1
            assert not clean.exists()
        else:
            assert all((clean / name).read_bytes() == sent for name, sent in FILES.items())
            shutil.rmtree(clean)
    assert refused > len(places) // 2


@pytest.mark.parametrize("what", ["nothing of ours", "half", "changed", "one gone", "leads out"])
def test_a_copy_that_is_not_whole_is_refused(root: Path, tmp_path: Path, what: str) -> None:
    file, wrong = tmp_path / "kopie.tar.gz", tmp_path / "fout.tar.gz"
    back_up(root, file)
    data = gzip.decompress(file.read_bytes())
    match what:
        case "nothing of ours":
            with tarfile.open(wrong, "w:gz") as tar:
                tar.add(root / "templates", "templates")
        case "half":
            wrong.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        case "changed":
            wrong.write_bytes(gzip.compress(data.replace(b"id: demo\n", b"id: dome\n")))
        case "one gone" | "leads out":
            with tarfile.open(file) as tar, tarfile.open(wrong, "w:gz") as other:
                for member in tar:
                    source = tar.extractfile(member)
                    if what == "leads out" and member.name.endswith("programme.yaml"):
                        member.name = "../ontsnapt.yaml"
                    if what == "leads out" or not member.name.endswith("programme.yaml"):
                        other.addfile(member, source)
    with pytest.raises(BackupUnusable, match=str(wrong) if what != "leads out" else "ontsnapt"):
        put_back(wrong, tmp_path / "schoon")
    assert not (tmp_path / "ontsnapt.yaml").exists() and not (tmp_path / "schoon").exists()


def test_a_share_that_knows_no_hard_links_takes_a_copy_too_and_keeps_the_one_that_is_there(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_paths: Path) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr("os.link", unknown)
    file, there = tmp_path / "kopie.tar.gz", tmp_path / "er-al.tar.gz"
    back_up(root, file)
    assert put_back(file, tmp_path / "schoon") == len(FILES) + 1
    monkeypatch.setattr(Path, "exists", lambda _path: False)  # it was made since it was looked for
    there.write_bytes(b"een andere")
    with pytest.raises(StorageError, match="er staat al iets met die naam"):
        back_up(root, there)
    monkeypatch.undo()
    assert there.read_bytes() == b"een andere"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["er-al.tar.gz", "kopie.tar.gz", "project", "schoon"]


@pytest.mark.parametrize("closed", ["inbox/demo-2020/partner", "inbox/demo-2020/partner/bijdrage.docx"])
def test_what_cannot_be_read_is_named_and_no_half_copy_stays(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    """For whoever runs the tests as root all is open: the answer of the system is what is played here."""

    def unless_closed(there: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def look(path: Any) -> Any:
            if str(path) == str(root / closed):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return there(path)

        return look

    monkeypatch.setattr(Path, "read_bytes", unless_closed(Path.read_bytes))
    monkeypatch.setattr("os.scandir", unless_closed(os.scandir))
    with pytest.raises(StorageError, match=f"{root / closed}: dit account mag dat niet"):
        back_up(root, tmp_path / "kopie.tar.gz")
    assert [path.name for path in tmp_path.iterdir()] == ["project"]


def test_the_list_of_contents_comes_last(root: Path, tmp_path: Path) -> None:
    """A copy that was cut off has none, and so says that it is not whole."""
    back_up(root, tmp_path / "kopie.tar.gz")
    with tarfile.open(tmp_path / "kopie.tar.gz") as tar:
        assert tar.getnames()[-1] == CONTENTS


@pytest.mark.parametrize("reads", ["open", "read_bytes"])
def test_a_draft_that_got_its_name_since_it_was_listed_stops_no_copy(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reads: str
) -> None:
    """Whoever keeps a file writes it beside its place first: it is gone when the copy comes to it."""
    draft = root / ".bna" / "keys.toml.deel"
    draft.write_bytes(b"half")
    real = getattr(Path, reads)

    def named_meanwhile(path: Path, *given: Any, **more: Any) -> Any:
        if path == draft:
            draft.unlink(missing_ok=True)
        return real(path, *given, **more)

    monkeypatch.setattr(Path, reads, named_meanwhile)
    file = tmp_path / "kopie.tar.gz"
    back_up(root, file)
    monkeypatch.undo()
    assert put_back(file, tmp_path / "schoon") == len(FILES) + 1
