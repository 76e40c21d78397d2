"""The minute at which a package goes by itself: set, taken back, confirmed, and there, by more than one clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bna_pipeline.errors import BnaError, DraftMoved, EmbargoStands, WrongUse
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.release_events import (
    ClockDoubted,
    MomentReached,
    ReleaseConfirmed,
    ReleasePlanned,
    ReleaseUnplanned,
)
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, require
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, require_reason, state
from bna_pipeline.ports import Vouch

FURTHEST: Final = timedelta(days=366)
"""How far ahead a minute may be set: beyond it a digit of the year was mistyped."""
APART: Final = timedelta(minutes=1)
"""So far two good clocks may differ: while the authority is that little behind, the minute has only not come yet."""


def plan_release(tools: Tools, actor: Actor, *, at: datetime) -> Step:
    """Set the minute at which the armed package goes; another one takes its place.

    Args:
        at: aware, with a zone of the IANA database, on the minute. Of a minute that the clock shows twice the second
            is told by its fold; the first can only be given in UTC, for a fold of 0 tells nothing.

    Raises:
        WrongUse: the programme lets nothing go at a minute, it is no whole minute, has no zone, does not exist there,
            may be either of two, has passed, or is more than a year ahead.
        TransitionRefused.
    """
    zone = _zone_of(at)
    _require_one(at)
    if tools.programme.delivery.signal.moment is None:
        raise WrongUse(
            "In dit programma vertrekt een pakket niet op een vast moment.",
            "Zet `moment` onder `delivery: signal:` in programme.yaml als dat wel mag.",
        )
    if at.second or at.microsecond:
        raise WrongUse("Een moment van vertrek is een hele minuut.", "Laat de seconden weg.")
    now = tools.clock.now()
    if at <= now:
        raise WrongUse(f"{at:%d-%m-%Y %H:%M} is al voorbij.", "Geef een moment dat nog komt.")
    if at - now > FURTHEST:
        raise WrongUse(f"{at:%d-%m-%Y} is meer dan een jaar vooruit.", "Kijk het jaartal na.")

    def planned(then: EditionState) -> ReleasePlanned | None:
        require(then.phase, Act.PLAN_RELEASE)
        event = ReleasePlanned(at=at, zone=zone)
        return None if then.release.planned == event else event

    changed = record(tools, actor, planned) is not None
    return Step("plan-release", changed, (f"Het pakket vertrekt op {at:%d-%m-%Y om %H:%M} ({zone}).", *_asks(tools)))


def unplan_release(tools: Tools, actor: Actor, *, reason: str, at: datetime | None = None) -> Step:
    """Take the set minute back; the Kamerbrief, where it is a signal, still lets the package go.

    Args:
        at: the minute that the actor had before him; None: as it is now.

    Raises:
        DraftMoved: another minute is set by now.
        EmbargoStands: none is set.
        WrongUse: no reason.
        TransitionRefused.
    """
    reason = require_reason(reason)

    def unplanned(then: EditionState) -> ReleaseUnplanned:
        require(then.phase, Act.PLAN_RELEASE)
        if then.release.planned is None:
            raise EmbargoStands("Er is geen moment van vertrek.", "Er is niets te doen.")
        if at is not None and then.release.planned.at != at:
            raise DraftMoved("Er is intussen een ander moment gekozen. Het is niet vervallen.", "Bekijk het eerst.")
        return ReleaseUnplanned(reason=reason)

    record(tools, actor, unplanned)
    return Step("unplan-release", True, (f"Het moment van vertrek is vervallen: {reason}",))


def confirm_release(tools: Tools, actor: Actor, *, package: Sha256 | None = None, at: datetime | None = None) -> Step:
    """Confirm that the armed package may go at the set minute.

    Args:
        package, at: digest of the package and the minute that the actor had before him; None: as it is now.

    Raises:
        DraftMoved: another package is armed by now, or another minute is set.
        EmbargoStands: nothing is armed, or no minute is set.
        TransitionRefused.
    """

    def confirmed(then: EditionState) -> ReleaseConfirmed | None:
        require(then.phase, Act.CONFIRM_RELEASE)
        if then.armed is None or then.release.planned is None:
            raise EmbargoStands(
                "Er is nog niets om te bevestigen.", "Zet de vrijgave klaar en geef een moment van vertrek."
            )
        if package is not None and then.armed.digest != package:
            raise DraftMoved("Er staat intussen een ander pakket klaar.", "Bekijk het en bevestig dan.")
        if at is not None and then.release.planned.at != at:
            raise DraftMoved("Er is intussen een ander moment gekozen.", "Bekijk het en bevestig dan.")
        event = ReleaseConfirmed(at=then.release.planned.at, package=then.armed.digest)
        return None if then.release.confirmed == event else event

    changed = record(tools, actor, confirmed) is not None
    return Step("confirm-release", changed, ("Bevestigd: het pakket vertrekt op het gekozen moment.",))


def reach_moment(tools: Tools, actor: Actor) -> Step:
    """Record that the set minute has come. Where an authority is asked for the time, both clocks must say so.

    A clock that is set forward lets nothing go: the authority's time is recorded, once for each minute that it doubts.
    An authority that does not answer is a trouble of this step and no error: the steps behind it go on, and it is asked
    again soon (`waking.py`).
    """
    now = state(tools)
    planned = now.release.planned
    if now.phase is not Phase.SIGNED or planned is None or now.release.reached is not None:
        return Step("moment", False)
    if now.armed is None or now.held is not None or tools.clock.now() < planned.at or not is_confirmed(tools, now):
        return Step("moment", False)
    try:
        vouch = _vouched(tools, now)
    except BnaError as away:
        return Step("moment", False, (str(away),), trouble=away)
    vouched = None if vouch is None else vouch.at
    early = vouched is not None and vouched < planned.at
    if vouched is not None and timedelta() < planned.at - vouched < APART:
        return Step("moment", False)  # not yet
    token = None if vouch is None or early else tools.blobs.put(vouch.token)

    def reached(then: EditionState) -> MomentReached | ClockDoubted | None:
        if then.release.planned != planned or then.release.reached is not None or then.armed != now.armed:
            return None
        if then.held is not None or not is_confirmed(tools, then):
            return None
        require(then.phase, Act.RELEASE)
        if not early:
            head = None if token is None else now.head
            return MomentReached(planned=planned.at, token=token, vouched=vouched, head=head)
        assert vouched is not None
        return None if then.release.clock_doubted is not None else ClockDoubted(planned=planned.at, vouched=vouched)

    changed = record(tools, actor, reached) is not None
    if early:
        assert vouched is not None
        said = f"De tijdstempeldienst zegt dat het {vouched.astimezone(UTC):%d-%m-%Y %H:%M} UTC is: er vertrekt niets."
        return Step("moment", changed, (f"ALARM: de klok van deze computer loopt voor. {said}",))
    return Step("moment", changed, ("Het moment van vertrek is aangebroken.",) if changed else ())


def is_confirmed(tools: Tools, now: EditionState) -> bool:
    """Whether what is armed may go at the set minute: confirmed for exactly these, where that is asked."""
    rule, armed, planned = tools.programme.delivery.signal.moment, now.armed, now.release.planned
    if rule is None or armed is None or planned is None:
        return False
    said = now.release.confirmed
    return not rule.confirmed or (said is not None and (said.package, said.at) == (armed.digest, planned.at))


def _vouched(tools: Tools, now: EditionState) -> Vouch | None:
    """The authority's word over the head of the trail; None where none is configured."""
    if tools.timestamper is None:
        return None
    assert now.head is not None
    return tools.timestamper.vouch(now.head)


def _asks(tools: Tools) -> tuple[str, ...]:
    rule = tools.programme.delivery.signal.moment
    if rule is not None and rule.confirmed:
        return ("Het pakket vertrekt dan alleen als de coördinator dat bevestigt.",)
    return ()


def _zone_of(at: datetime) -> str:
    zone = at.tzinfo
    if not isinstance(zone, ZoneInfo) or not zone.key:
        raise WrongUse(
            "Een moment van vertrek heeft een tijdzone.", "Geef die erbij, zoals `2020-07-01T14:00 Europe/Amsterdam`."
        )
    return zone.key


def _require_one(at: datetime) -> None:
    """Refuse what a clock never shows, or shows twice without being told which."""
    other = at.replace(fold=1 - at.fold)
    if at.utcoffset() == other.utcoffset():
        return
    if at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) != at.replace(tzinfo=None):
        raise WrongUse(
            f"{at:%d-%m-%Y %H:%M} bestaat niet: de klok gaat dan vooruit.", "Kies een minuut ervoor of erna."
        )
    if at.fold == 0:
        raise WrongUse(
            f"{at:%d-%m-%Y %H:%M} komt tweemaal voor: de klok gaat dan terug.",
            "Kies een andere minuut, of geef haar in UTC: "
            f"{at.astimezone(UTC):%H:%M} of {other.astimezone(UTC):%H:%M}.",
        )
