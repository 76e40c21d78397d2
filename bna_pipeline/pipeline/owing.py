"""What a draft still lacks because a partner owes it: it may go round, and is not adopted."""

from __future__ import annotations

from typing import NamedTuple

from bna_pipeline.contributions.gaps import gap_subject
from bna_pipeline.errors import ReportOwed
from bna_pipeline.model.base import ActionId
from bna_pipeline.model.consolidation import WITHOUT
from bna_pipeline.model.draft import Draft
from bna_pipeline.pipeline.approval import content_of
from bna_pipeline.pipeline.tools import Tools


class Owed(NamedTuple):
    """A gap in a draft: of which action, in the words that the draft itself prints, and how it is let go."""

    action: ActionId
    sentence: str
    subject: str
    command: str


def owed_in(tools: Tools, made: Draft) -> tuple[Owed, ...]:
    """The gaps that stand in a draft, in the order of its pages."""
    return tuple(_owed(tools, action, sentence) for action, sentence in content_of(tools, made).gaps)


def _owed(tools: Tools, action: ActionId, sentence: str) -> Owed:
    subject = gap_subject(action)
    return Owed(action, sentence, subject, f"bna settle {tools.id} {subject} --choose {WITHOUT} --reason REDEN")


def require_whole(tools: Tools, made: Draft) -> None:
    """Refuse a draft in which a partner still owes a report.

    Raises:
        ReportOwed: names every action, and who owes it.
    """
    owed = owed_in(tools, made)
    if owed:
        raise ReportOwed(
            f"Concept {made.version} is niet volledig. {' '.join(f'{o.action}: {o.sentence}.' for o in owed)}",
            f"Haal een volledige bijdrage op met `bna collect {tools.id}`, of leg vast dat de melding er niet komt: "
            f"{'; '.join(f'`{o.command}`' for o in owed)}. Daarna volgt een nieuw concept.",
        )
