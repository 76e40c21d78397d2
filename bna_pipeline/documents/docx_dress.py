"""The known styles of a Word template, dressed in the house style: what a template owner need not (and cannot) keep up.

Font, size, colour and white come from `house.yaml`, as in the PDF; everything else in a template is its owner's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from lxml import etree

from bna_pipeline.documents.docx_parts import WORD, w
from bna_pipeline.documents.house import Colour, House, Points

LANGUAGE: Final = "nl-NL"
_SINGLE: Final = 240  # Word counts lines in 240ths of the letters' own height
_BAR_POINTS: Final = 3
_OWN_HEIGHT: Final = 1.257  # of Source Sans, times the letters' size
_KEPT: Final = ("numPr", "outlineLvl")  # what makes a style a heading or a list
_STYLE_ORDER: Final = (
    "name", "aliases", "basedOn", "next", "link", "autoRedefine", "hidden", "uiPriority", "semiHidden",
    "unhideWhenUsed", "qFormat", "locked", "personal", "personalCompose", "personalReply", "rsid",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How a style looks, as WordprocessingML.

    Attributes:
        kind: "paragraph", "character" or "table".
        inner: its properties (`pPr`, `rPr`, `tblPr`, ...), in the order of the standard.
    """

    kind: str
    inner: str


Looks = Mapping[str, Look]
LooksOf = Callable[[House], Looks]


def fill(colour: Colour) -> str:
    """A colour as Word writes it."""
    return colour[1:].upper()


def edges(colour: Colour, *, space: int, bar: Colour | None = None) -> str:
    """Edges that make a shaded paragraph a box with white around its text, and one box of several.

    Args:
        space: points between edge and text.
        bar: the colour of a bar along the left side.
    """
    left = edge("left", colour, 0.5, space) if bar is None else edge("left", bar, _BAR_POINTS, space)
    top, bottom, right = (edge(side, colour, 0.5, space) for side in ("top", "bottom", "right"))
    return f"<w:pBdr>{top}{left}{bottom}{right}</w:pBdr>"


def edge(side: str, colour: Colour, points: float, space: int) -> str:
    """One edge of a paragraph, so thick and so far from its text."""
    return f'<w:{side} w:val="single" w:sz="{round(points * 8)}" w:space="{space}" w:color="{fill(colour)}"/>'


def shade(colour: Colour) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill(colour)}"/>'


def box(ground: Colour, *, space: int, bar: Colour | None = None) -> tuple[str, str]:
    """A box within the text's width: its edges and ground, and its indent (both belong in `pPr`)."""
    twips = space * 20
    return f"{edges(ground, space=space, bar=bar)}{shade(ground)}", f'<w:ind w:left="{twips}" w:right="{twips}"/>'


class Pen:
    """Writes looks with the fonts and colours of one house style."""

    def __init__(self, house: House) -> None:
        self.house = house

    def letters(
        self, size: Points, colour: Colour | None = None, *, serif: bool = False, bold: bool = False,
        italic: bool = False, last: str = "",
    ) -> str:  # fmt: skip
        """Properties of letters; `last` comes behind their size."""
        fonts = self.house.fonts
        family = escape(fonts.serif if serif else fonts.sans)
        shown = fill(colour or self.house.colours.ink)
        return (
            f'<w:rPr><w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:eastAsia="{family}" w:cs="{family}"/>'
            f"{_switch('b', bold)}{_switch('i', italic)}"
            f'<w:color w:val="{shown}"/><w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
            f"{last}</w:rPr>"
        )

    def white(
        self, before: Points = 0, after: Points = 0, line: float = 0, *, keep: bool = False, whole: bool = False,
        ground: str = "", tabs: str = "", indent: str = "", hyphens: bool = True, ending: str = "",
    ) -> str:  # fmt: skip
        """Properties of a paragraph: white in points, and what keeps it together.

        Args:
            line: from line to line, times the letters' own height; 0: as the house style has it in running text.
        """
        pitch = round(_SINGLE * (line or self.house.spacing.line / _OWN_HEIGHT))
        return (
            f"<w:pPr>{'<w:keepNext/>' * keep}{'<w:keepLines/>' * whole}{ground}{tabs}"
            f"{'<w:suppressAutoHyphens/>' * (not hyphens)}"
            f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="{pitch}" '
            f'w:lineRule="auto"/>{indent}{ending}</w:pPr>'
        )

    def paragraph(self, white: str, letters: str) -> Look:
        return Look("paragraph", white + letters)

    def shared(self) -> dict[str, Look]:
        """The styles that report and letter have in common."""
        colours, sizes, white = self.house.colours, self.house.sizes, self.house.spacing
        return {
            "Normal": self.paragraph(self.white(0, white.paragraph), self.letters(sizes.body)),
            "header": self.paragraph(self.white(0, 0, 1, hyphens=False), self.letters(sizes.running, colours.soft)),
            "footer": self.paragraph(self.white(0, 0, 1, hyphens=False), self.letters(sizes.running, colours.soft)),
        }

    def table(self) -> Look:
        colours = self.house.colours

        def line(side: str, eighths: int, colour: Colour) -> str:
            return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="{fill(colour)}"/>'

        return Look(
            "table",
            f"<w:tblPr><w:tblBorders>{line('top', 8, colours.brand)}{line('bottom', 8, colours.brand)}"
            f"{line('insideH', 4, colours.line)}</w:tblBorders>"
            '<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{fill(colours.brand)}"/></w:rPr>'
            f"<w:tcPr><w:tcBorders>{line('bottom', 8, colours.brand)}</w:tcBorders></w:tcPr></w:tblStylePr>",
        )


def dress(styles: etree._Element, house: House, looks: LooksOf) -> None:
    """Give the known styles in this part their looks, and the defaults the house's font and the Dutch language.

    Args:
        styles: the root of `word/styles.xml`; it is changed in place.
        looks: the known styles; those that the template lacks are left out.
    """
    known = {name.lower(): look for name, look in looks(house).items()}
    for style in styles.iter(w("style")):
        for mark in [*style.iter(w("lang"))]:
            _remove(mark)
        named = style.find(w("name"))
        look = None if named is None else known.get((named.get(w("val")) or "").lower())
        if look is not None and style.get(w("type")) == look.kind:
            _redress(style, look)
    _set_defaults(styles, house)


def _redress(style: etree._Element, look: Look) -> None:
    kept = [child for child in style.iterfind(f"{w('pPr')}/*") if etree.QName(child).localname in _KEPT]
    for child in list(style):
        if etree.QName(child).localname not in _STYLE_ORDER:
            style.remove(child)
    style.extend(_parsed(look.inner))
    properties = style.find(w("pPr"))
    if properties is None:
        return
    for child in kept:
        if child.tag == w("outlineLvl"):
            properties.append(child)  # the last of what we write
        else:
            before = [one for one in properties if one.tag in (w("keepNext"), w("keepLines"))]
            properties.insert(len(before), child)


def _set_defaults(styles: etree._Element, house: House) -> None:
    family = escape(house.fonts.sans)
    made = _parsed(
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:eastAsia="{family}" w:cs="{family}"/>'
        f'<w:sz w:val="{round(house.sizes.body * 2)}"/><w:szCs w:val="{round(house.sizes.body * 2)}"/>'
        f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    for old in styles.findall(w("docDefaults")):
        styles.remove(old)
    styles.insert(0, made[0])


def _parsed(inner: str) -> list[etree._Element]:
    return list(etree.fromstring(f'<w:x xmlns:w="{WORD}">{inner}</w:x>'))


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _switch(name: str, on: bool) -> str:
    """Weight or slope, said also when it is off: a style may be based on one that has it on."""
    value = "" if on else ' w:val="0"'
    return f"<w:{name}{value}/><w:{name}Cs{value}/>"
