"""GS adopt with a mandate, or hold the letter."""

from __future__ import annotations

import pytest

from bna_pipeline import wiring
from bna_pipeline.errors import NotAllowed
from bna_pipeline.model.draft import LETTER_DOCX, LETTER_PDF, Draft, Outcome
from bna_pipeline.model.transitions import Act, Phase
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project
from tests.support.budget import where_there_is_time
from tests.support.tracked import Answer, paragraphs, plain
from tests.support.tracked import settled as settled_changes

pytestmark = where_there_is_time

DECISION = ("adopt", EDITION, "--date", "2020-06-23", "--number", "GS-PROEF-2", "--outcome")
BEFORE = "In het najaar bespreken de partners"
AFTER = "In oktober bespreken de partners"


def test_under_a_mandate_its_holder_settles_an_edit_and_what_changed_is_kept(project_in: ProjectIn) -> None:
    """The coordinator's edit makes a new draft, goes round again, and only the holder closes it."""
    project = project_in(Phase.FOR_ADOPTION)
    adopted = project.bna(*DECISION, "mandate", "--holder", "gedeputeerde")
    assert adopted.code == 0, adopted.err
    seen = project.state().draft
    edit_redactie(project)
    project.advance()
    assert project.state().phase is Phase.CONCEPT
    assert project.bna("sign", EDITION, "--as", "voorzitter").code == 1

    early = project.bna("adopt", EDITION, "--settle", "--as", "gedeputeerde")
    assert early.code == 1 and early.err
    assert "adviseur-programma" in project.approve_what_lacks()
    with pytest.raises(NotAllowed):
        project.app().actor(EDITION, "directeur-economie", Act.SETTLE_MANDATE)
    settled = project.bna("adopt", EDITION, "--settle", "--as", "gedeputeerde")
    assert settled.code == 0, settled.err

    adoption, final = project.state().adoption, project.state().draft
    assert adoption is not None and final is not None and seen is not None
    assert (adoption.settled, adoption.draft, adoption.files) == (True, final.version, final.files)
    assert final.file(LETTER_PDF) != seen.file(LETTER_PDF)
    assert adoption.comparison is not None
    redline = project.tools().blobs.get(adoption.comparison).decode("utf-8")
    assert "najaar" in redline and "oktober" in redline
    since = project.outbox(f"concept/vergelijking-v{seen.version}-v{final.version}")
    both = (since / f"wijzigingen-{LETTER_DOCX}").read_bytes()
    versions: tuple[tuple[Answer, Draft], ...] = (("reject", seen), ("accept", final))
    for answer, draft in versions:
        told = paragraphs(settled_changes(both, answer))
        assert told == plain(project.outbox(f"concept/v{draft.version}/{LETTER_DOCX}").read_bytes())
    compared = project.bna("draft", EDITION, "--compare", str(seen.version))
    assert compared.code == 0 and "1 alinea van de brief gewijzigd" in compared.out, compared
    assert f"sinds concept {final.version - 1}: " in project.bna("status", EDITION).out
    project.do(wiring.pipeline.sign, "voorzitter", Act.SIGN)
    project.do(wiring.pipeline.sign, "secretaris", Act.SIGN)
    assert project.state().phase is Phase.SIGNED


def test_a_letter_that_gs_hold_goes_back_and_can_be_adopted_later(project_in: ProjectIn) -> None:
    project = project_in(Phase.FOR_ADOPTION)
    held = project.bna(*DECISION, "held")
    assert held.code == 0, held.err
    assert project.state().adoption is None
    assert project.bna("sign", EDITION, "--as", "voorzitter").code == 1
    assert not project.outbox("ezk/onder-embargo").exists()

    edit_redactie(project)
    project.advance()
    assert project.state().phase is Phase.CONCEPT
    project.approve_what_lacks()
    later = project.bna("adopt", EDITION, "--date", "2020-06-30", "--number", "GS-PROEF-3", "--outcome", "adopted")
    assert later.code == 0, later.err
    adoption = project.state().adoption
    assert adoption is not None and (adoption.outcome, adoption.draft) == (Outcome.ADOPTED, 2)
    assert project.state().phase is Phase.ADOPTED
    decided = [e.event.adoption.number for e in project.entries if e.event.kind == "adoption.recorded"]
    assert decided == ["GS-PROEF-2", "GS-PROEF-3"]


def edit_redactie(project: Project) -> None:
    """The coordinator changes some words in the letter's Vervolg, a day after GS met."""
    text = project.inbox("redactie/redactie.yaml").read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    later = text.replace(BEFORE, AFTER).replace("2020-05-18T09:30:00", "2020-06-24T09:30:00")
    project.inbox("redactie/redactie-2.yaml").write_text(later, encoding="utf-8")
