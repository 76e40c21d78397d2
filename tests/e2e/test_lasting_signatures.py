"""B-LTA from end to end: two sittings a week apart on two machines, an archive timestamp, a package that verifies."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.errors import CertificateExpired, EmbargoStands, TimestampFailed
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.signing_events import LetterTimestamped, ReadinessProbed
from bna_pipeline.model.transitions import Act, Phase
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, copy_project
from tests.e2e.test_documents import poppler
from tests.support.budget import where_there_is_time
from tests.support.pki import Pki
from tests.support.proven import configure, run, sign
from tests.support.verapdf import verapdf

WEEK = timedelta(days=7)
pytestmark = where_there_is_time


def test_a_letter_is_signed_in_two_sittings_stamped_released_and_verified(
    project_in: ProjectIn, pki: Pki, tmp_path: Path
) -> None:
    here = project_in(Phase.ADOPTED)
    first = here.entries[-1].at + timedelta(hours=1)
    configure(here, pki, "voorzitter")
    assert "heeft ondertekend" in " ".join(sign(here, pki, "voorzitter", first).said)

    there = copy_project(here.root, tmp_path / "andere-computer")
    configure(there, pki, "secretaris")
    (there.root / ".bna" / "voorzitter.p12").unlink()
    second = first + WEEK
    sign(there, pki, "secretaris", second)
    assert [(s.field, s.throwaway) for s in there.state().signatures] == [("Voorzitter", False), ("Secretaris", False)]

    pki.fails("tsa")
    said = run(there, pki, second + timedelta(minutes=5))
    assert any("tijdstempeldienst" in line and "503" in line for line in said)
    with pytest.raises(EmbargoStands, match="archieftijdstempel"):
        there.do(wiring.pipeline.arm, "coordinator", Act.ARM)
    pki.works()
    said = run(there, pki, second + timedelta(minutes=10))
    assert any("heeft zijn archieftijdstempel, van CN=Tsa" in line for line in said)
    assert len([e for e in there.entries if isinstance(e.event, LetterTimestamped)]) == 1

    app = there.app(second + timedelta(minutes=15))
    wiring.pipeline.arm(app.tools(EDITION), app.actor(EDITION, "coordinator", Act.ARM))
    wiring.pipeline.note_kamerbrief(
        app.tools(EDITION),
        app.actor(EDITION, "coordinator", Act.NOTE_KAMERBRIEF),
        name="kamerbrief.pdf",
        data=there.kamerbrief.read_bytes(),
    )
    run(there, pki, second + timedelta(minutes=20))
    assert there.state().phase is Phase.FINISHED

    letter = there.outbox(f"pakket/data/{LETTER_PDF}")
    assert poppler("pdfsig", "-nocert", letter).count("Signature is Valid.") == 2
    assert verapdf(letter.read_bytes(), "3a", "ua1") == []
    for bag in ("pakket", "dossier"):
        told = there.bna("verify", there.outbox(bag), "--trust", there.root / ".bna" / "vertrouwd.pem")
        assert told.code == 0, told.out + told.err
        assert "klopt niet" not in told.out


def test_the_edition_is_probed_each_day_and_tells_that_a_key_will_not_last(project_in: ProjectIn, pki: Pki) -> None:
    project = project_in(Phase.FOR_ADOPTION)
    now = project.entries[-1].at + timedelta(hours=1)
    pki.issue("secretaris", "mr. drs. S. de Proef", valid_to=now + timedelta(days=2), key_of="secretaris")
    configure(project, pki, "voorzitter", "secretaris")
    said = run(project, pki, now)
    assert any("De sleutel van Secretaris verloopt op" in line for line in said)
    run(project, pki, now + timedelta(minutes=5))
    run(project, pki, now + timedelta(days=1))
    probes = [e.event for e in project.entries if isinstance(e.event, ReadinessProbed)]
    assert [(p.day - probes[0].day).days for p in probes] == [0, 1]
    assert probes[0].looked_at[:3] == ("de sleutel van Voorzitter", "de sleutel van Secretaris", "de tijdstempeldienst")
    status = json.loads(project.bna("status", EDITION, "--json").out)
    assert any("De sleutel van Secretaris verloopt op" in wait for wait in status["waits_for"])
    later = now + timedelta(days=3)
    pki.now = later
    faults = wiring.pipeline.check(project.app(later).tools(EDITION))
    assert any("Het certificaat van Secretaris is niet geldig op" in fault for fault in faults)


def test_a_certificate_that_ended_between_the_sittings_does_not_sign(project_in: ProjectIn, pki: Pki) -> None:
    project = project_in(Phase.ADOPTED)
    first = project.entries[-1].at + timedelta(hours=1)
    pki.issue("secretaris", "mr. drs. S. de Proef", valid_to=first + timedelta(days=2), key_of="secretaris")
    configure(project, pki, "voorzitter", "secretaris", level="B-T")
    sign(project, pki, "voorzitter", first)
    with pytest.raises(CertificateExpired, match="niet geldig op"):
        sign(project, pki, "secretaris", first + WEEK)
    pki.fails("tsa", "refuses")
    with pytest.raises(TimestampFailed, match="weigert"):
        sign(project, pki, "secretaris", first + timedelta(days=1))
    assert len(project.state().signatures) == 1
    pki.works()
    sign(project, pki, "secretaris", first + timedelta(days=1))
    assert project.state().phase is Phase.SIGNED
