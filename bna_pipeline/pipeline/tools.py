"""What every step is given, what it gives back, and the one way in which it writes to the ledger."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from bna_pipeline import ports
from bna_pipeline.errors import BlobDamaged, BlobMissing, BnaError, BytesChanged, LedgerBusy, StorageError, WrongUse
from bna_pipeline.model.base import FileDigest, Frozen, Sha256, canonical_json, digest_of
from bna_pipeline.model.events import Entry, Event
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.programme import Edition, Programme, Signatory
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.journal import Journal

ATTEMPTS = 50
"""How often a step looks again when another writer was first; each loss means that somebody else's entry landed."""

M = TypeVar("M", bound=Frozen)
R = TypeVar("R")


def unguessable(_about: str) -> str:
    """A reference for a request or a mail: 100 random bits, as 20 small letters and digits (RFC 4648, base32)."""
    return b32encode(secrets.token_bytes(13)).decode("ascii").lower()[:20]


@dataclass(frozen=True)
class Actor:
    """Who acts (a person's id, or "systeem") and the account that entered it."""

    person: str
    account: str


class InTurn:
    """One after the other (`ports.Together`)."""

    def __call__(self, work: Sequence[Callable[[], R]]) -> Iterator[tuple[int, R]]:
        """Each outcome with its place, in order."""
        return ((number, do()) for number, do in enumerate(work))


@dataclass(frozen=True)
class Tools:
    """The ports of one edition, and where its programme lives.

    Attributes:
        templates: the programme's folder.
        templates_digest: digest over every file in it; a changed template makes a new draft.
        signer: gives the key of a signatory.
        release_channels: the ways out for the released package, in the programme's order.
        hand_over_channel: where the adopted report goes under embargo, by the number of the hand-over (the first is 1);
            None when the programme has none.
        limits: what one file that arrives may ask of the machine.
        mailer, mailbox: the way out for mails and where replies arrive; None: no mail is configured, and the round
            works through folders alone.
        ledgers: of every edition whose replies come to the same mailbox; asked for when a mail is another edition's.
        of_edition: the same of another edition, when a mail may bring its Kamerbrief; it raises what opening one does.
        reference: makes a reference that nobody can guess, for what it is told that it is about. Where mails go out it
            is the same for the same: what went out after the backup that a record comes from, is not another mail.
        programme: as it is in this edition (`Programme.of`).
        preserver: what makes signatures last, and what is asked of those that come from elsewhere; None: they are
            signatures alone (B-B), of whoever signed.
        readiness: looks at keys and outside services before they are needed; None: there is nothing to look at.
        memory: of what takes long to make or to read again; None: nothing is remembered.
        whole: the programme of all years, from which earlier editions can be had; None: it is the same.
        links: addresses of the desk for mails; None: the desk has no address that a mail could name.
        together: does what waits for the world outside side by side; in turn where nothing else is asked for.
        timestamper: vouches for times and for the trail; None: the machine's clock is all there is.
        kamer: the Tweede Kamer's open data; None: it is not asked.
        public_address: of the desk for everyone, such as `https://bna.example.org`; None: it has none.
        page_reader: asks that address what it gives; None: what the desk would give is read here.
        patient: whether a channel that was put off is left alone until its pause is over; who runs it by hand waits
            for none.
        link_days: how long such an address works, from the last day of what it is for.
        read_before: what others read of this ledger; None: nothing. It is not asked to be whole.
        journal: what was read of the ledger so far.
    """

    edition: Edition
    programme: Programme
    templates: Path
    templates_digest: Sha256
    ledger: ports.Ledger
    blobs: ports.Blobs
    clock: ports.Clock
    lease: ports.Lease
    inbox: ports.Inbox
    outbox: ports.Outbox
    typesetter: ports.Typesetter
    checker: ports.SignatureChecker
    signer: Callable[[Signatory], ports.Signer]
    release_channels: tuple[ports.Channel, ...]
    hand_over_channel: Callable[[int], ports.Channel] | None
    limits: IntakeLimits = field(default_factory=IntakeLimits)
    mailer: ports.Mailer | None = None
    mailbox: ports.Mailbox | None = None
    ledgers: Callable[[], tuple[ports.Ledger, ...]] | None = None
    of_edition: Callable[[str], Tools] | None = None
    reference: Callable[[str], str] = unguessable
    preserver: ports.Preserver | None = None
    readiness: ports.Readiness | None = None
    memory: ports.Memory | None = None
    whole: Programme | None = None
    links: ports.Links | None = None
    link_days: int = 14
    patient: bool = True
    together: ports.Together = field(default_factory=InTurn)
    timestamper: ports.Timestamper | None = None
    kamer: ports.KamerService | None = None
    public_address: str | None = None
    page_reader: ports.PageReader | None = None
    read_before: InitVar[Journal | None] = None
    journal: Journal = field(init=False, repr=False, compare=False)

    def __post_init__(self, read_before: Journal | None) -> None:
        object.__setattr__(self, "journal", Journal() if read_before is None else read_before)

    @property
    def id(self) -> str:
        return self.edition.id

    @property
    def sample(self) -> bool:
        """Whether programme and edition are both marked as sample; only then may throwaway keys sign."""
        return self.programme.sample and self.edition.sample

    @cached_property
    def programme_digest(self) -> Sha256:
        return digest_of(self.programme)

    @cached_property
    def judging_digest(self) -> Sha256:
        """What files are judged under: the programme, and the limits where they are not the usual ones."""
        # How long a file or a mail may be to be kept or read changes nothing in what is said of one that was.
        both = (IntakeLimits(), self.limits)
        usual, ours = (limits.model_dump(mode="json", exclude={"kept_bytes", "mail_bytes"}) for limits in both)
        return self.programme_digest if ours == usual else digest_of([self.programme_digest, ours])


@dataclass(frozen=True)
class Step:
    """What a step did.

    Attributes:
        name: the step, such as "collect".
        changed: whether the ledger or the outbox is other than before.
        said: Dutch sentences about what happened.
        waits_for: what the edition waits for now, in Dutch; filled by `advance` and the flows' steps.
        links: paths a person may want to open.
        fault: what broke on the way (a full disk, a folder that cannot be written); the next run goes on from here.
            A refusal is none: that is said.
        trouble: why it, or a part of it, did not go; said too, and on record until it goes (`stuck.py`).
    """

    name: str
    changed: bool
    said: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    fault: StorageError | None = None
    trouble: BnaError | None = None


def trail_and_state(tools: Tools) -> tuple[tuple[Entry, ...], EditionState]:
    """The edition's ledger as it stands now, its hash chain checked, and what it tells of the edition."""
    return tools.journal.look(tools.ledger, tools.id, signatures_needed=len(tools.programme.letter.signatories))


def entries(tools: Tools) -> tuple[Entry, ...]:
    """The edition's ledger, its hash chain checked."""
    return trail_and_state(tools)[0]


def entries_anew(tools: Tools) -> tuple[Entry, ...]:
    """The edition's ledger read from its first entry on, each held against its hash and its seal as it stands now.

    For who looks whether it is whole: what others read before is not taken from memory.

    Raises:
        LedgerDamaged: the message says at which entry.
    """
    return tools.ledger.entries(tools.id)


def state(tools: Tools) -> EditionState:
    """The edition as its ledger tells it."""
    return trail_and_state(tools)[1]


def record(tools: Tools, actor: Actor, decide: Callable[[EditionState], Event | None]) -> Entry | None:
    """Append what `decide` makes of the state as it stands.

    When another writer was first, the state is read again and `decide` is asked again, so what it checked still
    holds for the entry that lands.

    Args:
        decide: gives the event, or None when there is nothing to record. May raise to refuse. It may be asked several
            times, so it changes nothing itself.

    Raises:
        StorageError: others kept writing; nothing was recorded.
    """
    # Who decide at once in this process take turns: of fifty, most would lose often and look as often in vain.
    with tools.journal.turn:
        for _ in range(ATTEMPTS):
            now = state(tools)
            event = decide(now)
            if event is None:
                return None
            try:
                return tools.ledger.append(
                    tools.id, event, actor=actor.person, account=actor.account, at=tools.clock.now(), after=now.seq
                )
            except LedgerBusy:
                continue
    raise StorageError("Het logboek wordt door anderen bezet gehouden.", "Probeer het over een minuut opnieuw.")


def document_moment(tools: Tools) -> datetime:
    """The fixed creation time of an edition's documents: from the programme, so that bytes do not depend on a clock."""
    return datetime.combine(tools.edition.period_end, time(12), tzinfo=UTC)


def keep(tools: Tools, value: Frozen) -> Sha256:
    """A model in the blob store, as its canonical JSON; the blob's name is the value's digest."""
    return tools.blobs.put(canonical_json(value))


def load(tools: Tools, kind: type[M], digest: Sha256) -> M:
    """A model back from the blob store."""
    return tools.journal.recall((kind, digest), lambda: kind.model_validate_json(tools.blobs.get(digest)))


def blob_of(tools: Tools, file: FileDigest) -> bytes:
    """The bytes of a file on record, held against its length and SHA-256.

    Raises:
        BytesChanged: names the file.
    """
    try:
        data = tools.blobs.get(file.sha256)
    except (BlobMissing, BlobDamaged) as fault:
        # Who reads this knows documents, not digests.
        raise BytesChanged(f"{file.name}: {fault.message}", fault.mend) from fault
    if FileDigest.of(file.name, data) != file:
        raise BytesChanged(
            f"De bewaarde bytes van {file.name} zijn niet die uit het logboek.",
            "Zet de opslag terug uit een reservekopie; het logboek noemt de juiste SHA-256.",
        )
    return data


def require_reason(reason: str) -> str:
    """A reason that goes on record, without white space around it.

    Raises:
        WrongUse: there is none.
    """
    if not reason.strip():
        raise WrongUse("Hiervoor is een reden nodig.", "Geef --reason; de reden komt in het logboek.")
    return reason.strip()
