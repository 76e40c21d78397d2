"""Contributions in Word: what stands in the cells is what counts, and everything odd about them is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.contributions.characters import CARRIED
from bna_pipeline.contributions.pictures import checked_picture
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.contribution import (
    ActionReport,
    Completeness,
    Contribution,
    Example,
    Milestone,
    Money,
    Picture,
)
from bna_pipeline.model.programme import Status
from tests.sample.filling import Answer
from tests.unit.contributions import small

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
GOOD: dict[str, Answer] = {"T-01.a": "conform planning", "T-01.b": "Er is veel bereikt."}
PICTURE = checked_picture(small.picture())
PICTURES = {sha256_hex(PICTURE.data): PICTURE.data}

letters = st.sampled_from([chr(c) for low, high in CARRIED for c in range(low, high + 1)])
lines = (
    st.text(letters, min_size=1, max_size=60)
    .map(lambda t: " ".join(t.split()))
    .filter(lambda t: t != "" and not t.startswith(("Kies een ", "‘")))
)
texts = st.lists(lines, min_size=1, max_size=3).map(tuple)
titles = lines.filter(lambda t: t[0].isalpha())
sent_on = date(2020, 5, 4)
reached = st.builds(Milestone, date=st.dates(date(2019, 7, 1), sent_on), title=titles, reached=st.just(True))
coming = st.builds(Milestone, date=st.dates(sent_on, date(2025, 1, 1)), title=titles, reached=st.just(False))
pictures = st.builds(
    Picture,
    sha256=st.just(sha256_hex(PICTURE.data)),
    media_type=st.just("image/png"),
    width=st.just(800),
    height=st.just(500),
    description=lines,
)
examples = st.builds(Example, title=lines, text=texts, picture=st.none() | pictures, caption=st.just(None)) | st.builds(
    Example, title=lines, text=texts, picture=pictures, caption=lines
)
money = st.builds(Money, amount=st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100), purpose=lines)


@st.composite
def reports(draw: st.DrawFn, action: str) -> ActionReport:
    status = draw(st.sampled_from(list(Status)))
    return ActionReport(
        action=action,
        status=status,
        achieved=draw(texts),
        milestones=(*draw(st.lists(reached, max_size=2)), *draw(st.lists(coming, max_size=2))),
        example=draw(st.none() | examples),
        next_steps=draw(st.just(()) | texts),
        money=draw(st.none() | money),
        reason=draw(texts) if status.needs_reason else (),
        measure=draw(texts) if status.needs_reason else (),
    )


@st.composite
def contributions(draw: st.DrawFn) -> Contribution:
    chosen = draw(st.lists(st.sampled_from(["T-01", "T-02", "K-01"]), unique=True, min_size=1))
    complete = len(chosen) == 3 and draw(st.booleans())
    return Contribution(
        edition="proef-2020",
        partner="school",
        completeness=Completeness.COMPLETE if complete else Completeness.PARTIAL,
        sent_at=datetime(2020, 5, 4, 10, 0, tzinfo=timezone(timedelta(hours=2))),
        author=draw(lines),
        reports=tuple(draw(reports(a)) for a in ("T-01", "T-02", "K-01") if a in chosen),
    )


@given(contributions())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_contribution_survives_the_way_through_the_form(value: Contribution) -> None:
    found = small.word_judged(small.filled(small.answers_of(value, PICTURES)))
    assert found.contribution == value, found.findings


@pytest.mark.parametrize(
    "text", ["Techniek & zorg", "a < b > c", "{{ naam }}", "{% if x %}", "&amp; blijft &amp;", '"</w:t>']
)
def test_text_that_is_markup_elsewhere_comes_through_unchanged(text: str) -> None:
    found = small.word_judged(small.filled({**GOOD, "T-01.b": text}))
    assert found.contribution is not None
    assert found.contribution.reports[0].achieved == (text,)


def test_ten_mistakes_in_one_file_are_ten_findings_each_with_its_place() -> None:
    mistakes: dict[str, Answer] = {
        "ALG.a": "",
        "ALG.b": "bijna klaar",
        "T-01.a": "loopt lekker",
        "T-01.b": "Mooi \U0001f680",
        "T-01.c": ["ergens in mei - Opening", "12 juli 2024 - Afronding"],
        "T-01.d": "1-3-2020 - Start",
        "T-01.e": "Een titel zonder tekst",
        "T-01.k": "twee ton",
        "T-01.l": "onderzoek",
        "T-02.a": "vertraagd",
        "T-02.m": "Er was te weinig tijd.",
    }
    found = small.word_judged(small.filled(mistakes))
    assert sorted(small.codes(found)) == sorted(
        [
            ("BIJ-013", "ALG.a"),
            ("BIJ-014", "ALG.b"),
            ("BIJ-031", "T-01.a"),
            ("BIJ-072", "T-01.b"),
            ("BIJ-040", "T-01.c, regel 1"),
            ("BIJ-042", "T-01.c, regel 2"),
            ("BIJ-043", "T-01.d, regel 1"),
            ("BIJ-050", "T-01.f"),
            ("BIJ-060", "T-01.k"),
            ("BIJ-032", "T-02.b"),
            ("BIJ-034", "T-02.n"),
        ]
    )
    assert found.contribution is None
    assert found.sent_at is not None


def _tracked(text: str) -> str:
    old = "<w:t>Er is veel bereikt.</w:t></w:r>"
    assert old in text
    return text.replace(
        old,
        '<w:t xml:space="preserve">Er is </w:t></w:r><w:ins w:id="1" w:author="x"><w:r><w:t>meer</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>niets</w:delText></w:r></w:del><w:r><w:t> bereikt.</w:t></w:r>',
    )


def test_inserted_text_counts_removed_text_does_not_and_both_are_said() -> None:
    found = small.word_judged(small.rewritten(small.filled(GOOD), {"word/document.xml": _tracked}))
    assert found.contribution is not None
    assert found.contribution.reports[0].achieved == ("Er is meer bereikt.",)
    (finding,) = found.findings
    assert (finding.code, finding.place) == ("BIJ-080", "T-01.b")
    assert "‘meer’" in finding.message
    assert "‘niets’" in finding.message


def _commented(text: str) -> str:
    return text.replace(
        "<w:t>Er is veel bereikt.</w:t></w:r>",
        '<w:t>Er is veel bereikt.</w:t></w:r><w:r><w:commentReference w:id="7"/></w:r>',
    )


@pytest.mark.parametrize(("done", "wanted"), [("0", [("BIJ-081", "T-01.b")]), ("1", [])])
def test_an_open_comment_is_said_at_its_answer_and_a_resolved_one_is_not(
    done: str, wanted: list[tuple[str, str]]
) -> None:
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    w15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    comment = '<w:comment w:id="7"><w:p w14:paraId="0A"><w:r><w:t>Klopt dit?</w:t></w:r></w:p></w:comment>'
    docx = small.rewritten(
        small.filled(GOOD),
        {
            "word/document.xml": _commented,
            "word/comments.xml": f"<w:comments {W} {w14}>{comment}</w:comments>",
            "word/commentsExtended.xml": f'<w15:commentsEx {w15}><w15:commentEx w15:paraId="0A" w15:done="{done}"/>'
            "</w15:commentsEx>",
        },
    )
    found = small.word_judged(docx)
    assert small.codes(found) == wanted
    assert found.contribution is not None


def _wrapped(text: str) -> str:
    inner = "<w:r><w:t>Er is veel bereikt.</w:t></w:r>"
    return text.replace(
        inner,
        "<w:sdt><w:sdtPr/><w:sdtContent><w:sdt><w:sdtPr/><w:sdtContent>"
        f"{inner}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
    )


def _without_controls(text: str) -> str:
    """As LibreOffice leaves it: the control's content without the control."""
    start, end = text.index("<w:sdt>"), text.rindex("</w:sdt>")
    body = text[start:end]
    for tag in ("sdt", "sdtContent"):
        body = body.replace(f"<w:{tag}>", "").replace(f"</w:{tag}>", "")
    while "<w:sdtPr>" in body:
        a, b = body.index("<w:sdtPr>"), body.index("</w:sdtPr>") + len("</w:sdtPr>")
        body = body[:a] + body[b:]
    return text[:start] + body + text[end + len("</w:sdt>") :]


def _alternative(text: str) -> str:
    inner = "<w:r><w:t>Er is veel bereikt.</w:t></w:r>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return text.replace(
        inner,
        f"<mc:AlternateContent {mc}><mc:Choice Requires='x'>{inner}</mc:Choice>"
        f"<mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>",
    )


@pytest.mark.parametrize("change", [_wrapped, _without_controls, _alternative])
def test_controls_nested_or_lost_and_doubled_content_do_not_change_the_answer(change: Callable[[str], str]) -> None:
    found = small.word_judged(small.rewritten(small.filled(GOOD), {"word/document.xml": change}))
    assert found.findings == ()
    assert found.contribution is not None
    assert found.contribution.reports[0].achieved == ("Er is veel bereikt.",)


def test_text_within_a_text_is_refused_and_not_left_out() -> None:
    """Word opens no such file; who reads the outer text alone loses the answer within."""
    within = small.rewritten(
        small.filled(GOOD),
        {"word/document.xml": lambda xml: xml.replace("Er is veel", "Er is <w:r><w:t>veel</w:t></w:r>")},
    )
    assert small.codes(small.word_judged(within)) == [("BIJ-002", "het hele bestand")]


def test_a_line_break_in_a_cell_parts_milestones() -> None:
    docx = small.filled({**GOOD, "T-01.c": "1 mei 2020 - Begin@@02-05-2020: Vervolg@@2020-05-03 – Slot"})
    broken = small.rewritten(
        docx, {"word/document.xml": lambda t: t.replace("@@", "</w:t></w:r><w:r><w:br/></w:r><w:r><w:t>")}
    )
    found = small.word_judged(broken)
    assert found.contribution is not None
    assert [(m.date.day, m.title) for m in found.contribution.reports[0].milestones] == [
        (1, "Begin"),
        (2, "Vervolg"),
        (3, "Slot"),
    ]


def test_a_picture_comes_out_of_its_cell_with_size_and_description() -> None:
    answers: dict[str, Answer] = {
        **GOOD,
        "T-01.e": "Voorbeeld",
        "T-01.f": "Een verhaal.",
        "T-01.g": small.picture(),
        "T-01.h": "Een blauw vlak.",
        "T-01.i": "Blauw",
    }
    found = small.word_judged(small.filled(answers))
    assert found.contribution is not None
    example = found.contribution.reports[0].example
    assert example is not None
    assert example.picture is not None
    assert (example.picture.width, example.picture.height) == (800, 500)
    assert set(found.pictures) == {example.picture.sha256}


def test_a_picture_in_another_cell_is_a_warning_that_says_where_it_belongs() -> None:
    found = small.word_judged(small.filled({**GOOD, "T-01.j": small.picture()}))
    assert small.codes(found) == [("BIJ-056", "T-01.j")]
    assert "T-01.g" in found.findings[0].mend
    assert found.contribution is not None


def test_the_form_of_another_partner_or_edition_is_one_finding() -> None:
    docx = small.filled(GOOD)
    assert small.codes(small.word_judged(docx, "stad")) == [("BIJ-011", "het formulier")]
    other = small.rewritten(
        docx, {"docProps/custom.xml": lambda text: text.replace("proef-2020/school", "proef-2019/school")}
    )
    assert small.codes(small.word_judged(other)) == [("BIJ-010", "het formulier")]


def test_a_form_whose_identity_was_lost_is_a_finding() -> None:
    docx = small.rewritten(
        small.filled(GOOD),
        {
            "docProps/custom.xml": None,
            "docProps/core.xml": lambda text: text.replace("proef-2020/school/1", ""),
            "word/footer1.xml": lambda text: text.replace("proef-2020", ""),
        },
    )
    assert small.codes(small.word_judged(docx)) == [("BIJ-016", "het formulier")]


@pytest.mark.parametrize("moment", ["2020-05-04T10:00:00", "gisteren", ""])
def test_a_saving_moment_that_is_unreadable_or_without_zone_is_a_finding(moment: str) -> None:
    docx = small.rewritten(
        small.filled(GOOD), {"docProps/core.xml": lambda text: text.replace("2020-05-04T08:00:00Z", moment)}
    )
    found = small.word_judged(docx)
    assert [code for code, _ in small.codes(found)] == ["BIJ-012"]
    assert found.contribution is None


def test_a_copied_table_is_an_action_reported_twice() -> None:
    def twice(text: str) -> str:
        start = text.index("<w:tbl>", text.index("T-01.a") - 3000)
        while "T-01.a" not in text[start : text.index("</w:tbl>", start)]:
            start = text.index("<w:tbl>", start + 1)
        end = text.index("</w:tbl>", start) + len("</w:tbl>")
        return text[:end] + "<w:p/>" + text[start:end] + text[end:]

    found = small.word_judged(small.rewritten(small.filled(GOOD), {"word/document.xml": twice}))
    assert small.codes(found) == [("BIJ-022", "T-01")]


def test_a_footnote_and_a_table_in_an_answer_are_said() -> None:
    def noted(text: str) -> str:
        return text.replace("<w:t>Er is veel bereikt.</w:t>", '<w:t>Er is veel.</w:t><w:footnoteReference w:id="1"/>')

    found = small.word_judged(small.rewritten(small.filled(GOOD), {"word/document.xml": noted}))
    assert small.codes(found) == [("BIJ-082", "T-01.b")]


def test_a_word_file_without_the_questions_is_no_form() -> None:
    empty = small.rewritten(
        small.form(), {"word/document.xml": f"<w:document {W}><w:body><w:p/></w:body></w:document>"}
    )
    assert small.codes(small.word_judged(empty)) == [("BIJ-001", "het hele bestand")]


def test_an_untouched_form_says_that_nothing_was_filled_in() -> None:
    assert ("BIJ-015", "het hele bestand") in small.codes(small.word_judged(small.form()))
