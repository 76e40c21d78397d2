"""A mail that came in: what kind it is, whose it is, and which files came with it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from bna_pipeline.model.base import PartnerId, Slug
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.round import IncomingKind, OutgoingMail


@dataclass(frozen=True)
class Whose:
    """What a reference stands for: a request to a partner, or the question for agreement in a mail of ours.

    Attributes:
        about: key of the mail that asked for agreement; None for the request itself.
    """

    partner: PartnerId
    department: Slug | None = None
    about: str | None = None


@dataclass(frozen=True)
class MailFile:
    """A file that came with a mail.

    Attributes:
        name: as the mail gives it, without folders and with hidden characters made visible; made up when it gives none.
        data: the file's own bytes.
        usable: whether it may be a form or data: Word, Excel, JSON or YAML by how its content starts.
        remark: a Dutch sentence for the sender about a file that is not usable, with what to do; empty when there is
            nothing to say (a logo in a signature).
    """

    name: str
    data: bytes
    usable: bool
    remark: str = ""


@dataclass(frozen=True)
class ReadMail:
    """What a mail says of itself; the fields of `IncomingMail`, with the files themselves.

    Attributes:
        may_answer: whether an answer cannot start a loop: it is no automatic mail, no report, nothing from a list, and
            not our own.
        agrees: for an answer to a question for agreement: yes, no, or None when it does not say so clearly.
        files: every attachment, in the mail's order; none of a report or of our own mail that came back.
        remarks: Dutch sentences about the mail itself (too long, beyond a limit, broken).
    """

    kind: IncomingKind
    message_id: str | None
    subject: str | None
    sender: str | None
    partner: PartnerId | None
    department: Slug | None
    about: str | None
    sent_at: datetime
    words: str | None
    may_answer: bool
    agrees: bool | None = None
    files: tuple[MailFile, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def usable(self) -> tuple[MailFile, ...]:
        """The files that are judged as a contribution."""
        return tuple(file for file in self.files if file.usable)


def read_mail(
    data: bytes,
    *,
    arrived_at: datetime,
    whose: Callable[[str], Whose | None],
    sent: Callable[[str], OutgoingMail | None],
    own_addresses: Collection[str],
    limits: IntakeLimits,
    size: int | None = None,
) -> ReadMail:
    """Read a mail; whatever the bytes are, the answer is the same every time and never an error.

    Whose it is follows from a reference in a receiving address, else in the subject, else from the Message-ID of a mail
    of ours that it answers: all three cannot be guessed. Its sender and its text never say so, for anyone can write
    those.

    Args:
        data: RFC 5322 bytes, with any line ends.
        arrived_at: aware; the mail's own Date counts when it is not before 2000 and not over an hour later than this.
        whose: what a reference (20 characters) stands for; None: nothing.
        sent: our own mail with this Message-ID (without angle brackets); None: not ours.
        own_addresses: from which we send.
        size: of the whole mail, when `data` is only its beginning.
    """
