"""What partners really send: mistakes, strange files, another's form; and the rest of the inbox goes on."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document

from bna_pipeline.contributions.forms import word_form
from bna_pipeline.model.transitions import Phase
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, ROOT, Project
from tests.sample.filling import Answer, fill_form
from tests.support.budget import where_there_is_time

SENT = datetime.fromisoformat("2020-05-14T16:00:00+02:00")
PICTURE = (ROOT / "tests" / "sample" / "pictures" / "fieldlab-lijn.png").read_bytes()

MISTAKEN: Mapping[str, Answer] = {
    "ALG.b": "misschien",
    "T-04.a": "loopt lekker",
    "T-04.b": "Er zijn leerplaatsen bijgekomen.",
    "T-04.c": "ergens in maart - Eerste leerplaatsen",
    "V-01.a": "vertraagd",
    "V-01.b": "De campus is in gebruik.",
    "D-01.a": "conform planning",
    "D-01.b": "Het loket draait als een raket \N{ROCKET}.",
    "D-01.d": "1 augustus 2019 - Tweede bezoekronde",
    "D-02.a": "conform planning",
    "D-03.a": "conform planning",
    "D-03.b": "De fabriek is gestart.",
    "D-03.e": "Een fabriek om in te leren",
    "D-03.g": PICTURE,
    "D-03.k": "heel veel",
    "D-06.b": "De fieldlabs kwamen bijeen.",
    "D-06.l": "zalen en vervoer",
}
"""Answers in the form of Brainport Industries, hardly one of them right."""

FOUND = {
    ("BIJ-013", "ALG.a"),  # nobody says who filled it in
    ("BIJ-014", "ALG.b"),  # neither complete nor partial
    ("BIJ-031", "T-04.a"),  # a status that is not on the list
    ("BIJ-040", "T-04.c"),  # a milestone without a date
    ("BIJ-033", "V-01.m"),  # delayed without a reason
    ("BIJ-034", "V-01.n"),  # and without a measure
    ("BIJ-072", "D-01.b"),  # a character that no font of the report has
    ("BIJ-043", "D-01.d"),  # a milestone to come that lies in the past
    ("BIJ-032", "D-02.b"),  # on schedule, and nothing achieved
    ("BIJ-050", "D-03.f"),  # an example without a text
    ("BIJ-052", "D-03.h"),  # a picture without a description
    ("BIJ-060", "D-03.k"),  # an amount that is no number
    ("BIJ-061", "D-03.l"),  # for nothing
    ("BIJ-030", "D-06.a"),  # an action without a status
    ("BIJ-062", "D-06.k"),  # a purpose without an amount
}
"""Code and place of what must be said about it, all at once."""


def test_all_mistakes_of_a_form_are_told_at_once_each_with_its_place(project_in: ProjectIn) -> None:
    """Many more than ten, as page and as data, in Dutch: what is wrong, where, by which rule, and how to mend it."""
    project = project_in(Phase.OPEN)
    only(project, "brainport-industries", "bijdrage.docx", fill_form(form_of(project), MISTAKEN, SENT))
    said = project.bna("collect", EDITION)
    assert said.code == 1
    findings = findings_of(project, "brainport-industries")
    found = {(f["code"], place_of(f)) for f in findings}
    assert found >= FOUND
    assert len({code for code, _ in found}) >= 10
    assert all(f[key].strip() for f in findings for key in ("place", "rule", "message", "mend"))
    page = project.outbox("brainport-industries/bevindingen.html").read_text(encoding="utf-8")
    assert all(code in page and place in page for code, place in FOUND)


@pytest.fixture
def collected(project_in: ProjectIn) -> Project:
    """An inbox in which four partners sent something that is no contribution of theirs."""
    project = project_in(Phase.OPEN)
    programme = project.tools().programme
    letter = Document()
    letter.add_paragraph("Wij hebben dit jaar hard gewerkt. De bijlage volgt.")
    stranger = io.BytesIO()
    letter.save(stranger)
    last_year = word_form(programme, programme.edition("bna-2019"), programme.partner("ienw"))
    only(project, "bzk", "brief.docx", stranger.getvalue())
    only(project, "szw", "bijdrage.docx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    only(project, "vws", "bijdrage.docx", next(project.inbox("ocw").glob("*.docx")).read_bytes())
    only(project, "ienw", "bijdrage.docx", fill_form(last_year, {"ALG.a": "Gebiedscoördinator"}, SENT))
    said = project.bna("collect", EDITION)
    assert said.code == 1 and "Traceback" not in said.err
    return project


def test_what_is_no_form_or_anothers_is_a_finding_for_that_partner(collected: Project) -> None:
    """Word without questions, a PDF with a Word name, a neighbour's form, last year's form."""
    codes = {
        partner: {f["code"] for f in findings_of(collected, partner) if f["severity"] == "fout"}
        for partner in ("bzk", "szw", "vws", "ienw")
    }
    assert codes["bzk"] == codes["szw"] == {"BIJ-001"}
    assert "BIJ-011" in codes["vws"]
    assert "BIJ-010" in codes["ienw"]


def test_the_rest_of_the_inbox_goes_on(collected: Project) -> None:
    """Every other partner is accepted, and the edition waits for exactly the four."""
    states = {p.partner: p.state for p in collected.app().status(EDITION).partners}
    bad = {"bzk", "szw", "vws", "ienw"}
    assert {partner for partner, state in states.items() if state != "aangenomen"} == bad
    assert len(states) == 14 + 1  # and the redactie
    originals = {r.file.sha256 for r in collected.state().received if r.partner in bad}
    assert len(originals) == 4 and all(collected.tools().blobs.has(digest) for digest in originals)


@where_there_is_time
def test_what_is_no_contribution_is_told_also_when_a_good_one_lies_beside_it(project_in: ProjectIn) -> None:
    """The page on top is on the file that must be mended, the status names it, and the good one counts on."""
    project = project_in(Phase.OPEN)
    neighbour = next(project.inbox("ocw").glob("*.docx")).read_bytes()
    yaml = next(project.inbox("brabantstad").glob("*.yaml")).read_bytes()
    beside = {
        "vws/notitie.txt": (b"Beste mensen: onze bijdrage volgt.", "BIJ-001"),
        "bzk/zz versie 2.docx": (b"%PDF-1.7\n%%EOF\n", "BIJ-001"),
        "szw/van een ander.docx": (neighbour, "BIJ-011"),
        "brabantstad/oud.yaml": (yaml.replace(b"bna-2020", b"bna-2019", 1), "BIJ-010"),
    }
    for path, (data, _) in beside.items():
        project.inbox(path).write_bytes(data)
    assert project.bna("collect", EDITION).code == 1
    lines = {p.partner: p for p in project.app().status(EDITION).partners}
    for path, (_, code) in beside.items():
        partner, name = path.split("/")
        assert (lines[partner].state, lines[partner].with_errors) == ("aangenomen", (name,))
        assert code in {f["code"] for f in findings_of(project, partner)}
    assert {p.partner for p in lines.values() if p.with_errors} == {path.split("/")[0] for path in beside}


@where_there_is_time
def test_a_mended_version_takes_the_place_of_the_one_with_mistakes(project_in: ProjectIn) -> None:
    """The form goes back, comes in again a week later, and is accepted; the first one is kept and told apart."""
    project = project_in(Phase.OPEN)
    whole = next(project.inbox("brainport-industries").glob("*.docx")).read_bytes()
    only(project, "brainport-industries", "bijdrage.docx", fill_form(form_of(project), MISTAKEN, SENT.replace(day=1)))
    assert project.bna("collect", EDITION).code == 1
    project.inbox("brainport-industries/bijdrage verbeterd.docx").write_bytes(whole)
    project.advance()
    status = project.app().status(EDITION)
    mended = next(p for p in status.partners if p.partner == "brainport-industries")
    assert (mended.state, mended.file, mended.versions) == ("aangenomen", "bijdrage verbeterd.docx", 2)
    assert findings_of(project, "brainport-industries") == []


def form_of(project: Project) -> bytes:
    """The form that `bna open` laid ready for Brainport Industries."""
    return project.outbox(f"brainport-industries/formulier-brainport-industries-{EDITION}.docx").read_bytes()


def only(project: Project, partner: str, name: str, data: bytes) -> Path:
    """Put this file in a partner's folder, in place of what the sample has there."""
    folder = project.inbox(partner)
    for path in folder.iterdir():
        path.unlink()
    (folder / name).write_bytes(data)
    return folder / name


def findings_of(project: Project, partner: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(project.outbox(f"{partner}/bevindingen.json").read_bytes())["findings"]
    return found


def place_of(finding: Mapping[str, str]) -> str:
    """The question's code in a finding's place."""
    code = re.search(r"\b(?:ALG|[A-Z]-\d\d)\.[a-z]\b", finding["place"])
    return code[0] if code else finding["place"]
