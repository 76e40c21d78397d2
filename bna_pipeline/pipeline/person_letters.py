"""What each mail to a person of the programme says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from bna_pipeline.model.base import PersonId
from bna_pipeline.model.programme import Person, Role
from bna_pipeline.model.round import Contact, IncomingMail
from bna_pipeline.pipeline.letters import Letter
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.pipeline.whose_turn import LINKS, Turn
from bna_pipeline.rounds.person_values import OverdueValues, RepliedValues, TermValues, TurnKind, TurnText, TurnValues
from bna_pipeline.rounds.terms import ZONE, local_day


def contact_of_person(tools: Tools, person: PersonId) -> Contact | None:
    """Where mail to a person goes; None: the programme gives no address, or knows him no more."""
    found = next((p for p in tools.programme.people if p.id == person), None)
    return None if found is None or found.mail is None else Contact(function=found.name, mail=found.mail)


def coordinators(tools: Tools) -> tuple[Person, ...]:
    return tuple(p for p in tools.programme.people if Role.COORDINATOR in p.roles)


def turn_letter(tools: Tools, to: Contact, turns: Sequence[Turn], key: str, reference: str) -> Letter:
    """It is his turn."""
    return Letter(TurnValues(**common(tools, to, reference), turns=_texts(tools, turns, key)))


def term_letter(tools: Tools, to: Contact, turns: Sequence[Turn], key: str, reference: str) -> Letter:
    """A term runs out, or has passed."""
    return Letter(TermValues(**common(tools, to, reference), turns=_texts(tools, turns, key)))


def overdue_letter(
    tools: Tools, to: Contact, stage: str, draft: int, due: date, missing: tuple[str, ...], reference: str
) -> Letter:
    """A term has passed, for whom the programme names for that."""
    values = OverdueValues(
        **common(tools, to, reference), stage=tools.programme.stage(stage).name, draft=draft, due=due, missing=missing
    )
    return Letter(values)


def reply_letter(
    tools: Tools,
    to: Contact,
    mail: IncomingMail,
    subject: str | None,
    asked: Literal["link", "coordinator"] | None,
    returned: tuple[str, ...],
    remarks: tuple[str, ...],
    reference: str,
) -> Letter:
    """A reply decides nothing."""
    values = RepliedValues(
        **common(tools, to, reference),
        subject_received=subject,
        received_at=mail.sent_at,
        asked=asked,
        returned=returned,
        remarks=remarks,
    )
    return Letter(values, (), mail.message_id)


def asked(tools: Tools) -> Contact:
    """Who answers questions: the first coordinator with an address, else the province."""
    programme = tools.programme
    found = next((c for p in coordinators(tools) if (c := contact_of_person(tools, p.id)) is not None), None)
    return found or programme.partner(programme.province).contact


def common(tools: Tools, to: Contact, reference: str) -> dict[str, Any]:
    """What every mail to a person says."""
    programme, desk = tools.programme, asked(tools)
    return {
        "programme": programme.name,
        "programme_short": programme.short,
        "edition": tools.edition.title,
        "reference": reference,
        "recipient": to.function,
        "sender": desk.function,
        "question_mail": desk.mail,
        "today": local_day(tools.clock.now()),
    }


def _texts(tools: Tools, turns: Sequence[Turn], key: str) -> tuple[TurnText, ...]:
    return tuple(_with_link(tools, turn, key) for turn in turns)


def _with_link(tools: Tools, turn: Turn, key: str) -> TurnText:
    if tools.links is None:
        return turn.text
    at = tools.clock.now()
    # What has a term can still be decided when that has passed.
    last = max(local_day(at), turn.text.due or date.min) + timedelta(tools.link_days)
    made = next(d.draft for d in state(tools).drafts if d.draft.version == turn.draft)
    about = turn.subject if turn.kind in (TurnKind.REVIEW, TurnKind.SIGN) else None
    link = tools.links.link_for(
        turn.person,
        tools.id,
        LINKS[turn.kind],
        about,
        made.content,
        f"{tools.id}/{key}/{turn.id}/{last}",  # the first link of a key stands, so it must be of this very end
        datetime.combine(last + timedelta(1), time(), tzinfo=ZONE),
        at,
    )
    return turn.text.model_copy(update={"link": link, "link_until": None if link is None else last})
