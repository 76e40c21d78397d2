"""Reads a page: follows the graphics and text state (ISO 32000-1, 8 and 9) as far as place, colour and tags need it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf

from bna_pipeline.documents.lint_colour import BLACK, WHITE, Colour
from bna_pipeline.documents.lint_pdf_fonts import Font, read_font
from bna_pipeline.documents.lint_pdf_marks import (
    IDENTITY,
    Box,
    Matrix,
    PageMarks,
    Paint,
    Run,
    Shown,
    moved,
    shared,
    times,
)
from bna_pipeline.documents.lint_pdf_shapes import Shape, shapes_of
from bna_pipeline.documents.lint_pdf_stream import UnreadableContent, shown, statements

_BELOW, _ABOVE = -0.2, 0.7
"""How far a line's letters reach below and above its baseline, in parts of the size."""
_DEEPEST = 12
_MCID = re.compile(rb"/MCID\s+(\d+)")
_NAME = re.compile(rb"/([^\s/<>\[\](){}%]*)")
_FILLS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_ENDS_PATH = _FILLS | {b"S", b"s", b"n"}
_CLIPS = frozenset((b"W", b"W*"))
_UNKNOWN = -1


@dataclass
class _State:
    matrix: Matrix
    clip: Box
    fill: Colour | None = BLACK
    parts: int = 1  # of the colour space of fills; _UNKNOWN for one that is not read
    alpha: float = 1.0
    font: Font | None = None
    size: float = 0.0
    between_letters: float = 0.0
    between_words: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def copy(self, **changes: Any) -> _State:
        made = _State.__new__(_State)  # a tenth of what `replace` takes, six thousand times a report
        made.__dict__.update(self.__dict__, **changes)
        return made


@dataclass(frozen=True, slots=True)
class _Mark:
    number: int | None
    artifact: bool


_OUTSIDE = _Mark(None, False)


class PageReader:
    """Reads the pages of one file; fonts are read once."""

    def __init__(self) -> None:
        self.fonts: dict[tuple[int, int], Font] = {}

    def read(self, page: pikepdf.Page, number: int) -> PageMarks:
        """What stands on a page (counted from one). What cannot be read is said in `unreadable`."""
        media, crop = (_box(edges) for edges in (page.mediabox, page.cropbox))
        made = PageMarks(number=number, visible=shared(media, crop))
        try:
            _Reading(self.fonts, made).run(page.obj, page.obj.get("/Resources"), _State(IDENTITY, made.visible))
        except (
            UnreadableContent,
            ValueError,
            IndexError,
            KeyError,
            TypeError,
            AttributeError,
            pikepdf.PdfError,
        ) as error:
            made.unreadable = str(error) or type(error).__name__
        return made


def _box(edges: Any) -> Box:
    one, low, other, high = (float(edge) for edge in edges)
    return (min(one, other), min(low, high), max(one, other), max(low, high))


class _Reading:
    """One content stream; a form in it is read by another, that goes on where this one is."""

    order: int
    depth: int
    _state: _State
    _saved: list[_State]
    _resources: Any
    _spaces: dict[bytes, int]
    _named_fonts: dict[bytes, Font]

    def __init__(self, fonts: dict[tuple[int, int], Font], page: PageMarks, around: _Reading | None = None) -> None:
        self._fonts, self._page = fonts, page
        self.order = around.order if around else 0
        self.depth = around.depth + 1 if around else 0
        self._marks: list[_Mark] = [around.mark()] if around else []
        self._does: dict[bytes, Callable[[bytes], None]] = {
            b"q": self._save, b"Q": self._restore, b"cm": self._concatenate, b"gs": self._graphics_state,
            b"cs": self._space, b"sc": self._colour, b"scn": self._colour, b"g": self._device, b"rg": self._device,
            b"k": self._device, b"BDC": self._open_mark, b"BMC": self._open_mark, b"EMC": self._close_mark,
            b"BT": self._begin_text, b"Tf": self._font, b"Tm": self._text_matrix, b"Td": self._move,
            b"TD": self._move_and_lead, b"T*": self._next_line, b"Tc": self._letters, b"Tw": self._words,
            b"Tz": self._stretch, b"TL": self._lead, b"Ts": self._raise, b"Tr": self._mode, b"Tj": self._show,
            b"TJ": self._show, b"'": self._show_next, b'"': self._show_spaced, b"Do": self._do, b"sh": self._shade,
        }  # fmt: skip

    def run(self, holder: Any, resources: Any, state: _State) -> None:
        """Follow a page or a form, beginning in this state."""
        self._state, self._saved = state, []
        self._resources = resources if resources is not None else pikepdf.Dictionary()
        self._spaces, self._named_fonts = {}, {}
        self._text = self._line = IDENTITY
        shapes: list[Shape] = []
        clips = False
        for path, inline, operands, operator, _ in statements(holder):
            if path:
                shapes += shapes_of(path, self._state.matrix)
            elif operator in self._does:
                self._does[operator](operands)
            elif operator in _ENDS_PATH:
                if operator in _FILLS:
                    self._fill(shapes)
                if clips and shapes:
                    self._state.clip = shared(self._state.clip, _around(shapes))
                shapes, clips = [], False
            elif operator in _CLIPS:
                clips = True
            elif inline:
                self._paint(Paint(moved((0, 0, 1, 1), self._state.matrix), None, self._turn()))

    # -- what is painted ---------------------------------------------------------------------------------------

    def _turn(self) -> int:
        self.order += 1
        mark = self.mark()
        if mark.number is not None:
            self._page.marks.setdefault(mark.number, self.order)
        return self.order

    def mark(self) -> _Mark:
        return self._marks[-1] if self._marks else _OUTSIDE

    def _fill(self, shapes: list[Shape]) -> None:
        for shape in shapes:
            if shape.closed_in:
                box = shared(shape.box, self._state.clip)
                self._paint(Paint(box, self._blended(box), self._turn(), shape.outline))

    def _paint(self, paint: Paint) -> None:
        self._page.paints.append(paint)

    def _blended(self, box: Box) -> Colour | None:
        """The colour of a fill; one that lets through what lies below it is mixed with that."""
        colour, alpha = self._state.fill, self._state.alpha
        if colour is None or alpha >= 1:
            return colour
        below = under(self._page, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, self.order + 1)
        return None if below is None else mixed(colour, below, alpha)

    def _shade(self, _: bytes) -> None:
        self._paint(Paint(self._state.clip, None, self._turn()))

    def _do(self, operands: bytes) -> None:
        form = self._named("/XObject", operands)
        if str(form.get("/Subtype")) == "/Image":
            box = shared(moved((0, 0, 1, 1), self._state.matrix), self._state.clip)
            self._paint(Paint(box, None, self._turn()))
            self._page.pictures.append(Shown(box, int(form["/Width"]), int(form["/Height"]), self.mark().number))
        elif self.depth < _DEEPEST:
            inner = tuple(float(part) for part in form.get("/Matrix", IDENTITY))
            matrix = times(inner, self._state.matrix)  # type: ignore[arg-type]
            clip = shared(moved(_box(form["/BBox"]), matrix), self._state.clip)
            inside = _Reading(self._fonts, self._page, self)
            inside.run(form, form.get("/Resources", self._resources), self._state.copy(matrix=matrix, clip=clip))
            self.order = inside.order

    # -- text ---------------------------------------------------------------------------------------------------

    def _show(self, operands: bytes) -> None:
        state, font = self._state, self._state.font
        if font is None:
            raise UnreadableContent("tekst zonder lettertype")
        strings, adjusted = shown(operands)
        codes = font.codes(strings)
        text = font.text(codes)
        moves = (font.advance(codes) - adjusted) / 1000  # in parts of the size
        if state.size and (state.between_letters or state.between_words):
            moves += (len(codes) * state.between_letters + text.count(" ") * state.between_words) / state.size
        whole = times((state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise), self._text)
        self._keep(text, codes, times(whole, state.matrix), moves, font)
        self._text = times((1.0, 0.0, 0.0, 1.0, moves * state.size * state.stretch, 0.0), self._text)

    def _keep(self, text: str, codes: tuple[int, ...], whole: Matrix, moves: float, font: Font) -> None:
        state, mark, order = self._state, self.mark(), self._turn()
        if mark.number is not None:
            said = self._page.texts
            said[mark.number] = said.get(mark.number, "") + text
        if not text.strip():
            return
        first, last = 0.0, moves
        if text[0].isspace():
            first = font.advance(codes[: len(text) - len(text.lstrip())]) / 1000
        if text[-1].isspace():
            last -= font.advance(codes[len(text.rstrip()) - len(text) :]) / 1000
        box = moved((first, _BELOW, last, _ABOVE), whole)
        size = (whole[2] ** 2 + whole[3] ** 2) ** 0.5
        run = Run(text, box, size, font, self._blended(box), state.mode, mark.number, mark.artifact, state.clip, order)
        self._page.runs.append(run)

    def _show_next(self, operands: bytes) -> None:
        self._next_line(b"")
        self._show(operands)

    def _show_spaced(self, operands: bytes) -> None:
        words, letters, shown = operands.split(None, 2)
        self._state.between_words, self._state.between_letters = float(words), float(letters)
        self._show_next(shown)

    def _begin_text(self, _: bytes) -> None:
        self._text = self._line = IDENTITY

    def _text_matrix(self, operands: bytes) -> None:
        self._text = self._line = _matrix(operands)

    def _move(self, operands: bytes) -> None:
        right, up = (float(part) for part in operands.split())
        self._text = self._line = times((1.0, 0.0, 0.0, 1.0, right, up), self._line)

    def _move_and_lead(self, operands: bytes) -> None:
        self._state.leading = -float(operands.split()[1])
        self._move(operands)

    def _next_line(self, _: bytes) -> None:
        self._text = self._line = times((1.0, 0.0, 0.0, 1.0, 0.0, -self._state.leading), self._line)

    def _font(self, operands: bytes) -> None:
        name, size = operands.rsplit(None, 1)
        if name not in self._named_fonts:
            found = self._named("/Font", name)
            if found.objgen not in self._fonts or found.objgen == (0, 0):
                self._fonts[found.objgen] = read_font(found)
            self._named_fonts[name] = self._fonts[found.objgen]
        self._state.font, self._state.size = self._named_fonts[name], float(size)

    def _letters(self, operands: bytes) -> None:
        self._state.between_letters = float(operands)

    def _words(self, operands: bytes) -> None:
        self._state.between_words = float(operands)

    def _stretch(self, operands: bytes) -> None:
        self._state.stretch = float(operands) / 100

    def _lead(self, operands: bytes) -> None:
        self._state.leading = float(operands)

    def _raise(self, operands: bytes) -> None:
        self._state.rise = float(operands)

    def _mode(self, operands: bytes) -> None:
        self._state.mode = int(operands)

    # -- state --------------------------------------------------------------------------------------------------

    def _save(self, _: bytes) -> None:
        self._saved.append(self._state.copy())

    def _restore(self, _: bytes) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _concatenate(self, operands: bytes) -> None:
        self._state.matrix = times(_matrix(operands), self._state.matrix)

    def _graphics_state(self, operands: bytes) -> None:
        found = self._named("/ExtGState", operands)
        if "/ca" in found:
            self._state.alpha = float(found["/ca"])

    def _space(self, operands: bytes) -> None:
        if operands not in self._spaces:
            self._spaces[operands] = self._parts(operands)
        self._state.parts = self._spaces[operands]
        self._state.fill = BLACK if self._state.parts != _UNKNOWN else None

    def _parts(self, operands: bytes) -> int:
        name = _name_in(operands)
        device = {"DeviceGray": 1, "CalGray": 1, "DeviceRGB": 3, "CalRGB": 3, "DeviceCMYK": 4}
        if name in device:
            return device[name]
        known = self._resources.get("/ColorSpace", pikepdf.Dictionary()).get(f"/{name}")
        if isinstance(known, pikepdf.Array) and str(known[0]) == "/ICCBased":
            return int(known[1]["/N"])
        family = str(known[0] if isinstance(known, pikepdf.Array) else known).lstrip("/")
        return device.get(family, _UNKNOWN)

    def _colour(self, operands: bytes) -> None:
        self._state.fill = None if self._state.parts == _UNKNOWN else _colour_of(operands)

    def _device(self, operands: bytes) -> None:
        self._state.fill = _colour_of(operands)
        self._state.parts = len(operands.split())

    def _open_mark(self, operands: bytes) -> None:
        around = self.mark()
        found = _MCID.search(operands)
        number = int(found[1]) if found else around.number
        names = _NAME.findall(operands)
        if not found and len(names) == 2 and b"<<" not in operands:
            listed = self._named("/Properties", operands)
            number = int(listed["/MCID"]) if "/MCID" in listed else around.number
        self._marks.append(_Mark(number, around.artifact or (bool(names) and names[0] == b"Artifact")))

    def _close_mark(self, _: bytes) -> None:
        if self._marks:
            self._marks.pop()

    def _named(self, kind: str, operands: bytes) -> Any:
        name = _name_in(operands)
        try:
            return self._resources[kind][f"/{name}"]
        except KeyError as error:
            raise UnreadableContent(f"{kind.lstrip('/')} '{name}' ontbreekt") from error


def under(page: PageMarks, x: float, y: float, before: int) -> Colour | None:
    """The colour of what was last painted at a point, before this turn; white is the paper, None is not one colour."""
    for paint in reversed(page.paints):
        if paint.order < before and paint.holds(x, y):
            return paint.colour
    return WHITE


def mixed(above: Colour, below: Colour, alpha: float) -> Colour:
    """A colour that lets through what lies below it."""
    red, green, blue = (one * alpha + other * (1 - alpha) for one, other in zip(above, below, strict=True))
    return red, green, blue


def _around(shapes: list[Shape]) -> Box:
    boxes = [shape.box for shape in shapes]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def _matrix(operands: bytes) -> Matrix:
    a, b, c, d, e, f = (float(part) for part in operands.split())
    return a, b, c, d, e, f


def _name_in(operands: bytes) -> str:
    found = _NAME.findall(operands)
    return found[-1].decode("latin-1") if found else ""


def _colour_of(operands: bytes) -> Colour | None:
    try:
        parts = [min(1.0, max(0.0, float(part))) for part in operands.split()]
    except ValueError:  # a pattern's name
        return None
    if len(parts) == 1:
        return parts[0], parts[0], parts[0]
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    return None
