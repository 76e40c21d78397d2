"""Reads a page: follows the graphics and text state (ISO 32000-1, 8 and 9) as far as place, colour and tags need it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf

from bna_pipeline.documents.lint_pdf_fonts import Font, read_font
from bna_pipeline.documents.lint_pdf_graphics import Graphics, Mark, State, around_all, box_of, matrix_of
from bna_pipeline.documents.lint_pdf_marks import (
    IDENTITY,
    Matrix,
    PageMarks,
    Paint,
    Run,
    Shown,
    moved,
    shared,
    times,
)
from bna_pipeline.documents.lint_pdf_reading import as_read
from bna_pipeline.documents.lint_pdf_shapes import Shape, shapes_of
from bna_pipeline.documents.lint_pdf_stream import UnreadableContent, shown, statements

_BELOW, _ABOVE = -0.2, 0.7
"""How far a line's letters reach below and above its baseline, in parts of the size."""
_DEEPEST = 12
_FILLS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_ENDS_PATH = _FILLS | {b"S", b"s", b"n"}
_CLIPS = frozenset((b"W", b"W*"))


class PageReader:
    """Reads the pages of one file; fonts are read once."""

    def __init__(self) -> None:
        self.fonts: dict[tuple[int, int], Font] = {}

    def read(self, page: pikepdf.Page, number: int) -> PageMarks:
        """What stands on a page (counted from one). What cannot be read is said in `unreadable`."""
        media, crop = (box_of(edges) for edges in (page.mediabox, page.cropbox))
        made = PageMarks(number=number, visible=shared(media, crop))
        try:
            _Reading(self.fonts, made).run(page.obj, page.obj.get("/Resources"), State(IDENTITY, made.visible))
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


class _Reading(Graphics):
    """One content stream; a form in it is read by another, that goes on where this one is."""

    depth: int
    _named_fonts: dict[bytes, Font]

    def __init__(self, fonts: dict[tuple[int, int], Font], page: PageMarks, around: _Reading | None = None) -> None:
        self._fonts, self._page = fonts, page
        self.order = around.order if around else 0
        self.depth = around.depth + 1 if around else 0
        self._marks: list[Mark] = [around.mark()] if around else []
        self._does: dict[bytes, Callable[[bytes], None]] = {
            b"q": self._save, b"Q": self._restore, b"cm": self._concatenate, b"gs": self._graphics_state,
            b"cs": self._space, b"sc": self._colour, b"scn": self._colour, b"g": self._device, b"rg": self._device,
            b"k": self._device, b"BDC": self._open_mark, b"BMC": self._open_mark, b"EMC": self._close_mark,
            b"BT": self._begin_text, b"Tf": self._font, b"Tm": self._text_matrix, b"Td": self._move,
            b"TD": self._move_and_lead, b"T*": self._next_line, b"Tc": self._letters, b"Tw": self._words,
            b"Tz": self._stretch, b"TL": self._lead, b"Ts": self._raise, b"Tr": self._mode, b"Tj": self._show,
            b"TJ": self._show, b"'": self._show_next, b'"': self._show_spaced, b"Do": self._do, b"sh": self._shade,
            b"ET": self._nothing, b"M": self._nothing, b"w": self._nothing, b"CS": self._nothing, b"SCN": self._nothing,
        }  # fmt: skip

    def run(self, holder: Any, resources: Any, state: State) -> None:
        """Follow a page or a form, beginning in this state."""
        self._state, self._saved = state, []
        self._resources = resources if resources is not None else pikepdf.Dictionary()
        self._spaces, self._named_fonts = {}, {}
        self._text = self._line = IDENTITY
        self._moved = 0.0
        shapes: list[Shape] = []
        clips, does = False, self._does
        for path, inline, operands, operator, _ in statements(holder):
            act = does.get(operator)
            if act is not None:
                act(operands)
            elif path:
                shapes += shapes_of(path, self._state.matrix)
            elif operator in _ENDS_PATH:
                if operator in _FILLS:
                    self._fill(shapes)
                if clips and shapes:
                    self._state.clip = shared(self._state.clip, around_all(shapes))
                shapes, clips = [], False
            elif operator in _CLIPS:
                clips = True
            elif inline:
                self._paint(Paint(moved((0, 0, 1, 1), self._state.matrix), None, self._turn()))

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
        if self._moved:
            self._text = times((1.0, 0.0, 0.0, 1.0, self._moved, 0.0), self._text)
        self._moved = moves * state.size * state.stretch  # for what follows; most often a new place does
        whole = times((state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise), self._text)
        self._keep(text, codes, times(whole, state.matrix), moves, font)

    def _keep(self, text: str, codes: tuple[int, ...], whole: Matrix, moves: float, font: Font) -> None:
        state, mark, order = self._state, self.mark(), self._turn()
        if mark.number is not None:
            said = self._page.texts
            said[mark.number] = said.get(mark.number, "") + as_read(text)
            if mark.language is not None:
                self._page.languages[mark.number] = mark.language
        if not text.strip():
            return
        first, last = 0.0, moves
        if text[0].isspace():
            first = font.advance(codes[: len(text) - len(text.lstrip())]) / 1000
        if text[-1].isspace():
            last -= font.advance(codes[len(text.rstrip()) - len(text) :]) / 1000
        box = moved((first, _BELOW, last, _ABOVE), whole)
        size = (whole[2] ** 2 + whole[3] ** 2) ** 0.5
        ground = self._ground(box)
        run = Run(
            as_read(text), box, size, font, self._blended(ground), ground, state.mode, mark.number, mark.artifact,
            state.clip, order,
        )  # fmt: skip
        self._page.runs.append(run)

    def _show_next(self, operands: bytes) -> None:
        self._next_line(b"")
        self._show(operands)

    def _show_spaced(self, operands: bytes) -> None:
        words, letters, shown = operands.split(None, 2)
        self._state.between_words, self._state.between_letters = float(words), float(letters)
        self._show_next(shown)

    def _nothing(self, _: bytes) -> None:
        """Pens and ends of text: they change nothing that the lint looks at."""

    def _begin_text(self, _: bytes) -> None:
        self._moved = 0.0
        self._text = self._line = IDENTITY

    def _text_matrix(self, operands: bytes) -> None:
        self._moved = 0.0
        self._text = self._line = matrix_of(operands)

    def _move(self, operands: bytes) -> None:
        self._moved = 0.0
        right, up = (float(part) for part in operands.split())
        self._text = self._line = times((1.0, 0.0, 0.0, 1.0, right, up), self._line)

    def _move_and_lead(self, operands: bytes) -> None:
        self._state.leading = -float(operands.split()[1])
        self._move(operands)

    def _next_line(self, _: bytes) -> None:
        self._moved = 0.0
        self._text = self._line = times((1.0, 0.0, 0.0, 1.0, 0.0, -self._state.leading), self._line)

    def _font(self, operands: bytes) -> None:
        name, size = operands.rsplit(None, 1)
        if name not in self._named_fonts:
            found = self._named("/Font", name)
            # A font that is written out in the resources has no number of its own.
            key = found.objgen if found.is_indirect else (-1 - len(self._fonts), 0)
            if key not in self._fonts:
                self._fonts[key] = read_font(found)
            self._named_fonts[name] = self._fonts[key]
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

    def _do(self, operands: bytes) -> None:
        form = self._named("/XObject", operands)
        if str(form.get("/Subtype")) == "/Image":
            box = shared(moved((0, 0, 1, 1), self._state.matrix), self._state.clip)
            self._paint(Paint(box, None, self._turn()))
            self._page.pictures.append(Shown(box, int(form["/Width"]), int(form["/Height"]), self.mark().number))
        elif self.depth < _DEEPEST:
            inner = tuple(float(part) for part in form.get("/Matrix", IDENTITY))
            matrix = times(inner, self._state.matrix)  # type: ignore[arg-type]
            clip = shared(moved(box_of(form["/BBox"]), matrix), self._state.clip)
            inside = _Reading(self._fonts, self._page, self)
            inside.run(form, form.get("/Resources", self._resources), self._state.copy(matrix=matrix, clip=clip))
            self.order = inside.order
