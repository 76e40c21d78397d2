"""The commented form: the partner's own file with our comments at the wrong answers, and nothing else changed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from bna_pipeline.contributions.word_comments import commented
from bna_pipeline.contributions.word_file import read_word
from bna_pipeline.contributions.wordxml import W14, W15, w
from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.model.intake import IntakeLimits
from tests.sample.filling import Answer
from tests.unit.contributions import small

LIMITS = IntakeLimits()
AT = datetime(2020, 5, 6, 9, 30, tzinfo=UTC)
LATER = datetime(2020, 5, 9, 9, 30, tzinfo=UTC)
DOCUMENT, COMMENTS, TYPES, RELATIONS = (
    "word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels",
)  # fmt: skip
WRONG: dict[str, Answer] = {
    "T-01.a": "loopt lekker",
    "T-01.b": ["Er is veel bereikt.", "En nog meer."],
    "T-01.c": ["1 mei 2020 - Begin", "ergens in mei - Opening"],
    "T-02.a": "conform planning",
    "T-02.b": "Het gaat.",
    "T-02.k": "twee ton",
    "T-02.l": "onderzoek",
}
MARK = re.compile(rb'<w:comment(?:RangeStart|RangeEnd) w:id="\d+"/>|<w:r><w:commentReference w:id="\d+"/></w:r>')


def _finding(place: str, message: str = "Dit klopt niet.", code: str = "BIJ-031") -> Finding:
    return Finding(
        code=code, severity=Severity.ERROR, place=place, rule="De regel.", message=message, mend="Doe het anders."
    )


def _parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _commented(docx: bytes, findings: Sequence[Finding], at: datetime = AT) -> bytes:
    found = commented(docx, findings, LIMITS, at)
    assert found is not None
    return found


def _comments(docx: bytes) -> dict[str, tuple[str, list[str]]]:
    """Author and paragraphs of each comment, by id."""
    root = etree.fromstring(_parts(docx)[COMMENTS])
    return {
        str(c.get(w("id"))): (str(c.get(w("author"))), ["".join(map(str, p.itertext())) for p in c.iter(w("p"))])
        for c in root.iter(w("comment"))
    }


def _hanging(docx: bytes) -> Mapping[str, str]:
    """By comment the code beside which it hangs."""
    return {key: answer.code for answer in read_word(docx).answers for key in answer.text.comments}


@pytest.fixture(scope="module")
def wrong() -> bytes:
    return small.filled(WRONG)


def test_each_wrong_answer_has_a_comment_of_ours_that_says_what_and_how_to_mend_it(wrong: bytes) -> None:
    findings = small.word_judged(wrong).findings
    form = _commented(wrong, findings)
    places = {re.sub(",.*", "", f.place) for f in findings}
    assert set(_hanging(form).values()) == places == {"T-01.a", "T-01.c", "T-02.k"}
    for key, (author, lines) in _comments(form).items():
        (finding,) = (f for f in findings if f.place.startswith(_hanging(form)[key]))
        assert author == "BNA-controle"
        assert lines == [f"Fout: {finding.message}", finding.mend, f"({finding.code})"]


def test_everything_but_the_comments_is_the_same_to_the_byte(wrong: bytes) -> None:
    before = _parts(wrong)
    after = _parts(_commented(wrong, small.word_judged(wrong).findings))
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {DOCUMENT, COMMENTS, TYPES, RELATIONS}
    assert list(after)[: len(before)] == list(before)
    assert MARK.sub(b"", after[DOCUMENT]).replace(b"<w:p></w:p>", b"<w:p/>") == before[DOCUMENT]
    for name, end in ((TYPES, b"</Types>"), (RELATIONS, b"</Relationships>")):
        head = before[name].removesuffix(end)
        assert after[name].startswith(head) and after[name].endswith(end)
        assert after[name].count(b"<") == before[name].count(b"<") + 1


def test_an_empty_cell_is_commented_too_and_stays_empty(wrong: bytes) -> None:
    form = _commented(wrong, [_finding("T-02.f")])
    assert list(_hanging(form).values()) == ["T-02.f"]
    assert b"<w:p><w:commentRangeStart" in _parts(form)[DOCUMENT]
    assert next(a for a in read_word(form).answers if a.code == "T-02.f").text.paragraphs == []


def test_what_is_wrong_with_one_answer_stands_in_one_comment_and_with_the_file_at_its_beginning(wrong: bytes) -> None:
    form = _commented(
        wrong,
        [
            _finding("T-01.c, regel 2", "Geen datum."),
            _finding("het hele bestand", "Te veel."),
            _finding("T-01.c, regel 3", "Geen titel."),
            _finding("de kantlijn van het formulier", "Nog iets."),
            _finding("T-02", "Over de actie."),
            _finding("de rij onder T-02.e", "Een rij zonder code."),
            _finding("X-99.a", "Bestaat niet."),
        ],
    )
    said = {key: [line for line in lines if line.startswith("Fout")] for key, (_, lines) in _comments(form).items()}
    assert list(said.values()) == [
        ["Fout: Te veel.", "Fout: Nog iets.", "Fout: Bestaat niet."],
        ["Fout: Geen datum.", "Fout: Geen titel."],
        ["Fout: Over de actie."],
        ["Fout: Een rij zonder code."],
    ]
    assert [_hanging(form).get(key) for key in said] == [None, "T-01.c", "T-02.a", "T-02.e"]
    first = next(etree.fromstring(_parts(form)[DOCUMENT]).iter(w("p")))
    assert first.find(f"{w('r')}/{w('commentReference')}") is not None


def test_the_comment_is_around_all_paragraphs_of_the_answer(wrong: bytes) -> None:
    form = etree.fromstring(_parts(_commented(wrong, [_finding("T-01.b")]))[DOCUMENT])
    start, end = (next(form.iter(w(name))) for name in ("commentRangeStart", "commentRangeEnd"))
    first, last = start.getparent(), end.getparent()
    assert first is not None and last is not None
    assert ["".join(map(str, p.itertext())) for p in (first, last)] == ["Er is veel bereikt.", "En nog meer."]


def test_the_same_arguments_give_the_same_bytes(wrong: bytes) -> None:
    findings = small.word_judged(wrong).findings
    assert _commented(wrong, findings) == _commented(wrong, findings)


def test_the_commented_form_is_read_to_the_same_and_our_comments_are_no_findings(wrong: bytes) -> None:
    before = small.word_judged(wrong)
    after = small.word_judged(_commented(wrong, before.findings))
    assert after == before


answers = st.dictionaries(
    st.sampled_from([f"T-0{n}.{letter}" for n in (1, 2) for letter in "abcdefjklmn"]),
    st.sampled_from(["conform planning", "vertraagd", "1 mei 2020 - Begin", "€ 12", "Zo & zo <hier>"])
    | st.lists(st.sampled_from(["Een", "Twee", "Drie"]), min_size=1, max_size=3),
    max_size=8,
)
BESIDE = {"T-01": "T-01.a", "T-01.g": "T-01.g", "ALG.a": "ALG.a", "T-02.b, alinea 2": "T-02.b", "K-01.n": "K-01.n"}
places = st.sampled_from([*BESIDE, "het hele bestand", "ergens"])


@given(answers, st.lists(places, max_size=5), st.integers(1, 2))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_said_about_whatever_form_the_contribution_stays_the_same(
    filled: dict[str, Answer], where: list[str], times: int
) -> None:
    form = small.filled(filled)
    told = form
    for _ in range(times):
        told = _commented(told, [_finding(place, f"Over {place} & <meer>") for place in where])
    assert small.word_judged(told) == small.word_judged(form)
    hanging = {BESIDE[place] for place in where if place in BESIDE}
    assert sorted(_hanging(told).values()) == sorted(hanging)
    about_all = any(place not in BESIDE for place in where)
    assert len(_comments(told) if COMMENTS in _parts(told) else ()) == len(hanging) + about_all


def test_a_second_time_our_comments_replace_those_of_the_first(wrong: bytes) -> None:
    once = _commented(wrong, [_finding("T-01.a", "Oud."), _finding("T-01.b", "Ook oud.")])
    twice = _commented(once, [_finding("T-02.k", "Nieuw.")], LATER)
    assert [lines[0] for _, lines in _comments(twice).values()] == ["Fout: Nieuw."]
    assert list(_hanging(twice).values()) == ["T-02.k"]
    assert etree.tostring(_unmarked(twice), method="c14n") == etree.tostring(_unmarked(wrong), method="c14n")


def test_without_findings_our_comments_are_taken_out_again(wrong: bytes) -> None:
    clean = _commented(_commented(wrong, [_finding("T-01.a")]), [])
    assert _comments(clean) == {}
    assert _hanging(clean) == {}


def _unmarked(docx: bytes) -> etree._Element:
    return etree.fromstring(MARK.sub(b"", _parts(docx)[DOCUMENT]))


def _with_theirs(docx: bytes, author: str = "Anne", number: int = 7) -> bytes:
    """A form in which somebody made a comment in Word, and answered one of ours when there is one."""
    paragraph = f'xmlns:w14="{W14}" w14:paraId="0A0A0A0A"'
    theirs = (
        f'<w:comment w:id="{number}" w:author="{author}"><w:p {paragraph}><w:r><w:t>Klopt dit?</w:t></w:r></w:p>'
        "</w:comment>"
    )
    parts = _parts(docx)
    there = parts.get(COMMENTS, f'<w:comments xmlns:w="{W_URI}"></w:comments>'.encode()).decode()
    mark = f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    changes: dict[str, small.Change] = {
        COMMENTS: there.replace("</w:comments>", f"{theirs}</w:comments>"),
        DOCUMENT: lambda text: text.replace("<w:t>Het gaat.</w:t></w:r>", f"<w:t>Het gaat.</w:t></w:r>{mark}"),
    }
    if COMMENTS not in parts:
        changes[TYPES] = lambda text: text.replace(
            "</Types>",
            '<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.comments+xml"/></Types>',
        )
        changes[RELATIONS] = lambda text: text.replace(
            "</Relationships>",
            '<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"'
            ' Target="comments.xml"/></Relationships>',
        )
    return small.rewritten(docx, changes)


W_URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_comments_of_others_stay_and_are_still_said_and_numbers_do_not_clash(wrong: bytes) -> None:
    theirs = _with_theirs(wrong)
    form = _commented(theirs, [_finding("T-01.a")])
    assert {key: author for key, (author, _) in _comments(form).items()} == {"7": "Anne", "8": "BNA-controle"}
    assert _hanging(form) == {"8": "T-01.a", "7": "T-02.b"}
    said = [f for f in small.word_judged(form).findings if f.code == "BIJ-081"]
    assert [(f.place, "Klopt dit?" in f.message) for f in said] == [("T-02.b", True)]
    assert _parts(form)[TYPES] == _parts(theirs)[TYPES]
    assert _parts(form)[RELATIONS] == _parts(theirs)[RELATIONS]


def test_what_word_keeps_about_our_comments_elsewhere_goes_with_them(wrong: bytes) -> None:
    once = _with_theirs(_commented(wrong, [_finding("T-01.a")]), number=9)
    w14, w15 = f'xmlns:w14="{W14}"', f'xmlns:w15="{W15}"'
    kind = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    saved = small.rewritten(
        once,
        {
            COMMENTS: lambda text: text.replace("<w:p><w:r>", f'<w:p {w14} w14:paraId="0B0B0B0B"><w:r>', 1),
            "word/commentsExtended.xml": f'<w15:commentsEx {w15}><w15:commentEx w15:paraId="0B0B0B0B" w15:done="0"/>'
            '<w15:commentEx w15:paraId="0A0A0A0A" w15:done="1"/></w15:commentsEx>',
            RELATIONS: lambda text: text.replace(
                "</Relationships>",
                f'<Relationship Id="rIdX" Type="{kind}" Target="commentsExtended.xml"/></Relationships>',
            ),
        },
    )
    twice = _parts(_commented(saved, [_finding("T-01.b")]))
    kept = etree.fromstring(twice["word/commentsExtended.xml"])
    assert [e.get(f"{{{W15}}}paraId") for e in kept] == ["0A0A0A0A"]


def test_characters_that_no_xml_can_hold_do_not_break_the_form(wrong: bytes) -> None:
    form = _commented(wrong, [_finding("T-01.a", "Een \ufffe vreemd & <teken>.")])
    assert _comments(form)["0"][1][0] == "Fout: Een \ufffd vreemd & <teken>."


@pytest.mark.parametrize(
    "docx",
    [
        b"",
        b"geen zip",
        b"PK\x03\x04half",
        small.rewritten(small.form(), {"word/vbaProject.bin": "macro"}),
        small.rewritten(small.form(), {DOCUMENT: "<w:document"}),
        small.rewritten(small.form(), {DOCUMENT: f'<w:document xmlns:w="{W_URI}"/>'}),
        small.rewritten(small.form(), {DOCUMENT: "<!DOCTYPE x><x/>"}),
    ],
)
def test_what_is_not_safe_or_not_readable_has_no_commented_form(docx: bytes) -> None:
    assert commented(docx, [_finding("T-01.a")], LIMITS, AT) is None


def test_a_form_with_another_prefix_for_words_names_is_commented_in_that_prefix(wrong: bytes) -> None:
    renamed = small.rewritten(
        wrong, {DOCUMENT: lambda t: re.sub(r"(</?| )w:", r"\1x:", t).replace("xmlns:w=", "xmlns:x=")}
    )
    form = _commented(renamed, [_finding("T-01.a")])
    assert b'<x:commentReference x:id="0"/>' in _parts(form)[DOCUMENT]
    assert list(_hanging(form).values()) == ["T-01.a"]
