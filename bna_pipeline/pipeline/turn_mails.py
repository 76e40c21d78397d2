"""Which mails to people are due: whose turn it is, whose term runs out, and who is told that one has passed.

So that nobody gets more mail than is of use to him:

- One mail tells a person everything that he can decide at that moment and was not told before, in whatever stage and in
  whoever's place.
- A person gets one mail about turns or terms a day. What comes up later that day waits for the next working day and
  goes in one mail, unless it is about a newer draft: then what he was told is overtaken.
- A new turn is told at once, at whatever hour; what had to wait, and every reminder, goes on a working day, not before
  the hour that the programme names for reminders.
- A reminder goes on the days that the stage names. Older ones lapse, and so do those of the day on which he was told.
  It goes to who decides on that day: while somebody is away, to his deputy.
- That a term has passed is told once, to who the stage names for that; an extended term is another one.
- Coordinators are told in their digest what only they can do.

A turn that was told is told once more only when its stage was opened anew, when somebody else must decide, or when the
mail is sent once more because it came back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from bna_pipeline.model.base import PersonId, digest_of
from bna_pipeline.model.correspondence import Correspondence, MailLine
from bna_pipeline.model.round import OutgoingMail, Purpose
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.due_mail import Due, numbered
from bna_pipeline.pipeline.person_letters import contact_of_person, overdue_letter, term_letter, turn_letter
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.whose_turn import Turn, name_of, turns
from bna_pipeline.rounds.keys import mail_key
from bna_pipeline.rounds.person_values import TurnKind
from bna_pipeline.rounds.terms import is_working_day, local_day, local_hour, working_days_from

TO_DECIDE = (Purpose.YOUR_TURN, Purpose.TERM)
ABOUT_TURNS = (*TO_DECIDE, Purpose.OVERDUE)
"""Mails that lapse when what they are about was decided."""


def due_to_people(tools: Tools, now: EditionState) -> Iterator[Due]:
    """The mails of now to people who decide, and to who is told that they did not."""
    by_person: dict[PersonId, list[Turn]] = {}
    for turn in turns(tools, now):
        by_person.setdefault(turn.person, []).append(turn)
    for person, own in by_person.items():
        due = _of_person(tools, now, person, own)
        if due is not None:
            yield due
    if at_work(tools):
        yield from _overdue(tools, now, [turn for own in by_person.values() for turn in own])


def at_work(tools: Tools) -> bool:
    """Whether it is a working day, and late enough for what need not go at once."""
    moment = tools.clock.now()
    return is_working_day(local_day(moment)) and local_hour(moment) >= tools.programme.round.hour


def still_wanted(mail: OutgoingMail, open_now: Sequence[Turn], today: date) -> bool:
    """Whether a mail to a person that nobody took yet still says what is so."""
    if mail.purpose is Purpose.DIGEST:
        return mail.key.partition("#")[0].endswith(today.isoformat())
    if mail.purpose not in ABOUT_TURNS:
        return True
    if mail.purpose is Purpose.OVERDUE:  # of a term that was extended it says what is so no more
        return any(_missed(turn.subject, turn.draft, turn.text.due) in mail.turns for turn in open_now)
    about = {told.partition("@")[0] for told in mail.turns}
    return any(turn.person == mail.person and turn.id in about for turn in open_now)


def _of_person(tools: Tools, now: EditionState, person: PersonId, own: Sequence[Turn]) -> Due | None:
    to = contact_of_person(tools, person)
    if to is None:
        return None
    today = local_day(tools.clock.now())
    told = [line for line in now.post.lines_to_person(person, *TO_DECIDE) if not line.resent]
    of_today = [line for line in told if local_day(line.intended_at) == today]
    fresh = _fresh(own, told, of_today, today, at_work=at_work(tools))
    if fresh:
        ids = tuple(turn.id for turn in fresh)
        key = _key(Purpose.YOUR_TURN, person, ids)
        write = partial(turn_letter, tools, to, fresh, numbered(now.post, key))
        return Due(key, Purpose.YOUR_TURN, person, to, write, turns=ids)
    if of_today or not at_work(tools):
        return None
    late = [(turn, on) for turn in own if (on := _reminder(tools, turn, told, today)) is not None]
    if not late:
        return None
    ids = tuple(f"{turn.id}@{on.isoformat()}" for turn, on in late)
    key = _key(Purpose.TERM, person, ids)
    about = [turn for turn, _ in late]
    return Due(
        key, Purpose.TERM, person, to, partial(term_letter, tools, to, about, numbered(now.post, key)), turns=ids
    )


def _key(purpose: Purpose, person: PersonId, ids: tuple[str, ...]) -> str:
    """`beurt:<person>:<turn>`, of several turns with the first digits of the digest over them."""
    return mail_key(purpose, person, about=ids[0] if len(ids) == 1 else digest_of(list(ids))[:12])


def _fresh(
    own: Sequence[Turn], told: Sequence[MailLine], of_today: Sequence[MailLine], today: date, *, at_work: bool
) -> list[Turn]:
    """The turns to tell now."""
    known = {turn for line in told for turn in line.mail.turns}
    fresh = [turn for turn in own if turn.id not in known]
    if of_today:
        newest = max(_draft_of(turn) for line in of_today for turn in line.mail.turns)
        return [turn for turn in fresh if turn.draft > newest]
    at_once = any(turn.opened in (None, today) for turn in fresh)
    return fresh if at_once or at_work else []


def _draft_of(turn: str) -> int:
    return int(turn.partition("@")[0].split(":")[1])


def _reminder(tools: Tools, turn: Turn, told: Sequence[MailLine], today: date) -> date | None:
    """The planned day of the reminder that goes now: the last one up to today that comes after all that went."""
    if turn.kind is not TurnKind.REVIEW or turn.text.due is None:
        return None
    days = {working_days_from(turn.text.due, count) for count in tools.programme.stage(turn.subject).reminders}
    went = [
        date.fromisoformat(on) if on else local_day(line.intended_at)
        for line in told
        for about, _, on in (known.partition("@") for known in line.mail.turns)
        if about == turn.id
    ]
    last = max((day for day in days if day <= today), default=None)
    return last if last is not None and went and last > max(went) else None


def _overdue(tools: Tools, now: EditionState, open_now: Sequence[Turn]) -> Iterator[Due]:
    late: dict[str, list[Turn]] = {}
    for turn in open_now:
        term = now.course.term(turn.subject, turn.draft) if turn.kind is TurnKind.REVIEW else None
        if term is not None and term.expired:
            late.setdefault(turn.subject, []).append(turn)
    for stage, waited_for in late.items():
        person = tools.programme.stage(stage).escalation
        to = None if person is None else contact_of_person(tools, person)
        due = waited_for[0].text.due
        if person is None or to is None or due is None:
            continue
        draft, missing = waited_for[0].draft, tuple(name_of(tools, turn.principal) for turn in waited_for)
        key = mail_key(Purpose.OVERDUE, person, about=f"{stage}:{draft}:{due.isoformat()}")
        yield Due(
            key,
            Purpose.OVERDUE,
            person,
            to,
            partial(overdue_letter, tools, to, stage, draft, due, missing),
            turns=(_missed(stage, draft, due),),
        )


def _missed(stage: str, draft: int, due: date | None) -> str:
    """The term that passed, as a mail about it names it."""
    return f"{stage}:{draft}@{due}"


def told_of(post: Correspondence, turn: Turn) -> MailLine | None:
    """The last mail that told a person of a turn; None: none did."""
    lines = post.lines_to_person(turn.person, Purpose.YOUR_TURN)
    return next((line for line in reversed(lines) if turn.id in line.mail.turns), None)
