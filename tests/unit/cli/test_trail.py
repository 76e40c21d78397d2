"""A record that somebody was at: every command says which line, what to do, and ends with 1."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.programmes.layout import EDITION, lay_out
from tests.unit.cli.command import bna, paragraphs

# One worker: every other would make its own of what the tests here look at.
pytestmark = pytest.mark.xdist_group("trail")

GUARDS = [f"DROP TRIGGER ledger_{table}_no_{act}" for table in ("entry", "head") for act in ("update", "delete")]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round with everything in; for tests that leave it as it is."""
    root = tmp_path_factory.mktemp("project")
    lay_out(root)
    for command in ("open", "collect"):
        assert bna("--dir", root, command, EDITION).code == 0
    return root


@pytest.fixture
def own(collected: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(collected, tmp_path / "project"))


def force(root: Path, *statements: str) -> None:
    """What a stranger does with a tool for SQLite."""
    with sqlite3.connect(root / ".bna" / "sample" / "ledger.sqlite") as connection:
        for statement in (*GUARDS, *statements):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ledger_entry SET entry = replace(entry, 'systeem', 'iemand') WHERE seq = 3", "Regel 3 "),
        ("DELETE FROM ledger_entry WHERE seq = 2", "Regel 2 "),
        ("DELETE FROM ledger_entry WHERE seq > 4", "Regels 5 tot en met "),
        ("DELETE FROM ledger_head", "weggehaald"),
        ("DROP TABLE ledger_head", "zegels"),
    ],
)
def test_each_command_names_the_line_and_ends_with_1(own: Path, statement: str, named: str) -> None:
    force(own, statement)
    for command in (("status", EDITION), ("status",), ("audit", EDITION), ("run", EDITION), ("collect", EDITION)):
        said = bna("--dir", own, *command)
        assert (said.code, said.out.replace("(Without Prefect: done in this process.)\n", "")) == (1, ""), command
        assert named in said.err and "reservekopie" in said.err, said.err
        assert len(paragraphs(said.err)) == 1


def test_a_record_that_is_gone_is_not_an_edition_that_was_never_opened(own: Path) -> None:
    for path in (own / ".bna" / "sample").glob("ledger.sqlite*"):
        if path.suffix != ".key":
            path.unlink()
    for command in (("status", EDITION), ("status",), ("open", EDITION)):
        said = bna("--dir", own, *command)
        assert said.code == 1 and "is weg of leeg" in said.err, said


def test_without_the_key_the_record_is_not_believed(own: Path) -> None:
    key = own / ".bna" / "sample" / "ledger.sqlite.key"
    key.unlink()
    for command in ("status", "audit", "run"):
        said = bna("--dir", own, command, EDITION)
        assert said.code == 1 and str(key) in said.err
    assert not key.exists()


def test_an_older_export_holds_and_a_newer_one_names_what_the_record_lacks(own: Path, tmp_path: Path) -> None:
    exported = tmp_path / "audit.jsonl"
    whole = bna("--dir", own, "audit", EDITION, "--raw").out.encode().splitlines(keepends=True)
    count = len(whole)
    exported.write_bytes(b"".join(whole[:-2]))
    said = bna("--dir", own, "audit", EDITION, "--against", exported)
    assert said.code == 0 and "sindsdien 2 regels meer" in said.out

    shutil.rmtree(own / ".bna")
    bna("--dir", own, "open", EDITION)
    exported.write_bytes(b"".join(whole))
    said = bna("--dir", own, "audit", EDITION, "--against", exported)
    assert said.code == 1 and "Regel 1 is in het logboek een andere" in said.out

    shutil.rmtree(own / ".bna")
    said = bna("--dir", own, "audit", EDITION, "--against", exported)
    assert said.code == 1 and f"In het logboek ontbreken regels 1 tot en met {count}" in said.out, said


def test_an_exported_trail_is_held_against_the_record(own: Path, tmp_path: Path) -> None:
    exported = tmp_path / "audit.jsonl"
    exported.write_text(bna("--dir", own, "audit", EDITION, "--raw").out, encoding="utf-8")
    said = bna("--dir", own, "audit", EDITION, "--against", exported)
    assert said.code == 0 and "Het logboek is heel" in said.out
    lines = exported.read_bytes().splitlines(keepends=True)
    for changed, named in (
        ([*lines[:2], *lines[3:]], "Regel 3 ontbreekt"),
        ([*lines[:2], lines[3], lines[2], *lines[4:]], "Regel 3"),
        ([lines[0].replace(b"coordinator", b"directeur"), *lines[1:]], "Regel 1 is veranderd"),
        ([*lines[:-1], lines[-1].rstrip()], "afgebroken"),
        ([b"\xef\xbb\xbf", *lines], "Regel 1 "),
        ([], "leeg"),
    ):
        exported.write_bytes(b"".join(changed))
        said = bna("--dir", own, "audit", EDITION, "--against", exported)
        assert said.code == 1 and named in said.out + said.err, (named, said)
