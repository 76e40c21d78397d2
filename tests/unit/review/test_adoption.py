"""Adoption is of exactly these bytes, and only `approved` makes an Approved."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

import bna_pipeline
from bna_pipeline.errors import BytesChanged, NotAllowed, NotApproved, TransitionRefused, WrongUse
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, Adoption, Draft, Outcome, Verdict
from bna_pipeline.review.adoption import approved, settle_mandate
from bna_pipeline.review.coverage import expected_sections, uncovered_sections
from tests.unit.model.small import adoption, decision, everyone, programme
from tests.unit.review.acts import ALL, FIRST, PROGRAMME, SECOND, record


def with_other(files: tuple[FileDigest, ...], name: str, data: bytes) -> tuple[FileDigest, ...]:
    return tuple(FileDigest.of(name, data) if f.name == name else f for f in files)


class TestAdopt:
    def test_it_names_every_file_with_length_and_digest(self) -> None:
        made = record()
        assert made.files == FIRST.files and {f.name for f in made.files} == set(DOCUMENTS) and made.settled

    def test_without_every_approval_it_is_refused_and_says_whose_is_missing(self) -> None:
        with pytest.raises(NotApproved, match="Adviseur water"):
            record(SECOND)

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_a_changed_file_is_refused_by_name(self, name: str) -> None:
        size = FIRST.file(name).size
        with pytest.raises(BytesChanged, match=name):
            record(files=with_other(FIRST.files, name, b"x"))
        with pytest.raises(BytesChanged, match="SHA-256"):
            record(files=with_other(FIRST.files, name, b"x" * size))

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_a_missing_file_is_refused_by_name(self, name: str) -> None:
        with pytest.raises(BytesChanged, match=f"{name} .*ontbreekt"):
            record(files=tuple(f for f in FIRST.files if f.name != name))

    def test_a_file_too_many_is_refused_by_name(self) -> None:
        with pytest.raises(BytesChanged, match=r"extra\.pdf"):
            record(files=(*FIRST.files, FileDigest.of("extra.pdf", b"x")))

    def test_a_draft_from_before_the_html_edition_is_adopted_with_its_four_files(self) -> None:
        four = tuple(f for f in FIRST.files if not f.name.endswith(".html"))
        before = FIRST.model_copy(update={"files": four})
        assert len(four) == 4 and record(before, files=four).files == four
        with pytest.raises(BytesChanged, match=r"statenmededeling\.html hoort niet"):
            record(before, files=FIRST.files)

    @pytest.mark.parametrize("day", [date(202, 6, 1), date.min, date(2300, 6, 1), date.max])
    def test_a_slip_in_the_year_is_refused_before_every_overview_shows_it(self, day: date) -> None:
        with pytest.raises(WrongUse, match=f"-{day.year} kan niet de datum"):
            record(on_day=day)

    def test_a_mandate_needs_a_holder_with_the_role_and_stays_open(self) -> None:
        made = record(outcome=Outcome.MANDATE, holder="gedeputeerde")
        assert made.mandate_holder == "gedeputeerde" and not made.settled
        with pytest.raises(WrongUse):
            record(outcome=Outcome.MANDATE)
        with pytest.raises(NotAllowed, match="Gedeputeerde"):
            record(outcome=Outcome.MANDATE, holder="directeur-een")

    def test_a_holder_without_a_mandate_and_a_decision_without_number_are_wrong_use(self) -> None:
        with pytest.raises(WrongUse):
            record(holder="gedeputeerde")
        with pytest.raises(WrongUse):
            record(number=" ")

    def test_only_the_secretary_records_it(self) -> None:
        record(recorded_by="bestuurssecretaris")
        with pytest.raises(NotAllowed, match="Bestuurssecretaris"):
            record(recorded_by="coordinator")


class TestMandate:
    OPEN = adoption(FIRST, Outcome.MANDATE, mandate_holder="gedeputeerde", settled=False)
    COMPARISON = "c" * 64

    def settle(
        self,
        on: Draft = FIRST,
        what: Adoption = OPEN,
        by: str = "gedeputeerde",
        comparison: str | None = COMPARISON,
    ) -> Adoption:
        decisions = everyone(PROGRAMME, on)
        return settle_mandate(PROGRAMME, on, decisions, what, given_by=by, comparison=comparison, files_now=on.files)

    def test_its_holder_fixes_the_final_bytes_and_the_comparison_is_kept(self) -> None:
        made = self.settle(SECOND)
        assert (made.draft, made.files, made.settled, made.comparison) == (2, SECOND.files, True, self.COMPARISON)
        assert (made.number, made.date, made.outcome) == (self.OPEN.number, self.OPEN.date, Outcome.MANDATE)
        assert approved(PROGRAMME, SECOND, everyone(PROGRAMME, SECOND), made).letter == SECOND.file(LETTER_PDF)

    def test_nobody_else_may(self) -> None:
        with pytest.raises(NotAllowed, match="heeft het mandaat niet"):
            self.settle(by="directeur-een")

    def test_it_is_settled_once_and_only_when_there_is_one(self) -> None:
        for other in (self.settle(), adoption(FIRST)):
            with pytest.raises(TransitionRefused):
                self.settle(what=other)

    def test_changed_text_needs_the_route_again_and_a_comparison(self) -> None:
        with pytest.raises(NotApproved, match="Pijler Water"):
            settle_mandate(
                PROGRAMME,
                SECOND,
                ALL,
                self.OPEN,
                given_by="gedeputeerde",
                comparison=self.COMPARISON,
                files_now=SECOND.files,
            )
        with pytest.raises(WrongUse, match="vergelijking"):
            self.settle(SECOND, comparison=None)
        assert self.settle(FIRST, comparison=None).comparison is None


class TestApproved:
    def test_it_carries_the_draft_its_standing_decisions_and_the_adoption(self) -> None:
        made = approved(PROGRAMME, FIRST, ALL, adoption(FIRST))
        assert made.draft == FIRST and made.decisions == ALL and made.adoption == adoption(FIRST)

    def test_decisions_that_no_longer_stand_are_not_among_them(self) -> None:
        stale = decision("directie", "directeur-een", FIRST, verdict=Verdict.RETURN)
        second = everyone(PROGRAMME, SECOND)
        made = approved(
            PROGRAMME, SECOND, (*ALL, stale, *(d for d in second if d.reviewer != "directeur-een")), adoption(SECOND)
        )
        assert "directeur-een" not in {d.reviewer for d in made.decisions}

    def test_a_return_on_words_that_no_newer_draft_changed_keeps_it_from_being_approved(self) -> None:
        """Also where the ledger says that the review was complete, by a rule that was less strict."""
        back = decision("directie", "directeur-een", FIRST, verdict=Verdict.RETURN)
        second = FIRST.model_copy(update={"version": 2})
        with pytest.raises(NotApproved, match=r"Directeur een .* dat deel nog hetzelfde"):
            approved(PROGRAMME, second, (*ALL, back), adoption(second))

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            (None, "niet vastgesteld"),
            (adoption(FIRST, Outcome.HELD), "niet vastgesteld"),
            (adoption(FIRST, Outcome.MANDATE, settled=False), "mandaat"),
            (adoption(SECOND), "concept 2"),
        ],
    )
    def test_without_a_settled_adoption_of_this_draft_it_is_refused(self, given: Adoption | None, why: str) -> None:
        with pytest.raises(NotApproved, match=why):
            approved(PROGRAMME, FIRST, ALL, given)

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_an_adoption_of_other_bytes_is_refused_by_name(self, name: str) -> None:
        with pytest.raises(BytesChanged, match=name):
            approved(PROGRAMME, FIRST, ALL, adoption(FIRST, files=with_other(FIRST.files, name, b"anders")))
        missing = tuple(f for f in FIRST.files if f.name != name)
        with pytest.raises(BytesChanged, match=name):
            approved(PROGRAMME, FIRST, ALL, adoption(FIRST, files=missing))

    def test_an_approval_withdrawn_after_adoption_takes_it_away(self) -> None:
        gone = decision("directie", "directeur-een", FIRST, verdict=Verdict.WITHDRAW)
        two = decision("directie", "directeur-twee", FIRST, verdict=Verdict.WITHDRAW)
        approved(PROGRAMME, FIRST, (*ALL, gone), adoption(FIRST))
        with pytest.raises(NotApproved):
            approved(PROGRAMME, FIRST, (*ALL, gone, two), adoption(FIRST))


def test_no_other_module_of_the_package_makes_an_approved() -> None:
    """A call of `Approved(...)` or a parse into it stands in one file."""
    root = Path(bna_pipeline.__file__).parent
    makers = set()
    texts = ((path, path.read_text(encoding="utf-8")) for path in root.rglob("*.py"))
    for path, text in ((path, text) for path, text in texts if "Approved" in text):
        for node in ast.walk(ast.parse(text)):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute):  # Approved.model_validate(...), Approved.model_construct(...)
                called = called.value
            if isinstance(called, ast.Name) and called.id == "Approved":
                makers.add(path.relative_to(root).as_posix())
    assert makers == {"review/adoption.py"}


def test_a_route_can_be_checked_before_there_is_a_draft() -> None:
    narrow = programme((("een", "all", {"a": ("rapport.pijler.*", "brief.*")}),))
    uncovered = uncovered_sections(narrow, expected_sections(narrow))
    assert "rapport.voorwoord" in uncovered and not any(s.startswith("brief.") for s in uncovered)
    assert uncovered_sections(PROGRAMME, expected_sections(PROGRAMME)) == ()
