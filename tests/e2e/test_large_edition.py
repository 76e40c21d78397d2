"""An edition of 140 partners: hundreds of pages, and still archivable, accessible and signed to last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import crowd
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF, Outcome, Verdict
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import When
from bna_pipeline.wiring import pipeline
from tests.e2e.project import ROOT, Project
from tests.e2e.test_documents import poppler
from tests.support.budget import where_there_is_time
from tests.support.pki import Pki
from tests.support.proven import configure, run, sign
from tests.support.verapdf import verapdf

COPIES = 10  # of each of the sample's fourteen partners
BEGUN = datetime(2020, 7, 1, 9, tzinfo=UTC)


@where_there_is_time
def test_both_documents_of_140_partners_pass_verapdf_signed_and_stamped(pki: Pki, tmp_path: Path) -> None:
    crowd.make(ROOT, tmp_path / "groot", COPIES)
    project = Project(tmp_path / "groot")
    configure(project, pki, "voorzitter", "secretaris")
    pki.now = BEGUN
    draft(project)
    adopt(project)
    for person in ("voorzitter", "secretaris"):
        sign(project, pki, person, BEGUN + timedelta(hours=1))
    assert any("heeft zijn archieftijdstempel" in line for line in run(project, pki, BEGUN + timedelta(hours=2)))

    now = project.state()
    assert now.phase is Phase.SIGNED and now.letter is not None
    report, letter = project.draft_file(REPORT_PDF), project.outbox(f"ondertekening/{LETTER_PDF}")
    assert project.blob(now.letter).read_bytes() == letter.read_bytes()
    assert pages(report) > 300
    assert verapdf(report.read_bytes(), "2a", "ua1") == []
    assert verapdf(letter.read_bytes(), "3a", "ua1") == []
    assert poppler("pdfsig", "-nocert", letter).count("Signature is Valid.") == 2


def draft(project: Project) -> None:
    """Everything is collected, every contradiction settled, the round closed, the draft made."""
    tools = project.tools(BEGUN)
    coordinator = project.app().actor(project.edition, "coordinator", Act.SETTLE)
    pipeline.collect(tools, coordinator)
    for wait in pipeline.waits(tools):
        if wait.act is Act.SETTLE:
            pipeline.settle(tools, coordinator, subject=wait.subject, chosen=wait.choices[0], reason="zo is het")
    pipeline.close(tools, coordinator, reason="")
    pipeline.draft(tools, coordinator)


def adopt(project: Project) -> None:
    """Whoever must agree agrees, and GS decides."""
    app, tools = project.app(), project.tools(BEGUN)
    while turns := [wait for wait in pipeline.waits(tools) if wait.act is Act.DECIDE and wait.when is When.NOW]:
        reviewer = app.actor(project.edition, turns[0].who[0], Act.DECIDE)
        pipeline.decide(tools, reviewer, stage=turns[0].subject, verdict=Verdict.APPROVE)
    pipeline.advance(tools, app.system())
    secretary = app.actor(project.edition, None, Act.ADOPT)
    pipeline.adopt(tools, secretary, on=BEGUN.date(), number="GS-PROEF-1", outcome=Outcome.ADOPTED)


def pages(path: Path) -> int:
    """How many pages a PDF has, by poppler."""
    return int(poppler("pdfinfo", path).partition("Pages:")[2].split()[0])
