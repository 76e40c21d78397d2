"""What an edition waits for now, in sentences that say who must do what."""

from __future__ import annotations

from bna_pipeline.delivery.embargo import fire_obstacles
from bna_pipeline.errors import BnaError
from bna_pipeline.model.draft import Outcome
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.approval import current_draft, drafts_of
from bna_pipeline.pipeline.channels import deliveries_due
from bna_pipeline.pipeline.consolidating import conflicts_to_settle, draft_obstacles
from bna_pipeline.pipeline.counting import counting_editorial, draft_is_current, missing_partners
from bna_pipeline.pipeline.signing import next_signatory, signed_now
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.review.route import missing_approvals


def waits_for(tools: Tools) -> tuple[str, ...]:
    """What the edition waits for; empty only when it is finished."""
    return waiting(tools, state(tools))


def waiting(tools: Tools, now: EditionState) -> tuple[str, ...]:
    """As `waits_for`, of a state that was read before."""
    match now.phase:
        case Phase.NONE:
            return (f"de coördinator: open de editie met `bna open {tools.id}`",)
        case Phase.OPEN:
            return _collecting(tools, now) or (f"de coördinator: sluit de ronde met `bna close {tools.id}`",)
        case Phase.CLOSED | Phase.CONCEPT if not draft_is_current(tools, now):
            return _drafting(tools, now)
        case Phase.CLOSED | Phase.CONCEPT:
            missing = missing_approvals(tools.programme, current_draft(now), now.decisions, drafts_of(now))
            return missing or (f"`bna run {tools.id}`: de route is rond",)
        case Phase.FOR_ADOPTION:
            # GS may decide on what they have before them, also when something came in after it.
            late = () if draft_is_current(tools, now) else _drafting(tools, now)
            return (*late, _adopting(now))
        case Phase.ADOPTED:
            turn = next_signatory(tools, now)
            return () if turn is None else (f"{turn.label}: onderteken met `bna sign {tools.id} --as {turn.person}`",)
        case Phase.SIGNED:
            return _releasing(tools, now) or (f"`bna run {tools.id}`: het pakket mag vertrekken",)
        case Phase.RELEASED:
            return (
                *(f"de ontvangst door {rule.name}" for rule in deliveries_due(tools, now)),
                f"het dossier: `bna run {tools.id}` maakt het na de laatste ontvangst",
            )
        case Phase.FINISHED:
            return ()


def _collecting(tools: Tools, now: EditionState) -> tuple[str, ...]:
    partners = tuple(f"een goede bijdrage van {tools.programme.partner(p).name}" for p in missing_partners(tools, now))
    editorial = () if counting_editorial(tools, now) is not None else ("een goede redactie",)
    return (*partners, *editorial, *conflicts_to_settle(tools, now))


def _drafting(tools: Tools, now: EditionState) -> tuple[str, ...]:
    which = "het eerste concept" if now.draft is None else "een nieuw concept"
    return draft_obstacles(tools, now) or (f"{which}: `bna run {tools.id}` maakt het",)


def _adopting(now: EditionState) -> str:
    adoption = now.adoption
    if adoption is not None and adoption.outcome is Outcome.MANDATE:
        return f"{adoption.mandate_holder}: rond het mandaat af met `bna adopt {now.edition} --settle`"
    return f"het besluit van Gedeputeerde Staten: leg het vast met `bna adopt {now.edition}`"


def _releasing(tools: Tools, now: EditionState) -> tuple[str, ...]:
    try:
        return fire_obstacles(now, signed_now(tools, now))
    except BnaError as refused:  # a changed file: what must be done about it is what the edition waits for
        return (str(refused),)
