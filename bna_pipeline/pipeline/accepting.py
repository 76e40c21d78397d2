"""What a check found on a draft that may stay: accepted by the coordinator with a reason, or still open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from shlex import quote

from bna_pipeline.errors import NotApproved, NothingToWithdraw, Refused, WrongUse
from bna_pipeline.errors.moved import DraftMoved
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.draft_findings import (
    AcceptanceWithdrawn,
    DraftFinding,
    DraftFindings,
    FindingAccepted,
    to_accept,
)
from bna_pipeline.model.events import DraftMade
from bna_pipeline.model.finding import Weight
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.approval import lay_out_draft
from bna_pipeline.pipeline.tools import Actor, Step, Tools, load, record, require_reason, state


def findings_of(tools: Tools, made: DraftMade) -> DraftFindings:
    """What was found on a draft when it was made; nothing of one that was made before drafts were checked."""
    return DraftFindings() if made.findings is None else load(tools, DraftFindings, made.findings)


def open_findings(tools: Tools, now: EditionState) -> tuple[DraftFinding, ...]:
    """The findings on the draft as it stands that must still be accepted, or mended, before GS decide."""
    return to_accept(findings_of(tools, now.drafts[-1]).all, now.accepted) if now.drafts else ()


def require_accepted(tools: Tools, now: EditionState) -> None:
    """Refuse a draft on which a finding stands open.

    Raises:
        NotApproved: names every one, and the command that accepts it.
    """
    found = open_findings(tools, now)
    if found:
        said = " ".join(f"{f.finding.code} ({f.finding.place}): {f.finding.message}" for f in found)
        commands = dict.fromkeys(f"`{command_of(tools, f)}`" for f in found)
        raise NotApproved(
            f"Op concept {now.drafts[-1].draft.version} staan nog bevindingen open. {said}",
            f"Pas de tekst aan, of aanvaard met een reden: {'; '.join(commands)}.",
        )


def command_of(tools: Tools, found: DraftFinding) -> str:
    """The command that accepts a finding."""
    return f"bna accept {tools.id} --rule {found.finding.code} --place {quote(found.finding.place)} --reason REDEN"


def accept(
    tools: Tools,
    actor: Actor,
    *,
    rule: str,
    reason: str,
    place: str | None = None,
    seen: Collection[Sha256] | None = None,
) -> Step:
    """Record that a finding on the draft as it stands may stay; what was accepted is said to be so.

    Args:
        rule: the finding's code.
        place: where it is, as the control page says; None: there is only one such place. All findings of this rule
            there are accepted.
        seen: digests of the findings that the actor had before him; None: whichever stand there now.

    Raises:
        DraftMoved: other findings stand there by now than those that he saw.
        Refused: there is no such finding that may be accepted.
        WrongUse: no reason, or there are several places and none was named.
        TransitionRefused.
    """
    reason = require_reason(reason)
    mine: list[DraftFinding] = []

    def accepted(now: EditionState) -> FindingAccepted | None:
        require(now.phase, Act.ACCEPT)
        mine[:] = _named(tools, now, rule, place)
        if seen is not None and {f.digest for f in mine} != set(seen):
            raise DraftMoved(
                f"Bij {mine[0].finding.place} vond de controle intussen iets anders. Er is niets aanvaard.",
                "Bekijk wat er nu staat en aanvaard het dan, of pas de tekst aan.",
            )
        still = to_accept(mine, now.accepted)
        if not still:
            return None
        found = still[0].finding
        return FindingAccepted(
            code=found.code,
            finding=still[0].digest,
            place=found.place,
            sentence=found.sentence,
            message=found.message,
            reason=reason,
            by=actor.person,
            at=tools.clock.now(),
        )

    done = 0
    while record(tools, actor, accepted) is not None:  # one entry a finding: a kill in between loses none
        done += 1
    where = mine[0].finding.place
    lay_out_draft(tools, state(tools))
    if not done:
        return Step("accept", False, (f"{rule} bij {where} was al aanvaard.",))
    left = len(open_findings(tools, state(tools)))
    more = f" Nog open: {left}." if left else " Er staat niets meer open."
    return Step("accept", True, (f"{rule} bij {where} is aanvaard ({reason}).{more}",))


def withdraw_acceptance(tools: Tools, actor: Actor, *, rule: str, reason: str, place: str | None = None) -> Step:
    """Record that what was accepted is no longer.

    Raises:
        NothingToWithdraw: nothing of this rule (at this place) was accepted.
        WrongUse: no reason, or there are several places and none was named.
        TransitionRefused.
    """
    reason = require_reason(reason)
    places: list[str] = []

    def withdrawn(now: EditionState) -> AcceptanceWithdrawn | None:
        require(now.phase, Act.ACCEPT)
        given = [a for a in now.accepted if a.code == rule and place in (None, a.place)]
        if not given and not places:
            raise NothingToWithdraw(
                f"Van {rule}{'' if place is None else f' bij {place}'} is niets aanvaard.",
                f"Bekijk met `bna audit {tools.id}` wat er is aanvaard.",
            )
        if not given:
            return None
        places[:] = [_only_place([a.place for a in given], rule)]
        return AcceptanceWithdrawn(code=rule, finding=given[0].finding, place=given[0].place, reason=reason)

    while record(tools, actor, withdrawn) is not None:
        continue
    lay_out_draft(tools, state(tools))
    return Step("withdraw-acceptance", True, (f"{rule} bij {places[0]} is niet langer aanvaard ({reason}).",))


def _named(tools: Tools, now: EditionState, rule: str, place: str | None) -> list[DraftFinding]:
    """The findings that this rule and place name.

    Raises:
        Refused, WrongUse: as `accept`.
    """
    every = findings_of(tools, now.drafts[-1]).all if now.drafts else ()
    of_rule = [f for f in every if f.finding.code == rule]
    if of_rule and not any(f.weight is Weight.ACCEPTABLE for f in of_rule):
        raise Refused(f"{rule} is een opmerking.", "Die hoeft niet te worden aanvaard.")
    mine = [f for f in of_rule if f.weight is Weight.ACCEPTABLE and place in (None, f.finding.place)]
    if not mine:
        left = to_accept(every, now.accepted)
        listed = "; ".join(dict.fromkeys(f"{f.finding.code} bij {f.finding.place}" for f in left)) or "niets"
        raise Refused(
            f"Op het laatste concept staat geen bevinding {rule}{'' if place is None else f' bij {place}'}.",
            f"Open staat: {listed}.",
        )
    _only_place([f.finding.place for f in mine], rule)
    return mine


def _only_place(places: Sequence[str], rule: str) -> str:
    several = tuple(dict.fromkeys(places))
    if len(several) > 1:
        raise WrongUse(f"{rule} is op meer plaatsen gevonden.", f"Noem er een met --place: {'; '.join(several)}.")
    return several[0]
