"""Which person of a programme a visitor of the desk is."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.errors import NobodyKnown, SeveralKnown
from bna_pipeline.model.access import Visitor
from bna_pipeline.model.programme import Person, Programme

ASK = "Vraag de coördinator van het programma om uw account daarin op te nemen."


def claimed(programme: Programme, claim: str) -> tuple[Person, ...]:
    """The persons whose account equals a claim, or whose mail does where they have no account; letter case aside."""
    name = claim.casefold()
    known = ((person, person.account or person.mail) for person in programme.people)
    return tuple(person for person, account in known if account is not None and account.casefold() == name)


def found(programmes: Iterable[Programme], claim: str) -> tuple[Programme, Person]:
    """Who a claim names: in the first of the programmes that know it.

    Raises:
        NobodyKnown: no programme does.
        SeveralKnown: several persons of one programme have this account, so that it does not say which.
    """
    first: tuple[Programme, Person] | None = None
    for programme in programmes:
        people = claimed(programme, claim)
        if len(people) > 1:
            raise SeveralKnown(
                f"Het account {claim} hoort in het programma {programme.short} bij meer dan één persoon.",
                "Vraag de coördinator van het programma om elk een eigen account te geven.",
            )
        if people and first is None:
            first = (programme, people[0])
    if first is None:
        raise NobodyKnown(f"Het account {claim} is bij geen enkel programma bekend.", ASK)
    return first


def person_in(programme: Programme, visitor: Visitor) -> Person | None:
    """Who a visitor is in a programme; None: nobody.

    The id alone does not tell: in another programme it may be somebody else's.
    """
    if visitor.claim is not None:
        people = claimed(programme, visitor.claim)
        return people[0] if len(people) == 1 else None
    if visitor.programme != programme.id:
        return None
    return next((p for p in programme.people if p.id == visitor.person), None)
