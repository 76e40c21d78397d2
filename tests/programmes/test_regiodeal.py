"""A second programme is a second folder: other pillars, partners, route, claims and signer, and the same code."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from bna_pipeline.contributions.claims import claim_findings
from bna_pipeline.contributions.consolidate import consolidate
from bna_pipeline.contributions.judge import judge, judge_editorial
from bna_pipeline.documents.content import make_content
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.pdf import typeset_letter, typeset_report
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.errors import StageNotReached
from bna_pipeline.model.base import FileDigest, Sha256, sha256_hex
from bna_pipeline.model.consolidation import Consolidation
from bna_pipeline.model.content import Content, LetterPartId
from bna_pipeline.model.contribution import Contribution, Editorial
from bna_pipeline.model.draft import DOCUMENTS, Decision, Draft, Outcome, Verdict
from bna_pipeline.model.programme import Programme, Status
from bna_pipeline.review.adoption import adopt, approved
from bna_pipeline.review.coverage import expected_sections, uncovered_sections
from bna_pipeline.review.deciding import decide
from bna_pipeline.review.route import dropped_by, route_satisfied
from bna_pipeline.storage.programmes import load_programme
from tests.programmes.layout import EDITION, REGIODEAL, lay_out

SENT = datetime(2020, 2, 20, 9, 0, tzinfo=UTC)
INBOX = REGIODEAL / "inbox"


@cache
def programme() -> Programme:
    return load_programme(REGIODEAL)


@cache
def arrived() -> tuple[dict[str, tuple[Sha256, Contribution]], Editorial]:
    """What the contributions room makes of the inbox."""
    edition = programme().edition(EDITION)
    contributions = {}
    for partner in programme().partners:
        data = (INBOX / partner.id / "bijdrage.yaml").read_bytes()
        judged = judge(programme(), edition, partner.id, "bijdrage.yaml", data)
        assert judged.contribution is not None, judged.findings
        assert judged.findings == ()
        contributions[partner.id] = (sha256_hex(data), judged.contribution)
    made = judge_editorial(programme(), edition, "redactie.yaml", (INBOX / "redactie" / "redactie.yaml").read_bytes())
    assert made.editorial is not None and made.findings == (), made.findings
    return contributions, made.editorial


@cache
def consolidation() -> Consolidation:
    contributions, editorial = arrived()
    return consolidate(programme(), programme().edition(EDITION), contributions, editorial, ())


@cache
def content() -> Content:
    return make_content(programme(), programme().edition(EDITION), consolidation(), load_letter_text(REGIODEAL))


def draft(version: int = 1, of: Content | None = None) -> Draft:
    shown = of or content()
    return Draft(
        edition=EDITION,
        version=version,
        content=sha256_hex(shown.model_dump_json().encode()),
        sections=shown.sections(),
        files=tuple(FileDigest.of(name, name.encode()) for name in DOCUMENTS),
        used=consolidation().used,
        editorial=sha256_hex(b"redactie"),
    )


def test_it_is_small_and_unlike_the_first_one() -> None:
    made = programme()
    assert (len(made.pillars), len(made.actions), len(made.partners)) == (3, 8, 5)
    assert [stage.needed for stage in made.review] == [2, "all"]
    assert [s.field for s in made.letter.signatories] == ["Gedeputeerde"]
    assert [e.past for e in made.editions] == [True, False] and made.sample


def test_every_section_it_can_have_has_somebody_who_decides_on_it() -> None:
    assert uncovered_sections(programme(), expected_sections(programme())) == ()


def test_everything_that_arrives_is_accepted_and_the_edit_still_fits_its_original() -> None:
    assert consolidation().lapsed_edits == ()
    assert len(consolidation().used) == len(programme().partners)


def test_its_own_thresholds_decide_what_may_be_said() -> None:
    figures = consolidation().figures
    assert (figures.progress.on_schedule, figures.progress.total) == (6, 8)
    assert figures.progress.words == "voor het grootste deel op schema"
    assert (figures.participation.part, figures.participation.total) == (4, 8)
    assert claim_findings(programme(), consolidation()) == ()


def test_its_letter_has_the_fixed_parts_with_its_own_words() -> None:
    letter = content().letter
    assert [part.id for part in letter.parts] == list(LetterPartId)
    assert letter.authority == "De gedeputeerde Regio, namens Gedeputeerde Staten van Noord-Brabant"
    assert letter.part(LetterPartId.EUROPEAN).paragraphs == ("Nvt",)
    assert letter.part(LetterPartId.CORE).statements[0].heading == (
        "De Regio Deal ligt voor het grootste deel op schema."
    )
    argument = " ".join(letter.part(LetterPartId.CORE).statements[0].argument)
    assert all(pillar.name in argument for pillar in programme().pillars)
    assert "16 april 2019" in " ".join(letter.part(LetterPartId.OCCASION).paragraphs)


def test_its_route_runs_from_two_readers_to_adoption() -> None:
    """Two of the four readers are enough where more than two read along; then the director, then the memo is fixed."""
    on, decisions = draft(), list[Decision]()

    def give(stage: str, who: str) -> None:
        decisions.append(
            decide(
                programme(),
                on,
                decisions,
                (),
                stage=stage,
                given_by=who,
                on_behalf=None,
                verdict=Verdict.APPROVE,
                comment="",
                at=SENT + timedelta(minutes=len(decisions)),
            )
        )

    give("lezers", "lezer-mensen")
    with pytest.raises(StageNotReached, match="Beleidsmedewerker Ruimte"):
        give("directie", "programmadirecteur")
    give("lezers", "lezer-rijk")
    give("directie", "programmadirecteur")
    assert route_satisfied(programme(), on, decisions)
    adoption = adopt(
        programme(),
        on,
        decisions,
        date=date(2020, 3, 17),
        number="RD-12",
        outcome=Outcome.ADOPTED,
        holder=None,
        files_now=on.files,
        recorded_by="kabinetschef",
    )
    assert {d.reviewer for d in approved(programme(), on, decisions, adoption).decisions} == {
        "lezer-mensen",
        "lezer-rijk",
        "programmadirecteur",
    }


def test_a_changed_contribution_drops_its_pillar_and_what_follows_from_it() -> None:
    """A new status in one pillar moves that chapter, the counts and the letter's figures, and nothing else."""
    contributions, editorial = arrived()
    digest, sent = contributions["metropoolregio-eindhoven"]
    reports = tuple(r.model_copy(update={"status": Status.DONE}) if r.action == "VL-02" else r for r in sent.reports)
    later = Contribution.model_validate({**sent.model_dump(), "reports": [r.model_dump() for r in reports]})
    changed = consolidate(
        programme(),
        programme().edition(EDITION),
        {**contributions, "metropoolregio-eindhoven": (digest, later)},
        editorial,
        (),
    )
    second = make_content(programme(), programme().edition(EDITION), changed, load_letter_text(REGIODEAL))
    before, after = draft(1), draft(2, second)
    moved = {s.id for s in after.sections if before.digest_of_section(s.id) != s.sha256}
    assert moved == {
        "rapport.samenvatting",
        "rapport.overzicht",
        "rapport.pijler.leefomgeving",
        "brief.kernboodschap",
    }
    given = decide(
        programme(),
        before,
        (),
        (),
        stage="lezers",
        given_by="lezer-rijk",
        on_behalf=None,
        verdict=Verdict.APPROVE,
        comment="",
        at=SENT,
    )
    assert {d.section.id for d in dropped_by(programme(), before, after, [given])} == moved - {"brief.kernboodschap"}


def test_both_documents_come_out_of_the_same_layouts(tmp_path: Path) -> None:
    """One signature, no logos of its own, other headings: report and memo are typeset without a warning."""
    folder = lay_out(tmp_path)
    text, engine = load_letter_text(folder), TypstTypesetter(tmp_path / "templates" / "fonts")
    moment = datetime.combine(programme().edition(EDITION).period_end, time(12), tzinfo=UTC)

    def no_picture(digest: Sha256) -> bytes:
        raise AssertionError(digest)

    report = typeset_report(content(), text, folder, no_picture, engine, moment)
    memo = typeset_letter(content(), text, folder, report, engine, moment)
    assert [place.label for place in memo.places] == ["sign-Gedeputeerde"]
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(memo.pdf)).pages)
    assert "Memo van de gedeputeerde" in said and sha256_hex(report) in said.replace("\n", "")
