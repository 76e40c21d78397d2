"""What was read of a ledger serves again: as it moves on for acts, as one moment for a page, and never another's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bna_pipeline.model.events import Event
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.pipeline.journal import Journal
from bna_pipeline.storage.ledger import SqlLedger

EDITION, AT = "proef-2020", datetime(2020, 6, 1, 9, tzinfo=UTC)
HELD: Event = ReleaseHeld(reason="proef")


def add(ledger: SqlLedger, after: int) -> None:
    ledger.append(EDITION, HELD, actor="proef", account="proef", at=AT, after=after)


def seen(journal: Journal, ledger: SqlLedger) -> int:
    return journal.look(ledger, EDITION, signatures_needed=2)[1].seq


def test_a_page_shows_one_moment_and_an_act_looks_again(tmp_path: Path) -> None:
    ledger, journal = SqlLedger(f"sqlite:///{tmp_path / 'a.sqlite'}"), Journal()
    add(ledger, 0)
    page = journal.still()
    assert seen(page, ledger) == 1
    add(ledger, 1)
    assert seen(page, ledger) == 1
    assert seen(journal, ledger) == 2
    assert seen(journal.still(), ledger) == 2


def test_a_ledger_that_was_begun_anew_is_not_taken_for_the_one_that_was_read(tmp_path: Path) -> None:
    first, second = (SqlLedger(f"sqlite:///{tmp_path / name}.sqlite") for name in ("een", "twee"))
    journal = Journal()
    assert journal.continues(first, EDITION)
    add(first, 0)
    assert seen(journal, first) == 1
    assert journal.continues(first, EDITION)
    second.append(EDITION, HELD, actor="ander", account="ander", at=AT, after=0)
    assert not journal.continues(second, EDITION)
