"""What a reviewer does in Word that is no change of words and carries no mark: none of it is dropped in silence."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from bna_pipeline.model.proposals import ChangeKind, ReturnedRemark, ReturnedWord
from tests.support.word_edits import ANNE, BERT, Comment, W, WordEdit, added, edited, kept, w
from tests.unit.documents import returned_draft as draft
from tests.unit.documents.returned_draft import FOREWORD, SENDER, SUMMARY

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def _made(inner: str) -> list[Any]:
    names = f'xmlns:w="{W}" xmlns:r="{_RELATIONS}" xmlns:m="{_MATH}"'
    return list(etree.fromstring(f"<w:body {names}>{inner}</w:body>"))


def _back(act: Any) -> ReturnedWord:
    return draft.back(edited(draft.own().data, act))


def _only_remark(act: Any) -> ReturnedRemark:
    word = _back(act)
    assert not word.proposals and len(word.remarks) == 1, word.every
    return word.remarks[0]


def _link(edit: WordEdit, text: str, address: str) -> None:
    """Words that were there become a link."""
    rels = "word/_rels/document.xml.rels"
    link = f'<Relationship Id="rIdLink" Type="{_RELATIONS}/hyperlink" Target="{address}" TargetMode="External"/>'
    edit.parts[rels] = edit.parts[rels].replace(b"</Relationships>", f"{link}</Relationships>".encode())
    node = edit.rewrite(text, kept(text))
    (holder,) = _made('<w:hyperlink r:id="rIdLink"/>')
    run = node[-1]
    node.replace(run, holder)
    holder.append(run)


def _format(edit: WordEdit, text: str, inner: str) -> None:
    node = edit.rewrite(text, *(kept(f"{word} ") for word in text.split(" ")[:-1]), kept(text.split(" ")[-1]))
    for run in list(node.iter(w("r")))[1:3]:
        run.insert(0, _made(f"<w:rPr>{inner}</w:rPr>")[0])


def test_an_equation_that_came_without_tracking_is_told() -> None:
    sum_ = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    remark = _only_remark(lambda e: e.paragraph(FOREWORD[0]).extend(_made(sum_)))
    assert remark.kind is ChangeKind.OTHER and remark.author == SENDER
    assert remark.what == "Buiten de velden: het bestand heeft één formule, het concept geen."


def test_a_picture_that_went_without_tracking_is_told() -> None:
    def act(edit: WordEdit) -> None:
        one = next(edit.body.iter(w("drawing")))
        one.getparent().remove(one)

    assert "14 afbeeldingen, het concept 15" in _only_remark(act).what


def test_words_that_became_a_link_are_told_with_the_address_and_the_place() -> None:
    remark = _only_remark(lambda e: _link(e, FOREWORD[0], "https://example.org/naar-hier"))
    assert (remark.left, remark.before, remark.after) == (FOREWORD[0], "", "https://example.org/naar-hier")
    assert remark.place.field == "voorwoord" and "koppeling" in remark.what and not remark.tracked


def test_a_link_that_says_its_own_address_says_nothing_more() -> None:
    def act(edit: WordEdit) -> None:
        _link(edit, FOREWORD[0], "https://example.org/hier")
        node = edit.paragraph(FOREWORD[0])
        node.append(_made('<w:hyperlink r:id="rIdLink"/>')[0])
        node[-1].append(_made(kept(" Zie example.org/hier."))[0])
        node.remove(node[-2])
        node.insert(len(node) - 1, _made(kept(FOREWORD[0]))[0])

    word = _back(act)
    assert not word.remarks and [p.after for p in word.proposals] == [" Zie example.org/hier."]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ('<w:highlight w:val="yellow"/>', "gemarkeerd"),
        ("<w:strike/>", "doorgehaald"),
        ("<w:dstrike/>", "doorgehaald"),
        ("<w:vanish/>", "verborgen"),
    ],
)
def test_words_that_were_marked_without_tracking_are_told_once(inner: str, said: str) -> None:
    remark = _only_remark(lambda e: _format(e, FOREWORD[0], inner))
    assert remark.kind is ChangeKind.FORMATTED and said in remark.what
    assert (remark.before.strip(), remark.author, remark.tracked) == ("werk ging", SENDER, False)
    assert remark.place.field == "voorwoord" and not remark.outside


def test_a_mark_that_is_off_says_nothing() -> None:
    for inner in ('<w:highlight w:val="none"/>', '<w:strike w:val="0"/>'):
        assert not _back(lambda e, inner=inner: _format(e, FOREWORD[0], inner)).every


def test_two_comments_with_one_number_are_two() -> None:
    def act(edit: WordEdit) -> None:
        edit.comments(Comment(FOREWORD[0], "Eerste."), Comment(SUMMARY[0], "Tweede.", BERT))
        edit.parts["word/comments.xml"] = edit.parts["word/comments.xml"].replace(b'w:id="1"', b'w:id="0"')

    assert {(r.author, r.after) for r in _back(act).remarks} == {(ANNE.name, "Eerste."), (BERT.name, "Tweede.")}


def test_a_comment_over_two_paragraphs_quotes_them_apart() -> None:
    def act(edit: WordEdit) -> None:
        edit.comments(Comment(FOREWORD[0], "Korter?"))
        end = next(edit.body.iter(w("commentRangeEnd")))
        edit.paragraph(FOREWORD[1]).append(end)

    assert _only_remark(act).before == "\n".join(FOREWORD[:2])


def test_words_in_square_brackets_are_words() -> None:
    remark = _only_remark(lambda e: e.rewrite("Wat komt hierna", kept("Wat komt "), added("[ooit] "), kept("hierna")))
    assert "geen tekst" not in remark.what
