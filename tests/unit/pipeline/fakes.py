"""The world of one edition in memory: every port as a plain class that does what its protocol says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import BinaryIO

from bna_pipeline.errors import (
    ArrivalUnreadable,
    BlobMissing,
    DeliveryFailed,
    LeaseTaken,
    LedgerBusy,
    MailboxUnreachable,
    MailError,
    MailRefusedForGood,
)
from bna_pipeline.model.base import FileDigest, Sha256, sha256_hex
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.events import Entry, Event
from bna_pipeline.model.programme import Signatory
from bna_pipeline.model.verdicts import SignatureFound, SignatureReport
from bna_pipeline.ports import Arrival, Kept, MailWaiting, SignerIdentity, Taken


class MemoryLedger:
    """A ledger in a list.

    Attributes:
        busy: how many of the next writes find that another writer was first.
        others: what that other writer does meanwhile.
        asked: for every reading, the number of the entry after which was asked (0: all).
        read: for every reading, of which edition.
    """

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        self.kept = list(entries)
        self.busy = 0
        self.others: Callable[[], None] | None = None
        self.asked: list[int] = []
        self.read: list[str] = []

    def editions(self) -> tuple[str, ...]:
        return tuple(sorted({entry.edition for entry in self.kept}))

    def entries(self, edition: str, after: Entry | None = None) -> tuple[Entry, ...]:
        seen = 0 if after is None else after.seq
        self.asked.append(seen)
        self.read.append(edition)
        return tuple(e for e in self.kept if e.edition == edition and e.seq > seen)

    def append(self, edition: str, event: Event, *, actor: str, account: str, at: datetime, after: int) -> Entry:
        if self.busy > 0:
            self.busy -= 1
            if self.others is not None:
                self.others()
            raise LedgerBusy("Een ander was eerst.")
        mine = [e for e in self.kept if e.edition == edition]
        last = mine[-1] if mine else None
        if after != (0 if last is None else last.seq):
            raise LedgerBusy("Een ander was eerst.")
        made = Entry.after(last, edition=edition, at=at, actor=actor, account=account, event=event)
        self.kept.append(made)
        return made


class MemoryBlobs:
    """Bytes by digest."""

    def __init__(self, kept: Mapping[Sha256, bytes] | None = None) -> None:
        self.kept = dict(kept or {})

    def put(self, data: bytes) -> Sha256:
        digest = sha256_hex(data)
        self.kept.setdefault(digest, data)
        return digest

    def put_stream(self, source: BinaryIO) -> Kept:
        data = source.read()
        return Kept(len(data), self.put(data))

    def get(self, digest: Sha256) -> bytes:
        if digest not in self.kept:
            raise BlobMissing(f"{digest} is er niet.")
        return self.kept[digest]

    def has(self, digest: Sha256) -> bool:
        return digest in self.kept


class MemoryInbox:
    """Files by partner and name; those in `gone` are listed and can no longer be read."""

    def __init__(self, files: Mapping[tuple[str, str], bytes] | None = None) -> None:
        self.files = dict(files or {})
        self.gone: set[tuple[str, str]] = set()

    def arrivals(self, edition: str) -> tuple[Arrival, ...]:
        return tuple(Arrival(partner, name, len(data)) for (partner, name), data in sorted(self.files.items()))

    @contextmanager
    def open(self, edition: str, arrival: Arrival) -> Iterator[BinaryIO]:
        if (arrival.partner, arrival.name) in self.gone:
            raise ArrivalUnreadable(f"Het bestand {arrival.name} is niet te lezen.")
        yield BytesIO(self.files[arrival.partner, arrival.name])


class MemoryOutbox:
    """Files by path."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = dict(files or {})

    def write(self, edition: str, path: str, data: bytes) -> bool:
        changed = self.files.get(path) != data
        self.files[path] = data
        return changed

    def read(self, edition: str, path: str) -> bytes | None:
        return self.files.get(path)

    def replace(self, edition: str, path: str, files: Mapping[str, bytes]) -> bool:
        wanted = {f"{path}/{name}": data for name, data in files.items()}
        standing = {name: data for name, data in self.files.items() if name.startswith(f"{path}/")}
        for name in standing:
            del self.files[name]
        self.files.update(wanted)
        return standing != wanted

    def where(self, edition: str, path: str) -> str:
        return f"outbox/{edition}/{path}"


class HandClock:
    """A clock that a test sets; it moves on a second whenever it is read."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


class OpenLease:
    """A lease that is free, unless `taken`; `marks` is how often somebody will have come by."""

    def __init__(self) -> None:
        self.taken = False
        self.marks = 0
        self.held = 0

    @contextmanager
    def hold(self, edition: str) -> Iterator[None]:
        if self.taken:
            raise LeaseTaken("Een ander proces werkt nu aan deze editie.")
        self.held += 1
        yield

    def marked(self, edition: str) -> bool:
        if self.marks == 0:
            return False
        self.marks -= 1
        return True


MARK = b"\n%ondertekend "


class MarkSigner:
    """Signs by writing the field's name behind the letter; `before_return` runs when the signature is made."""

    def __init__(self, signatory: Signatory, *, throwaway: bool = True) -> None:
        self._field = signatory.field
        self._throwaway = throwaway
        self.before_return: Callable[[], None] | None = None

    @property
    def identity(self) -> SignerIdentity:
        return SignerIdentity(f"CN=TEST {self._field}", sha256_hex(self._field.encode()), self._throwaway)

    def sign(self, pdf: bytes, *, field_name: str, printed_name: str, at: datetime, certify: bool) -> bytes:
        if self.before_return is not None:
            self.before_return()
        return pdf + MARK + field_name.encode()


class MarkChecker:
    """Reads what `MarkSigner` wrote."""

    def check(
        self,
        signed: bytes,
        adopted: bytes,
        *,
        fields: Sequence[str],
        trust: Sequence[bytes] = (),
        moment: datetime | None = None,
    ) -> SignatureReport:
        added = signed[len(adopted) :].split(MARK)[1:]
        whole = signed == adopted + b"".join(MARK + field for field in added)
        found, covers = [], len(adopted)
        for field in (f.decode() for f in added):
            covers += len(MARK) + len(field)
            found.append(
                SignatureFound(
                    field=field,
                    subject=f"CN=TEST {field}",
                    certificate=sha256_hex(field.encode()),
                    intact=True,
                    valid=True,
                    trusted=None,
                    throwaway=True,
                    at=None,
                    timestamped=False,
                    covers=covers,
                )
            )
        return SignatureReport(
            signatures=tuple(found),
            begins_with_adopted=signed.startswith(adopted),
            changes=() if whole else ("er is meer veranderd dan handtekeningen",),
        )


class MemoryChannel:
    """A way out that keeps what it was given; closed, it refuses."""

    def __init__(self, channel_id: str) -> None:
        self._id = channel_id
        self.closed = False
        self.delivered: list[str] = []
        self.held: dict[str, tuple[FileDigest, ...]] = {}

    @property
    def id(self) -> str:
        return self._id

    @property
    def target(self) -> str:
        return f"bij {self._id}"

    def find(self, key: str, files: Sequence[FileDigest], at: datetime) -> Receipt | None:
        return self._receipt(key, at) if self.held.get(key) == tuple(files) else None

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        if self.closed:
            raise DeliveryFailed(f"{self._id} is dicht.", "Probeer het later opnieuw.")
        self.delivered.append(key)
        self.held[key] = tuple(FileDigest.of(name, data) for name, data in sorted(files.items()))
        return self._receipt(key, at)

    def _receipt(self, key: str, at: datetime) -> Receipt:
        return Receipt(channel=self._id, key=key, target=self.target, files=self.held[key], at=at, proof="teruggelezen")


class MemoryMailer:
    """A mail server that takes every mail, but those to `refuses`; `failing` is raised before a mail is taken.

    Attributes:
        taken: what it took: the bytes and the addresses that have it.
        after: runs when a mail was taken and before the sender hears of it.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[bytes, tuple[str, ...]]] = []
        self.refuses: dict[str, str] = {}
        self.failing: list[MailError] = []
        self.after: Callable[[], None] | None = None
        self.closed = 0

    @property
    def sender(self) -> str:
        return "agenda@example.org"

    @property
    def sender_name(self) -> str:
        return "Coördinatie"

    def reply_address(self, reference: str) -> str:
        return f"agenda+{reference}@example.org"

    def send(self, message: bytes, to: Sequence[str]) -> Taken:
        if self.failing:
            raise self.failing.pop(0)
        refused = {a: self.refuses[a] for a in to if a in self.refuses}
        having = tuple(a for a in to if a not in refused)
        if not having:
            raise MailRefusedForGood("; ".join(refused.values()), addresses=tuple(refused))
        self.taken.append((message, having))
        if self.after is not None:
            self.after()
        return Taken("250 aangenomen", refused)

    def close(self) -> None:
        self.closed += 1

    def read(self, number: int = -1) -> EmailMessage:
        """One of the mails that were taken, as a reader sees it."""
        return message_from_bytes(self.taken[number][0], policy=policy.default)


class MemoryMailbox:
    """Mails that wait, by name; what was handled stays, as in a real mailbox."""

    def __init__(self) -> None:
        self.mails: dict[str, bytes] = {}
        self.done: set[str] = set()
        self.away = False
        self.closed = 0

    def arrive(self, data: bytes) -> None:
        self.mails[str(len(self.mails) + 1)] = data

    def waiting(self, most_bytes: int) -> Iterator[MailWaiting]:
        if self.away:
            raise MailboxUnreachable("De postbus is niet bereikbaar.")
        for name in [n for n in self.mails if n not in self.done]:
            yield MailWaiting(name, self.mails[name][:most_bytes], len(self.mails[name]))

    def handled(self, name: str) -> None:
        self.done.add(name)

    def close(self) -> None:
        self.closed += 1


def reply_to(
    mail: EmailMessage,
    *files: tuple[str, bytes],
    sender: str = "partner@example.org",
    at: str = "Wed, 15 Jan 2020 10:00:00 +0100",
    text: str = "Hierbij onze bijdrage.",
    **headers: str,
) -> bytes:
    """An answer to one of our mails, as a mail program writes it."""
    answer = EmailMessage(policy=policy.SMTP)
    answer["From"] = sender
    answer["To"] = mail["Reply-To"]
    answer["Subject"] = f"Re: {mail['Subject']}"
    answer["Date"] = at
    answer["Message-ID"] = f"<{sha256_hex(at.encode() + text.encode())[:20]}@partner.example.org>"
    answer["In-Reply-To"] = mail["Message-ID"]
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    answer.set_content(text)
    for name, data in files:
        answer.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return answer.as_bytes()
