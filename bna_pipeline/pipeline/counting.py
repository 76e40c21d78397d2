"""What counts now: of each partner which version, what is still open, and whether the last draft was made from it."""

from __future__ import annotations

from collections.abc import Mapping

from bna_pipeline.contributions.conflicts import VERSION, conflicts
from bna_pipeline.contributions.versions import Standing, which_counts
from bna_pipeline.model.base import Sha256, digest_of
from bna_pipeline.model.consolidation import Conflict
from bna_pipeline.model.contribution import Contribution, Editorial
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Tools, load
from bna_pipeline.rounds.closing import missing


def standings(now: EditionState) -> dict[str, Standing]:
    """Per partner (and the redactie) which version counts."""
    return {
        partner: which_counts(partner, now.checked_from(partner), now.settlements)
        for partner in sorted({c.partner for c in now.checked})
    }


def originals(now: EditionState) -> dict[str, Sha256]:
    """Per partner (and the redactie) the original that counts, by partner id; those without one are left out."""
    return {p: s.counting.original for p, s in standings(now).items() if s.counting is not None}


def counting(tools: Tools, now: EditionState) -> dict[str, tuple[Sha256, Contribution]]:
    """The contributions that count, by partner: the original's digest and what was read from it."""
    found = {}
    for partner, standing in standings(now).items():
        checked = standing.counting
        if partner != REDACTIE and checked is not None and checked.contribution is not None:
            found[partner] = (checked.original, load(tools, Contribution, checked.contribution))
    return found


def counting_editorial(tools: Tools, now: EditionState) -> tuple[Sha256, Editorial] | None:
    """The redactie that counts: the original's digest and what was read from it."""
    checked = which_counts(REDACTIE, now.checked_from(REDACTIE), now.settlements).counting
    if checked is None or checked.contribution is None:
        return None
    return checked.original, load(tools, Editorial, checked.contribution)


def open_conflicts(
    tools: Tools, now: EditionState, found: Mapping[str, tuple[Sha256, Contribution]] | None = None
) -> tuple[Conflict, ...]:
    """What partners contradict each other on, and versions of one moment, that nobody has settled.

    Args:
        found: what `counting` gave for the same state, where the caller has it already.
    """
    versions = [s.conflict for s in standings(now).values() if s.conflict is not None]
    contributions = {partner: c for partner, (_, c) in (counting(tools, now) if found is None else found).items()}
    return (*versions, *conflicts(tools.programme, contributions, now.settlements))


def all_conflicts(tools: Tools, now: EditionState) -> tuple[Conflict, ...]:
    """As `open_conflicts`, with those that were settled, so that another choice can still be made."""
    versions = [which_counts(partner, now.checked_from(partner), ()).conflict for partner in standings(now)]
    contributions = {partner: c for partner, (_, c) in counting(tools, now).items()}
    return (*(v for v in versions if v is not None), *conflicts(tools.programme, contributions, ()))


def sides(conflict: Conflict) -> tuple[str, ...]:
    """What can be chosen: an original's digest (version), or a partner (status)."""
    return tuple(value if conflict.field == VERSION else partner for partner, value in conflict.values)


def conflict_sentence(now: EditionState, conflict: Conflict) -> str:
    """A contradiction as a Dutch phrase: what it is about and its sides, each as `bna settle --choose` takes it."""
    if conflict.field != VERSION:
        sides = ", ".join(f"{partner} zegt {value}" for partner, value in conflict.values)
        return f"{conflict.subject}: {sides}"
    names = {r.file.sha256: r.file.name for r in now.received_from(conflict.subject)}
    sides = ", ".join(f"{names[original]} (SHA-256 {original})" for _, original in conflict.values)
    return f"{conflict.subject}: versies met hetzelfde moment van verzenden: {sides}"


def missing_partners(tools: Tools, now: EditionState) -> tuple[str, ...]:
    """Partners that report on an action and have no contribution that counts."""
    return missing(tools.programme, originals(now))


def draft_inputs(tools: Tools, now: EditionState) -> Sha256 | None:
    """Digest over everything a draft is made from; None when there is no redactie that counts."""
    contributions = originals(now)
    editorial = contributions.pop(REDACTIE, None)
    if editorial is None:
        return None
    return digest_of(
        {
            "programme": tools.programme_digest,
            "templates": tools.templates_digest,
            "contributions": contributions,
            "editorial": editorial,
            "settlements": [s.model_dump(mode="json") for s in now.settlements],
        }
    )


def draft_is_current(tools: Tools, now: EditionState) -> bool:
    """Whether the last draft was made from what counts now."""
    return bool(now.drafts) and now.drafts[-1].inputs == draft_inputs(tools, now)
