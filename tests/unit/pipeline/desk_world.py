"""The world of one edition in which everyone has an address, and the stages have terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from bna_pipeline import pipeline
from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.correspondence import MailLine
from bna_pipeline.model.round import Purpose
from bna_pipeline.model.transitions import Phase
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.conftest import _order as order
from tests.unit.pipeline.world import SYSTEM, World, programme_data

MONDAY = datetime(2020, 1, 13, 9, 30, tzinfo=UTC)
"""The day on which the story is played: a working day, past the hour from which reminders go."""


def desk_programme() -> dict[str, Any]:
    """The world's programme: mail to everyone, five working days a stage, reminders, and who hears of an expiry."""
    data = programme_data()
    for person in data["people"]:
        person["mail"] = f"{person['id']}@example.org"
    for stage in data["review"]:
        stage |= {"term": 5, "reminders": [-2, 1], "escalation": "gedeputeerde"}
    return data


class NotedLinks:
    """Gives out addresses of a desk, the same for the same key, and notes what was asked for."""

    def __init__(self) -> None:
        self.given: dict[str, tuple[str, LinkPurpose, str | None]] = {}
        self.expiry: dict[str, datetime] = {}

    def link_for(
        self,
        person: str,
        edition: str,
        purpose: LinkPurpose,
        subject: str | None,
        draft: str | None,
        key: str,
        expires: datetime,
        at: datetime,
    ) -> str | None:
        assert expires > at and draft is not None
        self.given[key] = (person, purpose, subject)
        self.expiry.setdefault(key, expires)  # the first link of a key stands
        return f"https://toetsing.example.org/link/{len(self.given)}-{person}"


_MADE: dict[Phase, World] = {}


def desk(at: At, phase: Phase = Phase.CONCEPT, moment: datetime = MONDAY) -> tuple[World, NotedLinks]:
    """A world of its own at a phase, in which no mail has gone to people yet."""
    if not _MADE:
        _MADE[Phase.NONE] = at(Phase.NONE).with_programme(desk_programme())
    if phase not in _MADE:
        before = max((p for p in _MADE if order(p) < order(phase)), key=order)
        _MADE[phase] = _MADE[before].copy().play_to(phase)
    world, links = _MADE[phase].copy().with_mail(), NotedLinks()
    world.clock.moment = moment
    world.tools = replace(world.tools, links=links)
    return world, links


def run(world: World, moment: datetime | None = None) -> None:
    """What the schedule does, at a moment."""
    if moment is not None:
        world.clock.moment = moment
    pipeline.advance(world.tools, SYSTEM)


def told(world: World, person: str, *purposes: Purpose) -> tuple[MailLine, ...]:
    return world.state.post.lines_to_person(person, *purposes)


def mails_to(world: World, person: str) -> list[EmailMessage]:
    """Every mail that a person got, as a reader sees it."""
    address = f"{person}@example.org"
    return [world.mailer.read(n) for n, (_, to) in enumerate(world.mailer.taken) if address in to]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())
