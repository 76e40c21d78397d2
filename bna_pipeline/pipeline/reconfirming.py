"""What follows from other sections is confirmed on a comparison, in one click, and not read anew."""

from __future__ import annotations

from bna_pipeline.errors import NotReconfirmable
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.reviewing import decide
from bna_pipeline.pipeline.slots import Slot
from bna_pipeline.pipeline.tools import Actor, Step, Tools
from bna_pipeline.review.route import join


def reconfirm(
    tools: Tools,
    actor: Actor,
    *,
    stage: str,
    draft: int,
    on_behalf: str | None = None,
    seen: Sha256 | None = None,
) -> Step:
    """Approve a whole scope again of which only moved what follows from elsewhere: an ordinary approval.

    Args:
        draft: the version whose comparison was shown.
        seen: `Reading.seen` of the page that showed it.

    Raises:
        NotReconfirmable: something else is open: a section that is new, or whose own words changed; or nothing is open.
        DraftMoved: the draft that counts, or his part of it, is not what the page showed.
        OutsideStage, StageNotReached, TransitionRefused.
    """

    def only_what_followed(now: EditionState) -> None:
        slot = Slot.of(tools, now, person=actor.person, stage=stage, on_behalf=on_behalf)
        again = set(slot.reconfirmable())
        other = [s.title for s in slot.standing.needed if s.id not in again]
        if other:
            raise NotReconfirmable(
                f"Lees eerst {join(other)}: daarin is meer veranderd dan wat uit andere onderdelen volgt, of u zag "
                "het nog niet.",
                "Geef daarna akkoord op het geheel.",
            )
        last = slot.standing.decision
        if not slot.standing.needed and (last is None or last.draft != draft):
            raise NotReconfirmable("Er is niets opnieuw te bevestigen.", "Uw akkoord geldt al voor uw hele deel.")

    return decide(
        tools,
        actor,
        stage=stage,
        verdict=Verdict.APPROVE,
        on_behalf=on_behalf,
        draft=draft,
        seen=seen,
        provided=only_what_followed,
    )
