"""What an edition waits for now, in sentences that say who must do what."""

from __future__ import annotations

from bna_pipeline.delivery.embargo import fire_obstacles
from bna_pipeline.model.draft import Outcome
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.collecting import counting_editorial, missing_partners, open_conflicts
from bna_pipeline.pipeline.drafting import draft_is_current
from bna_pipeline.pipeline.releasing import deliveries_due
from bna_pipeline.pipeline.reviewing import current_draft, drafts_of
from bna_pipeline.pipeline.signing import next_signatory, signed_now
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.review.route import missing_approvals


def waits_for(tools: Tools) -> tuple[str, ...]:
    """What the edition waits for; empty only when it is finished."""
    now = state(tools)
    match now.phase:
        case Phase.NONE:
            return (f"de coördinator: open de editie met `bna open {tools.id}`",)
        case Phase.OPEN:
            return _collecting(tools, now)
        case Phase.CLOSED:
            return (*_conflicts(tools, now), "het eerste concept: `bna run` maakt het")
        case Phase.CONCEPT:
            return _reviewing(tools, now)
        case Phase.FOR_ADOPTION:
            return _adopting(now)
        case Phase.ADOPTED:
            turn = next_signatory(tools, now)
            return (
                () if turn is None else (f"de handtekening van {turn.label}: `bna sign {tools.id} --as {turn.person}`",)
            )
        case Phase.SIGNED:
            return _releasing(tools, now)
        case Phase.RELEASED:
            return (*(f"de ontvangst door {name}" for name in deliveries_due(tools, now)), "het dossier: `bna run`")
        case Phase.FINISHED:
            return ()


def _conflicts(tools: Tools, now: EditionState) -> tuple[str, ...]:
    return tuple(
        f"de coördinator: beslecht de tegenspraak over {c.subject} ({', '.join(f'{p}: {v}' for p, v in c.values)})"
        for c in open_conflicts(tools, now)
    )


def _collecting(tools: Tools, now: EditionState) -> tuple[str, ...]:
    waiting = [f"een goede bijdrage van {tools.programme.partner(p).name}" for p in missing_partners(tools, now)]
    if counting_editorial(tools, now) is None:
        waiting.append("de redactie")
    waiting += _conflicts(tools, now)
    return tuple(waiting) or (f"de coördinator: sluit de ronde met `bna close {tools.id}`",)


def _reviewing(tools: Tools, now: EditionState) -> tuple[str, ...]:
    conflicts = _conflicts(tools, now)
    if conflicts or not draft_is_current(tools, now):
        return conflicts or ("een nieuw concept: `bna run` maakt het",)
    return missing_approvals(tools.programme, current_draft(now), now.decisions, drafts_of(now))


def _adopting(now: EditionState) -> tuple[str, ...]:
    adoption = now.adoption
    if adoption is not None and adoption.outcome is Outcome.MANDATE:
        return (f"{adoption.mandate_holder}: rond het mandaat af met `bna adopt {now.edition} --settle`",)
    return (f"het besluit van Gedeputeerde Staten: `bna adopt {now.edition}`",)


def _releasing(tools: Tools, now: EditionState) -> tuple[str, ...]:
    return fire_obstacles(now, signed_now(tools, now))
