"""What became of the findings of the version before: solved, still there or new; and how the page says so."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.contributions.comparison import still_wrong
from bna_pipeline.contributions.findings_page import findings_html, progress
from bna_pipeline.contributions.rules import Findings, Rule
from bna_pipeline.model.finding import FindingsReport

RULES = (Rule.AUTHOR, Rule.STATUS_UNKNOWN, Rule.TRACKED, Rule.TOO_LONG)


def _report(*broken: tuple[Rule, str]) -> FindingsReport:
    findings = Findings()
    for rule, place in broken:
        findings.add(rule, place, "Dit klopt niet.", "Verbeter dit.")
    return FindingsReport(partner="school", file="bijdrage.docx", original=None, findings=findings.all())


BEFORE = _report((Rule.AUTHOR, "ALG.a"), (Rule.STATUS_UNKNOWN, "T-01.a"), (Rule.TRACKED, "T-01.b"))
NOW = _report((Rule.STATUS_UNKNOWN, "T-01.a"), (Rule.TOO_LONG, "T-02.b"))


def test_a_finding_is_the_same_when_rule_and_place_are() -> None:
    found = still_wrong(BEFORE, NOW)
    assert [f.place for f in found.solved] == ["ALG.a", "T-01.b"]
    assert [f.place for f in found.still] == ["T-01.a"]
    assert [f.place for f in found.new] == ["T-02.b"]
    assert progress(found) == "2 van de 3 punten uit uw vorige versie zijn opgelost."


def test_of_a_version_that_cannot_be_read_nothing_is_called_solved() -> None:
    found = still_wrong(BEFORE, _report((Rule.UNREADABLE, "het hele bestand")))
    assert found.solved == ()
    assert progress(found) == ""


def test_progress_is_said_in_a_sentence_for_any_count() -> None:
    one = _report((Rule.AUTHOR, "ALG.a"))
    assert progress(still_wrong(one, _report())) == "Het punt uit uw vorige versie is opgelost."
    assert progress(still_wrong(one, one)) == "Het punt uit uw vorige versie is nog niet opgelost."
    assert progress(still_wrong(BEFORE, _report())) == "Alle 3 punten uit uw vorige versie zijn opgelost."
    assert progress(still_wrong(BEFORE, BEFORE)) == "De 3 punten uit uw vorige versie zijn nog niet opgelost."
    assert progress(still_wrong(_report(), one)) == ""


def test_the_page_marks_what_was_there_before_and_what_is_new() -> None:
    page = findings_html(NOW, "Hogeschool", "Rapportage 2020", BEFORE).decode()
    assert "2 van de 3 punten" in page
    assert page.count(">nog steeds<") == 1
    assert page.count(">nieuw<") == 1
    assert page.index("nog steeds<") < page.index("T-02.b")


def test_without_a_version_before_the_page_marks_nothing() -> None:
    for before in (None, _report()):
        page = findings_html(NOW, "Hogeschool", "Rapportage 2020", before).decode()
        assert "nog steeds" not in page
        assert "vorige versie" not in page


broken = st.lists(st.tuples(st.sampled_from(RULES), st.sampled_from(["T-01.a", "T-01.b"])), max_size=6)


@given(broken, broken)
def test_every_finding_is_accounted_for_once(before: list[tuple[Rule, str]], now: list[tuple[Rule, str]]) -> None:
    found = still_wrong(_report(*before), _report(*now))
    assert len(found.solved) + len(found.still) == len(before) == found.before
    assert len(found.still) + len(found.new) == len(now)
