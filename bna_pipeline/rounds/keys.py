"""Idempotency keys of mails: a key is sent once."""

from __future__ import annotations

from bna_pipeline.model.base import PartnerId, Slug
from bna_pipeline.model.round import Purpose


def mail_key(purpose: Purpose, partner: PartnerId, department: Slug | None = None, about: str = "") -> str:
    """`<purpose>:<partner>[.<department>][:<what it is about>]`."""
    who = partner if department is None else f"{partner}.{department}"
    return ":".join(part for part in (purpose.value, who, about) if part)


def resent_key(key: str) -> str:
    """The key under which a mail is sent once more: the next number behind it (`#2` for the first time)."""
    base, _, number = key.partition("#")
    return f"{base}#{int(number or 1) + 1}"
