"""Where a signature field belongs in the reading order: found from a page's content, put into its structure."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from bna_pipeline.signing.reading_order import GROUPING, MarkedText, insert_after, marked_texts, text_above


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.new() as made:
        yield made


def texts(pdf: pikepdf.Pdf, content: str) -> list[MarkedText]:
    page = pdf.add_blank_page(page_size=(600, 800))
    page.obj["/Contents"] = pdf.make_stream(content.encode())
    return list(marked_texts(page))


MARK = "/P <</MCID %d>> BDC "


@pytest.mark.parametrize(
    ("content", "x", "y"),
    [
        ("BT 1 0 0 1 30 40 Tm (a) Tj ET", 30, 40),
        ("BT 30 40 Td (a) Tj ET", 30, 40),
        ("BT 10 10 Td 20 30 Td (a) Tj ET", 30, 40),
        ("BT 10 10 TD 20 30 TD [(a)] TJ ET", 30, 40),
        ("BT 1 0 0 1 10 10 Tm 20 30 Td (a) Tj ET", 30, 40),
        ("BT 2 0 0 2 10 10 Tm 10 15 Td (a) Tj ET", 30, 40),
        ("BT 30 40 Td (a) ' ET", 30, 40),
        ('BT 30 40 Td 1 1 (a) " ET', 30, 40),
        ("1 0 0 1 10 20 cm BT 20 20 Td (a) Tj ET", 30, 40),
        ("2 0 0 2 10 20 cm BT 10 10 Td (a) Tj ET", 30, 40),
        ("1 0 0 1 10 10 cm 2 0 0 2 0 10 cm BT 10 10 Td (a) Tj ET", 30, 40),
        ("q 1 0 0 1 99 99 cm Q BT 30 40 Td (a) Tj ET", 30, 40),
        ("1 0 0 1 10 10 cm q 1 0 0 1 99 99 cm Q BT 20 30 Td (a) Tj ET", 30, 40),
        ("1 0 0 1 99 99 cm Q BT 30 40 Td (a) Tj ET", 30, 40),
        ("BT 99 99 Td ET BT 30 40 Td (a) Tj ET", 30, 40),
        ("BT 30 40 Td (a) Tj 5 5 Td (b) Tj ET", 30, 40),
    ],
)
def test_a_marked_text_stands_where_the_operators_of_the_page_put_its_first_string(
    pdf: pikepdf.Pdf, content: str, x: float, y: float
) -> None:
    (found,) = texts(pdf, MARK % 7 + content + " EMC")
    assert found.mcid == 7 and (found.x, found.y) == pytest.approx((x, y))


def test_texts_come_in_the_order_of_the_page_each_mark_once(pdf: pikepdf.Pdf) -> None:
    found = texts(
        pdf,
        MARK % 3 + "BT 1 2 Td (a) Tj ET EMC " + MARK % 1 + "BT 3 4 Td (b) Tj ET EMC " + MARK % 3
        + "BT 5 6 Td (c) Tj ET EMC",
    )  # fmt: skip
    assert [(t.mcid, t.x, t.y) for t in found] == [(3, 1, 2), (1, 3, 4)]


def test_a_text_belongs_to_the_innermost_mark_with_a_number_and_unmarked_text_to_none(pdf: pikepdf.Pdf) -> None:
    found = texts(
        pdf,
        "BT 1 1 Td (los) Tj ET /Artifact BMC BT 2 2 Td (rand) Tj ET EMC "
        + MARK % 0 + "/Span <</Lang (nl)>> BDC BT 3 3 Td (a) Tj ET EMC " + MARK % 1 + "BT 4 4 Td (b) Tj ET EMC EMC "
        "EMC BT 5 5 Td (na) Tj ET",
    )  # fmt: skip
    assert [(t.mcid, t.x) for t in found] == [(0, 3), (1, 4)]


def test_a_page_with_an_operand_that_is_no_number_is_an_error(pdf: pikepdf.Pdf) -> None:
    with pytest.raises(ValueError, match="number"):
        texts(pdf, MARK % 0 + "BT (x) 4 Td (a) Tj ET EMC")


class TestTextAbove:
    @pytest.mark.parametrize(
        ("placed", "mcid"),
        [
            ([(0, 50, 300), (1, 50, 200), (2, 50, 90)], 1),  # the lowest that is still above
            ([(0, 50, 200), (1, 300, 200)], 1),  # of a line, the nearest
            ([(0, 50, 201.5), (1, 300, 200)], 1),  # baselines that differ by less than a line
            ([(0, 290, 203), (1, 50, 200)], 1),  # another line, however near
            ([(0, 300, 202), (1, 50, 200)], 0),
            ([(0, 300, 98.5)], 0),  # a baseline at the top of the box, almost
            ([(0, 310, 98)], 0),
        ],
    )
    def test_it_is_the_nearest_text_on_the_lowest_line_above(
        self, placed: list[tuple[int, float, float]], mcid: int
    ) -> None:
        found = text_above(iter([MarkedText(*place) for place in placed]), 300, 100)
        assert found is not None and found.mcid == mcid

    @pytest.mark.parametrize("placed", [[], [(0, 300, 97.9)], [(0, 300, 10), (1, 300, 0)]])
    def test_without_text_above_there_is_none(self, placed: list[tuple[int, float, float]]) -> None:
        assert text_above(iter([MarkedText(*place) for place in placed]), 300, 100) is None

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 800)), max_size=8), st.floats(0, 600), st.floats(0, 800))
    def test_nothing_above_the_box_stands_a_line_lower_than_what_is_found(
        self, places: list[tuple[float, float]], x: float, y: float
    ) -> None:
        placed = [MarkedText(n, *place) for n, place in enumerate(places)]
        found = text_above(iter(placed), x, y)
        above = [t for t in placed if t.y >= y - 2]
        assert (found is None) == (not above)
        assert found is None or all(t.y >= found.y - 2 for t in above)


class TestInsertAfter:
    """A tree of elements by type; what is put in is a Form."""

    def element(self, pdf: pikepdf.Pdf, kind: str, parent: pikepdf.Object | None = None) -> pikepdf.Object:
        made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + kind)))
        if parent is not None:
            made["/P"] = parent
            kids = parent.get("/K", Array())
            parent["/K"] = Array([*(kids if isinstance(kids, Array) else [kids]), made])
        return made

    def form(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        return self.element(pdf, "Form")

    def kinds(self, parent: pikepdf.Object) -> list[str]:
        return [str(kid.S)[1:] for kid in parent.K]

    def test_it_stands_right_behind_the_element_and_knows_its_parent(self, pdf: pikepdf.Pdf) -> None:
        document = self.element(pdf, "Document")
        first, _ = self.element(pdf, "P", document), self.element(pdf, "H1", document)
        new = self.form(pdf)
        insert_after(first, new)
        assert self.kinds(document) == ["P", "Form", "H1"] and new.P.objgen == document.objgen

    def test_behind_the_last_it_is_the_last(self, pdf: pikepdf.Pdf) -> None:
        document = self.element(pdf, "Document")
        self.element(pdf, "H1", document)
        last = self.element(pdf, "P", document)
        insert_after(last, self.form(pdf))
        assert self.kinds(document) == ["H1", "P", "Form"]

    def test_an_only_child_that_stands_alone_becomes_one_of_two(self, pdf: pikepdf.Pdf) -> None:
        document = self.element(pdf, "Document")
        only = self.element(pdf, "P", document)
        document["/K"] = only
        insert_after(only, self.form(pdf))
        assert self.kinds(document) == ["P", "Form"]

    def test_it_climbs_to_the_nearest_level_where_a_form_may_stand(self, pdf: pikepdf.Pdf) -> None:
        document = self.element(pdf, "Document")
        paragraph = self.element(pdf, "P", document)
        self.element(pdf, "H1", document)
        span = self.element(pdf, "Span", self.element(pdf, "Link", paragraph))
        insert_after(span, self.form(pdf))
        assert self.kinds(document) == ["P", "Form", "H1"] and self.kinds(paragraph) == ["Link"]

    @pytest.mark.parametrize("kind", sorted(GROUPING))
    def test_in_a_grouping_element_it_stays_inside(self, pdf: pikepdf.Pdf, kind: str) -> None:
        document = self.element(pdf, "Document")
        group = self.element(pdf, kind[1:], document)
        insert_after(self.element(pdf, "P", group), self.form(pdf))
        assert self.kinds(group) == ["P", "Form"] and self.kinds(document) == [kind[1:]]

    def test_at_the_top_of_a_tree_without_grouping_it_stands_at_the_top(self, pdf: pikepdf.Pdf) -> None:
        root = self.element(pdf, "P")
        insert_after(self.element(pdf, "Span", root), self.form(pdf))
        assert self.kinds(root) == ["Span", "Form"]

    def test_forms_that_stand_there_already_come_first(self, pdf: pikepdf.Pdf) -> None:
        document = self.element(pdf, "Document")
        first = self.element(pdf, "P", document)
        self.element(pdf, "H1", document)
        one, two, three = self.form(pdf), self.form(pdf), self.form(pdf)
        for form in (one, two, three):
            insert_after(first, form)
        assert self.kinds(document) == ["P", "Form", "Form", "Form", "H1"]
        assert [kid.objgen for kid in document.K][1:4] == [one.objgen, two.objgen, three.objgen]

    def test_marked_content_between_the_children_is_no_element(self, pdf: pikepdf.Pdf) -> None:
        document = self.element(pdf, "Document")
        last = self.element(pdf, "P", document)
        document["/K"] = Array([4, last, 5])
        insert_after(last, self.form(pdf))
        assert document.K[0] == 4 and document.K[3] == 5 and str(document.K[2].S) == "/Form"
