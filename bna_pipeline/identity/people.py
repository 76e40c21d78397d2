"""Who a person is in a programme, and which acts the person's roles open."""

from __future__ import annotations

import os
import pwd

from bna_pipeline.errors import NotAllowed, UnknownPerson
from bna_pipeline.model.base import SYSTEM as SYSTEM
from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.programme import Person, Programme, Role
from bna_pipeline.model.transitions import Act

_IN_DUTCH: dict[Role, str] = {
    Role.COORDINATOR: "coördinator",
    Role.CONTRIBUTOR: "inzender",
    Role.REVIEWER: "beoordelaar",
    Role.SECRETARY: "secretaris",
    Role.MANDATE_HOLDER: "mandaathouder",
    Role.SIGNER: "ondertekenaar",
    Role.AUDITOR: "auditor",
}


def account() -> str:
    """The operating system's account that this process runs under.

    Asked of the system and not of the environment: the ledger keeps it as the account that entered something, and
    anyone can set `USER`.
    """
    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container often runs under a number that has no name
        return f"uid-{uid}"


def acting_person(programme: Programme, person_id: str) -> Person:
    """The person that `--as` names.

    Raises:
        UnknownPerson: the programme has nobody of that name; the message lists who there is.
    """
    for person in programme.people:
        if person.id == person_id:
            return person
    there = ", ".join(sorted(p.id for p in programme.people))
    raise UnknownPerson(f"Persoon {person_id!r} staat niet in het programma {programme.short}.", f"Er zijn: {there}.")


def require_may(person: Person, act: Act) -> None:
    """Refuse a person whose roles do not open this act.

    Raises:
        NotAllowed: names the act, the role that opens it, and the roles that the person has.
    """
    if MAY[act] & set(person.roles):
        return
    has = " en ".join(_IN_DUTCH[role] for role in person.roles) or "zonder rol"
    opens = " of ".join(_IN_DUTCH[role] for role in sorted(MAY[act]))
    raise NotAllowed(
        f"{act.value.capitalize()} kan alleen een {opens}; {person.id} is {has}.",
        "Geef met --as iemand op die deze rol heeft.",
    )
