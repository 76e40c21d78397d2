"""A mail read in the light of what the ledger knows: which references are ours, and which mails we sent."""

from __future__ import annotations

from datetime import datetime

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.round import IncomingMail
from bna_pipeline.pipeline.own_forms import without_empty_forms
from bna_pipeline.pipeline.tools import Tools, blob_of, state
from bna_pipeline.rounds.incoming import ReadMail, Whose, read_mail


def whose(post: Correspondence, reference: str) -> Whose | None:
    """What a reference stands for in an edition: a request, a question whether the house agrees, a mail to a person or
    with what was released.
    """
    request = post.asked_by(reference)
    if request is not None:
        return Whose(request.partner, request.department)
    mail = post.sign_off_asked_by(reference) or post.to_person_as(reference) or post.of_channel_as(reference)
    return None if mail is None else Whose(mail.partner, mail.department, mail.key, mail.person)


def read(tools: Tools, post: Correspondence, data: bytes, arrived_at: datetime, size: int | None = None) -> ReadMail:
    """A mail as one edition reads it.

    Args:
        post: of that edition.
        data: RFC 5322 bytes, of a mail that is too long only its beginning.
        arrived_at: for a mail without a Date that can be.
        size: of the whole mail.
    """
    return without_empty_forms(_as_it_is(tools, post, data, arrived_at, size), state(tools))


def _as_it_is(tools: Tools, post: Correspondence, data: bytes, arrived_at: datetime, size: int | None) -> ReadMail:
    return read_mail(
        data,
        arrived_at=arrived_at,
        whose=lambda reference: whose(post, reference),
        sent=post.sent_as,
        own_addresses=() if tools.mailer is None else (tools.mailer.sender,),
        limits=tools.limits,
        size=size,
    )


def remarks_of(tools: Tools, mail: IncomingMail) -> tuple[tuple[str, str], ...]:
    """The attachments of a mail that came in, each with why it is of no use; in the mail's order.

    Those of which there is nothing to say (a logo in a signature) stay out.
    """
    seen = read(tools, state(tools).post, blob_of(tools, mail.message), mail.sent_at)
    return tuple((masked_name(file.name), masked_name(file.remark)) for file in seen.files if file.remark)


def unread_of(tools: Tools, mail: IncomingMail) -> tuple[str, ...]:
    """Names of the attachments that came along with a form and are not read; nothing of our own form, still empty."""
    seen = _as_it_is(tools, state(tools).post, blob_of(tools, mail.message), mail.sent_at, None)
    return tuple(masked_name(file.name) for file in seen.files if file.remark)
