"""Who is away, and who decides in his place then: noted by himself or the coordinator, for days that are to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bna_pipeline.errors import NothingToWithdraw, WrongUse
from bna_pipeline.model.base import PersonId
from bna_pipeline.model.programme import Person, Programme
from bna_pipeline.model.review_events import AbsenceEnded, AbsenceNoted
from bna_pipeline.review.delegation import delegate, person_of, require_own


def note_absence(
    programme: Programme,
    noted: Sequence[AbsenceNoted],
    *,
    person: PersonId,
    first: date,
    last: date,
    deputy: PersonId | None,
    given_by: PersonId,
    today: date,
) -> AbsenceNoted | None:
    """Note that somebody is away from one day to another, both inclusive; None when that is noted already.

    Args:
        noted: the absences that nobody ended.
        deputy: who decides in his place then; None: whom the programme names as his deputy, if it names one and he
            decides anywhere himself.
        today: in the Netherlands.

    Raises:
        UnknownPerson: one of them is not in the programme.
        NotAllowed: `given_by` is neither he nor a coordinator, or the deputy is no reviewer.
        OutsideStage: a deputy is named, and there is nothing that he decides himself.
        WrongUse: an end before the start, days that are all past, to oneself, or days that are noted otherwise already.
    """
    who = person_of(programme, person)
    require_own(person_of(programme, given_by), who, "afwezigheid vastleggen")
    if last < first:
        raise WrongUse(
            f"De afwezigheid eindigt ({last:%d-%m-%Y}) voordat zij begint ({first:%d-%m-%Y}).",
            "Geef een laatste dag die op of na de eerste ligt.",
        )
    instead = deputy or _deputy_of(programme, who)
    if instead is not None:
        delegate(programme, who.id, instead, first, last, "afwezigheid", given_by)
    made = AbsenceNoted(person=who.id, first=first, last=last, deputy=instead)
    if made in noted:
        return None
    if last < today:
        raise WrongUse(
            f"De afwezigheid van {who.name} is al voorbij ({last:%d-%m-%Y}).", "Leg alleen vast wat nog komt."
        )
    for other in noted:
        if other.person == who.id and other.touches(first, last):
            raise WrongUse(
                f"{who.name} is al als afwezig vastgelegd van {other.first:%d-%m-%Y} tot en met {other.last:%d-%m-%Y}.",
                "Beëindig die afwezigheid eerst met `bna absent EDITIE --end`, of kies andere dagen.",
            )
    return made


def end_absence(
    programme: Programme,
    noted: Sequence[AbsenceNoted],
    *,
    person: PersonId,
    first: date,
    reason: str,
    given_by: PersonId,
) -> AbsenceEnded:
    """Take back an absence that began, or would begin, on a day; what a deputy decided stands.

    Args:
        noted: the absences that nobody ended.

    Raises:
        UnknownPerson, NotAllowed: as for noting it.
        NothingToWithdraw: there is none with this first day; the message says which there are.
        WrongUse: no reason.
    """
    who = person_of(programme, person)
    require_own(person_of(programme, given_by), who, "afwezigheid beëindigen")
    mine = [a for a in noted if a.person == who.id]
    if not any(a.first == first for a in mine):
        there = ", ".join(f"{a.first:%d-%m-%Y}" for a in mine)
        raise NothingToWithdraw(
            f"Van {who.name} is geen afwezigheid vastgelegd vanaf {first:%d-%m-%Y}.",
            f"Er is er een vanaf {there}." if there else "Er valt dus niets te beëindigen.",
        )
    if not reason.strip():
        raise WrongUse("Een afwezigheid beëindigen heeft een reden nodig.", "Geef in een paar woorden aan waarom.")
    return AbsenceEnded(person=who.id, first=first, reason=reason)


def _deputy_of(programme: Programme, person: Person) -> PersonId | None:
    decides = any(r.person == person.id for stage in programme.review for r in stage.reviewers)
    return person.deputy if decides else None
