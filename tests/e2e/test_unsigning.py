"""A signatory who refuses, one who takes his signature back, and the report beside the letter, by the command."""

from __future__ import annotations

import json
from pathlib import Path

from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.transitions import Phase
from bna_pipeline.model.verdicts import ValidationReport
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION
from tests.support.budget import where_there_is_time

WHY = "de cijfers op bladzijde 2 kloppen niet"


@where_there_is_time
def test_refusing_and_withdrawing_before_the_last_signature(project_in: ProjectIn, tmp_path: Path) -> None:
    project = project_in(Phase.ADOPTED)
    letter = project.outbox(f"ondertekening/{LETTER_PDF}")
    adopted = project.draft_file(LETTER_PDF).read_bytes()
    sign = ("sign", EDITION, "--as")

    refused = project.bna(*sign, "secretaris", "--refuse", "--reason", WHY)
    assert refused.code == 0 and "Niemand kan ondertekenen" in refused.out, refused.err
    stopped = project.bna(*sign, "voorzitter")
    assert stopped.code == 1 and "REF-017" in stopped.err and WHY in stopped.err and "--resume" in stopped.err
    told = project.bna("status", EDITION).out
    assert f"WEIGERT: {WHY}" in told and "--as secretaris --resume" in told
    assert project.bna(*sign, "secretaris", "--resume").code == 0

    assert project.bna(*sign, "voorzitter").code == 0
    once = letter.read_bytes()
    assert once.startswith(adopted) and once != adopted
    report = project.outbox("ondertekening/validatierapport.json")
    assert [s["field"] for s in json.loads(report.read_bytes())["found"]["signatures"]] == ["Voorzitter"]

    withdrawn = project.bna(*sign, "voorzitter", "--withdraw", "--reason", WHY)
    assert withdrawn.code == 0 and "ingetrokken en weggegooid" in withdrawn.out, withdrawn.err
    assert letter.read_bytes() == adopted
    assert json.loads(report.read_bytes())["found"]["signatures"] == []
    kept = tmp_path / "ingetrokken.pdf"
    kept.write_bytes(once)
    back = project.bna(*sign, "voorzitter", "--import", kept)
    assert back.code == 1 and "weggegooid" in back.err
    again = project.bna(*sign, "voorzitter", "--withdraw", "--reason", WHY)
    assert again.code == 0 and "al ingetrokken" in again.out

    assert project.bna(*sign, "voorzitter").code == project.bna(*sign, "secretaris").code == 0
    assert project.state().phase is Phase.SIGNED
    late = project.bna(*sign, "secretaris", "--withdraw", "--reason", WHY)
    assert late.code == 1 and "iedereen heeft ondertekend" in late.err and f"bna adopt {EDITION} --withdraw" in late.err
    audit = project.bna("audit", EDITION).out
    assert "weigert te ondertekenen in veld Secretaris" in audit and "trok handtekening Voorzitter in" in audit

    page, data = tmp_path / "rapport.html", tmp_path / "rapport.json"
    checked = project.bna("verify", letter, "--report", page, "--report", data)
    assert checked.code == 0, checked.out
    made = ValidationReport.model_validate_json(data.read_bytes())
    assert made.test_keys and [s.field for s in made.found.signatures] == ["Voorzitter", "Secretaris"]
    assert "TESTSLEUTEL" in page.read_text(encoding="utf-8")
    letter.write_bytes(letter.read_bytes() + b"% meer\n")
    assert project.bna("verify", letter).code == 1


@where_there_is_time
def test_options_that_do_not_go_together_and_a_missing_reason_are_wrong_use(project_in: ProjectIn) -> None:
    project = project_in(Phase.ADOPTED)
    for options in (("--refuse", "--withdraw", "--reason", "x"), ("--refuse",), ("--reason", "x")):
        said = project.bna("sign", EDITION, "--as", "voorzitter", *options)
        assert said.code == 2, (options, said.err)
