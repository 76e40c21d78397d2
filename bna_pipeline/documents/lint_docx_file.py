"""A Word file read once for all rules: paragraphs with their level and place, languages, colours."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from bna_pipeline.documents.docx_appearance import Appearance
from bna_pipeline.documents.docx_parts import Parts, is_on, w
from bna_pipeline.documents.lint_colour import contrast, needed, of_hex
from bna_pipeline.documents.lint_rules import place_in

_LEVELS = 9
_DC_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"
CORE = "docProps/core.xml"
Look = tuple[str, str, str]


class DocxFile:
    """One Word file of a draft, read.

    Raises:
        docx_parts.Unreadable: it is no Word file, or one of its parts is no XML (also while it is being used).
    """

    def __init__(self, name: str, data: bytes) -> None:
        """
        Args:
            name: as in the package.
        """
        self.name = name
        self.parts = Parts(data)
        self.body: etree._Element = self.parts.tree(self.parts.main)[0]

    @cached_property
    def stories(self) -> tuple[etree._Element, ...]:
        """Body, headers, footers and notes."""
        return tuple(story.root for story in self.parts.stories)

    @cached_property
    def paragraphs(self) -> list[etree._Element]:
        return list(self.body.iter(w("p")))

    @cached_property
    def headings(self) -> list[tuple[etree._Element, int, str]]:
        """Every heading of the body: itself, its level from 1, its text."""
        levels = ((paragraph, self.level(paragraph)) for paragraph in self.paragraphs)
        return [(paragraph, level, said(paragraph).strip()) for paragraph, level in levels if level is not None]

    def level(self, paragraph: etree._Element) -> int | None:
        """The level of a heading, from 1; None for what is no heading."""
        properties = paragraph.find(w("pPr"))
        if properties is None:
            return None
        own = properties.find(w("outlineLvl"))
        if own is not None:
            return _level(own)
        style = properties.find(w("pStyle"))
        return None if style is None else self._levels.get(style.get(w("val")) or "")

    @cached_property
    def _levels(self) -> dict[str, int | None]:
        """The heading level of every paragraph style, from itself or from what it is based on."""
        own: dict[str, int | None] = {}
        bases: dict[str, str] = {}
        for style in self.parts.styles.iter(w("style")):
            name = style.get(w("styleId")) or ""
            mark, base = style.find(f"{w('pPr')}/{w('outlineLvl')}"), style.find(w("basedOn"))
            own[name] = None if mark is None else _level(mark)
            bases[name] = "" if base is None else base.get(w("val")) or ""
        found: dict[str, int | None] = {}
        for name in own:
            here, seen = name, set[str]()
            while here in own and own[here] is None and here not in seen:
                seen.add(here)
                here = bases[here]
            found[name] = own.get(here)
        return found

    def place(self, node: etree._Element) -> str:
        """Where something stands, for a reader: the heading above it."""
        story = node.getroottree().getroot()
        if story is not self.body.getparent():
            part = "koptekst" if story.tag == w("hdr") else "voettekst" if story.tag == w("ftr") else "noten"
            return place_in(self.name, heading=part)
        order = self._turns
        here = next((order[node_or_around] for node_or_around in _outwards(node) if node_or_around in order), 0)
        turns, texts = self._heading_turns
        at = bisect_left(turns, here)
        return place_in(self.name, heading=texts[at - 1] if at else "")

    @cached_property
    def _turns(self) -> dict[etree._Element, int]:
        return {child: turn for turn, child in enumerate(self.body.iter(w("p"), w("tbl")))}

    @cached_property
    def _heading_turns(self) -> tuple[list[int], list[str]]:
        said_by = [(self._turns[paragraph], text) for paragraph, _, text in self.headings if text]
        return [turn for turn, _ in said_by], [text for _, text in said_by]

    @cached_property
    def targets(self) -> dict[str, str]:
        """Addresses outside the file, by the id of their relationship."""
        return {one.id: one.target for one in self.parts.relations if one.external and one.kind == "hyperlink"}

    def languages(self) -> Iterator[tuple[str, str]]:
        """Where the file says its language, and which; "" where it says none."""
        mark = self.parts.styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('lang')}")
        yield "de stijlen", "" if mark is None else mark.get(w("val")) or ""
        if CORE in self.parts.bytes:
            core = self.parts.tree(CORE).find(_DC_LANGUAGE)
            yield "de eigenschappen", "" if core is None else core.text or ""

    def faint_runs(self) -> Iterator[tuple[etree._Element, etree._Element, float, str]]:
        """Every run that does not stand out enough: its paragraph, itself, the ratio, both colours in words."""
        looks = Appearance(self.parts.styles)
        known: dict[Look, tuple[float, str] | None] = {}
        for paragraph in (p for story in self.stories for p in story.iter(w("p"))):
            outer = _outer_look(paragraph)
            for run in paragraph.iterchildren(w("r"), w("hyperlink"), w("ins"), w("sdt")):
                for one in [run] if run.tag == w("r") else run.iter(w("r")):
                    own = one.find(w("rPr"))
                    key = (*outer, "" if own is None or not len(own) else etree.tostring(own).decode())
                    if key not in known:
                        known[key] = _faint(looks, one)
                    found = known[key]
                    if found is not None and said(one).strip():
                        yield paragraph, one, *found

    def hidden_runs(self) -> Iterator[tuple[etree._Element, str]]:
        """Every run that Word does not show, with its text."""
        looks = Appearance(self.parts.styles)
        hides = any(
            next(root.iter(w("vanish"), w("specVanish")), None) is not None
            for root in (*self.stories, self.parts.styles)
        )
        for run in (r for story in self.stories for r in story.iter(w("r")) if hides):
            if said(run).strip() and looks.is_hidden(run):
                yield run, said(run)


def _faint(looks: Appearance, run: etree._Element) -> tuple[float, str] | None:
    colour, ground = looks.colour(run), looks.ground(run)
    one, other = of_hex(colour), of_hex(ground)
    if one is None or other is None:
        return None
    bold = is_on(looks.run_property(run, "b"))
    ratio = contrast(one, other)
    return (ratio, f"{colour} op {ground}") if ratio < needed(looks.size(run), bold=bold) else None


def _outer_look(paragraph: etree._Element) -> tuple[str, str]:
    """What a run's colours depend on outside itself: the paragraph's properties and the shade of its cells."""
    own = paragraph.find(w("pPr"))
    named = None if own is None else own.find(w("pStyle"))
    shade = None if own is None else own.find(w("shd"))
    style = "" if named is None else named.get(w("val")) or ""
    around = "" if shade is None else shade.get(w("fill")) or ""
    for cell in paragraph.iterancestors(w("tc")):
        ground = cell.find(f"{w('tcPr')}/{w('shd')}")
        around += "/" + ("" if ground is None else ground.get(w("fill")) or "")
    return style, around


def said(node: etree._Element) -> str:
    """The text within an element."""
    return "".join([text.text or "" for text in node.iter(w("t"))])


def is_bold(run: etree._Element) -> bool:
    """Whether a run is made bold by itself, not by a style."""
    return is_on(run.find(f"{w('rPr')}/{w('b')}"))


def _level(mark: etree._Element) -> int | None:
    value = mark.get(w("val")) or ""
    level = int(value) + 1 if value.isdigit() else _LEVELS + 1
    return level if level <= _LEVELS else None


def _outwards(node: etree._Element) -> Iterator[etree._Element]:
    yield node
    yield from node.iterancestors()
