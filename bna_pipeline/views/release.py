"""Where a release stands, for people and programs: its signal, what is doubted, and every channel.

"Vrijgegeven; 1 van 4 kanalen moet nog" is said here, once, for whoever shows it.
"""

from __future__ import annotations

from enum import StrEnum

from bna_pipeline.model.base import FileDigest, Frozen, Line, Moment, Sha256, Slug
from bna_pipeline.model.delivery import ChannelRule, SignalRules
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.release_events import DeliveryPutOff, SignalDoubted
from bna_pipeline.model.release_words import channels_in_words
from bna_pipeline.model.state import EditionState
from bna_pipeline.views.told import minute_in


class ChannelState(StrEnum):
    """How far a channel is."""

    WAITS = "wacht"  # nothing was released yet
    UNDER_WAY = "onderweg"
    PUT_OFF = "uitgesteld"
    RECEIVED = "ontvangen"


class ChannelLine(Frozen):
    """One channel.

    Attributes:
        channel: its id; `name` is for a reader.
        state: "wacht", "onderweg", "uitgesteld" or "ontvangen".
        received_at: when the other side had it.
        attempt: how often it was tried in vain, while it has not arrived; else 0.
        after: before when nobody tries it by itself; None: it is not put off.
        said: what the other side, or the way to it, said the last time.
    """

    channel: Slug
    name: Line
    kind: Line
    state: ChannelState
    received_at: Moment | None = None
    attempt: int = 0
    after: Moment | None = None
    said: Line | None = None


class DoubtLine(Frozen):
    """A letter that looked like the Kamerbrief and is not without more ado ours; everything waits for a person's word.

    Attributes:
        document: what its source knows it by.
        source: where it comes from, in Dutch.
        why: what was wrong, in Dutch.
        files: what was fetched.
        seen: names all of this; who puts it aside says what he saw.
    """

    document: Line
    source: Line
    why: Line
    files: tuple[FileDigest, ...]
    seen: Sha256


class ReleaseLine(Frozen):
    """Where the release stands: armed digest, hold, Kamerbrief, and how many receipts of how many channels.

    Attributes:
        words: all of it in one Dutch sentence.
        receipts: how many channels have it.
        channels: how many there are; `lines` has each of them.
        source: how the Kamerbrief came to us, in Dutch; None: there is none, or a person handed it in.
        planned_at: the minute at which it goes, and `planned_zone` the zone in which it was set.
        confirmation: whether the programme asks for a person's word before that minute counts.
        confirmed: whether that word was given for this package and this minute.
        reached: that minute has come.
        clock_doubted: what a timestamp authority said the time was, when the machine said that the minute had come.
        doubts: letters that wait for a person's word.
    """

    armed: Sha256 | None
    held: str | None
    kamerbrief: str | None
    fired: bool
    receipts: int
    channels: int
    words: str = ""
    lines: tuple[ChannelLine, ...] = ()
    source: str | None = None
    planned_at: Moment | None = None
    planned_zone: str | None = None
    confirmation: bool = False
    confirmed: bool = False
    reached: bool = False
    clock_doubted: Moment | None = None
    doubts: tuple[DoubtLine, ...] = ()


def release_line(programme: Programme, state: EditionState) -> ReleaseLine:
    """Where the release of an edition stands."""
    course, kamerbrief = state.release, state.kamerbrief
    lines = channel_lines(programme, state)
    moment = programme.delivery.signal.moment
    line = ReleaseLine(
        armed=None if state.armed is None else state.armed.digest,
        held=state.held,
        kamerbrief=None if kamerbrief is None else f"{kamerbrief.number} van {kamerbrief.date:%d-%m-%Y}",
        fired=state.fired is not None,
        receipts=sum(line.state is ChannelState.RECEIVED for line in lines),
        channels=len(lines),
        lines=lines,
        source=_source(state),
        planned_at=None if course.planned is None else course.planned.at,
        planned_zone=None if course.planned is None else course.planned.zone,
        confirmation=moment is not None and moment.confirmed,
        confirmed=_confirmed(state),
        reached=course.reached is not None,
        clock_doubted=None if course.clock_doubted is None else course.clock_doubted.vouched,
        doubts=tuple(_doubt(doubt) for doubt in course.doubts.values()),
    )
    return line.model_copy(update={"words": _words(line, programme.delivery.signal)})


def channel_lines(programme: Programme, state: EditionState) -> tuple[ChannelLine, ...]:
    """Every channel of the programme, in its order."""
    # By its package too: the hand-over may go to a folder that is called as a channel is.
    package = "" if state.armed is None else state.armed.digest
    receipts = {r.channel: r for r in state.receipts if package and r.key.endswith(package)}
    late = {put_off.channel: put_off for put_off in state.release.late.values()}
    fired = state.fired is not None
    return tuple(
        _channel(rule, fired, receipts.get(rule.id), late.get(rule.id)) for rule in programme.delivery.channels
    )


def _channel(rule: ChannelRule, fired: bool, receipt: Receipt | None, late: DeliveryPutOff | None) -> ChannelLine:
    line = ChannelLine(
        channel=rule.id,
        name=rule.name,
        kind=rule.kind,
        state=ChannelState.UNDER_WAY if fired else ChannelState.WAITS,
    )
    if receipt is not None:
        return line.model_copy(update={"state": ChannelState.RECEIVED, "received_at": receipt.at})
    if late is None:
        return line
    update = {"state": ChannelState.PUT_OFF, "attempt": late.attempt, "after": late.after, "said": late.said}
    return line.model_copy(update=update)


def _source(state: EditionState) -> str | None:
    return None if state.kamerbrief is None or state.release.source is None else state.release.source.words


def _confirmed(state: EditionState) -> bool:
    said, planned, armed = state.release.confirmed, state.release.planned, state.armed
    if said is None or planned is None or armed is None:
        return False
    return (said.at, said.package) == (planned.at, armed.digest)


def _doubt(doubt: SignalDoubted) -> DoubtLine:
    return DoubtLine(
        document=doubt.document, source=doubt.source.words, why=doubt.why, files=doubt.files, seen=doubt.seen
    )


def _words(line: ReleaseLine, signal: SignalRules) -> str:
    if line.fired:
        return f"Vrijgegeven; {channels_in_words(line.receipts, line.channels)}"
    if line.armed is None:
        return f"De vrijgave staat nog niet klaar{_unarmed(line)}"
    if line.held is not None:
        return f"De vrijgave is aangehouden: {line.held}"
    if line.doubts:
        return "De vrijgave staat klaar, maar wacht: iemand moet eerst naar een Kamerbrief kijken"
    if line.clock_doubted is not None:
        return "De vrijgave staat klaar, maar wacht: de klok van deze computer klopt niet"
    if line.kamerbrief is not None or line.reached:
        return "De vrijgave staat klaar en het sein is er: het pakket vertrekt"
    if line.planned_at is None or line.planned_zone is None:
        by_letter = signal.by_hand or signal.inbox or signal.tweede_kamer is not None
        return f"De vrijgave staat klaar en wacht op {'de Kamerbrief' if by_letter else 'een moment van vertrek'}"
    unconfirmed = ", als de coördinator dat nog bevestigt" if line.confirmation and not line.confirmed else ""
    return (
        f"De vrijgave staat klaar; het pakket vertrekt op {minute_in(line.planned_at, line.planned_zone)}{unconfirmed}"
    )


def _unarmed(line: ReleaseLine) -> str:
    if line.doubts:
        return ", en iemand moet naar een Kamerbrief kijken"
    if line.kamerbrief is not None:
        return ", en de Kamerbrief is al uit"
    if line.planned_at is not None and line.planned_zone is not None:
        return f"; het gekozen moment is {minute_in(line.planned_at, line.planned_zone)}"
    return ""
