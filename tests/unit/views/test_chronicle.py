"""The story in chapters and by person: every entry once, with the role that opened the act, and how one came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import DOCUMENTS, Kamerbrief, Outcome, Package, Receipt
from bna_pipeline.model.events import (
    AdoptionRecorded,
    DraftMade,
    EditionClosed,
    EditionOpened,
    EffectDone,
    Entry,
    Event,
    ReviewCompleted,
)
from bna_pipeline.model.programme import Role
from bna_pipeline.model.release_events import (
    DataDeleted,
    DeliveryPutOff,
    EmbargoedRead,
    KamerbriefSeen,
    MomentReached,
    ReleaseAborted,
    ReleaseArmed,
    ReleaseFired,
    ReleasePlanned,
    SignalDoubted,
    SignalSource,
)
from bna_pipeline.views import chapters, lives, release_timeline, tell
from bna_pipeline.views.chronicle import account_in_words, role_in_words
from tests.unit.model.small import NOW, adoption, draft, programme

D = sha256_hex(b"proef")
DRAFT = draft(1, water="laag")
LETTER = FileDigest.of(DOCUMENTS[0], b"brief")
OPENED = EditionOpened(programme=D, sample=False, deadline=date(2030, 2, 1), forms=())
CLOSED = EditionClosed(used=(), missing=())
MADE = DraftMade(draft=DRAFT, inputs=D, reason="eerste concept")
COMPLETED = ReviewCompleted(draft=1, sections=D)
SEEN = KamerbriefSeen(kamerbrief=Kamerbrief(file=LETTER, date=date(2030, 6, 30), number="12345 nr. 9"))
ARMED = ReleaseArmed(package=Package(edition="delta-2030", files=(), digest=D, content_digest=D))
RECEIPT = Receipt(channel="griffie", key=f"delta-2030:griffie:{D}", target="map", files=(), at=NOW, proof="gelezen")


def trail(*events: tuple[str, Event], every: timedelta = timedelta(minutes=1)) -> list[Entry]:
    """Entries by these people, so far apart."""
    entries: list[Entry] = []
    for number, (actor, event) in enumerate(events):
        last, at = entries[-1] if entries else None, NOW + number * every
        entries.append(Entry.after(last, edition="delta-2030", at=at, actor=actor, account="root", event=event))
    return entries


def test_a_chapter_holds_what_was_done_in_its_phase_and_a_phase_that_comes_back_is_told_again() -> None:
    """What ends a phase still belongs to it."""
    held = AdoptionRecorded(adoption=adoption(DRAFT, Outcome.HELD))
    again = DraftMade(draft=draft(2, water="hoog"), inputs=D, reason="gewijzigd")
    events: list[Event] = [OPENED, CLOSED, MADE, COMPLETED, held, again]
    found = chapters(tell(programme(), trail(*(("coordinator", event) for event in events))))
    assert [(c.title, c.again, [t.line.seq for t in c.lines]) for c in found] == [
        ("De ronde: bijdragen ophalen", False, [1, 2]),
        ("Concept en beoordeling", False, [3, 4]),
        ("Vaststelling door Gedeputeerde Staten", False, [5]),
        ("Concept en beoordeling", True, [6]),
    ]


@given(st.lists(st.sampled_from(["coordinator", "systeem", "adviseur-water", "weg"]), min_size=1, max_size=12))
def test_every_entry_is_told_once_by_moment_and_once_by_person(people: list[str]) -> None:
    events: Sequence[Event] = [OPENED, CLOSED, MADE, COMPLETED, SEEN] * 3
    told = tell(programme(), trail(*zip(people, events, strict=False)))
    numbers = list(range(1, len(people) + 1))
    assert [t.line.seq for c in chapters(told) for t in c.lines] == numbers
    by_person = lives(told)
    assert sorted(t.line.seq for life in by_person for t in life.lines) == numbers
    assert {life.person for life in by_person} == set(people)
    assert "systeem" not in [life.person for life in by_person][:-1], "what went by itself stands last"


@pytest.mark.parametrize(
    ("roles", "event", "words"),
    [
        ((Role.COORDINATOR, Role.REVIEWER), OPENED, "coördinator"),
        ((Role.REVIEWER, Role.SECRETARY), AdoptionRecorded(adoption=adoption(DRAFT, Outcome.ADOPTED)),
         "secretaris van het college"),
        ((Role.AUDITOR,), OPENED, "auditor"),
        ((Role.COORDINATOR, Role.AUDITOR), EmbargoedRead(person="a", file=LETTER, how="loket"),
         "coördinator en auditor"),
        ((Role.COORDINATOR, Role.REVIEWER), DataDeleted(what="mails", count=3, rule="90 dagen"), "coördinator"),
    ],
)  # fmt: skip
def test_somebody_acts_in_the_role_that_opens_the_act(roles: tuple[Role, ...], event: Event, words: str) -> None:
    """Where none does, for the programme was changed or nothing was done, all his roles are told."""
    assert role_in_words(roles, event) == words


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("root", "account root op de computer"),
        ("key:griffie", "API-sleutel griffie"),
        ("link:ab12", "persoonlijke link ab12"),
        ("link:ab12:beheer", "persoonlijke link ab12, uitgereikt door account beheer"),
        ("oidc:login.example.org:7:8", "aanmelding bij login.example.org (7:8)"),
        ("DOMEIN:jan", "account DOMEIN:jan op de computer"),
        ("key:", "account key: op de computer"),
    ],
)
def test_how_somebody_came_in_is_told_in_words(account: str, words: str) -> None:
    assert account_in_words(account) == words


def test_who_is_no_longer_in_the_programme_is_told_by_his_id() -> None:
    (told,) = tell(programme(), trail(("weg", OPENED)))
    assert (told.actor.name, told.actor.role) == ("weg", "")


def test_a_release_is_counted_from_the_signal_that_was_there_first() -> None:
    """Of a set minute from that minute's entry; what came before has no count."""
    planned = ReleasePlanned(at=NOW, zone="Europe/Amsterdam")
    late = DeliveryPutOff(key=RECEIPT.key, channel="griffie", said="dicht", attempt=1, after=NOW)
    doubt = SignalDoubted(source=SignalSource.INBOX, document="x.pdf", why="Een ander dossier.")
    events: list[tuple[str, Event]] = [
        ("coordinator", ARMED),
        ("coordinator", planned),
        ("systeem", doubt),
        ("systeem", MomentReached(planned=NOW)),
        ("systeem", ReleaseFired(package=D)),
        ("systeem", late),
        ("systeem", EffectDone(effect="delivery", receipt=RECEIPT)),
        ("coordinator", SEEN),
    ]
    found = release_timeline(programme(), trail(*events, every=timedelta(seconds=7)))
    assert [line.after for line in found] == [None, None, None, *(timedelta(seconds=7 * n) for n in range(5))]
    assert found[0].what.startswith("klaargezet: pakket ") and ", door " in found[0].what
    assert found[3].what == "het sein: het gekozen moment is aangebroken"
    assert found[5].what.endswith("had het nog niet (poging 1)")
    assert found[6].what.startswith("ontvangen door ")


def test_a_minute_that_fell_with_an_aborted_release_is_not_counted_from() -> None:
    """The next day another package goes: its receipt came seconds after its own minute."""
    events: list[tuple[str, Event]] = [
        ("coordinator", ARMED),
        ("systeem", MomentReached(planned=NOW)),
        ("coordinator", ReleaseAborted(reason="Er staat een fout in.")),
        ("coordinator", ARMED),
        ("systeem", MomentReached(planned=NOW + timedelta(days=1))),
        ("systeem", EffectDone(effect="delivery", receipt=RECEIPT)),
    ]
    found = release_timeline(programme(), trail(*events))
    counted = [None, timedelta(), None, None, timedelta(), timedelta(minutes=1)]
    assert [line.after for line in found] == counted


def test_the_handing_over_under_embargo_is_no_receipt_of_a_channel() -> None:
    handed = EffectDone(effect="hand-over", receipt=RECEIPT)
    assert release_timeline(programme(), trail(("systeem", handed))) == ()
