"""The edition of 2021 from that of 2020: opened with one command, with everything that the partners answered before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from docx import Document

from bna_pipeline.documents.content import make_content
from bna_pipeline.documents.letter_rules import check_letter
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.model.content import LetterPartId
from bna_pipeline.model.events import EditionOpened
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.carrying import previous_contributions
from bna_pipeline.pipeline.consolidating import consolidation_of
from bna_pipeline.wiring import prepare_edition
from tests.e2e.project import Project, snapshot

NEXT = "bna-2021"
OPEN = ("open", NEXT, "--from", "bna-2020", "--deadline", "2021-05-14")
ENDED, NEW, RENAMED = "V-01", "V-08", "M-03"


@pytest.fixture
def project(project_in: Callable[[Phase], Project]) -> Project:
    """The edition of 2020 as it is when everything is done: collected, adopted, sent."""
    return project_in(Phase.FINISHED)


def text_of(form: Path) -> str:
    """Everything that stands in a form's body and tables, without the white space that Word puts in between."""
    cells = [cell.text for table in Document(str(form)).tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(p.text for p in Document(str(form)).paragraphs), *cells]).split())


def test_the_next_edition_holds_last_years_answers_and_leaves_that_year_alone(project: Project) -> None:
    before = project.tools()
    entries, digest, outbox = project.entries, before.programme_digest, snapshot(project.outbox())
    opened = project.bna(*OPEN)
    assert opened.code == 0, opened.err
    _says_what_changed(opened.out)
    _stands_in_a_file_of_its_own(project)

    next_year = replace(project, edition=NEXT)
    (event,) = (e.event for e in next_year.entries)
    assert isinstance(event, EditionOpened) and event.previous == "bna-2020"
    _forms_hold_last_years_answers(next_year)

    again = project.bna(*OPEN)
    assert again.code == 1 and "REF-002" in again.err
    assert len(next_year.entries) == 1
    assert (project.entries, project.tools().programme_digest) == (entries, digest)
    assert snapshot(project.outbox()) == outbox


def _says_what_changed(said: str) -> None:
    lines = said.splitlines()
    assert f"Beëindigd: {ENDED} Brainport Industries Campus (BIC) openen en in gebruik nemen" in lines
    (new,) = (line for line in lines if line.startswith("Nieuw: "))
    assert new.startswith(f"Nieuw: {NEW} ")
    (renamed,) = (line for line in lines if line.startswith("Hernoemd: "))
    assert renamed.startswith(f"Hernoemd: {RENAMED} ") and "(was: Alliantie Energieopslag laten groeien)" in renamed
    assert f"Editie {NEXT} is open" in said and lines.index(new) < next(
        n for n, line in enumerate(lines) if "is open" in line
    )


def _stands_in_a_file_of_its_own(project: Project) -> None:
    file = project.root / "templates" / "bna" / "editions" / f"{NEXT}.yaml"
    said = {key: str(value) for key, value in yaml.safe_load(file.read_text(encoding="utf-8")).items()}
    assert (said["ordinal"], said["title"]) == ("3", "Voortgangsrapportage Brainport Nationale Actieagenda 2021")
    assert (said["period_start"], said["period_end"]) == ("2020-06-02", "2021-06-01")
    assert (said["deadline"], said["reference"]) == ("2021-05-14", "VOORBEELD/BNA-2021")


def _forms_hold_last_years_answers(project: Project) -> None:
    tools = project.tools()
    previous = previous_contributions(tools)
    carried = {a.id for a in tools.programme.actions} - {NEW}
    told = set()
    for partner, contribution in previous.items():
        form = text_of(project.outbox(f"{partner}/formulier-{partner}-{NEXT}.docx"))
        for report in contribution.reports:
            if report.action in carried:
                told.add(report.action)
                for line in (*report.achieved, *report.next_steps):
                    assert line in form, (partner, report.action)
    assert told == carried
    owner = text_of(project.outbox(f"brainport-industries/formulier-brainport-industries-{NEXT}.docx"))
    assert "Nieuw dit jaar." in owner and f"{ENDED}." not in owner
    assert "Heette vorig jaar: ‘Alliantie Energieopslag laten groeien’." in text_of(
        project.outbox(f"noord-brabant/formulier-noord-brabant-{NEXT}.docx")
    )


def test_the_letter_of_the_next_edition_names_the_day_on_which_this_one_was_sent(project: Project) -> None:
    """The register does not say when the edition of 2020 went out; its ledger does."""
    prepare_edition(project.app(), NEXT, source="bna-2020", deadline=date(2021, 5, 14), person=None)
    tools = replace(project, edition=NEXT).tools()
    assert [e.letter_sent is not None for e in tools.programme.editions] == [True, True, False]
    # What the partners answer in 2021 does not matter here; the actions of both years only must be the same ones.
    consolidation, _ = consolidation_of(project.tools(), project.state())
    content = make_content(
        project.tools().programme.model_copy(update={"editions": tools.programme.editions}),
        tools.edition,
        consolidation,
        load_letter_text(tools.templates),
    )
    occasion = " ".join(content.letter.part(LetterPartId.OCCASION).paragraphs)
    assert "4 juli 2019" in occasion and "30 juni 2020" in occasion
    assert not [f for f in check_letter(tools.programme, content) if f.rule == "BRF-005"]
