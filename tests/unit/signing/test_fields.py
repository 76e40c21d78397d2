"""The prepared letter: tagged, visible, empty signature fields."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pytest

from bna_pipeline.errors import DocumentError, FieldMissing
from bna_pipeline.ports import LabelPlace
from bna_pipeline.signing.fields import BOX, prepare
from tests.support.verapdf import verapdf
from tests.unit.signing.workshop import SECRETARIS, SIGNATORIES, VOORZITTER, adopted, typeset_letter


@pytest.fixture
def letter() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(adopted())) as pdf:
        yield pdf


def widgets(letter: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(letter.Root.AcroForm.Fields)


def test_there_is_one_empty_field_a_signatory_in_their_order(letter: pikepdf.Pdf) -> None:
    assert [str(w.T) for w in widgets(letter)] == ["Voorzitter", "Secretaris"]
    assert all(str(w.FT) == "/Sig" and "/V" not in w for w in widgets(letter))
    assert int(letter.Root.AcroForm.SigFlags) == 3
    assert "/NeedAppearances" not in letter.Root.AcroForm


def test_a_field_says_whose_signature_it_is_and_is_printed(letter: pikepdf.Pdf) -> None:
    for widget, signatory in zip(widgets(letter), SIGNATORIES, strict=True):
        assert signatory.label in str(widget.TU)
        assert signatory.name in str(widget.TU)
        assert int(widget.F) == 4
        assert "/N" in widget.AP


def test_a_box_stands_with_its_top_left_corner_on_the_label(letter: pikepdf.Pdf) -> None:
    height = float(letter.pages[1].mediabox[3])
    for widget, place in zip(widgets(letter), typeset_letter().places, strict=True):
        left, bottom, right, top = (float(v) for v in widget.Rect)
        assert (left, height - top) == pytest.approx((place.x, place.y), abs=0.01)
        assert (right - left, top - bottom) == pytest.approx(BOX, abs=0.01)


def test_each_widget_lies_in_a_form_element_that_the_parent_tree_knows(letter: pikepdf.Pdf) -> None:
    parents = pikepdf.NumberTree(letter.Root.StructTreeRoot.ParentTree)
    for widget in widgets(letter):
        form = parents[int(widget.StructParent)]
        assert str(form.S) == "/Form"
        assert form.K.Obj.objgen == widget.objgen
        assert str(form.K.Type) == "/OBJR"
    assert str(letter.pages[1].obj.Tabs) == "/S"


def test_a_reader_hears_the_field_right_after_the_printed_function(letter: pikepdf.Pdf) -> None:
    """The Form element follows the text that stands above the box, not the end of the document."""
    parents = pikepdf.NumberTree(letter.Root.StructTreeRoot.ParentTree)
    for widget in widgets(letter):
        form = parents[int(widget.StructParent)]
        siblings = list(form.P.K)
        position = next(i for i, kid in enumerate(siblings) if kid.objgen == form.objgen)
        assert position > 0
        assert str(form.P.S) != "/Document"
    order = [e.objgen for e in elements(letter.Root.StructTreeRoot.K) if e.get("/S") == pikepdf.Name.Form]
    assert order == [parents[int(w.StructParent)].objgen for w in widgets(letter)]


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        if "/K" in node:
            yield from elements(node.K)


def test_preparing_twice_gives_the_same_bytes_with_a_closing_newline() -> None:
    letter = typeset_letter()
    assert prepare(letter.pdf, letter.places, SIGNATORIES) == adopted()
    assert adopted().endswith(b"%%EOF\n")


def test_the_prepared_letter_is_pdfa_3a_and_pdfua_1() -> None:
    assert verapdf(adopted(), "3a", "ua1") == []


def test_fields_below_all_text_keep_their_order() -> None:
    """Two labels under the same line of text: the first signatory's field comes first."""
    places = [LabelPlace("sign-Voorzitter", 2, 80, 700), LabelPlace("sign-Secretaris", 2, 320, 700)]
    with pikepdf.open(io.BytesIO(prepare(typeset_letter().pdf, places, SIGNATORIES))) as letter:
        parents = pikepdf.NumberTree(letter.Root.StructTreeRoot.ParentTree)
        order = [e.objgen for e in elements(letter.Root.StructTreeRoot.K) if e.get("/S") == pikepdf.Name.Form]
        assert order == [parents[int(w.StructParent)].objgen for w in widgets(letter)]


def test_a_field_above_all_text_of_its_page_still_gets_a_place_in_the_structure() -> None:
    places = [LabelPlace("sign-Voorzitter", 1, 80, 5)]
    made = prepare(typeset_letter().pdf, places, [VOORZITTER])
    assert verapdf(made, "3a", "ua1") == []


@pytest.mark.parametrize("places", [[], [LabelPlace("sign-Secretaris", 9, 1, 1)]])
def test_a_signatory_without_a_place_is_named(places: list[LabelPlace]) -> None:
    with pytest.raises(FieldMissing, match="de secretaris") as refused:
        prepare(typeset_letter().pdf, places, [SECRETARIS])
    assert "<sign-Secretaris>" in refused.value.mend


def test_a_letter_that_has_fields_already_is_refused() -> None:
    with pytest.raises(DocumentError, match="formulier"):
        prepare(adopted(), typeset_letter().places, SIGNATORIES)


def test_an_untagged_letter_is_refused() -> None:
    plain = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(plain)
    with pytest.raises(DocumentError, match="structuur"):
        prepare(plain.getvalue(), typeset_letter().places, SIGNATORIES)


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(DocumentError, match="leesbare PDF"):
        prepare(b"geen pdf", [], SIGNATORIES)
