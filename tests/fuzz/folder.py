"""The whole step from inbox to findings, on a real folder: the sample's good files with bad ones beside them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.pipeline.counting import originals
from bna_pipeline.pipeline.tools import state
from bna_pipeline.wiring import lay_out_sample, open_app, pipeline
from tests.fuzz.bases import of_kind
from tests.fuzz.cases import data, words
from tests.fuzz.trial import MUTATORS, spoil
from tests.fuzz.worst import over_the_limit
from tests.support.budget import budget
from tests.unit.contributions import small

EDITION = "bna-2020"
MOMENT = datetime(2020, 5, 25, 9, 0, tzinfo=UTC)
NAMES: tuple[bytes, ...] = (
    b"gewoon.docx", b"omgekeerd\xe2\x80\xaexcod.exe", b"\xff\xfe niet utf-8.docx", b"regel\nbreuk.docx",
    b"scherm\x1b[2J.docx", "cafe\u0301.docx".encode(), "caf\u00e9.docx".encode(), b"punt..docx...", b" spatie .docx ",
    b"a" * 240 + b".docx", b"con", b"<b>vet&.docx", b"-rf *", b"%2e%2e%2f.docx", b"BIJDRAGE.DOCX", b"bijdrage.docx",
    b"C:\\pad\\naar.docx", b"`id`.docx", b"'; drop table.json", b"\xe2\x80\x8b.yaml",
)  # fmt: skip


@dataclass(frozen=True)
class Gathered:
    """What came of a folder of good and bad files.

    Attributes:
        bad: how many bad files lay there.
        counting: which original counts, by sender; with the bad files and without them.
        kept: of how many bad files the original is in the store, to the byte.
        told: how many originals have a findings page and a findings file.
        said: the step's sentences.
    """

    bad: int
    counting: Mapping[str, str]
    counting_without: Mapping[str, str]
    kept: int
    told: int
    said: tuple[str, ...]


def bad_files() -> dict[bytes, bytes]:
    """Dozens of bad files by the bytes of their names: every case, some or all ways of spoiling, strange names."""
    base = of_kind("word")[0]
    found = {f"geval-{c.name}".encode(): c.build() for c in (*words.FOUND.cases, *data.FOUND.cases)}
    found |= {f"zo-{m.name}.docx".encode(): spoil(base, (m,), 1).data for m in MUTATORS["word"][:: budget(2, 1)]}
    # Every one of them other bytes, or they would be one original.
    found |= {name: small.picture(700 + at, 400) for at, name in enumerate(NAMES)}
    return found | {b"leeg.docx": b"", b"te-groot.docx": over_the_limit()}


def gather(root: Path) -> Gathered:
    """Open the sample's edition in a new folder, collect, add the bad files to three senders, collect again."""
    lay_out_sample(root)
    app = open_app(root, MOMENT)
    tools = app.tools(EDITION)
    pipeline.open_edition(tools, app.system())
    pipeline.collect(tools, app.system())
    before = originals(tools, state(tools))
    bad = bad_files()
    senders = ("vws", "noord-brabant", REDACTIE)
    for at, (name, content) in enumerate(bad.items()):
        sender = "vws" if name in NAMES else senders[at % len(senders)]
        (root / "inbox" / EDITION / sender / os.fsdecode(name)).write_bytes(content)
    step = pipeline.collect(tools, app.system())
    again = pipeline.collect(tools, app.system())
    assert not again.changed, again.said
    return Gathered(
        bad=len(bad),
        counting=originals(tools, state(tools)),
        counting_without=before,
        kept=sum(tools.blobs.get(sha256_hex(content)) == content for content in bad.values()),
        told=_told(root / "outbox" / EDITION, set(map(sha256_hex, bad.values()))),
        said=step.said,
    )


def _told(folder: Path, bad: set[str]) -> int:
    pages, files = ({path.name[:12] for path in folder.rglob(f"bevindingen/*.{kind}")} for kind in ("html", "json"))
    return sum(digest[:12] in pages & files for digest in bad)
