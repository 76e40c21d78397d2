"""What every page works with: the project, who may come in, and what follows upon an act."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from starlette.requests import Request

from bna_pipeline.errors import NotAllowed, ProgrammeInvalid, UnknownEdition
from bna_pipeline.model.access import Visitor
from bna_pipeline.model.programme import Edition, Person, Programme
from bna_pipeline.model.transitions import Act
from bna_pipeline.wiring import App, pipeline, views

log = logging.getLogger(__name__)

Follow = Callable[[str, str], None]
"""Told, after an act, for which edition which flow is due; returns at once."""


@dataclass(frozen=True)
class Desk:
    """A project's desk.

    Attributes:
        app: the project.
        follow: what moves an edition on after an act; it never makes the act fail.
    """

    app: App
    follow: Follow


@dataclass(frozen=True)
class Visit:
    """One request, by somebody whom the matrix let in.

    Attributes:
        route: the route's name, which is its key in the matrix.
        visitor: None where anyone may come.
        edition_id: from the path; None: the page is about no edition.
    """

    desk: Desk
    request: Request
    route: str
    visitor: Visitor | None
    edition_id: str | None

    @property
    def app(self) -> App:
        return self.desk.app

    @cached_property
    def tools(self) -> pipeline.Tools:
        """The edition's ports, opened once for the request. A page shows one moment; an act looks again.

        Raises:
            UnknownEdition, ProgrammeInvalid.
        """
        assert self.edition_id is not None
        return self.app.tools(self.edition_id, still=self.request.method == "GET")

    @property
    def programme(self) -> Programme:
        return self.tools.programme

    @property
    def edition(self) -> Edition:
        return self.tools.edition

    @cached_property
    def person(self) -> Person:
        """Who the visitor is in this edition's programme.

        Raises:
            NotAllowed: nobody there.
        """
        found = None if self.visitor is None else self.app.person_of(self.visitor, self.programme)
        if found is None:
            raise NotAllowed(
                "U hebt in dit programma geen rol.", "Vraag de coördinator van het programma of dat klopt."
            )
        return found

    @cached_property
    def status(self) -> views.EditionStatus:
        """Where the edition stands."""
        assert self.edition_id is not None
        return self.app.status(self.edition_id)

    def actor(self, act: Act) -> pipeline.Actor:
        """The visitor as the one who does this; the ledger keeps how he came in.

        Raises:
            NotAllowed: his roles do not open it, or the way he came in does not reach it.
        """
        assert self.visitor is not None and self.edition_id is not None
        if not self.visitor.reaches(self.edition_id, act):
            raise NotAllowed(
                f"Met deze link kunt u niet {act.value}.", "Gebruik de link uit de mail die hierover gaat, of log in."
            )
        return self.app.actor(self.edition_id, self.person.id, act, account_name=self.visitor.how)

    def done(self, flow: str) -> None:
        """Have the edition moved on, after an act that is on record."""
        assert self.edition_id is not None
        self.desk.follow(self.edition_id, flow)


def editions_of(visit: Visit) -> tuple[tuple[Visit, ...], bool]:
    """The editions in which the visitor has a role, each as a visit, and whether there are any that cannot be read.

    A fault in one programme does not stand in the way of the people of another; what it is stands in the log.
    """
    found, unreadable = [], False
    for edition in visit.app.editions():
        there = replace(visit, edition_id=edition)
        assert visit.visitor is not None
        try:
            known = visit.visitor.reaches(edition) and visit.app.person_of(visit.visitor, there.programme) is not None
        except (ProgrammeInvalid, UnknownEdition) as fault:
            log.error("%s: %s", edition, fault)
            unreadable = True
            continue
        if known:
            found.append(there)
    return tuple(found), unreadable
