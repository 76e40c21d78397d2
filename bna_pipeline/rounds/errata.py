"""An erratum, derived from the edition that it corrects."""

from __future__ import annotations

from datetime import date

from bna_pipeline.errors import Refused, WrongUse
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.errata import corrected_id, erratum_of
from bna_pipeline.model.programme import Edition, Programme

_MARK = " (verbeterd)"


def new_erratum(programme: Programme, edition_id: str, *, deadline: date, today: date) -> Edition:
    """The erratum of an edition: of the same year and period, with a deadline and a sending of its own.

    Args:
        programme: of all years.
        edition_id: `<edition>-erratum-<n>`.
        deadline: until when partners may still send something better.
        today: the day on which it is opened, in the Netherlands; a sample plays in a time of its own, so that there it
            may lie after the deadline.

    Raises:
        WrongUse: what it would correct is not known, or has an erratum already.
        Refused: the deadline does not lie ahead.
    """
    corrected = next((e for e in programme.editions if e.id == corrected_id(edition_id)), None)
    if corrected is None:
        raise WrongUse(f"{edition_id} verbetert geen editie van {programme.short}.", "Kijk de naam van de editie na.")
    other = erratum_of(programme, corrected.id)
    if other is not None and other.id != edition_id:
        raise WrongUse(f"{corrected.id} heeft al een erratum: {other.id}.", f"Verbeter {other.id}.")
    if today >= deadline and not corrected.sample:
        raise Refused(
            f"De inleverdatum {dutch_date(deadline)} ligt niet na {dutch_date(today)}.",
            "Geef met --deadline een dag die nog komt.",
        )
    return Edition(
        id=edition_id,
        corrects=corrected.id,
        year=corrected.year,
        ordinal=corrected.ordinal,
        title=corrected.title if corrected.title.endswith(_MARK) else f"{corrected.title}{_MARK}",
        sample=corrected.sample,
        period_start=corrected.period_start,
        period_end=corrected.period_end,
        opens=min(today, deadline),
        deadline=deadline,
    )
