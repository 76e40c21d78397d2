"""The edition of 2021 from that of 2020: opened with one command, with everything that the partners answered before."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from docx import Document

from bna_pipeline.model.content import Content, LetterPartId
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.events import EditionOpened
from bna_pipeline.model.finding import FindingsReport, Severity
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline.carrying import previous_contributions
from bna_pipeline.pipeline.tools import load
from bna_pipeline.wiring import pipeline, prepare_edition
from tests.e2e.project import Project, snapshot
from tests.support.budget import where_there_is_time
from tests.support.words import which_differ

pytestmark = where_there_is_time

NEXT = "bna-2021"
OPEN = ("open", NEXT, "--from", "bna-2020", "--deadline", "2021-05-14")
ENDED, NEW, RENAMED, BETTER = "V-01", "V-08", "M-03", "V-06"
RUNNING = ("achieved", "next_steps", "reason", "measure")


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


def test_the_documents_of_the_next_edition_know_this_one(project: Project) -> None:
    """Its letter names the day on which this one was sent, which only the ledger knows; its report shows what moved."""
    next_year = replace(project, edition=NEXT)
    app = next_year.app()
    prepare_edition(app, NEXT, source="bna-2020", deadline=date(2021, 5, 14), person=None)
    tools = app.tools(NEXT)
    pipeline.open_edition(tools, app.actor(NEXT, None, Act.OPEN))
    _send_in(next_year, previous_contributions(tools))
    pipeline.collect(tools, app.actor(NEXT, None, Act.COLLECT))
    faulty = [c for c in pipeline.state(tools).checked if c.errors]
    found = [finding for c in faulty for finding in load(tools, FindingsReport, c.findings).findings]
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []
    actor = app.actor(NEXT, None, Act.SETTLE)
    pipeline.settle(tools, actor, subject="D-01", chosen="brainport-development", reason="als vorig jaar")
    pipeline.close(tools, actor)
    pipeline.draft(tools, actor)

    draft = pipeline.state(tools).draft
    assert draft is not None
    assert which_differ({file.name: tools.blobs.get(file.sha256) for file in draft.files}) == {}
    content = load(tools, Content, draft.content)
    occasion = " ".join(content.letter.part(LetterPartId.OCCASION).paragraphs)
    assert "4 juli 2019" in occasion and "30 juni 2020" in occasion and "derde" in occasion
    moved = content.report.overview.movement
    assert moved is not None
    changes = {line.action: " ".join(line.changes) for line in moved.lines}
    assert changes[RENAMED].startswith("Heette vorig jaar: Alliantie Energieopslag laten groeien.")
    assert changes[ENDED] == "Staat niet meer in de agenda; de laatste status was gerealiseerd."
    rows = {row.action: (row.before, row.change) for row in content.report.overview.rows}
    assert (rows[BETTER], rows[NEW]) == (("vertraagd", "vooruit"), (None, "nieuw"))
    assert rows.keys() == {action.id for action in tools.programme.actions} and ENDED not in rows
    assert [action for action, (_, change) in rows.items() if change is None] == [], "what became of it is always said"
    assert [a for a, (before, _) in rows.items() if before is None] == [NEW], "what it was, but of the new one"


def _send_in(project: Project, previous: Mapping[str, Contribution]) -> None:
    """Everyone answers as last year; but what was delayed is done by now, and the new action has begun."""
    for partner, contribution in previous.items():
        data = contribution.model_dump(mode="json", exclude_none=True)
        reports = [r for r in data["reports"] if r["action"] != ENDED]
        for report in reports:
            report.pop("example", None)
            for milestone in report["milestones"]:
                milestone["reached"] = True
            report["achieved"].append("Dit jaar kwam er een stap bij.")
            if report["action"] == BETTER:
                report |= {"status": "gerealiseerd", "reason": [], "measure": []}
            report |= {name: "\n\n".join(report[name]) for name in RUNNING if report[name]}
            for name in [name for name in RUNNING if not report[name]]:
                del report[name]
        if partner == "brainport-industries":
            reports.append({"action": NEW, "status": "conform planning", "achieved": "De eerste klas is begonnen."})
        sent = {**data, "edition": NEXT, "sent_at": "2021-05-10T09:00:00+02:00", "reports": reports}
        _put(project.inbox(f"{partner}/bijdrage.json"), json.dumps(sent))
    redactie = yaml.safe_load((project.root / "inbox/bna-2020/redactie/redactie.yaml").read_text(encoding="utf-8"))
    sent = {**redactie, "edition": NEXT, "sent_at": "2021-05-12T09:00:00+02:00", "edits": []}
    _put(project.inbox("redactie/redactie.yaml"), yaml.safe_dump(sent, allow_unicode=True))


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
