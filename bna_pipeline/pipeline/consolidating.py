"""The contributions that count brought together, and what stands in the way of a draft."""

from __future__ import annotations

from bna_pipeline.contributions.claims import claim_findings
from bna_pipeline.contributions.consolidate import consolidate
from bna_pipeline.errors import ConflictOpen, ContributionsMissing
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.consolidation import Consolidation
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.finding import Finding, Severity, Weight
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.correcting import corrected_of
from bna_pipeline.pipeline.counting import counting, counting_editorial, open_conflicts
from bna_pipeline.pipeline.moving import movement_since
from bna_pipeline.pipeline.tools import Tools


def consolidation_of(tools: Tools, now: EditionState) -> tuple[Consolidation, Sha256]:
    """Everything that counts as one value, and the original of the redactie in it.

    Raises:
        ContributionsMissing: there is no redactie.
        ConflictOpen: partners contradict each other.
    """
    editorial = counting_editorial(tools, now)
    if editorial is None:
        raise ContributionsMissing(
            "Er is nog geen redactie zonder fouten voor deze editie.",
            f"Zet het redactiebestand in inbox/{tools.id}/redactie/ en haal het op met `bna collect {tools.id}`.",
        )
    return consolidation_with(tools, now, editorial[1]), editorial[0]


def consolidation_with(tools: Tools, now: EditionState, editorial: Editorial) -> Consolidation:
    """The contributions that count as one value, with this redactie.

    Raises:
        ConflictOpen: partners contradict each other.
    """
    found = counting(tools, now)
    conflicts = open_conflicts(tools, now, found)
    if conflicts:
        raise ConflictOpen(
            f"Partners spreken elkaar tegen over {', '.join(c.subject for c in conflicts)}.",
            f"Kies met `bna settle {tools.id}` wie geldt, met een reden.",
        )
    made = consolidate(tools.programme, tools.edition, found, editorial, now.settlements)
    moved = movement_since(tools, now, made.actions)
    update = {"movement": moved.actions, "since": moved.since, "corrects": corrected_of(tools)}
    return made.model_copy(update=update)


def claims_in(tools: Tools, consolidation: Consolidation) -> tuple[Finding, ...]:
    """What the redactie says that the data do not carry; an error blocks the draft, a warning does not."""
    return claim_findings(tools.programme, consolidation)


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.severity is Severity.ERROR)


def letter_faults(tools: Tools, consolidation: Consolidation) -> tuple[Finding, ...]:
    """What the letter that would come of this breaks of its fixed form, so that it cannot be made."""
    from bna_pipeline.documents.content import write_content  # here, because a status asks for it only in one phase
    from bna_pipeline.documents.letter_rules import check_letter
    from bna_pipeline.documents.letter_text import load_letter_text

    content = write_content(tools.programme, tools.edition, consolidation, load_letter_text(tools.templates))
    return tuple(f.finding for f in check_letter(tools.programme, content) if f.weight is Weight.BLOCKS)
