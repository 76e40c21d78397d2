"""The programme's route held against sections: every section needs somebody who decides on it."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.model.base import SectionId
from bna_pipeline.model.content import LetterPartId
from bna_pipeline.model.programme import Programme

_REPORT_PARTS = (
    "omslag",
    "voorwoord",
    "samenvatting",
    "overzicht",
    "ontwikkelingen",
    "kansen",
    "financien",
    "afkortingen",
    "bijdragers",
)


def expected_sections(programme: Programme) -> tuple[SectionId, ...]:
    """Ids of all sections that a draft of this programme can have, before any draft exists.

    For checking a route before a round opens; a draft may lack the optional ones (chances, finance).
    """
    return (
        *(f"rapport.{part}" for part in _REPORT_PARTS),
        *(f"rapport.pijler.{pillar.id}" for pillar in programme.pillars),
        *(f"brief.{part.value}" for part in LetterPartId),
        "brief.ondertekening",
    )


def uncovered_sections(programme: Programme, sections: Iterable[SectionId]) -> tuple[SectionId, ...]:
    """The sections on which nobody in the route decides, in the order given.

    Args:
        sections: ids of a draft's sections, or `expected_sections`.
    """
    reviewers = [reviewer for stage in programme.review for reviewer in stage.reviewers]
    return tuple(section for section in sections if not any(r.covers(section) for r in reviewers))
