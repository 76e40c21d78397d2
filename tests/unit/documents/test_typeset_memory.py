"""What was typeset before is not typeset again, and what comes from memory is what would be made, to the byte."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bna_pipeline.documents.typeset_memory import RememberingTypesetter
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.errors import TypesettingFailed
from bna_pipeline.ports import Typeset, TypesetJob
from bna_pipeline.storage.remembered import FolderMemory
from tests.unit.documents import factory

PAGE = '#set page(width: 200pt, height: 200pt)\n#json("/data.json").said <hier>\n#include "beside.typ"\n'
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="9" height="9"/></svg>'


@dataclass
class Counting:
    """The real typesetter, and how often it was asked."""

    engine: TypstTypesetter
    asked: list[str] = field(default_factory=list)

    def typeset(self, job: TypesetJob) -> Typeset:
        self.asked.append("typeset")
        return self.engine.typeset(job)

    def raster(self, svg: bytes, width_px: int) -> bytes:
        self.asked.append("raster")
        return self.engine.raster(svg, width_px)


@pytest.fixture
def job(tmp_path: Path) -> TypesetJob:
    folder = tmp_path / "opmaak"
    folder.mkdir()
    (folder / "main.typ").write_text(PAGE, encoding="utf-8")
    (folder / "beside.typ").write_text("Nog iets.", encoding="utf-8")
    return TypesetJob(folder / "main.typ", {"said": "Hallo"}, (), factory.TIMESTAMP, labels=("hier",))


@pytest.fixture
def fonts(tmp_path: Path) -> Path:
    """Fonts of our own: one of the shipped ones, so that another can be added."""
    first = sorted(p for p in factory.FONTS.rglob("*") if p.suffix in (".ttf", ".otf"))[0]
    (tmp_path / "letters").mkdir()
    shutil.copy(first, tmp_path / "letters")
    return tmp_path / "letters"


@pytest.fixture
def engine(typesetter: TypstTypesetter) -> Counting:
    return Counting(typesetter)


def new_process(engine: Counting, tmp_path: Path, fonts: Path) -> RememberingTypesetter:
    """A typesetter as a fresh process has it: nothing in it, everything in the folder."""
    return RememberingTypesetter(engine, FolderMemory(tmp_path / "geheugen"), fonts)


def test_a_fresh_process_typesets_nothing_twice_and_gives_the_same_bytes(
    engine: Counting, job: TypesetJob, tmp_path: Path, fonts: Path
) -> None:
    first = new_process(engine, tmp_path, fonts).typeset(job), new_process(engine, tmp_path, fonts).raster(DRAWING, 40)
    again = new_process(engine, tmp_path, fonts)
    assert (again.typeset(job), again.raster(DRAWING, 40)) == first
    assert engine.asked == ["typeset", "raster"]
    assert first == (engine.engine.typeset(job), engine.engine.raster(DRAWING, 40))


def test_everything_that_a_document_depends_on_makes_it_another(
    engine: Counting, job: TypesetJob, tmp_path: Path, fonts: Path
) -> None:
    typeset = new_process(engine, tmp_path, fonts)
    others = [
        job,
        replace(job, data={"said": "Dag"}),
        replace(job, assets={"beeld.svg": DRAWING}),
        replace(job, assets={"beeld.svg": DRAWING + b"\n"}),
        replace(job, standards=("a-2b",)),
        replace(job, timestamp=job.timestamp + timedelta(seconds=1)),
        replace(job, labels=()),
    ]
    for other in others:
        typeset.typeset(other)
    assert len(engine.asked) == len(others)
    beside = job.template.with_name("beside.typ")
    beside.write_text("Iets anders.", encoding="utf-8")
    typeset.typeset(job)
    shutil.copy(sorted(p for p in factory.FONTS.rglob("*") if p.suffix in (".ttf", ".otf"))[1], fonts)
    new_process(engine, tmp_path, fonts).typeset(job)
    assert len(engine.asked) == len(others) + 2


def test_a_word_template_beside_it_makes_no_other_document(
    engine: Counting, job: TypesetJob, tmp_path: Path, fonts: Path
) -> None:
    new_process(engine, tmp_path, fonts).typeset(job)
    job.template.with_name("sjabloon.docx").write_bytes(b"Word")
    new_process(engine, tmp_path, fonts).typeset(job)
    assert engine.asked == ["typeset"]


def test_a_refusal_is_not_remembered(engine: Counting, job: TypesetJob, tmp_path: Path, fonts: Path) -> None:
    job.template.write_text("#panic()", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(TypesettingFailed):
            new_process(engine, tmp_path, fonts).typeset(job)
    assert engine.asked == ["typeset"] * 2


@pytest.mark.parametrize("planted", ["another document", "half of it", "nothing", "of another key"])
def test_a_wrong_file_in_memory_is_noticed_and_made_anew(
    engine: Counting, job: TypesetJob, tmp_path: Path, fonts: Path, planted: str, caplog: pytest.LogCaptureFixture
) -> None:
    first = new_process(engine, tmp_path, fonts).typeset(job)
    (file,) = (tmp_path / "geheugen").iterdir()
    kept = file.read_bytes()
    other = replace(job, data={"said": "Iets anders"})
    new_process(engine, tmp_path, fonts).typeset(other)
    (of_other,) = (p for p in (tmp_path / "geheugen").iterdir() if p != file)
    wrong = {
        "another document": kept[:32] + engine.engine.typeset(other).pdf,
        "half of it": kept[: len(kept) // 2],
        "nothing": b"",
        "of another key": of_other.read_bytes(),
    }
    file.write_bytes(wrong[planted])
    assert new_process(engine, tmp_path, fonts).typeset(job) == first
    assert "not what was kept" in caplog.text
    assert file.read_bytes() == kept
