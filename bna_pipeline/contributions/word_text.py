"""The text of one place in a Word document as a reader sees it: changes, fields and controls taken into account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from bna_pipeline.contributions.questions import PROMPTS
from bna_pipeline.contributions.word_drawings import branch_of, look_at
from bna_pipeline.contributions.word_styles import ALL_SEEN, Unseen, hides, is_on
from bna_pipeline.contributions.wordxml import MATH, MC, w
from bna_pipeline.errors import IntakeError

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
        altered: those of which Word shows a part only, or that it shows turned or mirrored.
        inserted, removed: text of tracked changes.
        comments: ids of comments that hang here.
        notes, tables, drawings: how many footnotes, nested tables, and drawings or formulas without text there are.
        hidden: how many pieces of text nobody sees, or not every reader sees alike.
    """

    paragraphs: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    altered: set[str] = field(default_factory=set)
    inserted: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    notes: int = 0
    tables: int = 0
    drawings: int = 0
    hidden: int = 0
    _joined: bool = False
    _fields: list[bool] = field(default_factory=list)  # of each open field: whether its result has begun
    _pieces: list[str] = field(default_factory=list)  # of the paragraph that is being read

    def add(self, text: str) -> None:
        if not self.paragraphs:
            self.paragraphs.append("")
        self._pieces.append(text)

    def new_line(self) -> None:
        if self._joined:  # the mark before it is deleted: both paragraphs are one
            self._joined = False
            return
        self.close_line()
        self.paragraphs.append("")

    def close_line(self) -> None:
        """Put the pieces of the last paragraph together: once, since adding piece by piece takes ever longer."""
        if self._pieces:
            self.paragraphs[-1] += "".join(self._pieces)
            self._pieces = []

    def join_next(self) -> None:
        self._joined = True

    def turn_field(self, kind: str) -> None:
        """A field's begin, the start of its result, or its end."""
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    @property
    def in_instruction(self) -> bool:
        """Whether what stands here is a field's instruction, which no reader shows."""
        return not all(self._fields)


@dataclass(frozen=True)
class _How:
    """What stands around a node: a tracked insertion or removal, a hidden style, and whether tables are looked into."""

    unseen: Unseen
    added: bool = False
    removed: bool = False
    tables: bool = True
    out_of_sight: bool = False


def text_of(element: etree._Element, unseen: Unseen = ALL_SEEN, *, tables: bool = True) -> WordText:
    """Read everything inside an element; without `tables` what stands in tables within it is left out."""
    found = WordText()
    _walk(element, found, _How(unseen, tables=tables, out_of_sight=unseen.default))
    found.close_line()
    return found


def _walk(element: etree._Element, found: WordText, how: _How) -> None:
    for child in element:
        _visit(child, found, how)


def _visit(node: etree._Element, found: WordText, how: _How) -> None:
    tag = node.tag
    if tag in _SKIPPED or callable(tag):  # the tag of a comment or instruction is a function
        return
    if tag in _REMOVED:
        _walk(node, found, replace(how, removed=True))
    elif tag in _ADDED:
        _walk(node, found, replace(how, added=True))
    elif tag == w("p"):
        _paragraph(node, found, how)
    elif tag == w("r"):
        _run(node, found, how)
    elif tag == w("sdt"):
        _control(node, found, how)
    elif tag == f"{{{MC}}}AlternateContent":
        _alternative(node, found, how)
    elif tag in (w("drawing"), w("pict"), w("object")):
        _picture(node, found, how)
    else:
        _leaf(node, tag, found, how)


def _leaf(node: etree._Element, tag: str, found: WordText, how: _How) -> None:
    if tag in (w("t"), w("delText")):
        if len(node):  # Word does not open it, and what stands within or behind would fall away
            raise IntakeError("In het bestand staat tekst op een plek waar geen tekst kan staan.")
        _say(node.text or "", found, how if tag == w("t") else replace(how, removed=True))
    elif tag in (w("tab"), w("ptab")):
        _say(" ", found, how)
    elif tag in (w("br"), w("cr")):
        if not how.removed:
            found.new_line()
    elif tag == w("noBreakHyphen"):
        _say("-", found, how)
    elif tag == w("sym") or tag.endswith(f"}}{_SYMBOL}"):
        _say(_symbol(node), found, how)
    elif tag == w("fldChar"):
        found.turn_field(node.get(w("fldCharType")) or "")
    elif tag == w("commentReference"):
        found.comments.append(node.get(w("id")) or "")
    elif tag in _NOTES:
        found.notes += not how.removed
    elif tag.startswith(f"{{{MATH}}}"):
        found.drawings += not how.removed
    elif tag == w("tbl"):
        found.tables += 1
        if how.tables:
            _walk(node, found, how)
    else:
        _walk(node, found, how)


def _say(text: str, found: WordText, how: _How) -> None:
    if how.removed:
        found.removed.append(text)
        return
    if found.in_instruction:
        found.hidden += bool(text.strip())
        return
    if how.added:
        found.inserted.append(text)
    found.add(text)


def _symbol(node: etree._Element) -> str:
    code = next((value for name, value in node.attrib.items() if str(name).endswith("}char")), "")
    try:
        return chr(int(str(code)[:8], 16))
    except (ValueError, OverflowError):
        return "\ufffd"


def _paragraph(node: etree._Element, found: WordText, how: _How) -> None:
    found.new_line()
    if how.unseen is not ALL_SEEN:
        style = node.find(f"{w('pPr')}/{w('pStyle')}")
        hidden = how.unseen.default if style is None else style.get(w("val")) in how.unseen.styles
        how = how if hidden is how.out_of_sight else replace(how, out_of_sight=hidden)
    _walk(node, found, how)
    if node.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None:
        found.join_next()


def _run(node: etree._Element, found: WordText, how: _How) -> None:
    if _out_of_sight(node.find(w("rPr")), how):
        if not how.removed and any((t.text or "").strip() for t in node.iter(w("t"))):
            found.hidden += 1
        return
    _walk(node, found, how)


def _out_of_sight(look: etree._Element | None, how: _How) -> bool:
    said = hides(look)
    if said is not None:  # of the text itself, which goes before what its style says
        return said
    style = look.find(w("rStyle")) if look is not None and how.unseen.styles else None
    return how.out_of_sight or (style is not None and style.get(w("val")) in how.unseen.styles)


def _control(node: etree._Element, found: WordText, how: _How) -> None:
    content = node.find(w("sdtContent"))
    if content is None:
        return
    if is_on(node.find(f"{w('sdtPr')}/{w('showingPlcHdr')}")):
        # A prompt is no answer. A text that only says that it is one may be: the reader sees it.
        prompt = " ".join("".join(str(t.text or "") for t in content.iter(w("t"))).split())
        found.hidden += bool(prompt) and prompt not in PROMPTS and not how.removed
        return
    if node.find(f"{w('sdtPr')}/{w('dataBinding')}") is not None:
        found.hidden += 1  # Word shows what stands elsewhere in the file, not what stands here
    _walk(content, found, how)


def _alternative(node: etree._Element, found: WordText, how: _How) -> None:
    # Choice and Fallback say the same thing twice; reading both would double the text.
    found.hidden += _differs(node)
    chosen = branch_of(node)
    if chosen is not None:
        _walk(chosen, found, how)


def _differs(double: etree._Element) -> bool:
    """Whether two forms of the same content say other words: then each program shows another text."""
    branches = (double.find(f"{{{MC}}}Choice"), double.find(f"{{{MC}}}Fallback"))
    one, other = ("" if branch is None else "".join(_words(branch)) for branch in branches)
    return bool(one) and bool(other) and one != other


def _words(branch: etree._Element) -> Iterator[str]:
    for node in branch.iter():
        if node.tag == w("t"):
            yield "".join((node.text or "").split())
        elif node.tag == w("sym") or str(node.tag).endswith(f"}}{_SYMBOL}"):
            yield _symbol(node)


def _picture(node: etree._Element, found: WordText, how: _How) -> None:
    drawing = look_at(node)
    if not how.removed:
        found.pictures += drawing.pictures
        found.altered.update(drawing.pictures if drawing.altered else ())
        found.drawings += not drawing.pictures and not drawing.boxes
    found.hidden += sum(map(_differs, drawing.doubles))
    for box in drawing.boxes:
        _walk(box, found, how)
