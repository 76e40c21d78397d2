"""What the ledger holds of a round: who is asked, what goes and comes by mail, what the coordinator says of files."""

from __future__ import annotations

from typing import Literal

from bna_pipeline.model.base import Frozen, Line, PartnerId, Sha256, Slug
from bna_pipeline.model.round import IncomingMail, OutgoingMail, Reference


class RequestMade(Frozen):
    """A partner (or one of its departments) is asked for its contribution; `reference` finds its replies."""

    kind: Literal["request.made"] = "request.made"
    partner: PartnerId
    department: Slug | None = None
    reference: Reference


class MailIntended(Frozen):
    """A mail is about to be handed to the mail server: from here on it may have arrived."""

    kind: Literal["mail.intended"] = "mail.intended"
    mail: OutgoingMail


class MailSent(Frozen):
    """The mail server took it over; `again`: it may have taken it twice, after a crash in between."""

    kind: Literal["mail.sent"] = "mail.sent"
    key: Line
    server: Line  # what the server said
    again: bool = False


class MailPutOff(Frozen):
    """The mail server did not take it now and surely has not got it; it is tried again."""

    kind: Literal["mail.put-off"] = "mail.put-off"
    key: Line
    reason: Line


class MailRefused(Frozen):
    """The mail server will never take it for these addresses; a person must look."""

    kind: Literal["mail.refused"] = "mail.refused"
    key: Line
    to: tuple[Line, ...]
    reason: Line


class MailResent(Frozen):
    """The coordinator has a refused or bounced mail sent once more, with its key's next number."""

    kind: Literal["mail.resent"] = "mail.resent"
    key: Line


class MailReceived(Frozen):
    kind: Literal["mail.received"] = "mail.received"
    mail: IncomingMail


class MailAssigned(Frozen):
    """The coordinator says whose a mail without reference is; None: nobody's, so that it is put aside."""

    kind: Literal["mail.assigned"] = "mail.assigned"
    message: Sha256
    partner: PartnerId | None
    department: Slug | None = None


class LateAdmitted(Frozen):
    """A version that came after the round was closed counts from here on."""

    kind: Literal["contribution.admitted"] = "contribution.admitted"
    partner: PartnerId
    original: Sha256
    reason: Line


class FileWaived(Frozen):
    """A file with errors that nobody needs to mend any more."""

    kind: Literal["contribution.waived"] = "contribution.waived"
    partner: PartnerId
    original: Sha256
    reason: Line


class SignedOff(Frozen):
    """The partner's own house agrees with a version; `message` is the mail that said so, None: the coordinator did."""

    kind: Literal["contribution.signed-off"] = "contribution.signed-off"
    partner: PartnerId
    original: Sha256
    by: Line
    message: Sha256 | None = None
