"""Who may decide in another's place: given by himself or the coordinator, for a time, never passed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bna_pipeline.errors import NotAllowed, NothingToWithdraw, OutsideStage, UnknownPerson, WrongUse
from bna_pipeline.model.base import PersonId
from bna_pipeline.model.draft import Delegation
from bna_pipeline.model.events import DelegationEnded
from bna_pipeline.model.programme import Person, Programme, Role

# A delegation's dates are calendar days as people in the province read them, not days in UTC.
_HOME = ZoneInfo("Europe/Amsterdam")


def person_of(programme: Programme, person: PersonId) -> Person:
    """The person with this id.

    Raises:
        UnknownPerson: nobody in the programme has it.
    """
    found = next((p for p in programme.people if p.id == person), None)
    if found is None:
        known = ", ".join(p.id for p in programme.people)
        raise UnknownPerson(f"Het programma kent niemand met de naam '{person}'.", f"Kies een van: {known}.")
    return found


def delegate(
    programme: Programme,
    principal: PersonId,
    deputy: PersonId,
    valid_from: date,
    valid_until: date,
    reason: str,
    given_by: PersonId,
) -> Delegation:
    """Let `deputy` decide in `principal`'s place from one day to another, both inclusive.

    Raises:
        UnknownPerson: one of the three is not in the programme.
        NotAllowed: `given_by` is neither the principal nor a coordinator, or the deputy is no reviewer.
        OutsideStage: the principal decides nowhere himself, so there is nothing to hand over.
        WrongUse: to oneself, an end before the start, or no reason.
    """
    who, instead = person_of(programme, principal), person_of(programme, deputy)
    giver = person_of(programme, given_by)
    require_own(giver, who)
    if who.id == instead.id:
        raise WrongUse(f"{who.name} kan zichzelf niet vervangen.", "Wijs een ander aan.")
    if not any(r.person == who.id for stage in programme.review for r in stage.reviewers):
        raise OutsideStage(
            f"{who.name} beoordeelt in geen enkele stap en kan dus geen beoordeling overdragen.",
            "Regel de vervanging voor iemand die in de route staat.",
        )
    if Role.REVIEWER not in instead.roles:
        able = [p.name for p in programme.people if Role.REVIEWER in p.roles and p.id != who.id]
        raise NotAllowed(
            f"{instead.name} is geen beoordelaar en kan dus niet in de plaats van {who.name} beslissen.",
            f"Wijs een beoordelaar aan: {', '.join(able) or 'het programma kent geen ander'}.",
        )
    if valid_until < valid_from:
        raise WrongUse(
            f"De vervanging eindigt ({valid_until:%d-%m-%Y}) voordat zij begint ({valid_from:%d-%m-%Y}).",
            "Geef een einddatum die op of na de begindatum ligt.",
        )
    if not reason.strip():
        raise WrongUse("Een vervanging heeft een reden nodig.", "Geef in een paar woorden aan waarom.")
    return Delegation(
        principal=who.id, deputy=instead.id, valid_from=valid_from, valid_until=valid_until, reason=reason
    )


def end_delegation(
    programme: Programme,
    in_force: Sequence[Delegation],
    *,
    principal: PersonId,
    deputy: PersonId,
    reason: str,
    given_by: PersonId,
) -> DelegationEnded:
    """Take every delegation between these two back, before its last day; what the deputy decided stands.

    Args:
        in_force: the delegations that nobody ended.

    Raises:
        UnknownPerson: one of the three is not in the programme.
        NotAllowed: `given_by` is neither the principal nor a coordinator.
        NothingToWithdraw: there is none between them.
        WrongUse: no reason.
    """
    who, instead = person_of(programme, principal), person_of(programme, deputy)
    require_own(person_of(programme, given_by), who)
    if not any(d.is_of(who.id, instead.id) for d in in_force):
        raise NothingToWithdraw(f"{instead.name} vervangt {who.name} niet.", "Er valt dus niets te beëindigen.")
    if not reason.strip():
        raise WrongUse("Een vervanging beëindigen heeft een reden nodig.", "Geef in een paar woorden aan waarom.")
    return DelegationEnded(principal=who.id, deputy=instead.id, reason=reason)


def require_own(giver: Person, principal: Person, what: str = "vervanging regelen") -> None:
    """Refuse whoever arranges for another what only he himself and the coordinator may.

    Raises:
        NotAllowed: `what` is the act in Dutch, an object and an infinitive.
    """
    if giver.id != principal.id and Role.COORDINATOR not in giver.roles:
        raise NotAllowed(
            f"{giver.name} mag geen {what} voor {principal.name}.",
            f"Dat kan alleen {principal.name} zelf of de coördinator.",
        )


def deputies_of(
    programme: Programme, delegations: Sequence[Delegation], principal: PersonId, first: date, last: date
) -> tuple[PersonId, ...]:
    """Who may decide in a person's place on one of these days, in the order in which it was given.

    Whom the programme knows no more, or no longer as a reviewer, decides nothing, whatever he was given.
    """
    able = {p.id for p in programme.people if Role.REVIEWER in p.roles}
    lent = (d for d in delegations if d.principal == principal and d.valid_from <= last and first <= d.valid_until)
    return tuple(dict.fromkeys(d.deputy for d in lent if d.deputy in able))


def delegation_for(
    delegations: Sequence[Delegation], *, principal: PersonId, deputy: PersonId, at: datetime
) -> Delegation | None:
    """The delegation under which `deputy` may decide for `principal` at this moment (aware), if there is one.

    Only what the principal himself gave away counts: who decides for another cannot pass that on.
    """
    day = at.astimezone(_HOME).date()
    return next(
        (
            d
            for d in delegations
            if d.principal == principal and d.deputy == deputy and d.valid_from <= day <= d.valid_until
        ),
        None,
    )
