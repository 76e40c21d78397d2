"""A letter that leaves to be signed elsewhere, and what may come back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.signing.throwaway import ThrowawayKeys, throwaway_authority
from tests.e2e.conftest import ProjectIn
from tests.e2e.forging import draw_bar, redraw_with_bar, sign_elsewhere
from tests.e2e.project import EDITION, Project
from tests.e2e.test_documents import poppler
from tests.support.budget import where_there_is_time

pytestmark = where_there_is_time

PASSPHRASE = b"van een ander programma"


def test_a_letter_signed_by_another_program_is_accepted(project_in: ProjectIn, tmp_path: Path) -> None:
    """Exported, signed by pyHanko itself with a key that the project never saw, imported; the secretaris signs here."""
    project = project_in(Phase.ADOPTED)
    letter = exported(project, tmp_path)
    assert letter.read_bytes() == project.draft_file(LETTER_PDF).read_bytes()
    letter.write_bytes(signed(project, letter.read_bytes()))

    said = project.bna("sign", EDITION, "--as", "voorzitter", "--import", letter)
    assert said.code == 0, said.err
    assert project.outbox(f"ondertekening/{LETTER_PDF}").read_bytes() == letter.read_bytes()
    assert [(s.field, s.imported, s.throwaway) for s in project.state().signatures] == [("Voorzitter", True, True)]

    project.do(wiring.pipeline.sign, "secretaris", Act.SIGN)
    assert project.state().phase is Phase.SIGNED
    assert poppler("pdfsig", project.outbox(f"ondertekening/{LETTER_PDF}")).count("Signature is Valid.") == 2


@pytest.mark.parametrize("when", ["before signing", "after signing", "written anew"])
def test_a_letter_that_comes_back_with_a_bar_is_refused(project_in: ProjectIn, tmp_path: Path, when: str) -> None:
    project = project_in(Phase.ADOPTED)
    letter = exported(project, tmp_path)
    before = project.entries
    match when:
        case "before signing":
            forged = signed(project, draw_bar(letter.read_bytes()))
        case "after signing":
            forged = draw_bar(signed(project, letter.read_bytes()))
        case _:
            forged = redraw_with_bar(signed(project, letter.read_bytes()))
    letter.write_bytes(forged)
    said = project.bna("sign", EDITION, "--as", "voorzitter", "--import", letter)
    assert said.code == 1
    assert "SIG-003" in said.err and "brief" in said.err
    assert project.entries == before
    assert project.state().phase is Phase.ADOPTED


def test_a_letter_that_comes_back_unsigned_or_signed_out_of_turn_is_refused(
    project_in: ProjectIn, tmp_path: Path
) -> None:
    project = project_in(Phase.ADOPTED)
    letter = exported(project, tmp_path)
    assert project.bna("sign", EDITION, "--as", "voorzitter", "--import", letter).code == 1
    letter.write_bytes(signed(project, letter.read_bytes(), "Secretaris"))
    assert project.bna("sign", EDITION, "--as", "voorzitter", "--import", letter).code == 1
    assert project.bna("sign", EDITION, "--as", "secretaris", "--import", letter).code == 1
    assert project.state().signatures == ()


def exported(project: Project, folder: Path) -> Path:
    """The letter as `bna sign --export` writes it for the voorzitter."""
    letter = folder / "brief-voor-de-voorzitter.pdf"
    said = project.bna("sign", EDITION, "--as", "voorzitter", "--export", letter)
    assert said.code == 0, said.err
    return letter


def signed(project: Project, pdf: bytes, field: str = "Voorzitter") -> bytes:
    return sign_elsewhere(pdf, field, strange_keys(project).pkcs12[field], PASSPHRASE, certify=field == "Voorzitter")


def strange_keys(project: Project) -> ThrowawayKeys:
    """Keys of an authority that is not the project's."""
    signatories = project.tools().programme.letter.signatories
    return throwaway_authority(signatories, at=datetime.now(UTC), passphrase=PASSPHRASE)
