"""One mail out of the house: the intent on record, the mail to the server, what it said on record.

A mail is sent at least once, always with the same bytes and so the same Message-ID. Who is killed in between finds an
intent without outcome, sends the same mail once more, and records that the server may have it twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bna_pipeline import ports
from bna_pipeline.errors import MailError, MailNotTaken, MailRefusedForGood, MailUnsure
from bna_pipeline.model.correspondence import MailLine
from bna_pipeline.model.round import OutgoingMail
from bna_pipeline.model.round_events import MailIntended, MailPutOff, MailRefused, MailSent
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.post_after import require_post
from bna_pipeline.pipeline.tools import Actor, Tools, blob_of, record, state

log = logging.getLogger(__name__)

_FIRST_PAUSE = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(hours=4)


class Sent(Enum):
    """What became of an attempt."""

    TAKEN = "taken"
    LATER = "later"  # this mail was put off
    NOT_NOW = "not now"  # the server does no mail at all at the moment: no need to offer it the others
    REFUSED = "refused"
    NOTHING = "nothing"  # another process was first


def may_try(line: MailLine, now: datetime) -> bool:
    """Whether an open mail is offered again now.

    What nobody knows the outcome of goes at once, for that is how a crash ends; only when that fails again and again,
    and for what the server put off, each pause is twice as long as the one before, up to four hours.
    """
    pauses = line.tries - (2 if line.unsure else 1)
    if pauses < 0:
        return True
    pause: timedelta = min(_FIRST_PAUSE * 2 ** min(pauses, 10), _LONGEST_PAUSE)
    return now - line.tried_at >= pause


@dataclass(frozen=True)
class Attempt:
    """A mail whose intent is on record, and that may now be handed over.

    Attributes:
        again: nobody knows what came of the attempt before it: the server may have it already.
    """

    mail: OutgoingMail
    data: bytes
    again: bool

    def carry(self, mailer: ports.Mailer) -> ports.Taken | MailError:
        """Hand it over; touches nothing of ours, so that it may be done beside something else."""
        try:
            return mailer.send(self.data, self.mail.to)
        except MailError as fault:
            return fault


def send(tools: Tools, actor: Actor, mailer: ports.Mailer, mail: OutgoingMail) -> tuple[Sent, str]:
    """Offer one mail to the server; what became of it, and a Dutch sentence about it.

    Args:
        mail: a new one, its bytes in the blob store, or one whose line is open.

    Raises:
        StorageError, BytesChanged: its bytes cannot be read, or nothing can be recorded.
    """
    before = state(tools).post.line(mail.key)
    if before is not None and before.partly:
        return _rest_taken(tools, actor, mail, before.refused or "")
    attempt = attempted(tools, actor, mail)
    return (Sent.NOTHING, "") if attempt is None else settle(tools, actor, attempt, attempt.carry(mailer))


def attempted(tools: Tools, actor: Actor, mail: OutgoingMail) -> Attempt | None:
    """Have the intent of another attempt on record; None: another process was first.

    Raises:
        StorageError, BytesChanged: its bytes cannot be read, or nothing can be recorded.
    """
    before = state(tools).post.line(mail.key)
    tries = 0 if before is None else before.tries
    data = blob_of(tools, mail.message)

    def intended(now: EditionState) -> MailIntended | None:
        require_post(now)
        line = now.post.line(mail.key)
        return MailIntended(mail=mail) if (0 if line is None else line.tries) == tries else None

    if record(tools, actor, intended) is None:
        return None
    return Attempt(mail, data, before is not None and before.unsure)


def settle(tools: Tools, actor: Actor, attempt: Attempt, outcome: ports.Taken | MailError) -> tuple[Sent, str]:
    """Have on record what became of an attempt; that, and a Dutch sentence about it."""
    mail = attempt.mail
    match outcome:
        case MailRefusedForGood():
            _note(tools, actor, mail, MailRefused(key=mail.key, to=mail.to, reason=outcome.message))
            return Sent.REFUSED, f"Mail {mail.key} is geweigerd voor {', '.join(mail.to)}: {outcome.message}"
        case MailUnsure():
            log.warning("%s: %s", mail.key, outcome)
            said = f"Mail {mail.key} is misschien verzonden en gaat straks nog eens: {outcome.message}"
            return Sent.NOT_NOW, said
        case MailError():
            _note(tools, actor, mail, MailPutOff(key=mail.key, reason=outcome.message))
            everything = not isinstance(outcome, MailNotTaken)
            said = f"Mail {mail.key} gaat later: {outcome.message} {outcome.mend}"
            return Sent.NOT_NOW if everything else Sent.LATER, said
    why = "; ".join(f"{address}: {reason}" for address, reason in outcome.refused.items())
    if outcome.refused:
        _note(tools, actor, mail, MailRefused(key=mail.key, to=tuple(outcome.refused), reason=why))
    _note(tools, actor, mail, MailSent(key=mail.key, server=outcome.server.strip() or "250", again=attempt.again))
    if outcome.refused:
        return Sent.REFUSED, f"Mail {mail.key} is geweigerd voor {why}"
    twice = " (misschien voor de tweede keer)" if attempt.again else ""
    return Sent.TAKEN, f"Mail aan {', '.join(mail.to)}: {mail.subject}{twice}."


def _rest_taken(tools: Tools, actor: Actor, mail: OutgoingMail, server: str) -> tuple[Sent, str]:
    # Refused for some of its addresses: the others have it, and must not get it again.
    _note(tools, actor, mail, MailSent(key=mail.key, server=server))
    return Sent.TAKEN, ""


def _note(tools: Tools, actor: Actor, mail: OutgoingMail, outcome: MailSent | MailPutOff | MailRefused) -> None:
    def settled(now: EditionState) -> MailSent | MailPutOff | MailRefused | None:
        # Whatever the edition allows by now: the mail has gone, so that goes on record.
        line = now.post.line(mail.key)
        return outcome if line is not None and line.open else None

    record(tools, actor, settled)
