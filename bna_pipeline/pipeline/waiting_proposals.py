"""What came back in Word and has no answer yet: an edition waits for it, and is not adopted before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bna_pipeline.errors import ProposalOpen
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act
from bna_pipeline.model.waits import Wait
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.wait_kinds import act_wait

if TYPE_CHECKING:
    from bna_pipeline.pipeline.proposal_lines import ProposalLine

_SHOWN = 5  # proposals that a refusal names


def _open(tools: Tools, now: EditionState) -> tuple[ProposalLine, ...]:
    if not now.proposals.open:
        return ()
    from bna_pipeline.pipeline.proposal_lines import open_proposals  # here: a status without any loads none of it

    return open_proposals(tools, now)


def proposal_waits(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """The one wait for everything that is open."""
    left = len(_open(tools, now))
    if not left:
        return ()
    what = "een voorstel of opmerking" if left == 1 else f"{left} voorstellen en opmerkingen"
    said = f"de coördinator: beoordeel {what} uit Word met"
    return (act_wait(tools, Act.SETTLE_PROPOSAL, "voorstellen", f"bna proposals {tools.id}", said),)


def require_settled(tools: Tools, now: EditionState) -> None:
    """Refuse adoption while something that came back in Word has no answer.

    Raises:
        ProposalOpen: names the first of them, and the command.
    """
    left = _open(tools, now)
    if not left:
        return
    named = "; ".join(f"{line.id} ({line.change.place.words})" for line in left[:_SHOWN])
    more = f", en nog {len(left) - _SHOWN}" if len(left) > _SHOWN else ""
    what = "Er staat nog één voorstel" if len(left) == 1 else f"Er staan nog {len(left)} voorstellen"
    raise ProposalOpen(
        f"{what} uit Word open: {named}{more}.",
        f"De coördinator beoordeelt ze met `bna proposals {tools.id}`; daarna kan het besluit worden vastgelegd.",
    )
