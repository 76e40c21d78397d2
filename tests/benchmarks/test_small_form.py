"""The small form of the benchmarks: everything runs once in a process of its own and gives the numbers of its table."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import papers, rounds
from benchmarks.catalogue import measurements
from benchmarks.material import FINISHED
from benchmarks.measurement import Measurement, Workshop
from benchmarks.story import STAGES
from bna_pipeline.model.draft import DOCUMENTS
from bna_pipeline.wiring import open_app, pipeline
from tests.support.budget import where_there_is_time

CROWD = 28
PARTS = {
    "product.whole": {"open", "collect", "settle", "draft", "review", "adopt", "sign", "package"},
    "bare.whole": {"open", "collect", "settle", "draft", "review", "adopt", "sign", "package"},
    "by-mail.14": {"open", "ask", "read", "answer"},
    "by-mail.28": {"open", "ask", "read", "answer"},
    "forms.word": {"work", "count"},
    "forms.excel": {"work", "count"},
    "forms.read": {"work", "count"},
    "forms.parsed": {"work", "count"},
    "change.warm": {"full", "collect", "change"},
    "change.fresh": {"collect", "change"},
    "change.letter": {"collect", "change"},
    **{f"{who}.{name}": {papers.PDF} for who in ("paper", "typst", "office") for name in papers.NAMES},
    "paper.beside": set(papers.BESIDE),
    "office.draft-and-sign": {"word", "convert", "sign"},
    "prefect.server": {"flow", "direct"},
    "start.status": {"status", "python", "imports"},
}

TRIED = ("bare.whole", "change.warm", "change.letter", "paper.report", "typst.report", "office.letter", "start.status")
"""What touches every engine; the rest are stages of the story, which other tests play, and more of the same."""

pytestmark = [pytest.mark.xdist_group("benchmarks"), where_there_is_time]


def chosen() -> list[Measurement]:
    there = [m for m in measurements((CROWD,)) if m.needs is None or shutil.which(m.needs) is not None]
    return [m for m in there if m.name in TRIED]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("workshop")
    conducted = "yes" if any(m.name.startswith("prefect.") for m in chosen()) else "no"
    by_mail = f"14,{CROWD}" if any(m.name.startswith("by-mail.") for m in chosen()) else ""
    rounds.child("benchmarks.prepare", str(folder), str(rounds.ROOT), conducted, by_mail, "14", str(CROWD))
    yield Workshop(folder)
    shutil.rmtree(folder)


@pytest.mark.parametrize("measurement", chosen(), ids=lambda m: m.name)
def test_a_measurement_runs_and_gives_its_numbers(measurement: Measurement, workshop: Workshop) -> None:
    found = rounds.run([measurement], workshop, 1, lambda _line: None)[measurement.name]
    assert set(found.seconds) == {"whole", *PARTS.get(measurement.name, ())}
    assert all(seconds > 0 for seconds in found.seconds.values())
    assert found.peak > 10


def test_the_bare_engines_get_every_document_and_file_of_the_edition(workshop: Workshop) -> None:
    kinds = sorted(path.stem.partition("-")[2] for path in (workshop.material / "typst").glob("*.json"))
    assert kinds == ["letter", "report", "stamp", "stamp"]
    rows = [len(json.loads((workshop.material / name / "rows.json").read_bytes())) for name in STAGES]
    with closing(sqlite3.connect(workshop.before(FINISHED) / ".bna" / "sample" / "ledger.sqlite")) as ledger:
        assert ledger.execute("SELECT count(*) FROM ledger_entry").fetchone() == (sum(rows),)


def test_a_generated_programme_is_collected_without_errors_of_its_own(workshop: Workshop, tmp_path: Path) -> None:
    """Of every copy of the sample the same files are good; the redactie is there once."""
    good = []
    for partners in (14, CROWD):
        root = tmp_path / str(partners)
        shutil.copytree(workshop.crowd(partners), root)
        rounds.child("benchmarks.child", str(workshop.folder), f"collect.{partners}", str(root))
        edition = next(path.name for path in (root / "inbox").iterdir())
        checked = pipeline.state(open_app(root).tools(edition)).checked
        good.append(len({c.partner for c in checked if not c.errors}))
    assert good[1] - 1 == 2 * (good[0] - 1) == CROWD


def test_a_draft_made_in_a_warm_process_is_that_of_a_fresh_one_to_the_byte(workshop: Workshop, tmp_path: Path) -> None:
    """What a process keeps of the draft before (layout, sentences, templates) never shows in the next."""
    drafts = []
    for name, stage in (("change.warm", "draft"), ("change.fresh", "review")):
        root = tmp_path / name
        shutil.copytree(workshop.before(stage), root)
        rounds.child("benchmarks.child", str(workshop.folder), name, str(root))
        (second,) = root.glob("outbox/*/concept/v2")
        drafts.append({path.name: path.read_bytes() for path in second.iterdir()})
    assert drafts[0] == drafts[1]
    assert set(drafts[0]) >= set(DOCUMENTS)
