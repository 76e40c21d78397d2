"""A collection round as it is watched: a line for everyone who was asked, and what is left of the time."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bna_pipeline.model.base import Frozen, Line, Moment, PartnerId, Sha256, Slug
from bna_pipeline.model.round import Mail, Recipient


class RequestState(StrEnum):
    """What became of the mail with the forms."""

    NO_POST = "geen post"  # no mail is configured: the forms lie in the outbox folder
    NOT_ASKED = "niet gevraagd"  # an erratum begins with what counted, and asks nobody
    WAITING = "nog niet verzonden"
    SENT = "verzonden"
    PUT_OFF = "uitgesteld"
    REFUSED = "geweigerd"
    BOUNCED = "onbestelbaar"


class Stand(StrEnum):
    """How far a contribution is."""

    NOTHING = "ontbreekt"
    ERRORS = "fouten"
    UNDECIDED = "onbeslist"
    SIGN_OFF = "wacht op akkoord"
    LATE = "na sluiting"
    ACCEPTED = "aangenomen"


class RoundLine(Frozen):
    """One partner, or one of its departments.

    Attributes:
        name: of the partner, with its department's behind it.
        request, requested_at: what became of the request, and when the mail server took it.
        versions: how many files came in.
        stand: how far it is.
        errors, warnings: of the version that counts, else of the last one.
        next_reminder, reminds, reminder_to: when, whom and at which address; None: nobody is reminded any more.
        signed_off: whether the house agreed with what counts; None: nobody asks for it.
        late: file names of versions that came after closing and that nobody admitted.
    """

    partner: PartnerId
    department: Slug | None
    name: Line
    request: RequestState
    requested_at: Moment | None
    versions: int
    stand: Stand
    errors: int
    warnings: int
    next_reminder: date | None
    reminds: Recipient | None
    reminder_to: Mail | None
    signed_off: bool | None
    late: tuple[str, ...] = ()


class MailTrouble(Frozen):
    """A mail at which a person must look: refused, undeliverable, or of nobody."""

    what: Line
    key: Line | None = None
    message: Sha256 | None = None
    sentence: Line


class RoundStatus(Frozen):
    """The round.

    Attributes:
        days_left, working_days_left: to the deadline; 0 on the day itself, negative after it.
        complete: of how many the contribution counts.
    """

    deadline: date
    days_left: int
    working_days_left: int
    complete: int
    lines: tuple[RoundLine, ...]
    trouble: tuple[MailTrouble, ...] = ()
