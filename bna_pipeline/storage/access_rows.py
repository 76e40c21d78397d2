"""How links, sessions and keys stand in their database: tokens by their SHA-256, moments as numbers."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from typing import Any

from bna_pipeline.model.access import ApiKey, Link
from bna_pipeline.storage.access_key import in_address

TOKEN_BYTES = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def link_id(token: str) -> str:
    """What names the link of a token, and does not open it."""
    return b32encode(hashlib.sha256(b"link\n" + token.encode()).digest())[:26].decode("ascii").lower()


def new_token() -> str:
    return in_address(secrets.token_bytes(TOKEN_BYTES))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def micro(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(micro: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micro)


def link_of(row: Any) -> Link:
    at, person, edition, purpose, subject, draft, given_by, issued, expires, used, revoked, done = row
    return Link(
        id=at,
        person=person,
        edition=edition,
        purpose=purpose,
        subject=subject,
        draft=draft,
        given_by=given_by,
        issued=moment(issued),
        expires=moment(expires),
        used=None if used is None else moment(used),
        revoked=None if revoked is None else moment(revoked),
        done=done,
    )


def key_of(row: Any) -> ApiKey:
    name, person, programme, made, dropped = row
    gone = None if dropped is None else moment(dropped)
    return ApiKey(name=name, person=person, programme=programme, made=moment(made), dropped=gone)
