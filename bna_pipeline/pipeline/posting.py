"""The post going out: what is due is written, put on record, handed to the server, and what it said put on record."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from email.utils import parseaddr

from bna_pipeline import ports
from bna_pipeline.errors import BnaError, LeaseTaken, MailError, Refused, StorageError
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.round import OutgoingMail, Purpose
from bna_pipeline.model.round_events import RequestMade
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, require
from bna_pipeline.pipeline.collecting import collect
from bna_pipeline.pipeline.due import due_mails
from bna_pipeline.pipeline.due_mail import ANSWERS, Due
from bna_pipeline.pipeline.post_after import takes_post
from bna_pipeline.pipeline.released_mails import channels_waiting
from bna_pipeline.pipeline.sending import Sent, may_try, send
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, state
from bna_pipeline.pipeline.untaken import still_so
from bna_pipeline.rounds.asked import Seat, everyone_asked
from bna_pipeline.rounds.letters import compose
from bna_pipeline.rounds.message import address_fault, message_id_of, message_of
from bna_pipeline.rounds.terms import local_day

ANSWERS_A_DAY = 20
"""So many answers go to one address in a day, the rest the next day: two machines cannot keep each other talking."""
_GIVE_UP = 3
"""After so many mails that a server did not take in one run, the others wait for the next run."""


def post(tools: Tools, actor: Actor) -> Step:
    """Send every mail that is due and every one that is still open; nothing when no mail is configured.

    What the server does not take is said, and offered again later; no other mail and no other step waits for it.

    Raises:
        StorageError: nothing can be recorded.
        TransitionRefused: the edition has no post any more.
    """
    mailer = tools.mailer
    if mailer is None or not takes_post(state(tools)):
        return Step("post", False)
    before = state(tools).seq
    try:
        said, trouble = _all(tools, actor, mailer)
    finally:
        mailer.close()
    return Step("post", state(tools).seq != before, tuple(said), trouble=trouble)


def collect_and_post(tools: Tools, actor: Actor) -> Step:
    """Read what came in, and answer it; the post goes under the edition's lease, so that nothing goes twice.

    Raises:
        StorageError, TransitionRefused: as `collect` and `post`.
    """
    read = collect(tools, actor)
    if tools.mailer is None:
        return read
    try:
        with tools.lease.hold(tools.id):
            sent = post(tools, actor)
    except LeaseTaken:
        return replace(read, said=(*read.said, "Een ander proces werkt aan deze editie en verstuurt de mails."))
    return replace(read, changed=read.changed or sent.changed, said=(*read.said, *sent.said))


def _all(tools: Tools, actor: Actor, mailer: ports.Mailer) -> tuple[list[str], BnaError | None]:
    """What there is to say of every mail, and why one could not be made, if so."""
    _ask(tools, actor)
    said, untaken = list[str](), 0
    trouble: BnaError | None = None
    for mail in _open(tools):
        outcome, sentence = send(tools, actor, mailer, mail)
        said += [sentence] if sentence else []
        untaken += outcome is Sent.LATER
        if outcome is Sent.NOT_NOW or untaken >= _GIVE_UP:
            return said, _no_mail(sentence)
    answered = _answered_today(tools)
    for due in due_mails(tools, state(tools)):
        if due.purpose in ANSWERS and answered[due.to.mail] >= ANSWERS_A_DAY:
            full = f"{due.who}: vandaag gaan er geen antwoorden meer naar {due.to.mail}; morgen verder."
            said += [] if full in said else [full]
            continue
        try:
            mail = written(tools, mailer, due)
        except StorageError:
            raise
        except BnaError as fault:  # of this mail: a template, or a file that was changed; the others go
            trouble = trouble or fault
            said.append(f"Mail {due.key} is niet gemaakt: {fault}")
            continue
        answered.update(mail.to if due.purpose in ANSWERS else ())
        outcome, sentence = send(tools, actor, mailer, mail)
        said += [sentence] if sentence else []
        untaken += outcome is Sent.LATER
        if outcome is Sent.NOT_NOW or untaken >= _GIVE_UP:
            return said, trouble or _no_mail(sentence)
    return said, trouble


def _no_mail(sentence: str) -> MailError:
    return MailError(f"De mailserver neemt nu geen mails aan. {sentence}")


def _ask(tools: Tools, actor: Actor) -> None:
    """Give everyone who is asked its reference, once."""
    before = state(tools)
    if before.phase is not Phase.OPEN:
        return
    for seat in (one.seat for one in everyone_asked(tools.programme)):
        if before.post.request(*seat) is not None:
            continue

        def asked(now: EditionState, seat: Seat = seat) -> RequestMade | None:
            require(now.phase, Act.POST)
            if now.post.request(*seat) is not None:
                return None
            about = f"request {seat.partner} {seat.department or ''}"
            return RequestMade(partner=seat.partner, department=seat.department, reference=tools.reference(about))

        record(tools, actor, asked)


def _open(tools: Tools) -> tuple[OutgoingMail, ...]:
    """Mails on record that nobody took yet and that may be offered again, in the order of their intents."""
    at, now = tools.clock.now(), state(tools)
    going = channels_waiting(tools, now)
    lines = [
        line
        for line in now.post.lines.values()
        if line.open and not line.resent and line.mail.channel not in going and may_try(line, at)
    ]
    return tuple(line.mail for line in still_so(tools, now, lines))


def written(tools: Tools, mailer: ports.Mailer, due: Due) -> OutgoingMail:
    """A due mail in its bytes, which are kept.

    Raises:
        TemplateInvalid: the programme's template for it cannot be used.
        BytesChanged: a file that goes with it is not what it was.
    """
    own = due.purpose is Purpose.SIGN_OFF or due.seat is None
    post_ = state(tools).post
    reference = _own_reference(tools, post_, due.key) if own or due.seat is None else reference_of(post_, due.seat)
    letter = due.write(reference)
    composed = compose(tools.templates, letter.values)
    message_id = message_id_of(due.key, reference, mailer.sender.partition("@")[2])
    to = _addresses(due)
    data = message_of(
        composed,
        sender=mailer.sender,
        sender_name=mailer.sender_name,
        to=to,
        reply_to=mailer.reply_address(reference),
        reference=reference if due.channel is None else None,
        message_id=message_id,
        at=tools.clock.now(),
        in_reply_to=letter.in_reply_to,
        attachments=letter.attachments,
    )
    tools.blobs.put(data)
    return OutgoingMail(
        key=due.key,
        purpose=due.purpose,
        partner=None if due.seat is None else due.seat.partner,
        department=None if due.seat is None else due.seat.department,
        person=due.person,
        channel=due.channel,
        turns=due.turns,
        up_to=letter.up_to,
        to=to,
        subject=composed.subject,
        reference=reference,
        message_id=message_id,
        message=FileDigest.of(f"{due.key}.eml", data),
    )


def _own_reference(tools: Tools, post_: Correspondence, key: str) -> str:
    """Another one for a mail that takes the place of one that failed: with the same Message-ID it might be dropped."""
    before = post_.lines.get(key)
    return tools.reference(f"mail {key} {'' if before is None else before.mail.message_id}")


def reference_of(post_: Correspondence, seat: Seat) -> str:
    """The reference of a request; of a partner as a whole that was asked through its departments, the first of theirs.

    Raises:
        Refused: nobody asked it.
    """
    found = post_.request(*seat) or next((r for r in post_.requests if r.partner == seat.partner), None)
    if found is None:
        raise Refused(f"Aan {seat.name} is nog geen bijdrage gevraagd.", "Kijk of deze partner een actie heeft.")
    return found.reference


def _addresses(due: Due) -> tuple[str, ...]:
    """Who gets it: the contact, and who wrote the mail that it answers, when that is somebody of the same house."""
    sender = "" if due.answers is None or due.answers.sender is None else parseaddr(due.answers.sender)[1]
    house = due.to.mail.partition("@")[2].casefold()
    beside = sender.casefold() != due.to.mail.casefold() and sender.partition("@")[2].casefold() == house
    good = beside and sender.count("@") == 1 and address_fault(sender) is None
    return (due.to.mail, sender) if good else (due.to.mail,)


def _answered_today(tools: Tools) -> Counter[str]:
    """How many answers were about to go to each address today."""
    today = local_day(tools.clock.now())
    lines = (line for line in state(tools).post.lines.values() if line.mail.purpose in ANSWERS)
    return Counter(to for line in lines if local_day(line.intended_at) == today for to in line.mail.to)
