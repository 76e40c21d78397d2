"""A change from Word on a page: what went, what came, and what only hangs there, with who the file says it is from."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.proposal_events import WordReturned
from bna_pipeline.model.proposals import ChangeKind, Place, Proposal, ReturnedRemark, Said
from bna_pipeline.pipeline.proposing import ProposalLine, ProposalState
from bna_pipeline.portal.pages import _environment
from bna_pipeline.portal.routes.returned_word import read_from

PLACE = Place(where="Voorwoord", around="Het werk ging door")


def _shown(macro: str, change: Any) -> str:
    return str(getattr(_environment().get_template("proposal_parts.html").module, macro)(change))


def _said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _remark(kind: ChangeKind, **given: Any) -> ReturnedRemark:
    return ReturnedRemark(id="00000000-1", kind=kind, author=given.pop("author", "A. Jansen"), place=PLACE, **given)


def test_words_at_which_a_comment_hangs_are_not_shown_as_words_that_went() -> None:
    reply = Said(author="B. <b>Pieters</b>", date="2020-03-02T10:00:00Z", words="Ja.")
    remark = _remark(
        ChangeKind.COMMENT, before="ging door", after="Klopt <i>dit</i>?", what="Opmerking.", replies=(reply,)
    )
    html = _shown("words", remark)
    assert "<del>" not in html and "<ins>" not in html and "<i>" not in html and "<b>" not in html
    assert "Bij: “ging door” Klopt <i>dit</i>?" in _said(html)
    assert "Antwoord van B. <b>Pieters</b>, 02-03-2020 10:00: Ja." in _said(html)


def test_words_of_which_the_format_changed_are_not_shown_as_words_that_went() -> None:
    html = _shown("words", _remark(ChangeKind.FORMATTED, before="ging door", what="Opmaak: vet aan."))
    assert "<del>" not in html and "Bij: “ging door”" in _said(html)


def test_a_text_that_moved_stands_there_once_with_where_it_went() -> None:
    moved = Proposal(
        id="00000000-1", kind=ChangeKind.MOVED, author="A", before="Een zin.", after="Een zin.", place=PLACE,
        to=Place(where="Samenvatting", around="Veel acties"), fields=("foreword:paragraphs",),
    )  # fmt: skip
    html = _shown("words", moved)
    assert "<del>" not in html
    assert _said(html) == "Een zin. Verplaatst naar: Samenvatting, na “Veel acties”"


def test_what_went_and_what_came_is_said_to_who_does_not_see_it() -> None:
    changed = _remark(ChangeKind.REPLACED, before="ging", after="liep", left="Het werk ", right=" door", what="Vast.")
    html = _shown("words", changed)
    assert "[weg: ging ]" in _said(html) and "[erbij: liep ]" in _said(html) and "buiten de velden" in html


def test_a_change_of_which_the_file_names_no_author_is_not_given_one() -> None:
    assert _shown("by_whom", _remark(ChangeKind.INSERTED, author=None, what="Vast.")) == "schrijver onbekend"
    dated = _remark(ChangeKind.INSERTED, date="2020-03-02T10:00:00Z", until="2020-03-03T09:30:00", what="Vast.")
    assert _shown("by_whom", dated) == "A. Jansen, 02-03-2020 10:00 tot 03-03-2020 09:30"
    assert _shown("by_whom", _remark(ChangeKind.INSERTED, date="gisteren", what="Vast.")) == "A. Jansen, gisteren"


def test_a_sender_sees_what_was_marked_as_done_in_word_too() -> None:
    file = FileDigest(name="concept.docx", sha256="0" * 64, size=1)
    entry = WordReturned(
        file=file, document="a.docx", draft=1, person="a", given_by="a", proposals="0" * 64, count=0, outside=1
    )
    remark = _remark(ChangeKind.COMMENT, what="Opmerking.")
    open_ = ProposalLine(
        change=remark, state=ProposalState.OPEN, person="a", file="a.docx", document="a.docx", draft=1, current=True
    )
    done = open_.model_copy(update={"change": remark.model_copy(update={"id": "00000000-2", "resolved": True})})
    other = open_.model_copy(update={"change": open_.change.model_copy(update={"id": "10000000-1"})})
    assert read_from(entry, (open_, other, done)) == (open_, done)
