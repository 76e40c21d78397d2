"""A prepared field down to its entries, on letters of other shapes than ours, and the stamp that is drawn into it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pypdf import PdfReader

from bna_pipeline.errors import DocumentError, FieldMissing, SigningError
from bna_pipeline.ports import LabelPlace, Typeset, TypesetJob
from bna_pipeline.signing.fields import prepare
from bna_pipeline.signing.stamp import stamp_style
from tests.unit.signing.workshop import (
    AT,
    SECRETARIS,
    SIGNATORIES,
    STAMP,
    TYPESETTER,
    VOORZITTER,
    adopted,
    signed_twice,
    typeset_letter,
)


def tagged(*, next_key: int | None = None, kids: str = "array", origin: tuple[int, int] = (0, 0)) -> bytes:
    """A letter of one page and one paragraph, tagged by another program."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(600, 800))
        left, bottom = origin
        page.obj["/MediaBox"] = Array([left, bottom, left + 600, bottom + 800])
        page.obj["/Contents"] = pdf.make_stream(b"/P <</MCID 0>> BDC BT 1 0 0 1 50 500 Tm (x) Tj ET EMC")
        page.obj["/StructParents"] = 0
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
        paragraph = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=document, K=0, Pg=page.obj))
        document["/K"] = Array([paragraph]) if kids == "array" else paragraph
        root["/K"] = Array([document]) if kids == "array" else document
        root["/ParentTree"] = pdf.make_indirect(Dictionary(Nums=Array([0, Array([paragraph])])))
        if next_key is not None:
            root["/ParentTreeNextKey"] = next_key
        pdf.Root["/StructTreeRoot"] = root
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def prepared(pdf: bytes, *places: LabelPlace, box: tuple[float, float] | None = None) -> pikepdf.Pdf:
    signatories = [s for s in SIGNATORIES if any(p.label.strip("<>") == f"sign-{s.field}" for p in places)]
    made = prepare(pdf, places, signatories) if box is None else prepare(pdf, places, signatories, box=box)
    return pikepdf.open(io.BytesIO(made))


FIRST = LabelPlace("sign-Voorzitter", 1, 50, 320)
SECOND = LabelPlace("sign-Secretaris", 1, 300, 320)


@pytest.fixture
def ours() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(adopted())) as pdf:
        yield pdf


def test_a_field_is_a_widget_on_its_page_with_a_line_to_sign_on(ours: pikepdf.Pdf) -> None:
    page = ours.pages[1].obj
    for widget in ours.Root.AcroForm.Fields:
        assert (str(widget.Type), str(widget.Subtype)) == ("/Annot", "/Widget")
        assert widget.P.objgen == page.objgen
        assert widget.objgen in [annotation.objgen for annotation in page.Annots]
        look = widget.AP.N
        assert (str(look.Type), str(look.Subtype)) == ("/XObject", "/Form")
        left, bottom, right, top = (float(v) for v in widget.Rect)
        assert [float(v) for v in look.BBox] == pytest.approx([0, 0, right - left, top - bottom])
        assert b"%g 0.25 l S" % (right - left) in look.read_bytes() and "/Resources" in look


def test_the_structure_leads_from_the_form_element_to_widget_and_page(ours: pikepdf.Pdf) -> None:
    parents = pikepdf.NumberTree(ours.Root.StructTreeRoot.ParentTree)
    keys = [int(widget.StructParent) for widget in ours.Root.AcroForm.Fields]
    assert len(set(keys)) == 2 and int(ours.Root.StructTreeRoot.ParentTreeNextKey) == max(keys) + 1 == max(parents) + 1
    for key in keys:
        form = parents[key]
        assert str(form.Type) == "/StructElem"
        assert form.Pg.objgen == form.K.Pg.objgen == ours.pages[1].obj.objgen


def test_the_header_says_the_version_that_signatures_need() -> None:
    with pikepdf.open(io.BytesIO(tagged())) as before:
        assert before.pdf_version < "1.7"
    made = prepare(tagged(), [FIRST], [VOORZITTER])
    assert made.startswith(b"%PDF-1.7") and made.endswith(b"%%EOF\n") and b"ObjStm" not in made


@pytest.mark.parametrize(("next_key", "used"), [(None, 1), (1, 1), (40, 40)])
def test_a_field_takes_the_next_free_place_of_the_parent_tree(next_key: int | None, used: int) -> None:
    with prepared(tagged(next_key=next_key), FIRST, SECOND) as letter:
        assert [int(w.StructParent) for w in letter.Root.AcroForm.Fields] == [used, used + 1]
        assert int(letter.Root.StructTreeRoot.ParentTreeNextKey) == used + 2


@pytest.mark.parametrize("kids", ["array", "single"])
def test_a_field_stands_behind_the_paragraph_above_it_or_else_at_the_end(kids: str) -> None:
    for place in (FIRST, LabelPlace("sign-Voorzitter", 1, 50, 5)):
        with prepared(tagged(kids=kids), place) as letter:
            top = letter.Root.StructTreeRoot.K
            document = top[0] if isinstance(top, pikepdf.Array) else top
            assert [str(kid.S) for kid in document.K] == ["/P", "/Form"]


def test_a_page_that_does_not_begin_at_zero_moves_the_box_along() -> None:
    with prepared(tagged(origin=(100, 1000)), FIRST) as letter:
        left, _, _, top = (float(v) for v in letter.Root.AcroForm.Fields[0].Rect)
        assert (left, top) == (150, 1000 + 800 - 320)


def test_a_box_has_the_size_that_was_asked_for_and_no_noise_behind_the_third_decimal() -> None:
    place = LabelPlace("<sign-Voorzitter>", 1, 50.12349, 320.00049)
    with prepared(tagged(), place, box=(100.5, 30.25)) as letter:
        numbers = [float(v) for v in letter.Root.AcroForm.Fields[0].Rect]
        assert numbers == [50.123, 449.75, 150.623, 480.0]
        assert all(len(str(v).partition(".")[2]) <= 3 for v in letter.Root.AcroForm.Fields[0].Rect)


def test_annotations_that_stood_on_the_page_stay_before_the_fields() -> None:
    with pikepdf.open(io.BytesIO(tagged())) as pdf:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 1, 1]))
        pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(link)])
        out = io.BytesIO()
        pdf.save(out)
    with prepared(out.getvalue(), FIRST, SECOND) as letter:
        assert [str(a.Subtype) for a in letter.pages[0].Annots] == ["/Link", "/Widget", "/Widget"]


@pytest.mark.parametrize(("page", "fits"), [(0, False), (1, True), (2, False)])
def test_a_label_stands_on_a_page_that_is_there(page: int, fits: bool) -> None:
    place = LabelPlace("sign-Voorzitter", page, 50, 320)
    if fits:
        with prepared(tagged(), place) as letter:
            assert len(letter.Root.AcroForm.Fields) == 1
        return
    with pytest.raises(FieldMissing, match=VOORZITTER.label) as refused:
        prepare(tagged(), [place], [VOORZITTER])
    assert "<sign-Voorzitter>" in refused.value.mend


def test_a_letter_without_a_parent_tree_or_with_a_form_is_refused_with_what_to_do() -> None:
    with pikepdf.open(io.BytesIO(tagged())) as pdf:
        del pdf.Root.StructTreeRoot["/ParentTree"]
        out = io.BytesIO()
        pdf.save(out)
    for pdf_bytes, word in ((out.getvalue(), "structuur"), (adopted(), "formulier"), (b"%PDF-1.7", "leesbare")):
        with pytest.raises(DocumentError, match=word) as refused:
            prepare(pdf_bytes, [FIRST], [VOORZITTER])
        assert refused.value.mend


class Asked:
    """A typesetter that remembers what it was asked, and gives a page of another size or number."""

    def __init__(self, pages: int = 1) -> None:
        self.jobs: list[TypesetJob] = []
        self.pages = pages

    def typeset(self, job: TypesetJob) -> Typeset:
        self.jobs.append(job)
        with pikepdf.new() as pdf:
            for _ in range(self.pages):
                pdf.add_blank_page(page_size=(120, 40))
            out = io.BytesIO()
            pdf.save(out)
        return Typeset(out.getvalue())

    def raster(self, svg: bytes, width_px: int) -> bytes:
        raise AssertionError("a stamp holds no drawing")


def test_the_stamp_is_typeset_with_all_that_the_template_reads() -> None:
    typesetter = Asked()
    style = stamp_style(
        typesetter, Path("stempel.typ"), name="V.", function="Voorzitter", at=AT, test=True, size=(200.0, 56.0)
    )
    (job,) = typesetter.jobs
    assert job.template == Path("stempel.typ") and job.timestamp == AT and job.standards == ("a-3b",)
    assert job.data == {
        "name": "V.",
        "function": "Voorzitter",
        "at": "24 juni 2020, 14.05 uur",
        "test": True,
        "width": 200.0,
        "height": 56.0,
    }
    assert style.border_width == 0 and style.background_opacity == 1.0 and style.background is not None


@pytest.mark.parametrize("pages", [2, 3])
def test_a_stamp_of_more_than_a_page_is_refused_with_the_name_and_what_to_do(pages: int) -> None:
    with pytest.raises(SigningError, match=r"V\. Lang") as refused:
        stamp_style(Asked(pages), STAMP, name="V. Lang", function="x", at=AT, test=False, size=(1.0, 1.0))
    assert "naam" in refused.value.mend and "vak" in refused.value.mend


@pytest.mark.parametrize("test", [True, False])
def test_only_a_throwaway_key_makes_the_stamp_say_test(test: bool) -> None:
    style = stamp_style(TYPESETTER, STAMP, name="V.", function="Voorzitter", at=AT, test=test, size=(200.0, 56.0))
    assert style.background is not None
    (page,) = PdfReader(io.BytesIO(vars(style.background)["_pdf"])).pages
    assert ("TEST" in page.extract_text()) is test and "V." in page.extract_text()


def test_the_stamp_fills_its_box_from_corner_to_corner() -> None:
    """No margin, no border, nothing scaled: the page that was typeset for this box is drawn as it is."""
    with pikepdf.open(io.BytesIO(signed_twice())) as letter:
        for widget, signatory in zip(letter.Root.AcroForm.Fields, SIGNATORIES, strict=True):
            look = widget.AP.N
            left, bottom, right, top = (float(v) for v in widget.Rect)
            edges = sorted(float(v) for v in look.BBox)
            assert edges == pytest.approx(sorted([0, 0, right - left, top - bottom]))
            operators = [(str(i.operator), [*i.operands]) for i in pikepdf.parse_content_stream(look)]
            moved = [[float(v) for v in operands] for operator, operands in operators if operator == "cm"]
            assert all(m == pytest.approx([1, 0, 0, 1, 0, 0]) for m in moved), signatory.field
            assert not any(operator in ("re", "S", "s") for operator, _ in operators)


def test_places_of_people_who_do_not_sign_are_left_alone() -> None:
    with prepared(typeset_letter().pdf, *typeset_letter().places) as letter:
        assert len(letter.Root.AcroForm.Fields) == 2
    made = prepare(typeset_letter().pdf, typeset_letter().places, [SECRETARIS])
    with pikepdf.open(io.BytesIO(made)) as letter:
        assert [str(w.T) for w in letter.Root.AcroForm.Fields] == ["Secretaris"]
