"""A release is told in one sentence, the same everywhere; of each channel it is told how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import DOCUMENTS, Kamerbrief, Package, Receipt
from bna_pipeline.model.events import EffectDone, Entry, Event
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.release_events import (
    ClockDoubted,
    DeliveryPutOff,
    KamerbriefSeen,
    MomentReached,
    ReleaseArmed,
    ReleaseConfirmed,
    ReleaseFired,
    ReleaseHeld,
    ReleasePlanned,
    SignalDoubted,
    SignalSource,
)
from bna_pipeline.model.state import fold
from bna_pipeline.views import ReleaseLine
from bna_pipeline.views.release import release_line
from bna_pipeline.views.told import minute_in
from tests.unit.model.small import NOW, programme

D, OTHER = sha256_hex(b"pakket"), sha256_hex(b"een ander pakket")
LETTER = FileDigest.of(DOCUMENTS[0], b"brief")
MINUTE = datetime(2030, 7, 1, 12, 0, tzinfo=UTC)
CHANNELS = ("griffie", "website", "archief", "partners")

ARMED = ReleaseArmed(package=Package(edition="delta-2030", files=(), digest=D, content_digest=D))
SEEN = KamerbriefSeen(kamerbrief=Kamerbrief(file=LETTER, date=date(2030, 6, 30), number="12345 nr. 9"))
FIRED = ReleaseFired(package=D, kamerbrief=LETTER.sha256)
PLANNED = ReleasePlanned(at=MINUTE, zone="Europe/Amsterdam")
DOUBT = SignalDoubted(source=SignalSource.TWEEDE_KAMER, document="2030D01", why="Het dossier is een ander.")


def who(*, confirmed: bool | None = None) -> Programme:
    """A programme with four channels, and with a set minute as a signal where `confirmed` says how."""
    data = programme().model_dump(mode="json")
    channel = data["delivery"]["channels"][0]
    data["delivery"]["channels"] = [{**channel, "id": c, "name": c.capitalize(), "target": c} for c in CHANNELS]
    if confirmed is not None:
        data["delivery"]["signal"] = {"moment": {"confirmed": confirmed}}
    return Programme.model_validate(data)


def release(*events: Event, confirmed: bool | None = None) -> ReleaseLine:
    entries: list[Entry] = []
    for event in events:
        last = entries[-1] if entries else None
        entries.append(Entry.after(last, edition="delta-2030", at=NOW, actor="a", account="x", event=event))
    return release_line(who(confirmed=confirmed), fold("delta-2030", entries, signatures_needed=1))


def received(channel: str, package: str = D) -> EffectDone:
    key = f"delta-2030:{channel}:{package}"
    return EffectDone(
        effect="delivery",
        receipt=Receipt(channel=channel, key=key, target=channel, files=(), at=NOW, proof="teruggelezen"),
    )


def put_off(channel: str, attempt: int) -> DeliveryPutOff:
    key = f"delta-2030:{channel}:{D}"
    after = NOW + timedelta(minutes=attempt)
    return DeliveryPutOff(key=key, channel=channel, said="geen antwoord", attempt=attempt, after=after)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((), "De vrijgave staat nog niet klaar"),
        ((SEEN,), "De vrijgave staat nog niet klaar, en de Kamerbrief is al uit"),
        ((DOUBT,), "De vrijgave staat nog niet klaar, en iemand moet naar een Kamerbrief kijken"),
        ((ARMED,), "De vrijgave staat klaar en wacht op de Kamerbrief"),
        ((ARMED, ReleaseHeld(reason="vraag")), "De vrijgave is aangehouden: vraag"),
        ((ARMED, DOUBT), "De vrijgave staat klaar, maar wacht: iemand moet eerst naar een Kamerbrief kijken"),
        ((ARMED, SEEN), "De vrijgave staat klaar en het sein is er: het pakket vertrekt"),
        (
            (ARMED, PLANNED),
            "De vrijgave staat klaar; het pakket vertrekt op maandag 1 juli 2030 om 14.00 uur "
            "(Nederlandse tijd, zomertijd)",
        ),
        (
            (ARMED, PLANNED, ClockDoubted(planned=MINUTE, vouched=NOW)),
            "De vrijgave staat klaar, maar wacht: de klok van deze computer klopt niet",
        ),
        (
            (ARMED, PLANNED, MomentReached(planned=MINUTE)),
            "De vrijgave staat klaar en het sein is er: het pakket vertrekt",
        ),
        ((ARMED, SEEN, FIRED), "Vrijgegeven; 4 van 4 kanalen moeten nog"),
        (
            (ARMED, SEEN, FIRED, *(received(c) for c in CHANNELS[:3])),
            "Vrijgegeven; 1 van 4 kanalen moet nog",
        ),
        ((ARMED, SEEN, FIRED, *(received(c) for c in CHANNELS)), "Vrijgegeven; alle kanalen hebben het (4 van 4)"),
    ],
)
def test_a_release_is_told_in_one_sentence(events: Sequence[Event], words: str) -> None:
    assert release(*events).words == words


def test_a_minute_that_must_be_confirmed_is_said_to_wait_for_that() -> None:
    """The confirmation counts for this package and this minute alone."""
    said = ReleaseConfirmed(at=MINUTE, package=D)
    waits = release(ARMED, PLANNED, confirmed=True)
    assert (waits.confirmation, waits.confirmed) == (True, False)
    assert waits.words.endswith(", als de coördinator dat nog bevestigt")
    assert release(ARMED, PLANNED, said, confirmed=True).confirmed
    other = ReleasePlanned(at=MINUTE + timedelta(days=1), zone="Europe/Amsterdam")
    assert not release(ARMED, PLANNED, said, other, confirmed=True).confirmed


def test_a_programme_that_only_knows_a_minute_does_not_wait_for_a_letter() -> None:
    data = who(confirmed=False).model_dump(mode="json")
    data["delivery"]["signal"] |= {"by_hand": False}
    entry = Entry.after(None, edition="delta-2030", at=NOW, actor="a", account="x", event=ARMED)
    found = release_line(Programme.model_validate(data), fold("delta-2030", [entry], signatures_needed=1))
    assert found.words == "De vrijgave staat klaar en wacht op een moment van vertrek"


def test_each_channel_says_how_far_it_is() -> None:
    found = release(ARMED, SEEN, FIRED, put_off("website", 3), received("griffie"), put_off("archief", 1))
    assert [(line.channel, line.state.value, line.attempt) for line in found.lines] == [
        ("griffie", "ontvangen", 0),
        ("website", "uitgesteld", 3),
        ("archief", "uitgesteld", 1),
        ("partners", "onderweg", 0),
    ]
    assert (found.lines[0].received_at, found.lines[1].said) == (NOW, "geen antwoord")
    assert found.lines[1].after == NOW + timedelta(minutes=3)
    assert {line.state.value for line in release(ARMED).lines} == {"wacht"}


def test_a_channel_that_took_it_after_all_is_no_longer_late() -> None:
    found = release(ARMED, SEEN, FIRED, put_off("website", 3), received("website"))
    assert (found.lines[1].state.value, found.lines[1].attempt, found.lines[1].said) == ("ontvangen", 0, None)


@given(st.lists(st.tuples(st.sampled_from(CHANNELS), st.booleans()), max_size=12))
def test_what_is_counted_is_what_the_lines_say(happened: list[tuple[str, bool]]) -> None:
    """Of whatever channels take or put off, in any order; a receipt of something else counts for nothing."""
    events = [received(c) if done else put_off(c, 1) for c, done in happened]
    found = release(ARMED, SEEN, FIRED, *events, *(received(c, OTHER) for c in CHANNELS))
    took = {c for c, done in happened if done}
    assert {line.channel for line in found.lines if line.state.value == "ontvangen"} == took
    assert (found.receipts, found.channels) == (len(took), 4)
    left = 4 - len(took)
    assert (f"{left} van 4" in found.words) is bool(left)


def test_how_the_kamerbrief_came_is_told() -> None:
    assert release(SEEN).source is None
    dumped = SEEN.model_copy(update={"source": SignalSource.MAIL, "document": "m"})
    assert release(dumped).source == "per mail binnengekomen"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Amsterdam", "maandag 1 juli 2030 om 14.00 uur (Nederlandse tijd, zomertijd)"),
        (
            "America/Curacao",
            "maandag 1 juli 2030 om 8.00 uur (America/Curacao); in Nederland is het dan maandag 1 juli 2030 om "
            "14.00 uur",
        ),
    ],
)
def test_a_minute_is_told_with_its_zone(zone: str, words: str) -> None:
    assert minute_in(MINUTE, zone) == words
