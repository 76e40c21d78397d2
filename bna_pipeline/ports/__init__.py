"""What the pipeline needs from the world, named by what the caller needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar

from bna_pipeline.model.base import FileDigest, Sha256
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.events import Entry, Event
from bna_pipeline.ports.access import Access as Access
from bna_pipeline.ports.access import IdentityProvider as IdentityProvider
from bna_pipeline.ports.access import Links as Links
from bna_pipeline.ports.access import Vouched as Vouched
from bna_pipeline.ports.release import KamerDocument as KamerDocument
from bna_pipeline.ports.release import KamerService as KamerService
from bna_pipeline.ports.release import Pace as Pace
from bna_pipeline.ports.release import PageReader as PageReader
from bna_pipeline.ports.release import Timestamper as Timestamper
from bna_pipeline.ports.release import Vouch as Vouch
from bna_pipeline.ports.signing import ArchiveStamp as ArchiveStamp
from bna_pipeline.ports.signing import Preserver as Preserver
from bna_pipeline.ports.signing import Probed as Probed
from bna_pipeline.ports.signing import Readiness as Readiness
from bna_pipeline.ports.signing import SignatureChecker as SignatureChecker
from bna_pipeline.ports.signing import Signer as Signer
from bna_pipeline.ports.signing import SignerIdentity as SignerIdentity
from bna_pipeline.ports.signing import TokenFound as TokenFound
from bna_pipeline.ports.signing import TokenReader as TokenReader

R = TypeVar("R")


class Clock(Protocol):
    def now(self) -> datetime:
        """The time now, aware, in UTC."""


class Ledger(Protocol):
    """The append-only record of every edition."""

    def editions(self) -> tuple[str, ...]:
        """Ids of all editions that have an entry, sorted.

        Raises:
            LedgerDamaged: the ledger was there and is gone, or a name is no text.
            StorageError: it cannot be read.
        """

    def entries(self, edition: str, after: Entry | None = None) -> tuple[Entry, ...]:
        """Entries of one edition in order, held against what was written.

        Args:
            after: the last entry that the caller has read before; only those after it come back, and are checked from
                it on. None: all of them.

        Raises:
            LedgerDamaged: an entry is not what was written, and the message says which; or the seals or the whole
                ledger are gone, or of another key.
            LedgerKeyMissing: the ledger is sealed, and its key is not here.
            StorageError: it cannot be read.
        """

    def append(self, edition: str, event: Event, *, actor: str, account: str, at: datetime, after: int) -> Entry:
        """Add one entry.

        Args:
            after: the sequence number that the caller has seen last (0: none).

        Raises:
            LedgerBusy: another writer was first; read again.
            LedgerDamaged, LedgerKeyMissing: as `entries`; of the entries only the last is looked at.
            StorageError: it cannot be written.
        """


@dataclass(frozen=True)
class Kept:
    """Bytes in the blob store: how many, and the SHA-256 under which they stand."""

    size: int
    sha256: Sha256


class Blobs(Protocol):
    """Bytes under the SHA-256 of themselves."""

    def put(self, data: bytes) -> Sha256:
        """Keep bytes; the same bytes twice are one blob."""

    def put_stream(self, source: BinaryIO) -> Kept:
        """Keep what a stream holds from where it stands, however long, without holding all of it in memory.

        Args:
            source: seekable; long ones are read twice.

        Raises:
            StillArriving: the second reading gave other bytes; nothing was kept.
        """

    def get(self, digest: Sha256) -> bytes:
        """The bytes again, hashed once more on the way out.

        Raises:
            BlobMissing: nothing under this digest.
            BlobDamaged: the bytes are not those that were kept.
        """

    def has(self, digest: Sha256) -> bool: ...


class Lease(Protocol):
    """One process at a time moves an edition on."""

    def hold(self, edition: str) -> AbstractContextManager[None]:
        """Hold the edition's lease for a `with` block.

        Raises:
            LeaseTaken: another process has it; a mark is left for it.
        """

    def marked(self, edition: str) -> bool:
        """Whether somebody came by since the lease was taken; asking takes the mark away."""


@dataclass(frozen=True)
class LabelPlace:
    """Where a label of a template came to stand: page from 1, points from the page's top left corner."""

    label: str
    page: int
    x: float
    y: float


@dataclass(frozen=True)
class TypesetJob:
    """What to typeset.

    Attributes:
        template: path of the main `.typ` file; it reads `/data.json` of the job and files beside it.
        data: becomes the JSON that the template reads; text in it is never source.
        assets: further files by name (pictures, an attachment), read under `/assets/<name>`.
        standards: PDF standards, such as `("a-2a", "ua-1")`.
        timestamp: the document's fixed creation time.
        labels: labels whose places the caller wants to know.
    """

    template: Path
    data: Mapping[str, Any]
    standards: tuple[str, ...]
    timestamp: datetime
    assets: Mapping[str, bytes] = field(default_factory=dict)
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typeset:
    pdf: bytes
    places: tuple[LabelPlace, ...] = ()


class Typesetter(Protocol):
    def typeset(self, job: TypesetJob) -> Typeset:
        """Make a PDF; same job, same bytes.

        Raises:
            TypesettingFailed: an error or any warning of the compiler.
            GlyphMissing: a character that the shipped fonts lack.
        """

    def raster(self, svg: bytes, width_px: int) -> bytes:
        """A drawing as PNG on white, so many pixels wide, its text in the shipped fonts; same drawing, same bytes.

        Raises:
            TypesettingFailed: it is no drawing, or the compiler warns.
        """


class Memory(Protocol):
    """Bytes that can be made again, kept because making them takes long."""

    def recall(self, key: Sha256) -> bytes | None:
        """What was kept under this key, or None; never anything else."""

    def remember(self, key: Sha256, data: bytes) -> None:
        """Keep bytes under a key; it may fail, and they may be forgotten."""


class Channel(Protocol):
    """A way out for the released package."""

    @property
    def id(self) -> str: ...

    @property
    def target(self) -> str: ...

    def find(self, key: str, files: Sequence[FileDigest], at: datetime) -> Receipt | None:
        """The receipt of an earlier delivery under this key, if the other side holds it whole."""

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        """Deliver exactly once under this key; what comes back was read back and hashed.

        Raises:
            DeliveryFailed: it did not arrive; may be tried again.
        """


class Together(Protocol):
    """Does several things that wait for the world outside."""

    def __call__(self, work: Sequence[Callable[[], R]]) -> Iterator[tuple[int, R]]:
        """The outcome of each with its place in the list, as they come.

        What one of them raises is raised once all the others are done.
        """


@dataclass(frozen=True)
class Taken:
    """What a mail server said when it took a mail, and the addresses that it will never deliver it to, with why.

    The addresses that do not stand in `refused` have the mail.
    """

    server: str
    refused: Mapping[str, str] = field(default_factory=dict)


class Mailer(Protocol):
    """A way out for mails."""

    @property
    def sender(self) -> str:
        """The address that our mails come from."""

    @property
    def sender_name(self) -> str: ...

    def reply_address(self, reference: str) -> str:
        """The address to which a reply finds its request, such as `bna+<reference>@example.org`."""

    def send(self, message: bytes, to: Sequence[str]) -> Taken:
        """Hand one mail (RFC 5322, CRLF) to the server.

        Raises:
            MailNotTaken: it surely has not got it, for any of the addresses; try again later.
            MailRefusedForGood: it will never take it, for any of the addresses.
            MailUnsure: the connection broke after the final dot; it may have it.
            MailError: the settings are wrong (certificate, authentication, sender); it surely has not got it.
        """

    def close(self) -> None:
        """Let go of the connection; the next mail opens another."""


@dataclass(frozen=True)
class MailWaiting:
    """A mail in the mailbox.

    Attributes:
        name: what the mailbox knows it by, also after a new connection.
        data: its RFC 5322 bytes; of one that is too long its headers, and a text that says so.
        size: how many bytes the whole mail has.
    """

    name: str
    data: bytes
    size: int

    @property
    def cut(self) -> bool:
        """Whether the mail was too long, so that its text and attachments are not in `data`."""
        return self.size > len(self.data)


class Mailbox(Protocol):
    """Where replies arrive."""

    def waiting(self, most_bytes: int) -> Iterator[MailWaiting]:
        """Mails that nobody has handled, oldest first, one at a time.

        Args:
            most_bytes: a longer one is cut off at its headers, with a structure that still parses.

        Raises:
            MailboxUnreachable: also while they are read.
            MailError: the settings are wrong (certificate, password, folder).
        """

    def handled(self, name: str) -> None:
        """Take a mail out of what is waiting; it stays in the mailbox. Twice is once.

        Raises:
            MailboxUnreachable: it is still waiting, or may be.
        """

    def close(self) -> None:
        """Let go of the connection; the next question opens another."""


NO_FOLDER = ""
"""Whose folder a mail lies in that was dropped beside the folders: nobody's."""


def is_mail(name: str) -> bool:
    """Whether a file in the inbox is a mail that somebody saved."""
    return name.lower().endswith(".eml")


@dataclass(frozen=True)
class Arrival:
    """A file in the inbox: whose folder it lies in, its name, and its size in bytes."""

    partner: str
    name: str
    size: int


class Inbox(Protocol):
    """What was sent for an edition, one folder a partner."""

    def arrivals(self, edition: str) -> tuple[Arrival, ...]:
        """All files, by partner and name, and mails beside the folders; hidden and half-written ones are left alone.

        A partner whose files cannot be listed has one arrival, of which `open` says why.

        Raises:
            StorageError: nothing can be listed.
        """

    def open(self, edition: str, arrival: Arrival) -> AbstractContextManager[BinaryIO]:
        """The bytes of one file, as a seekable stream.

        Raises (also while the stream is read):
            StillArriving: the file is no longer as it was listed, or changes while it is read.
            ArrivalUnreadable: it is gone or cannot be read.
        """


class Outbox(Protocol):
    """Where people find what comes back. Paths are posix, relative to the edition's folder."""

    def write(self, edition: str, path: str, data: bytes) -> bool:
        """Write one file whole or not at all; False when exactly these bytes stood there."""

    def read(self, edition: str, path: str) -> bytes | None:
        """The bytes of a file, or None when there is no such file."""

    def replace(self, edition: str, path: str, files: Mapping[str, bytes]) -> bool:
        """Put a whole folder in place at once; False when exactly these files stood there."""

    def where(self, edition: str, path: str) -> str:
        """The path as a person can open it."""


class Trigger(Protocol):
    """A running conductor that can be asked for a flow run."""

    def running(self) -> bool:
        """Whether it answers now."""

    def start(self, flow: str, edition: str, parameters: Mapping[str, Any]) -> str:
        """Ask for a run of a flow for an edition; the address of the run's page.

        Raises:
            FlowError: it does not answer, does not know the flow, or refused the run.
        """
