"""The small second programme in a world in memory, played by its own people up to any phase.

It gets a second signatory, a hand-over and a second channel, so that each rule of the pipeline can bite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from bna_pipeline import pipeline, ports
from bna_pipeline.documents.typeset_memory import RememberingTypesetter
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import Outcome, Verdict
from bna_pipeline.model.events import Event
from bna_pipeline.model.programme import Programme, Signatory
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline import Actor, Step, Tools
from tests.programmes.layout import EDITION, REGIODEAL, TEMPLATES
from tests.support.remembering import shared_memory
from tests.unit.pipeline.fakes import (
    HandClock,
    MarkChecker,
    MarkSigner,
    MemoryBlobs,
    MemoryChannel,
    MemoryInbox,
    MemoryLedger,
    MemoryMailbox,
    MemoryMailer,
    MemoryOutbox,
    OpenLease,
)

KAMERBRIEF = (TEMPLATES / "bna" / "demo" / "kamerbrief.pdf").read_bytes()
SYSTEM = Actor("systeem", "proef")
READERS = ("lezer-mensen", "lezer-rijk")


def actor(person: str) -> Actor:
    return Actor(person, "proef")


def programme_data() -> dict[str, Any]:
    """The programme as it stands in YAML, with what this world adds to it; a copy of one's own."""
    return deepcopy(_programme_data())


@cache
def _programme_data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((REGIODEAL / "programme.yaml").read_text(encoding="utf-8"))
    secretary = next(p for p in data["people"] if p["id"] == "kabinetschef")
    secretary["roles"].append("signer")
    data["letter"]["signatories"].append(
        {"person": "kabinetschef", "field": "Kabinetschef", "label": "de kabinetschef", "name": "mr. K. Voorbeeld"}
    )
    del data["archive"]  # its metadata has tests of its own, and formats are looked up in another process each time
    data["delivery"]["hand_over"] = {"partner": "bzk", "folder": "bzk"}
    data["delivery"]["channels"].append(
        {"id": "archief", "name": "Archief", "kind": "folder", "target": "archief", "files": "package"}
    )
    return data


def inbox_files() -> dict[tuple[str, str], bytes]:
    """What the partners and the redactie sent."""
    return {(path.parent.name, path.name): path.read_bytes() for path in sorted((REGIODEAL / "inbox").glob("*/*"))}


def references() -> Iterator[str]:
    """References that are told apart by their last letters."""
    for number in count():
        yield "a" * 18 + "".join("abcdefghijklmnopqrstuvwxyz"[n] for n in divmod(number, 26))


@dataclass
class World:
    """One edition and everything around it."""

    programme: Programme
    templates: Path
    typesetter: ports.Typesetter
    ledger: MemoryLedger
    blobs: MemoryBlobs
    inbox: MemoryInbox
    outbox: MemoryOutbox
    clock: HandClock
    lease: OpenLease
    channels: tuple[MemoryChannel, ...]
    ministry: MemoryChannel
    signers: dict[str, MarkSigner]
    tools: Tools
    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    references: Iterator[str] = field(default_factory=lambda: references())

    @property
    def state(self) -> EditionState:
        return pipeline.state(self.tools)

    def phase(self) -> Phase:
        return self.state.phase

    def waits_for(self) -> tuple[str, ...]:
        return pipeline.waits_for(self.tools)

    def events(self, kind: type[Event]) -> list[Any]:
        """The events of one kind, in order."""
        return [e.event for e in self.ledger.kept if isinstance(e.event, kind)]

    def note(self, event: Event) -> None:
        """What another process recorded."""
        self.ledger.append(
            EDITION, event, actor="systeem", account="ander proces", at=self.clock.now(), after=self.state.seq
        )

    def with_programme(self, data: Mapping[str, Any]) -> World:
        """The same world after somebody changed programme.yaml."""
        return _world(Programme.model_validate(data), self)

    def copy(self) -> World:
        """A world of its own that begins as this one stands."""
        return _world(self.programme, self)

    def with_mail(self) -> World:
        """The same world with a mail server and a mailbox, both empty."""
        made = self.copy()
        made.tools = replace(
            made.tools,
            mailer=made.mailer,
            mailbox=made.mailbox,
            reference=lambda _about: next(made.references),
        )
        return made

    # -- what people do ------------------------------------------------------------------------------------

    def advance(self) -> tuple[Step, ...]:
        return pipeline.advance(self.tools, SYSTEM)

    def approve(self, stage: str, *people: str) -> None:
        for person in people:
            pipeline.decide(self.tools, actor(person), stage=stage, verdict=Verdict.APPROVE)

    def adopt(self, outcome: Outcome = Outcome.ADOPTED, holder: str | None = None) -> Step:
        return pipeline.adopt(
            self.tools, actor("kabinetschef"), on=date(2020, 3, 17), number="RD-12", outcome=outcome, holder=holder
        )

    def see_kamerbrief(self, number: str = "80") -> Step:
        return pipeline.note_kamerbrief(
            self.tools,
            actor("coordinator"),
            name="kamerbrief.pdf",
            data=KAMERBRIEF,
            on=date(2020, 3, 24),
            number=number,
        )

    def play_to(self, phase: Phase) -> World:
        """Go on from here, phase by phase, until this one."""
        order = list(Phase)
        for reached in order[order.index(self.phase()) : order.index(phase)]:
            self._leave(reached)
            self.advance()
        assert self.phase() is phase
        return self

    def _leave(self, phase: Phase) -> None:
        coordinator = actor("coordinator")
        match phase:
            case Phase.NONE:
                pipeline.open_edition(self.tools, coordinator)
            case Phase.OPEN:
                pipeline.close(self.tools, coordinator)
                pipeline.draft(self.tools, coordinator)
            case Phase.CONCEPT:
                self.approve("lezers", *READERS)
                self.approve("directie", "programmadirecteur")
            case Phase.FOR_ADOPTION:
                self.adopt()
            case Phase.ADOPTED:
                pipeline.sign(self.tools, actor("gedeputeerde"))
                pipeline.sign(self.tools, actor("kabinetschef"))
            case Phase.SIGNED:
                pipeline.arm(self.tools, coordinator)
                self.see_kamerbrief()
            case Phase.CLOSED | Phase.RELEASED | Phase.FINISHED:
                return  # moves on by itself


def new_world(templates: Path) -> World:
    """A world in which nothing has happened; everyone's file lies in the inbox.

    Args:
        templates: the programme's folder, laid out.
    """
    programme = Programme.model_validate(programme_data())
    fonts = templates.parent / "fonts"
    return _world(programme, None, templates, RememberingTypesetter(TypstTypesetter(fonts), shared_memory(), fonts))


def _world(
    programme: Programme,
    before: World | None,
    templates: Path | None = None,
    typesetter: ports.Typesetter | None = None,
) -> World:
    folder = templates if before is None else before.templates
    engine = typesetter if before is None else before.typesetter
    assert folder is not None and engine is not None
    ledger = MemoryLedger(() if before is None else before.ledger.kept)
    blobs = MemoryBlobs({} if before is None else before.blobs.kept)
    inbox = MemoryInbox(inbox_files() if before is None else before.inbox.files)
    outbox = MemoryOutbox({} if before is None else before.outbox.files)
    clock = HandClock(datetime(2020, 1, 13, 8, 0, tzinfo=UTC) if before is None else before.clock.moment)
    lease = OpenLease()
    channels = tuple(MemoryChannel(rule.id) for rule in programme.delivery.channels)
    ministry = MemoryChannel("bzk")
    if before is not None:
        for mine, theirs in zip((*channels, ministry), (*before.channels, before.ministry), strict=True):
            mine.held = dict(theirs.held)
    signers = {s.field: MarkSigner(s) for s in programme.letter.signatories}

    def signer(signatory: Signatory) -> ports.Signer:
        return signers[signatory.field]

    tools = Tools(
        edition=programme.edition(EDITION),
        programme=programme,
        templates=folder,
        templates_digest=sha256_hex(b"sjablonen"),
        ledger=ledger,
        blobs=blobs,
        clock=clock,
        lease=lease,
        inbox=inbox,
        outbox=outbox,
        typesetter=engine,
        checker=MarkChecker(),
        signer=signer,
        release_channels=channels,
        hand_over_channel=lambda _number: ministry,
        memory=shared_memory(),
    )
    return World(
        programme,
        folder,
        engine,
        ledger,
        blobs,
        inbox,
        outbox,
        clock,
        lease,
        channels,
        ministry,
        signers,
        tools,
    )
