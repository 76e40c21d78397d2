"""When an earlier edition went out comes from the register, else from its ledger; later editions are never asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import Kamerbrief
from bna_pipeline.model.events import Entry, Event
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.model.release_events import KamerbriefSeen, ReleaseFired
from bna_pipeline.rounds.register import with_what_went_out
from tests.unit.model.small import programme_data

FIRED = ReleaseFired(package=sha256_hex(b"p"), kamerbrief=sha256_hex(b"k"))
SEEN = KamerbriefSeen(kamerbrief=Kamerbrief(file=FileDigest.of("k.pdf", b"k"), date=date(2030, 6, 30), number="81"))
LATE = datetime(2030, 6, 30, 22, 30, tzinfo=UTC)  # past midnight in the Netherlands
SENDER = "de minister van Water"


def known(sender: bool = True, **first: Any) -> Programme:
    data = programme_data()
    data["editions"][0] |= first
    data["editions"] += [
        {**data["editions"][0], "id": f"delta-{2030 + n}", "year": 2030 + n, "ordinal": n + 1} for n in (1, 2)
    ]
    for edition in data["editions"][1:]:
        edition.pop("letter_sent", None)
    if sender:
        data["agenda"]["kamerbrief"] = {"date": "2029-02-01", "dossier": "1", "number": "2", "sender": SENDER}
    return Programme.model_validate(data)


def entries(edition: str, *events: Event) -> tuple[Entry, ...]:
    made: list[Entry] = []
    for event in events:
        before = made[-1] if made else None
        made.append(Entry.after(before, edition=edition, at=LATE, actor="systeem", account="proef", event=event))
    return tuple(made)


class Ledgers:
    def __init__(self, **held: Sequence[Event]) -> None:
        self.held = held
        self.asked: list[str] = []

    def __call__(self, edition: Edition) -> tuple[Entry, ...]:
        self.asked.append(edition.id)
        return entries(edition.id, *self.held.get(edition.id.replace("-", "_"), ()))


def test_a_released_edition_has_the_day_on_which_its_ledger_let_it_go() -> None:
    whole, ledgers = known(), Ledgers(delta_2030=(SEEN, FIRED))
    found = with_what_went_out(whole, whole.edition("delta-2031"), ledgers).edition("delta-2030")
    assert found.letter_sent == date(2030, 7, 1)
    assert found.kamerbrief is not None
    assert found.kamerbrief.model_dump() == {
        "date": date(2030, 6, 30),
        "dossier": "12345",
        "number": "81",
        "sender": SENDER,
    }


def test_only_earlier_editions_without_a_date_are_asked_for() -> None:
    whole, ledgers = known(letter_sent="2030-07-04"), Ledgers(delta_2031=(FIRED,), delta_2032=(FIRED,))
    second, third = whole.edition("delta-2031"), whole.edition("delta-2032")
    assert with_what_went_out(whole, second, ledgers) is whole
    assert ledgers.asked == []
    found = with_what_went_out(whole, third, ledgers)
    assert ledgers.asked == ["delta-2031"]
    assert [e.letter_sent for e in found.editions] == [date(2030, 7, 4), date(2030, 7, 1), None]


def test_an_edition_that_was_not_released_has_no_date() -> None:
    whole = known()
    assert with_what_went_out(whole, whole.edition("delta-2032"), Ledgers(delta_2030=(SEEN,))) is whole


def test_nobody_is_named_as_sender_who_is_not_on_record() -> None:
    whole = known(sender=False)
    found = with_what_went_out(whole, whole.edition("delta-2031"), Ledgers(delta_2030=(SEEN, FIRED)))
    assert found.edition("delta-2030").past and found.edition("delta-2030").kamerbrief is None
