"""The coordinator's digest: how an edition stands, once a working day, when there is something to say.

There is when something moved since the digest before (other than by the reader himself), or when something is wrong:
that is named in every digest until somebody has dealt with it. Who waits for whom is told along with it, and is no
reason for a mail by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from bna_pipeline.documents.house import load_house
from bna_pipeline.documents.svg import families
from bna_pipeline.model.events import REDACTIE, Entry
from bna_pipeline.model.round import Contact, OutgoingMail, Purpose
from bna_pipeline.model.round_events import MailIntended
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.pipeline.approval import drafts_of
from bna_pipeline.pipeline.due_mail import Due
from bna_pipeline.pipeline.edition_dates import edition_timeline, timeline_drawing
from bna_pipeline.pipeline.failing import troubles
from bna_pipeline.pipeline.letters import Letter
from bna_pipeline.pipeline.moved import cut, moved
from bna_pipeline.pipeline.person_letters import common, contact_of_person, coordinators
from bna_pipeline.pipeline.post_after import takes_post
from bna_pipeline.pipeline.route_watching import route_watch
from bna_pipeline.pipeline.tools import Tools, state, trail_and_state
from bna_pipeline.pipeline.turn_mails import at_work
from bna_pipeline.pipeline.waiting import waiting
from bna_pipeline.pipeline.whose_turn import Turn, name_of, turns
from bna_pipeline.review.standing import standing
from bna_pipeline.rounds.asked import named, seat_of
from bna_pipeline.rounds.keys import mail_key
from bna_pipeline.rounds.message import Attachment
from bna_pipeline.rounds.person_values import DatedLine, DigestValues, TurnKind, WaitsFor
from bna_pipeline.rounds.terms import local_day

MOST: Final = 25
"""So many sentences about what moved; more and nobody reads them."""
PICTURE_PX: Final = 1200
PICTURE: Final = "tijdlijn.png"

_TOLD_AS_TROUBLE = frozenset({Act.POST, Act.EXTEND_TERM})
_ASKED = {
    TurnKind.REVIEW: "oordeel",
    TurnKind.ADOPT: "het besluit van Gedeputeerde Staten vastleggen",
    TurnKind.SETTLE_MANDATE: "het mandaat afronden",
    TurnKind.SIGN: "de brief ondertekenen",
}


def due_digests(tools: Tools, now: EditionState) -> Iterator[Due]:
    """The digest of today for each coordinator who has an address, where there is something to say."""
    if now.phase is Phase.NONE or not takes_post(now) or not at_work(tools):
        return
    today = local_day(tools.clock.now())
    for person in coordinators(tools):
        to = contact_of_person(tools, person.id)
        if to is None:
            continue
        key = mail_key(Purpose.DIGEST, person.id, about=today.isoformat())
        line = now.post.line(key)
        if (line is None or line.resent) and (troubles(tools, now) or moved_since(tools, person.id).sentences):
            yield Due(key, Purpose.DIGEST, person.id, to, partial(digest_letter, tools, person.id, to))


class Moved(NamedTuple):
    """What moved since the last digest that reached somebody.

    Attributes:
        since: the day of that digest; None: there was none.
        sentences: what there is to say of it.
        up_to: the number of the last entry of which they tell.
    """

    since: date | None
    sentences: tuple[str, ...]
    up_to: int


def moved_since(tools: Tools, person: str) -> Moved:
    """What moved since the last digest to a person that was taken and did not come back: what he cannot have read."""
    trail, now = trail_and_state(tools)
    lines = now.post.lines_to_person(person, Purpose.DIGEST)
    last = next((line for line in reversed(lines) if line.sent_at is not None and line.bounced is None), None)
    fresh = trail if last is None else trail[_told_up_to(trail, last.mail) :]
    since = None if last is None else local_day(last.intended_at)
    return Moved(since, moved(tools.programme, fresh, person), len(trail))


def _told_up_to(trail: Sequence[Entry], mail: OutgoingMail) -> int:
    """The last entry of which a digest tells; of one that does not say so, that with which it was about to go."""
    if mail.up_to is not None:
        return mail.up_to
    return next(e.seq for e in trail if isinstance(e.event, MailIntended) and e.event.mail.key == mail.key)


def digest_letter(tools: Tools, person: str, to: Contact, reference: str) -> Letter:
    """The digest of now, with the edition's time line as a picture."""
    now = state(tools)
    since, sentences, up_to = moved_since(tools, person)
    shown = edition_timeline(tools, now)
    drawing = timeline_drawing(shown, family=families(load_house(tools.templates).fonts))
    picture = tools.typesetter.raster(drawing.encode(), PICTURE_PX)
    place = f"tijdlijn-{reference}@{tools.id}"
    values = DigestValues(
        **common(tools, to, reference),
        since=since,
        troubles=troubles(tools, now),
        moved=sentences[-MOST:],
        more=max(0, len(sentences) - MOST),
        yours=tuple(_yours(tools, now, person)),
        waiting=tuple(_waiting(tools, now)),
        warnings=tuple(warning for watch in route_watch(tools, now) for warning in watch.warnings),
        dates=tuple(DatedLine(label=line.label, when=line.when) for line in shown.lines),
        picture=place,
        described=shown.described,
    )
    return Letter(values, (Attachment(PICTURE, picture, "image/png", place),), up_to=up_to)


def _yours(tools: Tools, now: EditionState, person: str) -> Iterator[str]:
    """What the reader can do now as coordinator, each once."""
    yield from _sent_back(tools, now)
    yield from dict.fromkeys(_to_do(wait) for wait in waiting(tools, now) if _is_for(wait, person))


def _sent_back(tools: Tools, now: EditionState) -> Iterator[str]:
    if now.draft is None or now.phase is not Phase.CONCEPT:
        return
    for stage in standing(tools.programme, now.decisions, drafts_of(now), now.draft).stages:
        for reviewer in stage.returned_by:
            comment = "" if reviewer.decision is None else reviewer.decision.comment
            because = f": ‘{cut(comment)}’" if comment else ""
            sent_back = now.draft.version if reviewer.decision is None else reviewer.decision.draft
            if sent_back < now.draft.version:
                yield (
                    f"Het deel van {reviewer.name} wijzigen, of om een nieuw besluit vragen: {reviewer.name} stuurde "
                    f"concept {sent_back} terug{because}. In concept {now.draft.version} is dat deel nog hetzelfde."
                )
                continue
            yield f"Een nieuw concept maken: {reviewer.name} stuurde concept {sent_back} terug{because}."


def _is_for(wait: Wait, person: str) -> bool:
    if wait.when is When.LATER or wait.act in _TOLD_AS_TROUBLE:
        return False
    return person in wait.who or (wait.act is Outside.SEND and wait.subject == REDACTIE)


def _to_do(wait: Wait) -> str:
    if wait.act is Outside.SEND:
        return "De redactie insturen of verbeteren."
    said = wait.act.value if wait.when is not When.INSTEAD else f"of: {wait.act.value}"
    return f"{said[0].upper()}{said[1:]}: {wait.subject}."


def _waiting(tools: Tools, now: EditionState) -> Iterator[WaitsFor]:
    today = local_day(tools.clock.now())
    deadline = None if now.opened is None else now.opened.deadline
    for wait in waiting(tools, now):
        if wait.act is Outside.SEND and wait.subject != REDACTIE:
            late = deadline is not None and deadline < today
            who = named(tools.programme, seat_of(wait.subject))
            yield WaitsFor(who=who, what="een goede bijdrage", due=deadline, late=late)
        elif wait.act is Outside.RECEIVE:
            channels = {rule.id: rule.name for rule in tools.programme.delivery.channels}
            yield WaitsFor(who=channels.get(wait.subject, wait.subject), what="bevestiging van de ontvangst")
    for turn in turns(tools, now):
        yield _of_turn(tools, now, turn, today)


def _of_turn(tools: Tools, now: EditionState, turn: Turn, today: date) -> WaitsFor:
    who = name_of(tools, turn.person)
    instead = "" if turn.person == turn.principal else f" (namens {name_of(tools, turn.principal)})"
    away = now.course.away(turn.person, today)
    what = _ASKED[turn.kind]
    if turn.kind is TurnKind.REVIEW:
        quorum = tools.programme.stage(turn.subject).quorum
        of_all = "" if quorum is None else f" ({quorum} keer akkoord is genoeg)"
        what = f"oordeel in stap ‘{turn.text.stage}’ over concept {turn.draft}{of_all}"
    due = turn.text.due
    return WaitsFor(
        who=f"{who}{instead}",
        what=what,
        since=turn.opened,
        due=due,
        late=due is not None and due < today,
        away=None if away is None else away.last,
    )
