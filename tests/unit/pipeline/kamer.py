"""A Tweede Kamer in memory, and a world that takes all signals."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bna_pipeline import pipeline
from bna_pipeline.errors import KamerAway, KamerFileTooLong
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.transitions import Phase
from bna_pipeline.ports import KamerDocument, Vouch
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.world import KAMERBRIEF, SYSTEM, World, actor, programme_data

NOON = datetime(2020, 7, 1, 12, 0, tzinfo=UTC)
"""14:00 in the Netherlands, on the day after the one that the demo's Kamerbrief bears."""
COORDINATOR = actor("coordinator")
SENDER = "kamerbrief@example.org"


class HandPace:
    """A pace that never keeps anybody waiting, or always until a moment that a test sets."""

    def __init__(self) -> None:
        self.until: datetime | None = None
        self.asked = 0
        self.fell: list[timedelta | None] = []

    def not_before(self, *, near: bool) -> datetime | None:
        return self.until

    def asking(self) -> None:
        self.asked += 1

    def answered(self) -> None:
        self.fell.clear()

    def away(self, retry_after: timedelta | None) -> None:
        self.fell.append(retry_after)


class MemoryKamer:
    """What it published, by letter; `fault` is raised instead of an answer, `long` are files too long to fetch."""

    def __init__(self) -> None:
        self.pace = HandPace()
        self.published: dict[KamerDocument, dict[KamerDocument, bytes]] = {}
        self.bytes: dict[str, bytes] = {}
        self.fault: KamerAway | None = None
        self.long: set[str] = set()
        self.fetched: list[str] = []

    def publish(self, *attached: bytes, data: bytes = KAMERBRIEF, subject: str = "Brainport", **more: Any) -> str:
        """A letter with what hangs by it; its id."""
        number = len(self.bytes)
        letter = KamerDocument(
            id=more.pop("id", f"letter-{number}"),
            number=f"2020D{number}",
            kind="Brief regering",
            title="",
            subject=subject,
            sequence=more.pop("sequence", 901),
            published=more.pop("published", date(2020, 7, 1)),
            content_type="application/pdf",
            changed=sha256_hex(data),
        )
        hanging = {}
        for place, bijlage in enumerate(attached):
            document = replace(letter, id=f"{letter.id}-{place}", number=f"{letter.number}-{place}", kind="Bijlage")
            hanging[replace(document, changed=sha256_hex(bijlage))] = bijlage
        self.published = {known: files for known, files in self.published.items() if known.id != letter.id}
        self.published[letter] = hanging
        self.bytes |= {letter.id: data, **{document.id: bijlage for document, bijlage in hanging.items()}}
        return letter.id

    def letters(self, *, kind: str, dossier: str, since: date) -> tuple[KamerDocument, ...]:
        self._answer()
        return tuple(self.published)

    def attachments(self, letter: KamerDocument) -> tuple[KamerDocument, ...]:
        self._answer()
        return tuple(self.published[letter])

    def file(self, document: KamerDocument) -> bytes:
        self._answer()
        if document.id in self.long:
            raise KamerFileTooLong("te lang")
        self.fetched.append(document.id)
        return self.bytes[document.id]

    def _answer(self) -> None:
        if self.fault is not None:
            raise self.fault


class HandAuthority:
    """A timestamp authority whose clock a test sets; or its fault."""

    def __init__(self, at: datetime) -> None:
        self.at: datetime | BaseException = at

    def vouch(self, digest: str) -> Vouch:
        if isinstance(self.at, BaseException):
            raise self.at
        return Vouch(b"token over " + digest.encode(), self.at, "CN=Proef TSA")


_MADE: dict[str, World] = {}


def signalled(at: At, phase: Phase, *, armed: bool = False, memory: bool = False, **signal: Any) -> World:
    """A world at a phase, on the day of the Kamerbrief, in which these signals are taken; made once, then copied."""
    key = f"{phase} {armed} {json.dumps(signal, sort_keys=True)}"
    if key not in _MADE:
        data = programme_data()
        data["delivery"]["kamerbrief_words"] = ["Brainport"]
        data["delivery"]["signal"] = signal
        _MADE[key] = at(phase).with_programme(data)
        _MADE[key].clock.moment = NOON
        if armed:
            pipeline.arm(_MADE[key].tools, COORDINATOR)
    made = _MADE[key].copy()
    if not memory:
        made.tools = replace(made.tools, memory=None)
    return made


def watched(at: At, phase: Phase = Phase.SIGNED, **more: Any) -> tuple[World, MemoryKamer]:
    """A world that asks the Kamer, armed where it can be."""
    signal = {"tweede_kamer": {"attachment": "must"}, **more}
    world, kamer = signalled(at, phase, armed=phase is Phase.SIGNED, **signal), MemoryKamer()
    world.tools = replace(world.tools, kamer=kamer)
    return world, kamer


def fired(world: World) -> bool:
    """Whether what happens by itself around a release lets the package go; nothing is archived."""
    for step in (pipeline.take_sent, pipeline.watch_kamer, pipeline.reach_moment, pipeline.deliver):
        step(world.tools, SYSTEM)
    return world.state.fired is not None


def report_of(world: World) -> bytes:
    """The report that GS adopted."""
    assert world.state.adoption is not None
    return world.blobs.get(next(f.sha256 for f in world.state.adoption.files if f.name == REPORT_PDF))
