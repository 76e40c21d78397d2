"""How text in a Word file looks, from itself through its styles to the defaults (ISO/IEC 29500-1, section 17.7.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from bna_pipeline.documents.docx_parts import is_on, w

WHITE = "#ffffff"
_BLACK = "#000000"
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_DEFAULT_HALF_POINTS = 20
_HIGHLIGHTS = {
    "black": "#000000", "blue": "#0000ff", "cyan": "#00ffff", "green": "#00ff00", "magenta": "#ff00ff",
    "red": "#ff0000", "yellow": "#ffff00", "white": "#ffffff", "darkBlue": "#000080", "darkCyan": "#008080",
    "darkGreen": "#008000", "darkMagenta": "#800080", "darkRed": "#800000", "darkYellow": "#808000",
    "darkGray": "#808080", "lightGray": "#c0c0c0",
}  # fmt: skip


class Appearance:
    """Answers about text, given the part with styles."""

    def __init__(self, styles: etree._Element) -> None:
        self._styles = {style.get(w("styleId")) or "": style for style in styles.iter(w("style"))}
        self._default = next((s for s in self._styles.values() if _is_default_paragraph(s)), None)
        self._base = styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")

    def size(self, run: etree._Element) -> float:
        """In points."""
        for look in self._run_looks(run):
            mark = look.find(w("sz"))
            if mark is not None:
                return _number(mark, _DEFAULT_HALF_POINTS) / 2
        return _DEFAULT_HALF_POINTS / 2

    def is_hidden(self, run: etree._Element) -> bool:
        """Whether Word calls it hidden text; a nearer property counts."""
        for look in self._run_looks(run):
            marks = [mark for name in ("vanish", "specVanish") if (mark := look.find(w(name))) is not None]
            if marks:
                return any(map(is_on, marks))
        return False

    def colour(self, run: etree._Element) -> str:
        """As "#rrggbb"; automatic is black."""
        for look in self._run_looks(run):
            mark = look.find(w("color"))
            if mark is not None:
                return _hex(mark.get(w("val"))) or _BLACK
        return _BLACK

    def ground(self, run: etree._Element) -> str:
        """The colour behind it: of the run, its paragraph, or the cell that it stands in; otherwise the page's."""
        for look in self._run_looks(run):
            mark = look.find(w("highlight"))
            if mark is not None and (mark.get(w("val")) or "") in _HIGHLIGHTS:
                return _HIGHLIGHTS[mark.get(w("val")) or ""]
            if (found := _fill(look)) is not None:
                return found
        paragraph = next(run.iterancestors(w("p")))
        for look in self._paragraph_looks(paragraph):
            if (found := _fill(look)) is not None:
                return found
        for cell in run.iterancestors(w("tc")):
            properties = cell.find(w("tcPr"))
            if properties is not None and (found := _fill(properties)) is not None:
                return found
        return WHITE

    def paragraph_property(self, paragraph: etree._Element, name: str) -> etree._Element | None:
        """The nearest property of this name, of the paragraph or of its style."""
        return next(
            (found for look in self._paragraph_looks(paragraph) if (found := look.find(w(name))) is not None), None
        )

    def run_property(self, run: etree._Element, name: str) -> etree._Element | None:
        """The nearest property of this name, of the run or of a style that it has."""
        found = (look.find(w(name)) for look in self._run_looks(run))
        return next((one for one in found if one is not None), None)

    def _run_looks(self, run: etree._Element) -> Iterator[etree._Element]:
        own = run.find(w("rPr"))
        if own is not None:
            yield own
            named = own.find(w("rStyle"))
            if named is not None:
                yield from self._chain(named.get(w("val")), "rPr")
        paragraph = next(run.iterancestors(w("p")))
        yield from self._chain(_style_of(paragraph), "rPr")
        if self._base is not None:
            yield self._base

    def _paragraph_looks(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        own = paragraph.find(w("pPr"))
        if own is not None:
            yield own
        yield from self._chain(_style_of(paragraph), "pPr")

    def _chain(self, name: str | None, kind: str) -> Iterator[etree._Element]:
        """The properties of a style and of what it is based on, nearest first; None: the default paragraph style."""
        style = self._default if name is None else self._styles.get(name)
        seen: set[int] = set()
        while style is not None and id(style) not in seen:
            seen.add(id(style))
            properties = style.find(w(kind))
            if properties is not None:
                yield properties
            base = style.find(w("basedOn"))
            style = None if base is None else self._styles.get(base.get(w("val")) or "")


def _style_of(paragraph: etree._Element) -> str | None:
    named = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return None if named is None else named.get(w("val"))


def _is_default_paragraph(style: etree._Element) -> bool:
    return style.get(w("type")) == "paragraph" and (style.get(w("default")) or "0") not in ("0", "false")


def _fill(look: etree._Element) -> str | None:
    shade = look.find(w("shd"))
    return None if shade is None else _hex(shade.get(w("fill")))


def _hex(value: str | None) -> str | None:
    return f"#{value.lower()}" if value is not None and _HEX.fullmatch(value) else None


def _number(mark: etree._Element, otherwise: float) -> float:
    """A property's value as a number; what is none counts as if it were not said."""
    try:
        return float(mark.get(w("val")) or otherwise)
    except ValueError:
        return otherwise
