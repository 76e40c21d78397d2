"""What the partners of the round are called, the redactie with them."""

from __future__ import annotations

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.portal.desk import Visit


def require_asked(visit: Visit, partner: str) -> str:
    """The name of a partner, or of the redactie.

    Raises:
        PageMissing: the programme has no such partner.
    """
    if partner == REDACTIE:
        return "Redactie"
    found = next((p.name for p in visit.programme.partners if p.id == partner), None)
    if found is None:
        raise PageMissing("Deze partner doet niet mee.", "Ga terug naar de ronde.")
    return found
