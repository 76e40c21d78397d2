"""An edition in numbers, for who watches over many of them: no name, no title, no text of anybody."""

from __future__ import annotations

from bna_pipeline.model.base import EditionId, Frozen, Slug
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.views.status import EditionStatus


class Figures(Frozen):
    """What there is to count.

    Attributes:
        readable: its programme, ledger and files could be read; without that, all else is 0.
        waits: what it waits for, by any person or program.
        overdue: terms that passed: of stages, and of partners whose contribution lacks after the deadline.
        mails_failed: mails that were refused or came back, and nobody dealt with.
        mails_open: mails that still have to go out.
        channels_open: channels without a receipt, after the release.
        channels_late: those of them that were tried in vain.
        unconfirmed: effects that were begun and have no receipt.
        doubts: letters that look like the Kamerbrief and wait for a person.
        stuck: steps that do not go.
    """

    edition: EditionId
    readable: bool = True
    phase: str = ""
    entries: int = 0
    waits: int = 0
    overdue: int = 0
    mails_failed: int = 0
    mails_open: int = 0
    channels_open: int = 0
    channels_late: int = 0
    unconfirmed: int = 0
    doubts: int = 0
    stuck: tuple[Slug, ...] = ()


def figures(status: EditionStatus, state: EditionState) -> Figures:
    """The numbers of an edition as of its last entry."""
    released = state.phase in (Phase.RELEASED, Phase.FINISHED)
    return Figures(
        edition=status.edition,
        phase=status.phase,
        entries=status.entries,
        waits=len(status.waits),
        overdue=sum(stage.expired for stage in status.stages) + _missing(status, state),
        mails_failed=len(state.post.failed),
        mails_open=sum(line.open and not line.resent for line in state.post.lines.values()),
        channels_open=status.release.channels - status.release.receipts if released else 0,
        channels_late=len(state.release.late),
        unconfirmed=len(state.intents),
        doubts=len(state.release.doubts),
        stuck=tuple(sorted(step.step for step in state.stuck)),
    )


def _missing(status: EditionStatus, state: EditionState) -> int:
    if state.phase is not Phase.OPEN or status.round is None or status.round.days_left >= 0:
        return 0
    return sum(partner.state in ("ontbreekt", "fouten") for partner in status.partners)
