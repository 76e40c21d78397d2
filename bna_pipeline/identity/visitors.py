"""Which person of a programme a visitor of the desk is."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.errors import NobodyKnown, NotThisWay, SeveralKnown
from bna_pipeline.model.access import Visitor
from bna_pipeline.model.programme import Person, Programme
from bna_pipeline.model.transitions import Act

ASK = "Vraag de coördinator van het programma om uw account daarin op te nemen."


def claimed(programme: Programme, claim: str) -> tuple[Person, ...]:
    """The persons whose account equals a claim, or whose mail does where they have no account; letter case aside."""
    name = claim.casefold()
    return tuple(p for p in programme.people if (p.account or p.mail or "").casefold() == name)


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


def require_reach(visitor: Visitor, edition: str, act: Act, subject: str | None = None) -> None:
    """Refuse what the way in which a visitor came does not reach.

    Raises:
        NotThisWay: says what his link is for.
    """
    if visitor.reaches(edition, act, subject):
        return
    about = f" ({visitor.subject})" if visitor.subject else ""
    purpose = visitor.purpose.value if visitor.purpose is not None else "inloggen"
    raise NotThisWay(
        f"Uw link is er alleen voor: {purpose}{about}, editie {visitor.edition}.",
        "Vraag de coördinator om een andere link, of log in met uw werkaccount.",
    )
