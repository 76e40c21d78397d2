"""The Regio Deal goes from inbox to released package by the same commands; only its folder of templates is its own."""

from __future__ import annotations

import pytest

from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, REPORT_PDF
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.transitions import Phase
from bna_pipeline.storage.programmes import load_programme
from tests.e2e.project import Project, snapshot
from tests.e2e.test_documents import PARTS, UNFILLED, poppler, words_of
from tests.programmes.layout import EDITION, TEMPLATES, lay_out
from tests.support.budget import where_there_is_time
from tests.support.verapdf import verapdf

# One worker: what they look at takes seconds to play.
pytestmark = [pytest.mark.xdist_group("second programme"), where_there_is_time]

KAMERBRIEF = TEMPLATES / "bna" / "demo" / "kamerbrief.pdf"
STEPS: tuple[tuple[str, ...], ...] = (
    ("check", EDITION),
    ("open", EDITION),
    ("close", EDITION),
    ("review", EDITION, "--stage", "lezers", "--as", "lezer-mensen", "--decision", "approve"),
    ("review", EDITION, "--stage", "lezers", "--as", "lezer-rijk", "--decision", "approve"),
    ("review", EDITION, "--stage", "directie", "--as", "programmadirecteur", "--decision", "approve"),
    ("adopt", EDITION, "--date", "2020-03-17", "--number", "RD-12", "--outcome", "adopted"),
    ("sign", EDITION, "--as", "gedeputeerde"),
    ("release", EDITION, "arm"),
    ("release", EDITION, "--kamerbrief", str(KAMERBRIEF), "--date", "2020-03-24", "--number", "80"),
)


@pytest.fixture(scope="module")
def regiodeal(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The edition after all its steps, each a process of its own."""
    root = tmp_path_factory.mktemp("regiodeal") / "project"
    lay_out(root)
    project = Project(root, EDITION)
    for step in STEPS:
        said = project.bna(*step)
        assert said.code == 0, f"{' '.join(step)}: {said.out}{said.err}"
    return project


def test_it_ends_with_a_package_that_the_command_accepts(regiodeal: Project) -> None:
    assert regiodeal.state().phase is Phase.FINISHED
    package = regiodeal.outbox("pakket")
    said = regiodeal.bna("verify", package)
    assert said.code == 0, said.out
    assert {p.name for p in (package / "data").iterdir()} >= set(DOCUMENTS)


def test_its_one_signature_is_valid_and_its_documents_are_archivable_and_accessible(regiodeal: Project) -> None:
    data = regiodeal.outbox("pakket/data")
    said = poppler("pdfsig", data / LETTER_PDF)
    assert said.count("Signature is Valid.") == 1 and "Signature Field Name: Gedeputeerde" in said
    assert verapdf(data / LETTER_PDF, "3a", "ua1") == []
    assert verapdf(data / REPORT_PDF, "2a", "ua1") == []


def test_it_speaks_its_own_words_in_the_same_fixed_order(regiodeal: Project) -> None:
    """The letter's parts are the province's; no pillar and no signatory of the other programme is in it."""
    text = words_of(regiodeal.outbox(f"pakket/data/{LETTER_PDF}"))
    assert [line.strip() for line in text.splitlines() if line.strip() in PARTS] == list(PARTS)
    own, other = regiodeal.tools().programme, load_programme(TEMPLATES / "bna")
    assert all(name in text for name in names_in(own))
    assert [name for name in names_in(other) - names_in(own) if name in text] == []
    found = {name: UNFILLED.findall(words_of(regiodeal.outbox(f"pakket/data/{name}"))) for name in DOCUMENTS}
    assert found == {name: [] for name in DOCUMENTS}


def test_nothing_of_the_first_programme_was_touched(regiodeal: Project) -> None:
    """The project knows one programme and one edition, and its outbox holds only that."""
    assert {path.split("/")[0] for path in snapshot(regiodeal.root / "outbox")} == {EDITION}
    assert regiodeal.app().editions() == (EDITION,)


def names_in(programme: Programme) -> set[str]:
    """What only this programme's letter says: its pillars, and who signs."""
    return {*(pillar.name for pillar in programme.pillars), *(s.name for s in programme.letter.signatories)}
