"""What the bare engines get: the content of the sample edition, taken from a run of the product.

Everything is plain files, so that a bare engine needs nothing of the product to read them:

- `inbox/`, the files that were sent;
- `<stage>/rows.json`, the ledger's new rows; `<stage>/blobs/` and `<stage>/outbox/`, the new files of that stage;
- `typst/<n>/`, a folder for each document that was typeset, with `job.json` beside it;
- `forms.json` and `drafts.json`, Word files as lists of paragraphs, tables and pictures;
- `signing/`, the letter as adopted and the keys.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks import story, word_spec
from benchmarks.measurement import Workshop
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.model.draft import LETTER_DOCX, LETTER_PDF, REPORT_DOCX
from bna_pipeline.ports import Typeset, TypesetJob, Typesetter
from bna_pipeline.wiring import App, open_app
from flows import script

FINISHED = "finished"


@dataclass(frozen=True)
class RecordingTypesetter:
    """Typesets, and keeps of every job the folder that Typst saw."""

    engine: Typesetter
    folder: Path

    def typeset(self, job: TypesetJob) -> Typeset:
        """Make a PDF; the job stands in a new folder afterwards."""
        target = self.folder / f"{len(list(self.folder.glob('*.json'))):02d}-{job.template.stem}"
        shutil.copytree(job.template.parent, target, ignore=shutil.ignore_patterns("*.docx"))
        (target / "data.json").write_text(json.dumps(job.data, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        for name, data in job.assets.items():
            asset = target / "assets" / name
            asset.parent.mkdir(parents=True, exist_ok=True)
            asset.write_bytes(data)
        described = {
            "main": job.template.name,
            "standards": list(job.standards),
            "timestamp": job.timestamp.isoformat(),
            "labels": list(job.labels),
        }
        target.with_suffix(".json").write_text(json.dumps(described), encoding="utf-8")
        return self.engine.typeset(job)

    def raster(self, svg: bytes, width_px: int) -> bytes:
        return self.engine.raster(svg, width_px)


@dataclass(frozen=True, kw_only=True)
class RecordingApp(App):
    """The project, with every document that it typesets kept in a folder."""

    kept: Path = field(default_factory=Path)

    @cached_property
    def typesetter(self) -> Typesetter:
        return RecordingTypesetter(super().typesetter, self.kept)


def prepare(source: Path, workshop: Workshop) -> None:
    """Play the sample edition, with a copy of the project before each stage, and write the bare engines' material.

    Args:
        source: the checkout, with `templates/` and `inbox/`.
    """
    project = workshop.folder / "project"
    story.new_project(source, project)
    edition = story.read_story(project).edition
    tools = open_app(project).tools(edition)
    for signatory in tools.programme.letter.signatories:
        tools.signer(signatory)  # makes the throwaway keys, so that no measurement makes any
    jobs = workshop.material / "typst"
    jobs.mkdir(parents=True)

    probes = workshop.folder / "probes"
    probes.mkdir()

    def recording(root: Path, act: script.Act) -> App:
        # Opening a round tries the fonts: that is no document of the edition.
        return RecordingApp(open_app(root).settings, act.at, kept=probes if act.do == "open" else jobs)

    for stage in story.STAGES:
        shutil.copytree(project, workshop.before(stage))
        story.play_stage(project, stage, recording)
    shutil.copytree(project, workshop.before(FINISHED))
    shutil.copytree(project / "inbox" / edition, workshop.material / "inbox")
    for stage, following in zip(story.STAGES, [*story.STAGES[1:], FINISHED], strict=True):
        _keep_difference(workshop, edition, stage, following)
    _keep_word_files(project, edition, workshop.material)
    _keep_signing(project, workshop.material)


def _keep_difference(workshop: Workshop, edition: str, stage: str, following: str) -> None:
    """The files and rows that a stage added."""
    before, after = workshop.before(stage), workshop.before(following)
    target = workshop.material / stage
    for part, folder in (("blobs", ".bna/sample/blobs"), ("outbox", f"outbox/{edition}")):
        (target / part).mkdir(parents=True)
        for path in _new_files(before / folder, after / folder):
            copy = target / part / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(after / folder / path, copy)
    known = _rows(before)
    rows = _rows(after)[len(known) :]
    (target / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _new_files(before: Path, after: Path) -> Iterable[Path]:
    for path in sorted(p for p in after.rglob("*") if p.is_file()):
        known = before / path.relative_to(after)
        if not known.is_file() or known.read_bytes() != path.read_bytes():
            yield path.relative_to(after)


def _rows(project: Path) -> list[Any]:
    file = project / ".bna" / "sample" / "ledger.sqlite"
    if not file.exists():
        return []
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT edition, seq, entry FROM ledger_entry ORDER BY seq").fetchall()


def _keep_word_files(project: Path, edition: str, material: Path) -> None:
    outbox = project / "outbox" / edition
    forms = [word_spec.spec_of(path.read_bytes()) for path in sorted(outbox.glob("*/*.docx"))]
    (material / "forms.json").write_text(json.dumps(forms, ensure_ascii=False), encoding="utf-8")
    templates = project / "templates" / story.read_story(project).edition.rpartition("-")[0]
    draft = max((outbox / "concept").iterdir())
    text = load_letter_text(templates)
    job = next(iter(sorted((material / "typst").glob("*-letter.json")))).with_suffix("")
    letter = json.loads((job / "data.json").read_text(encoding="utf-8"))
    report = json.loads((next((material / "typst").glob("*-report")) / "data.json").read_text(encoding="utf-8"))
    cover = {key: report["report"]["cover"][key] for key in ("title", "subtitle", "edition", "period")}
    drafts = {
        "report": (REPORT_DOCX, {**cover, "page": text.report.words.page}),
        "letter": (
            LETTER_DOCX,
            {"name": text.name, "title": letter["title"], "authority": letter["letter"]["authority"]},
        ),
    }
    for name, (file, fields) in drafts.items():
        template = templates / name / f"{name}.docx"
        shutil.copyfile(template, material / f"{name}.docx")
        spec = word_spec.spec_of((draft / file).read_bytes(), after=template.read_bytes())
        (material / f"{name}.json").write_text(json.dumps({"fields": fields, **spec}), encoding="utf-8")


def _keep_signing(project: Path, material: Path) -> None:
    target = material / "signing"
    target.mkdir()
    for key in (project / ".bna" / "keys" / "bna").iterdir():
        shutil.copyfile(key, target / key.name)
    draft = next((material / "draft" / "outbox" / "concept").iterdir())
    shutil.copyfile(draft / LETTER_PDF, target / LETTER_PDF)
    fonts = material / "fonts"
    shutil.copytree(project / "templates" / "fonts", fonts)
