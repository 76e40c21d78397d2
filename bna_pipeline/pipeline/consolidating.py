"""The contributions that count brought together, and what stands in the way of a draft."""

from __future__ import annotations

from bna_pipeline.contributions.claims import claim_findings
from bna_pipeline.contributions.consolidate import consolidate
from bna_pipeline.errors import ConflictOpen, ContributionsMissing
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.consolidation import Consolidation
from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.counting import conflict_sentence, counting, counting_editorial, open_conflicts
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
    conflicts = open_conflicts(tools, now)
    if conflicts:
        raise ConflictOpen(
            f"Partners spreken elkaar tegen over {', '.join(c.subject for c in conflicts)}.",
            f"Kies met `bna settle {tools.id}` wie geldt, met een reden.",
        )
    made = consolidate(tools.programme, tools.edition, counting(tools, now), editorial[1], now.settlements)
    return made, editorial[0]


def claims_in(tools: Tools, consolidation: Consolidation) -> tuple[Finding, ...]:
    """What the redactie says that the data do not carry; an error blocks the draft, a warning does not."""
    return claim_findings(tools.programme, consolidation)


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.severity is Severity.ERROR)


def draft_obstacles(tools: Tools, now: EditionState) -> tuple[str, ...]:
    """What keeps a draft from being made, in Dutch sentences that say who must do what; empty: it can be made."""
    if counting_editorial(tools, now) is None:
        return (f"de redactie, zonder fouten, in inbox/{tools.id}/redactie/",)
    conflicts = conflicts_to_settle(tools, now)
    if conflicts:
        return conflicts
    consolidation, _ = consolidation_of(tools, now)
    return tuple(
        f"de redactie: pas de tekst aan ({f.place}: {f.message})" for f in blocking(claims_in(tools, consolidation))
    )


def conflicts_to_settle(tools: Tools, now: EditionState) -> tuple[str, ...]:
    """A sentence for every open contradiction, with the command that settles it."""
    return tuple(
        f"de coördinator: beslecht met `bna settle {tools.id} {c.subject}` de tegenspraak over "
        f"{conflict_sentence(now, c)}"
        for c in open_conflicts(tools, now)
    )
