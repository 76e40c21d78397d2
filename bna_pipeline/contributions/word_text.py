"""The text of one place in a Word document, with what tracked changes, controls and pictures do to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from bna_pipeline.contributions.wordxml import MC, VML, A, R, w

_SKIPPED = frozenset(
    {w(n) for n in ("rPr", "pPr", "tcPr", "tblPr", "trPr", "tblGrid", "sdtPr", "sdtEndPr", "instrText", "sectPr")}
)
_REMOVED = frozenset({w("del"), w("moveFrom")})
_ADDED = frozenset({w("ins"), w("moveTo")})
_NOTES = frozenset({w("footnoteReference"), w("endnoteReference")})
_SYMBOL = "symEx"  # Word keeps an emoji as such an element, in a namespace that differs by version


@dataclass
class WordText:
    """What stands in a place; filled while walking over it.

    Attributes:
        paragraphs: lines of text as they stand if every tracked insertion is accepted.
        pictures: relationship ids of pictures, in order.
        inserted, removed: text of tracked changes.
        comments: ids of comments that hang here.
        notes, tables: how many footnotes and nested tables there are.
    """

    paragraphs: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    inserted: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    notes: int = 0
    tables: int = 0
    _joined: bool = False

    def add(self, text: str) -> None:
        if not self.paragraphs:
            self.paragraphs.append("")
        self.paragraphs[-1] += text

    def new_line(self) -> None:
        if self._joined:  # the mark before it is deleted: both paragraphs are one
            self._joined = False
        else:
            self.paragraphs.append("")

    def join_next(self) -> None:
        self._joined = True


def text_of(element: etree._Element) -> WordText:
    """Read everything inside an element."""
    found = WordText()
    _walk(element, found, added=False, removed=False)
    return found


def _walk(element: etree._Element, found: WordText, *, added: bool, removed: bool) -> None:
    for child in element:
        _visit(child, found, added=added, removed=removed)


def _visit(node: etree._Element, found: WordText, *, added: bool, removed: bool) -> None:
    tag = node.tag
    if tag in _SKIPPED or not _is_element(node):
        return
    if tag in _REMOVED:
        _walk(node, found, added=added, removed=True)
    elif tag in _ADDED:
        _walk(node, found, added=True, removed=removed)
    elif tag == w("p"):
        _paragraph(node, found, added=added, removed=removed)
    elif tag == w("sdt"):
        _control(node, found, added=added, removed=removed)
    elif tag == f"{{{MC}}}AlternateContent":
        _alternative(node, found, added=added, removed=removed)
    elif tag in (w("drawing"), w("pict"), w("object")):
        _picture(node, found, added=added, removed=removed)
    else:
        _leaf(node, tag, found, added=added, removed=removed)


def _is_element(node: etree._Element) -> bool:
    # A comment's or processing instruction's tag is a function.
    return not callable(node.tag)


def _leaf(node: etree._Element, tag: str, found: WordText, *, added: bool, removed: bool) -> None:
    if tag in (w("t"), w("delText")):
        _say(node.text or "", found, added=added, removed=removed or tag == w("delText"))
    elif tag in (w("tab"), w("ptab")):
        _say(" ", found, added=added, removed=removed)
    elif tag in (w("br"), w("cr")):
        if not removed and node.get(w("type")) in (None, "textWrapping"):
            found.new_line()
    elif tag == w("noBreakHyphen"):
        _say("-", found, added=added, removed=removed)
    elif tag == w("sym") or etree.QName(node).localname == _SYMBOL:
        _say(_symbol(node), found, added=added, removed=removed)
    elif tag == w("commentReference"):
        found.comments.append(node.get(w("id")) or "")
    elif tag in _NOTES:
        found.notes += not removed
    else:
        found.tables += tag == w("tbl")
        _walk(node, found, added=added, removed=removed)


def _say(text: str, found: WordText, *, added: bool, removed: bool) -> None:
    if removed:
        found.removed.append(text)
        return
    if added:
        found.inserted.append(text)
    found.add(text)


def _symbol(node: etree._Element) -> str:
    code = next((value for name, value in node.attrib.items() if str(name).endswith("}char")), "")
    try:
        return chr(int(str(code), 16))
    except (ValueError, OverflowError):
        return "\ufffd"


def _paragraph(node: etree._Element, found: WordText, *, added: bool, removed: bool) -> None:
    found.new_line()
    _walk(node, found, added=added, removed=removed)
    if node.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None:
        found.join_next()


def _control(node: etree._Element, found: WordText, *, added: bool, removed: bool) -> None:
    placeholder = node.find(f"{w('sdtPr')}/{w('showingPlcHdr')}")
    if placeholder is not None and placeholder.get(w("val")) not in ("0", "false", "off"):
        return
    content = node.find(w("sdtContent"))
    if content is not None:
        _walk(content, found, added=added, removed=removed)


def _alternative(node: etree._Element, found: WordText, *, added: bool, removed: bool) -> None:
    # Choice and Fallback say the same thing twice; reading both would double the text.
    chosen = node.find(f"{{{MC}}}Choice")
    chosen = node.find(f"{{{MC}}}Fallback") if chosen is None else chosen
    if chosen is not None:
        _walk(chosen, found, added=added, removed=removed)


def _picture(node: etree._Element, found: WordText, *, added: bool, removed: bool) -> None:
    if not removed:
        for blip in node.iter(f"{{{A}}}blip"):
            found.pictures.append(str(blip.get(f"{{{R}}}embed") or ""))
        for image in node.iter(f"{{{VML}}}imagedata"):
            found.pictures.append(str(image.get(f"{{{R}}}id") or ""))
    for box in node.iter(w("txbxContent")):
        _walk(box, found, added=added, removed=removed)
