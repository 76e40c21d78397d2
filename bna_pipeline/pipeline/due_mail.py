"""One mail that is due, and how it is known which went already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bna_pipeline.model.base import PersonId, Slug
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.round import Contact, IncomingMail, Purpose
from bna_pipeline.pipeline.letters import Letter
from bna_pipeline.rounds.asked import Seat
from bna_pipeline.rounds.keys import resent_key

ANSWERS = frozenset({Purpose.RECEIPT, Purpose.FINDINGS, Purpose.THANKS, Purpose.UNUSABLE, Purpose.REPLIED})
"""Mails that a mail of somebody else brings about, and that could so go round in circles."""

Write = Callable[[str], Letter]
"""Writes a mail, given the reference by which a reply to it is found."""


@dataclass(frozen=True)
class Due:
    """A mail to send now.

    Attributes:
        key: its idempotency key, of a mail that is sent once more with its number.
        about: the partner or department that it is about, the person of the programme to whom it goes, or the channel
            on which it carries the released package.
        to: who reads it.
        answers: the mail that it answers; its sender, when of the same house, reads it too.
        turns: what it tells a person to decide (`Turn.id`).
        of_channel: whether `about` is a channel.
    """

    key: str
    purpose: Purpose
    about: Seat | PersonId | Slug
    to: Contact
    write: Write
    answers: IncomingMail | None = None
    turns: tuple[str, ...] = ()
    of_channel: bool = False

    @property
    def who(self) -> str:
        """Whom it is about, as keys name it."""
        return self.about.name if isinstance(self.about, Seat) else self.about

    @property
    def seat(self) -> Seat | None:
        return self.about if isinstance(self.about, Seat) else None

    @property
    def person(self) -> PersonId | None:
        return None if isinstance(self.about, Seat) or self.of_channel else self.about

    @property
    def channel(self) -> Slug | None:
        return self.about if self.of_channel and not isinstance(self.about, Seat) else None


def said(post: Correspondence) -> frozenset[str]:
    """Keys of the mails that went or are about to, without the numbers of those that were sent once more.

    A mail that the coordinator wants sent once more is not said yet.
    """
    return frozenset(key.partition("#")[0] for key, line in post.lines.items() if not line.resent)


def with_number(post: Correspondence, due: Due) -> Due:
    """The mail under the key under which it goes now."""
    return replace(due, key=numbered(post, due.key))


def numbered(post: Correspondence, key: str) -> str:
    """The key under which a mail goes now: with the next number, when it is to be sent once more."""
    line = post.line(key)
    while line is not None and line.resent:
        key = resent_key(key)
        line = post.line(key)
    return key
