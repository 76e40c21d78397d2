"""What every model shares: frozen, strict about unknown keys, and one canonical form to hash."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints


class Frozen(BaseModel):
    """A value: never changed after it is made, and no key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


def _to_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:  # pydantic makes a fault of the value only of a ValueError
        raise ValueError("a moment at the end of the calendar has none in UTC") from error


_WHITE = re.compile(r"[ \t\r\n\u00a0]+")


def _one_line(value: str) -> str:
    # NFC: the same text typed on a Mac and on Windows must give the same digest.
    return unicodedata.normalize("NFC", _WHITE.sub(" ", value)).strip()


Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A point in time with zone, kept in UTC; a naive datetime is an error."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""64 lower-case hexadecimal digits."""

Line = Annotated[str, AfterValidator(_one_line), StringConstraints(min_length=1)]
"""One paragraph or shorter: NFC, white space folded, not empty."""

Paragraphs = tuple[Line, ...]
"""Running text, one item a paragraph; empty when there is nothing to say."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""A name that is safe in paths, keys and addresses."""

EditionId = Slug  # `<programme>-<year>`
PartnerId = Slug
PillarId = Slug
PersonId = Slug
StageId = Slug
ActionId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}-\d{2}$")]
SectionId = Annotated[str, StringConstraints(pattern=r"^(rapport|brief)\.[a-z0-9-]+(\.[a-z0-9-]+)*$")]


SYSTEM = "systeem"
"""The actor of what happens by itself: no person, and so never the one who adopts or signs."""


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no white space: the form that is hashed.

    Args:
        value: a pydantic model, or anything `json` can write.
    """
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def sha256_hex(data: bytes) -> Sha256:
    """SHA-256 of bytes, as lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of(value: Any) -> Sha256:
    """SHA-256 of the canonical JSON of a value."""
    return sha256_hex(canonical_json(value))


class FileDigest(Frozen):
    """A file as it is referred to everywhere: name (posix, relative), length in bytes, SHA-256."""

    name: str
    size: int
    sha256: Sha256

    @classmethod
    def of(cls, name: str, data: bytes) -> FileDigest:
        """The digest of these bytes under this name."""
        return cls(name=name, size=len(data), sha256=sha256_hex(data))
