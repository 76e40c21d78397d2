"""What the pipeline needs of the world around a release: who vouches for a time, and whether the Kamerbrief is out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bna_pipeline.model.base import FileDigest, Sha256


@dataclass(frozen=True)
class Vouch:
    """A timestamp token (RFC 3161, DER), the time in it, and the subject of who gave it."""

    token: bytes
    at: datetime
    authority: str


class Timestamper(Protocol):
    """A timestamp authority."""

    def vouch(self, digest: Sha256) -> Vouch:
        """Have it vouch that this digest was there.

        Raises:
            TimestampFailed: no answer, a refusal, or a token of something else. A token whose time differs from the
                machine's is no failure here: the caller compares them.
        """


@dataclass(frozen=True)
class KamerDocument:
    """A document of the Tweede Kamer, as far as its open data says.

    Attributes:
        id: the GUID by which it is fetched.
        number: `DocumentNummer`, such as `2019D28903`.
        kind: `Soort`.
        sequence: `Volgnummer`, within the dossier.
        published: `Datum`.
        cases: ids of the Zaken to which it belongs; what hangs by it belongs to the same.
        changed: `GewijzigdOp` as it is written; the same text is the same document.
    """

    id: str
    number: str | None
    kind: str
    title: str
    subject: str
    sequence: int | None
    published: date | None
    content_type: str | None
    cases: tuple[str, ...] = ()
    changed: str | None = None


class Pace(Protocol):
    """How often a service of others is asked, whoever in this process or another one asks it."""

    def not_before(self, *, near: bool) -> datetime | None:
        """Before when nobody asks it again; None: it may be asked now.

        Args:
            near: the answer matters to the minute.
        """

    def asking(self) -> None:
        """It is asked now."""

    def answered(self) -> None:
        """It answered."""

    def away(self, retry_after: timedelta | None) -> None:
        """It did not answer.

        Args:
            retry_after: the patience that it asked for itself; None: none.
        """


class KamerService(Protocol):
    """The open data of the Tweede Kamer."""

    @property
    def pace(self) -> Pace: ...

    def letters(self, *, kind: str, dossier: str, since: date) -> tuple[KamerDocument, ...]:
        """Documents of a kind in a dossier from a day on that were not removed, the last one first.

        Raises:
            KamerAway: it does not answer, asks to come back later, or answers something else.
        """

    def attachments(self, letter: KamerDocument) -> tuple[KamerDocument, ...]:
        """What hangs by the same Zaak as a letter, and is no letter itself.

        Raises:
            KamerAway.
        """

    def file(self, document: KamerDocument) -> bytes:
        """A document's file.

        Raises:
            KamerAway.
            KamerFileTooLong: it is longer than a letter or a report can be.
        """


class PageReader(Protocol):
    """Asks the public page what it gives, as anyone may."""

    def held(self, page: str, file: FileDigest) -> FileDigest:
        """Length and SHA-256 of what stands there under a file's name.

        Args:
            page: the address of the edition's page.
            file: what should be there; no more than its length is read.

        Raises:
            DeliveryFailed: the page does not give it.
        """
