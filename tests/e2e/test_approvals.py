"""What approvals stand for, to the byte: a later contribution, a changed draft, a changed blob."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.errors import BytesChanged
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, REPORT_PDF
from bna_pipeline.model.transitions import Act, Phase
from tests.e2e.conftest import ProjectIn
from tests.e2e.forging import draw_bar
from tests.e2e.project import EDITION, Project, flip
from tests.support.budget import budget, where_there_is_time

ADOPT = ("adopt", EDITION, "--date", "2020-06-23", "--number", "GS-PROEF-1", "--outcome", "adopted")
CHANGED = "rapport.pijler.digitalisering"
DECIDES_ON_IT = {
    "adviseur-digitalisering",
    "directeur-economie",
    "directeur-mobiliteit",
    "toetser-ezk",
    "toetser-bzk",
    "gedeputeerde",
}
NEW_SENTENCE = "Inmiddels is ook het meetpunt in Tilburg aangesloten."


@where_there_is_time
def test_a_later_contribution_drops_only_what_it_touches_until_that_is_approved_again(project_in: ProjectIn) -> None:
    """One pillar's text changes: its approvals fall, by name, the rest stand; nobody signs until all are back."""
    project = project_in(Phase.FOR_ADOPTION)
    first = project.state().draft
    send_again(project)

    offered = project.bna("run", EDITION)
    assert offered.code == 0, offered.err
    assert "Concept 2" not in offered.out and "bna admit bna-2020 brabantstad" in offered.out
    ran = project.bna("admit", EDITION, "brabantstad", "--reason", "nagekomen cijfers")
    assert ran.code == 0, ran.err
    assert "Concept 2 is gemaakt (nieuw of gewijzigd: brabantstad)." in ran.out
    assert "Het akkoord van Beleidsadviseur Digitalisering" in ran.out
    assert "op 'Pijler Digitalisering' vervalt" in ran.out

    second = project.state().draft
    assert first is not None and second is not None
    assert [s.id for s in second.sections if first.digest_of_section(s.id) != s.sha256] == [CHANGED]
    reviewers = [r for stage in project.app().status(EDITION).stages for r in stage.reviewers]
    assert {r.person for r in reviewers if r.dropped} == DECIDES_ON_IT
    assert all(r.standing > 0 for r in reviewers if r.person in ("adviseur-talent", "toetser-vws", "gedeputeerde"))

    refused = project.bna("sign", EDITION, "--as", "voorzitter")
    assert refused.code == 1 and refused.out == ""
    assert "Beleidsadviseur Digitalisering" in refused.err and "Pijler Digitalisering" in refused.err
    assert project.bna(*ADOPT).code == 1

    assert set(project.approve_what_lacks()) == DECIDES_ON_IT
    assert project.bna(*ADOPT).code == 0
    for person in ("voorzitter", "secretaris"):
        signed = project.bna("sign", EDITION, "--as", person)
        assert signed.code == 0 and "WEGWERPSLEUTEL" in signed.out
    assert project.state().phase is Phase.SIGNED


def test_adopting_refuses_a_draft_that_was_changed_in_the_outbox_and_names_it(project_in: ProjectIn) -> None:
    project = project_in(Phase.FOR_ADOPTION)
    flip(project.draft_file(REPORT_PDF))
    refuses(project, *ADOPT, naming=f"concept/v1/{REPORT_PDF}")


def test_adopting_refuses_a_changed_blob_and_names_the_file(project_in: ProjectIn) -> None:
    project = project_in(Phase.FOR_ADOPTION)
    flip(project.blob(on_record(project, REPORT_PDF)))
    refuses(project, *ADOPT, naming=REPORT_PDF)


def test_signing_refuses_a_draft_that_was_changed_in_the_outbox_and_names_it(project_in: ProjectIn) -> None:
    project = project_in(Phase.ADOPTED)
    flip(project.draft_file(LETTER_PDF))
    refuses(project, "sign", EDITION, "--as", "voorzitter", naming=f"concept/v1/{LETTER_PDF}")


def test_signing_refuses_a_changed_blob_and_names_the_file(project_in: ProjectIn) -> None:
    project = project_in(Phase.ADOPTED)
    flip(project.blob(on_record(project, LETTER_PDF)))
    refuses(project, "sign", EDITION, "--as", "voorzitter", naming=LETTER_PDF)


@pytest.mark.parametrize("name", DOCUMENTS[: budget(2, len(DOCUMENTS))])
def test_whichever_document_is_changed_or_gone_neither_adoption_nor_signature_goes_on(
    project_in: ProjectIn, name: str, tmp_path: Path
) -> None:
    """Each of the four, in the outbox and in the blob store, before adoption and before the first signature."""
    project = project_in(Phase.ADOPTED)
    tools = project.tools()
    actor = project.app().actor(EDITION, "voorzitter", Act.SIGN)
    spare = tmp_path / "reserve"
    for path in (project.draft_file(name), project.blob(on_record(project, name))):
        whole = path.read_bytes()
        flip(path)
        with pytest.raises(BytesChanged, match=name):
            wiring.pipeline.sign(tools, actor)
        path.rename(spare)
        with pytest.raises(BytesChanged, match=name):
            wiring.pipeline.sign(tools, actor)
        path.write_bytes(whole)
    assert project.state().signatures == ()
    wiring.pipeline.sign(tools, actor)
    assert len(project.state().signatures) == 1


def test_a_bar_over_the_letter_that_lies_ready_is_refused_before_the_first_signature(project_in: ProjectIn) -> None:
    """Who signs has read what lies in the signing folder: that must be the adopted letter."""
    project = project_in(Phase.ADOPTED)
    ready = project.outbox(f"ondertekening/{LETTER_PDF}")
    ready.write_bytes(draw_bar(ready.read_bytes()))
    refuses(project, "sign", EDITION, "--as", "voorzitter", naming=f"ondertekening/{LETTER_PDF}")
    ready.unlink()
    project.advance()
    project.do(wiring.pipeline.sign, "voorzitter", Act.SIGN)
    assert len(project.state().signatures) == 1


def test_a_letter_changed_between_the_signatures_is_refused_by_name(project_in: ProjectIn) -> None:
    """The second signatory signs what the first one signed, or nothing."""
    project = project_in(Phase.ADOPTED)
    project.do(wiring.pipeline.sign, "voorzitter", Act.SIGN)
    flip(project.outbox(f"ondertekening/{LETTER_PDF}"))
    refuses(project, "sign", EDITION, "--as", "secretaris", naming=f"ondertekening/{LETTER_PDF}")


def send_again(project: Project) -> None:
    """BrabantStad sends its contribution once more, a month later, with one sentence more about one action."""
    text = project.inbox("brabantstad/bijdrage-brabantstad.yaml").read_text(encoding="utf-8")
    sentence = "Er zijn in die tijd geen storingen geweest."
    assert text.count(sentence) == 1
    later = text.replace(sentence, f"{sentence} {NEW_SENTENCE}").replace("2020-05-11T09:05:00", "2020-06-12T09:05:00")
    project.inbox("brabantstad/bijdrage-brabantstad-2.yaml").write_text(later, encoding="utf-8")


def on_record(project: Project, name: str) -> FileDigest:
    draft = project.state().draft
    assert draft is not None
    return draft.file(name)


def refuses(project: Project, *command: str, naming: str) -> None:
    """The command says no in one paragraph that names the file, and nothing is recorded."""
    before = project.entries
    said = project.bna(*command)
    assert said.code == 1, said.out
    assert naming in said.err and len(said.err.splitlines()) == 1
    assert project.entries == before
