"""One edition of the second programme that people do unsafe things to; adapters in memory, documents in a moment."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bna_pipeline import pipeline, ports
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import FileDigest, Sha256, sha256_hex
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.events import Entry
from bna_pipeline.model.programme import Programme, Signatory
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.model.verdicts import SignatureFound, SignatureReport
from bna_pipeline.pipeline import Actor, Tools
from bna_pipeline.signing.check import PyhankoChecker
from bna_pipeline.signing.keys import load_pkcs12
from bna_pipeline.signing.letter_signer import LetterSigner
from bna_pipeline.signing.throwaway import throwaway_authority, write_throwaway
from tests.programmes.layout import EDITION, TEMPLATES, lay_out
from tests.unit.pipeline.fakes import (
    HandClock,
    MemoryBlobs,
    MemoryChannel,
    MemoryInbox,
    MemoryLedger,
    MemoryOutbox,
    OpenLease,
)
from tests.unit.pipeline.world import programme_data

LAYOUT = sha256_hex(b"sjablonen")
START = datetime(2020, 1, 13, 8, 0, tzinfo=UTC)
SYSTEM = Actor("systeem", "proef")


def route_data() -> dict[str, Any]:
    """The programme with a stage of two, so that "all" is about more than one person, with terms, and with a stage side
    by side with the first one in which silence is agreement.
    """
    data = programme_data()
    readers, directors = data["review"]
    readers["term"] = 3
    directors.update(term=2, reminders=[-1, 1], escalation="coordinator")
    directors["reviewers"].append({"person": "lezer-rijk", "scope": ["brief.*", "rapport.samenvatting"]})
    silent = {
        "id": "gemeenten",
        "name": "Gemeenten",
        "needed": "no objection",
        "term": 2,
        "beside": True,
        "reviewers": [
            {"person": "lezer-ruimte", "scope": ["rapport.*"]},
            {"person": "lezer-techniek", "scope": ["rapport.pijler.proeftuinen", "rapport.samenvatting"]},
        ],
    }
    data["review"] = [readers, silent, directors]
    # The letter that the machine drops in the inbox speaks of Brainport; a minute must be confirmed.
    data["delivery"]["kamerbrief_words"] = ["Brainport"]
    data["delivery"]["signal"] = {"inbox": True, "moment": {"confirmed": True}}
    data["people"].append(
        {"id": "inzender-stad", "name": "Inzender Stad", "roles": ["contributor"], "partner": "gemeente-eindhoven"}
    )
    return data


def with_other_signatory(data: dict[str, Any]) -> dict[str, Any]:
    """Another name under the letter."""
    data["letter"]["signatories"][0]["name"] = "dr. W. Neming (waarnemend)"
    return data


def with_one_more_reviewer(data: dict[str, Any]) -> dict[str, Any]:
    """One more who must agree."""
    directors = next(s for s in data["review"] if s["id"] == "directie")
    directors["reviewers"].append({"person": "lezer-techniek", "scope": ["rapport.pijler.proeftuinen"]})
    return data


def with_two_coordinators(data: dict[str, Any]) -> dict[str, Any]:
    """Nobody is the only one who may: each command says who acts."""
    data["people"].append({"id": "coordinator-twee", "name": "Tweede coördinator", "roles": ["coordinator"]})
    return data


def with_other_terms(data: dict[str, Any]) -> dict[str, Any]:
    """Silence is agreement for the first readers and no longer beside them; nobody stands side by side any more."""
    readers, beside, _ = data["review"]
    readers.update(needed="no objection", term=1)
    beside.update(needed="all", term=4, beside=False)
    return data


def with_wider_scopes(data: dict[str, Any]) -> dict[str, Any]:
    """Most readers read the foreword too: their page of before shows less than they are asked about."""
    for reader in data["review"][0]["reviewers"][1:]:
        reader["scope"] = [*reader["scope"], "rapport.voorwoord", "brief.communicatie"]
    return data


PROGRAMMES = {
    "zoals het was": Programme.model_validate(route_data()),
    "andere ondertekenaar": Programme.model_validate(with_other_signatory(route_data())),
    "een beoordelaar meer": Programme.model_validate(with_one_more_reviewer(route_data())),
    "twee coördinatoren": Programme.model_validate(with_two_coordinators(route_data())),
    "bredere delen": Programme.model_validate(with_wider_scopes(route_data())),
    "andere termijnen": Programme.model_validate(with_other_terms(route_data())),
}


class NeatChannel(MemoryChannel):
    """As a folder is: what is there whole is found again, and over something else nothing is put."""

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        listed = tuple(FileDigest.of(name, data) for name, data in sorted(files.items()))
        if any(held != listed for held in self.held.values()):
            raise DeliveryFailed(f"Bij {self.id} staat al iets anders.", "Zet het ergens anders.")
        return super().deliver(key, files, at)

    def find(self, key: str, files: object, at: datetime) -> Receipt | None:
        listed = tuple(files) if isinstance(files, (tuple, list)) else ()
        if self.closed or listed not in self.held.values():
            return None
        self.held[key] = listed
        return self._receipt(key, at)


SEAL = b"\n%handtekening "


class SealSigner:
    """Signs by writing field and time behind the letter: no two signatures are the same bytes, as with a real key."""

    def __init__(self, signatory: Signatory) -> None:
        self._subject, self._key = f"CN=TEST {signatory.field}", sha256_hex(signatory.field.encode())

    @property
    def identity(self) -> ports.SignerIdentity:
        return ports.SignerIdentity(self._subject, self._key, True)

    def sign(self, pdf: bytes, *, field_name: str, printed_name: str, at: datetime, certify: bool) -> bytes:
        return pdf + SEAL + f"{field_name} {at.isoformat()}".encode()


class SealChecker:
    """Reads what `SealSigner` wrote; anything else behind the adopted letter breaks the byte rule."""

    def check(
        self,
        signed: bytes,
        adopted: bytes,
        *,
        fields: Sequence[str],
        trust: Sequence[bytes] = (),
        moment: datetime | None = None,
    ) -> SignatureReport:
        found, covers, sound = [], len(adopted), signed.startswith(adopted)
        first, *seals = signed[len(adopted) :].split(SEAL)
        for seal in seals:
            name, _, stamp = seal.partition(b" ")
            covers += len(SEAL) + len(seal)
            at = _moment(stamp)
            sound = sound and at is not None
            found.append(
                SignatureFound(
                    field=name.decode(errors="replace") or "?",
                    subject=f"CN=TEST {name.decode(errors='replace')}",
                    certificate=sha256_hex(name),
                    intact=True,
                    valid=True,
                    trusted=None,
                    throwaway=True,
                    at=at,
                    timestamped=False,
                    covers=covers,
                )
            )
        return SignatureReport(
            signatures=tuple(found),
            begins_with_adopted=signed.startswith(adopted),
            changes=() if sound and not first else ("er is meer veranderd dan handtekeningen",),
        )


def _moment(stamp: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(stamp.decode())
    except ValueError:
        return None


@dataclass
class Setting:
    """The edition and everything around it.

    Attributes:
        ministries: the ministry's folders by the number of the hand-over.
        names: which of `PROGRAMMES` rules now.
        layout: digest of the templates; people change those too.
    """

    templates: Path
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)
    inbox: MemoryInbox = field(default_factory=MemoryInbox)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    clock: HandClock = field(default_factory=lambda: HandClock(START))
    channels: tuple[NeatChannel, ...] = field(
        default_factory=lambda: (NeatChannel("statengriffie"), NeatChannel("archief"))
    )
    ministries: dict[int, NeatChannel] = field(default_factory=lambda: {1: NeatChannel("bzk")})
    lease: ports.Lease = field(default_factory=OpenLease)
    names: str = "zoals het was"
    layout: Sha256 = LAYOUT
    typesetter: ports.Typesetter | None = None
    checker: ports.SignatureChecker = field(default_factory=SealChecker)
    signers: Mapping[str, ports.Signer] | None = None
    tools: Tools = field(init=False)

    def __post_init__(self) -> None:
        self.equip()

    def equip(self) -> None:
        """Give the pipeline its tools for the programme and templates as they are now."""
        programme = PROGRAMMES[self.names]

        def signer(signatory: Signatory) -> ports.Signer:
            return SealSigner(signatory) if self.signers is None else self.signers[signatory.field]

        self.tools = Tools(
            edition=programme.edition(EDITION),
            programme=programme,
            templates=self.templates,
            templates_digest=self.layout,
            ledger=self.ledger,
            blobs=self.blobs,
            clock=self.clock,
            lease=self.lease,
            inbox=self.inbox,
            outbox=self.outbox,
            typesetter=self.typesetter or TypstTypesetter(self.templates.parent / "fonts"),
            checker=self.checker,
            signer=signer,
            release_channels=self.channels,
            hand_over_channel=self.at_ministry,
        )

    def at_ministry(self, number: int) -> NeatChannel:
        """The ministry's folder for a hand-over; the door before it is one."""
        if number not in self.ministries:
            self.ministries[number] = NeatChannel("bzk")
            self.ministries[number].closed = self.ministries[1].closed
        return self.ministries[number]

    def copy(self) -> Setting:
        """A setting of its own that begins as this one stands."""
        channels = tuple(NeatChannel(c.id) for c in self.channels)
        ministries = {number: NeatChannel(c.id) for number, c in self.ministries.items()}
        made = replace(
            self,
            ledger=MemoryLedger(self.ledger.kept),
            blobs=MemoryBlobs(self.blobs.kept),
            inbox=MemoryInbox(self.inbox.files),
            outbox=MemoryOutbox(self.outbox.files),
            clock=HandClock(self.clock.moment),
            channels=channels,
            ministries=ministries,
            lease=OpenLease(),
        )
        for mine, theirs in zip(made.ways_out(), self.ways_out(), strict=True):
            mine.held, mine.delivered = dict(theirs.held), list(theirs.delivered)
        return made

    @property
    def state(self) -> EditionState:
        return pipeline.state(self.tools)

    def phase(self) -> Phase:
        return self.state.phase

    def entries(self) -> list[Entry]:
        return self.ledger.kept

    def ways_out(self) -> tuple[NeatChannel, ...]:
        return (*self.channels, *self.ministries.values())

    def standing(self) -> object:
        """Everything that an act may change: the record, and what lies with people and with others."""
        return (
            [entry.hash for entry in self.entries()],
            dict(self.outbox.files),
            [(list(c.delivered), dict(c.held)) for c in self.ways_out() if c.delivered],
        )

    def later(self, days: float) -> None:
        """Move the clock; a negative number sets it back."""
        self.clock.moment += timedelta(days=days)


def signed_elsewhere(setting: Setting, data: bytes, signatory: Signatory) -> bytes:
    """The letter as a signatory's own card makes it."""
    return setting.tools.signer(signatory).sign(
        data,
        field_name=signatory.field,
        printed_name=signatory.name,
        at=setting.clock.now(),
        certify=b"/ByteRange" not in data,  # the first signature in the letter certifies, whoever's it is
    )


def letter_of(setting: Setting) -> bytes | None:
    """The letter as it stands on record."""
    letter = setting.state.letter
    return None if letter is None else setting.blobs.get(letter.sha256)


def lay_out_setting(root: Path) -> Path:
    """The programme's folder below `root`, and the Kamerbrief beside it; the folder."""
    templates = lay_out(root)
    shutil.copyfile(TEMPLATES / "bna" / "demo" / "kamerbrief.pdf", root / "kamerbrief.pdf")
    return templates


def real_setting(templates: Path, keys: Path) -> Setting:
    """A setting with the real typesetter, real keys (throwaway ones) and the real check of signatures."""
    programme = PROGRAMMES["zoals het was"]
    typesetter = TypstTypesetter(templates.parent / "fonts")
    start = datetime.combine(programme.edition(EDITION).period_start, datetime.min.time(), tzinfo=UTC)
    write_throwaway(throwaway_authority(programme.letter.signatories, at=start, passphrase=b"proef"), keys)
    signers = {
        s.field: LetterSigner(
            load_pkcs12(keys / f"TEST-{s.field}.p12", b"proef"), typesetter, templates / "letter" / "stamp.typ"
        )
        for s in programme.letter.signatories
    }
    return Setting(templates, typesetter=typesetter, checker=PyhankoChecker(), signers=signers)
