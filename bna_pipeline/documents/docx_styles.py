"""How the known styles of both Word templates look in a house style."""

from __future__ import annotations

from typing import Final

from bna_pipeline.documents.docx_dress import Look, Looks, Pen, box, edge, edges, shade
from bna_pipeline.documents.house import Colour, House

COVER_SPACE: Final = 31
"""Points between the cover's ground and its words; the most that Word allows."""
_NARROWER = '<w:ind w:right="227"/>'  # so that the white around the cover's ground is the same on both sides
_COVER_TOP: Final = 48  # points: the height of the cover's first line, of which its ground takes all
_SINGLE: Final = 1
_LOGO_LINE: Final = 1.15  # white between rows of logos
_LETTER_TITLE: Final = 0.6  # of the report's


def report_looks(house: House) -> Looks:
    """Of every style that `report/report.docx` must have."""
    pen = Pen(house)
    colours, sizes, white = house.colours, house.sizes, house.spacing
    cover = edges(colours.brand, space=COVER_SPACE) + shade(colours.brand)
    strip = (
        f"<w:pBdr>{edge('top', colours.accent, 6, 16)}{edge('left', colours.paper, 0.5, COVER_SPACE)}"
        f"{edge('right', colours.paper, 0.5, COVER_SPACE)}</w:pBdr>"
    )
    facts, facts_indent = box(colours.tint, space=8)
    key, key_indent = box(colours.brand_light, space=10, bar=colours.brand)

    def heading(level: int) -> Look:
        size, before, after = (
            (sizes.heading_1, 0, white.heading_1_below),
            (sizes.heading_2, white.heading_2_above, white.heading_2_below),
            (sizes.heading_3, white.heading_3_above, white.heading_3_below),
        )[level - 1]
        letters = pen.letters(size, colours.brand, serif=level < 3, bold=True)
        return pen.paragraph(pen.white(before, after, _SINGLE, keep=True, whole=True, hyphens=False), letters)

    def on_cover(before: float, size: float, *, bold: bool = False, serif: bool = False, line: float = _SINGLE) -> Look:
        paragraph = pen.white(before, 0, line, ground=cover, hyphens=False, indent=_NARROWER)
        return pen.paragraph(paragraph, pen.letters(size, colours.paper, bold=bold, serif=serif))

    first_line = on_cover(0, sizes.lead + 1, bold=True, line=_COVER_TOP / 12).inner.replace('"auto"', '"atLeast"')
    return {
        **pen.shared(),
        "heading 1": heading(1),
        "heading 2": heading(2),
        "heading 3": heading(3),
        "Editie": Look("paragraph", first_line),
        "Title": on_cover(28, sizes.title, bold=True, serif=True),
        "Ondertitel": on_cover(20, sizes.subtitle),
        "Periode": on_cover(6, sizes.lead),
        "Omslagbeeld": Look(
            "paragraph", on_cover(12, sizes.small).inner.replace("</w:pPr>", '<w:jc w:val="right"/></w:pPr>')
        ),
        "Logo": pen.paragraph(
            pen.white(0, 0, _LOGO_LINE, ground=strip, hyphens=False, indent=_NARROWER),
            pen.letters(sizes.small, colours.brand, bold=True),
        ),
        "Kop inhoud": pen.paragraph(
            pen.white(0, white.heading_1_below, _SINGLE, keep=True, hyphens=False),
            pen.letters(sizes.heading_1, colours.brand, serif=True, bold=True),
        ),
        "toc 1": pen.paragraph(
            pen.white(3.5, 0, _SINGLE, hyphens=False), pen.letters(sizes.body, colours.brand, bold=True)
        ),
        "toc 2": pen.paragraph(
            pen.white(0, 0, _SINGLE, hyphens=False, indent='<w:ind w:left="240"/>'), pen.letters(sizes.small)
        ),
        "Inleiding": pen.paragraph(pen.white(0, white.paragraph + 3, 1.15), pen.letters(sizes.lead)),
        "Kerncijfer": pen.paragraph(
            pen.white(10, 14, ground=key, indent=key_indent, hyphens=False),
            pen.letters(sizes.lead, colours.brand, bold=True),
        ),
        "Feiten": pen.paragraph(
            pen.white(0, 2, _SINGLE, ground=facts, indent=facts_indent, hyphens=False),
            pen.letters(sizes.table),
        ),
        "Kader": pen.paragraph(pen.white(0, white.paragraph), pen.letters(sizes.body)),
        "Bron": pen.paragraph(
            pen.white(0, white.paragraph + 2, _SINGLE, hyphens=False),
            pen.letters(sizes.table, colours.soft, italic=True),
        ),
        "Label": pen.paragraph(
            pen.white(20, 0, _SINGLE, keep=True, hyphens=False), pen.letters(sizes.small, colours.soft, bold=True)
        ),
        "Figuur": pen.paragraph(pen.white(6, 5, _SINGLE), pen.letters(sizes.body)),
        "caption": pen.paragraph(pen.white(0, 5, _SINGLE), pen.letters(sizes.table, colours.soft)),
        "Tabeltekst": pen.paragraph(pen.white(1.5, 1.5, _SINGLE), pen.letters(sizes.small)),
        "Rapporttabel": pen.table(),
    }


def letter_looks(house: House) -> Looks:
    """Of every style that `letter/letter.docx` must have."""
    pen = Pen(house)
    colours, sizes, white = house.colours, house.sizes, house.spacing

    def under(colour: Colour, points: float) -> str:
        """A line below a paragraph; below the last of several that have it."""
        return f"<w:pBdr>{edge('bottom', colour, points, 5)}</w:pBdr>"

    return {
        **pen.shared(),
        "Afzender": pen.paragraph(
            pen.white(0, 24, _SINGLE, hyphens=False, ending='<w:textAlignment w:val="center"/>'),
            pen.letters(sizes.body, colours.brand, bold=True),
        ),
        "Title": pen.paragraph(
            pen.white(0, 9, _SINGLE, ground=under(colours.brand, 0.75), hyphens=False),
            pen.letters(sizes.title * 0.6, colours.brand, serif=True, bold=True),
        ),
        "heading 1": pen.paragraph(
            pen.white(white.heading_3_above + 2, 4, _SINGLE, keep=True, whole=True, hyphens=False),
            pen.letters(sizes.heading_3 + 0.5, colours.brand, bold=True),
        ),
        "heading 2": pen.paragraph(
            pen.white(white.heading_3_above - 3, 4, _SINGLE, keep=True, whole=True, hyphens=False),
            pen.letters(sizes.body, bold=True),
        ),
        "Kopregel": pen.paragraph(
            pen.white(0, 3, _SINGLE, ground=under(colours.line, 0.5), hyphens=False), pen.letters(sizes.body)
        ),
        "List Bullet": pen.paragraph(pen.white(0, 4), pen.letters(sizes.body)),
        "Genummerd": pen.paragraph(
            pen.white(0, 4, indent='<w:ind w:left="340" w:hanging="340"/>'), pen.letters(sizes.body)
        ),
        "Hyperlink": Look("character", pen.letters(sizes.body, house.pillar(1), last='<w:u w:val="single"/>')),
        "Klein": pen.paragraph(pen.white(4, 4, _SINGLE, hyphens=False), pen.letters(sizes.small)),
        "Ondertekening": pen.paragraph(pen.white(16, 0, keep=True), pen.letters(sizes.body)),
        "Naam": pen.paragraph(pen.white(42, 12), pen.letters(sizes.body, bold=True)),
    }
