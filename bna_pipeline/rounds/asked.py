"""Who is asked for a contribution: a partner, or each of its departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bna_pipeline.model.base import PartnerId, Slug
from bna_pipeline.model.programme import Action, Partner, Programme
from bna_pipeline.model.round import Contact, Department


class Seat(NamedTuple):
    """Whose contribution it is: a partner's, or that of one of its departments."""

    partner: PartnerId
    department: Slug | None = None

    @property
    def name(self) -> str:
        """As keys and commands name it: `<partner>[.<department>]`."""
        return self.partner if self.department is None else f"{self.partner}.{self.department}"


def seat_of(name: str) -> Seat:
    """The seat that a key or a command names."""
    partner, _, department = name.partition(".")
    return Seat(partner, department or None)


def named(programme: Programme, seat: Seat) -> str:
    """What a seat is called: the partner's name, with its department's behind it."""
    partner = programme.partner(seat.partner)
    department = next((d.name for d in partner.departments if d.id == seat.department), None)
    return partner.name if department is None else f"{partner.name}, {department}"


@dataclass(frozen=True)
class Asked:
    """One that gets a form: a partner, or a department of it with its own actions and contact."""

    partner: Partner
    department: Department | None
    actions: tuple[Action, ...]

    @property
    def seat(self) -> Seat:
        return Seat(self.partner.id, None if self.department is None else self.department.id)

    @property
    def contact(self) -> Contact:
        return self.partner.contact if self.department is None else self.department.contact


def asked(programme: Programme) -> tuple[Partner, ...]:
    """The partners of whom a contribution is asked: those with an action to report on."""
    return tuple(p for p in programme.partners if programme.actions_of(p.id))


def everyone_asked(programme: Programme) -> tuple[Asked, ...]:
    """Everyone with an action to report on, in the programme's order; of departments each by itself."""
    found = []
    for partner in asked(programme):
        actions = programme.actions_of(partner.id)
        if not partner.departments:
            found.append(Asked(partner, None, actions))
        for department in partner.departments:
            own = tuple(action for action in actions if action.id in department.actions)
            if own:
                found.append(Asked(partner, department, own))
    return tuple(found)
