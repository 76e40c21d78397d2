"""A mistake in a released package, mended with the commands that README names, in the sample's own project."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.transitions import Phase
from bna_pipeline.wiring import pipeline
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import CHANNELS, EDITION, Project, Said, snapshot
from tests.e2e.test_documents import poppler
from tests.support.budget import where_there_is_time

pytestmark = where_there_is_time

ERRATUM = f"{EDITION}-erratum-1"
OPEN = ("open", ERRATUM, "--deadline", "2020-08-14")
CHANGED = "In de samenvatting stond een verkeerd aantal scholen. Nu staat er het juiste aantal."
RELATION = "{https://standaarden.overheid.nl/diwoo/metadata/}relation"


@pytest.fixture
def project(project_in: ProjectIn) -> Project:
    """The edition of 2020, released and archived."""
    return project_in(Phase.FINISHED)


def well(said: Said) -> str:
    """What a command printed that did what it should."""
    assert said.code == 0, said.out + said.err
    return said.out


def test_what_is_not_released_has_no_erratum_and_nothing_is_written_for_it(project_in: ProjectIn) -> None:
    project = project_in(Phase.OPEN)
    said = project.bna(*OPEN)
    assert said.code == 1 and f"{EDITION}, en die is nog niet vrijgegeven" in said.err
    assert not list(project.root.glob("templates/*/editions/*"))


def test_an_erratum_goes_from_one_command_to_a_package_beside_the_first(project: Project) -> None:
    erratum, before = replace(project, edition=ERRATUM), snapshot(project.outbox())
    _opened(erratum)
    _mended(erratum)
    erratum.approve_what_lacks()
    adopted = ("--date", "2020-08-31", "--number", "GS-VOORBEELD-2020-0831", "--outcome", "adopted")
    well(erratum.bna("adopt", ERRATUM, "--as", "bestuurssecretaris", *adopted))
    for person in ("voorzitter", "secretaris"):
        well(erratum.bna("sign", ERRATUM, "--as", person))
    well(erratum.bna("release", ERRATUM, "arm"))
    _let_go(erratum)

    assert snapshot(project.outbox()) == before, "of the first not a byte is another"
    for edition in (EDITION, ERRATUM):
        for bag in ("pakket", "dossier"):
            well(project.bna("verify", project.root / "outbox" / edition / bag))
    assert f"Verbeterd door het erratum {ERRATUM}." in well(project.bna("status", EDITION))
    _refers_to_the_first(erratum)


def _opened(erratum: Project) -> None:
    said = well(erratum.bna(*OPEN))
    assert f"een erratum bij {EDITION}" in said and f"inbox/{ERRATUM}/redactie/" in said
    status = well(erratum.bna("status", ERRATUM))
    assert f"het verbetert {EDITION}" in status and "14 van 14 compleet" in status
    assert status.count("overgenomen, niet gevraagd") == 14 and "formulieren" not in status


def _mended(erratum: Project) -> None:
    """The redactie says what is mended: before that the round closes, and no draft is made."""
    said = erratum.bna("close", ERRATUM)
    assert "BRF-035" in said.out + said.err and erratum.state().draft is None
    text = (erratum.root / "inbox" / EDITION / "redactie" / "redactie.yaml").read_text(encoding="utf-8")
    moved = text.replace("sent_at: 2020-05-18T", "sent_at: 2020-08-10T").replace(EDITION, ERRATUM, 1)
    erratum.inbox("redactie").mkdir(parents=True)
    erratum.inbox("redactie/redactie.yaml").write_text(f"{moved}\ncorrection: |\n  {CHANGED}\n", encoding="utf-8")
    well(erratum.bna("collect", ERRATUM))
    well(erratum.bna("run", ERRATUM))
    assert erratum.state().draft is not None


def _let_go(erratum: Project) -> None:
    """Not on the Kamerbrief of the first; at a minute that the coordinator sets and confirms."""
    refused = erratum.bna("release", ERRATUM, "--kamerbrief", erratum.kamerbrief)
    assert refused.code == 1 and f"de Kamerbrief waarmee {EDITION} vertrok" in refused.err
    at = (datetime.now(UTC) + timedelta(days=1)).replace(second=0, microsecond=0)
    well(erratum.bna("release", ERRATUM, "at", f"{at:%Y-%m-%dT%H:%M}", "--zone", "UTC"))
    well(erratum.bna("release", ERRATUM, "confirm"))
    assert erratum.state().phase is Phase.SIGNED
    app = erratum.app(at)
    pipeline.advance(app.tools(ERRATUM), app.system())
    now = erratum.state()
    assert now.phase is Phase.FINISHED, pipeline.waits_for(app.tools(ERRATUM))
    assert {receipt.channel for receipt in now.receipts} >= set(CHANNELS)


def _refers_to_the_first(erratum: Project) -> None:
    letter = " ".join(poppler("pdftotext", erratum.outbox(f"pakket/data/{LETTER_PDF}"), "-").split())
    assert "Statenmededeling (erratum)" in letter and CHANGED in letter
    first = pipeline.state(erratum.app().tools(EDITION))
    assert first.letter is not None and first.letter.sha256 in letter
    (about,) = erratum.outbox("pakket/data/metadata/diwoo").glob("statenmededeling*.xml")
    related = [one.get("resource") for one in etree.fromstring(about.read_bytes()).iter(RELATION)]
    assert f"{EDITION}/pakket/statenmededeling" in related
