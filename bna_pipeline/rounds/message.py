"""A mail as bytes: RFC 5322, the same bytes for the same values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bna_pipeline.rounds.letters import Composed


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail: its name, its bytes, and its media type (from the name when None)."""

    name: str
    data: bytes
    media_type: str | None = None


def message_id_of(key: str, reference: str, domain: str) -> str:
    """The Message-ID of a mail, without angle brackets: the same for the same key, and not to be guessed.

    Args:
        key: the mail's idempotency key.
        reference: of the request; only the recipient knows it.
        domain: of the sender's address.
    """


def message_of(
    composed: Composed,
    *,
    sender: str,
    sender_name: str,
    to: Sequence[str],
    reply_to: str,
    reference: str,
    message_id: str,
    at: datetime,
    in_reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """A mail with its text, its HTML and its attachments, in 7-bit lines that end in CRLF.

    Args:
        reply_to: the address by which a reply finds its request (`ports.Mailer.reply_address`).
        reference: stands in the subject too, as `[kenmerk ...]`.
        message_id, in_reply_to: without angle brackets.
        at: becomes the Date; aware.
    """
