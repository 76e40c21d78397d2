"""The words of a PDF by its structure tree: what a screen reader says, in its order, without heads and feet.

A reader of its own, so that neither the program that made the file nor a guess from places on the page stands between:
marked content is taken in the order of the tags (ISO 32000-1, 14.7 and 14.8), what `ReversedChars` and `ActualText` say
of it is done, and artifacts and text within figures stay out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import pikepdf

_TEXT = "BDC BMC EMC Tf Tj TJ"
_HEX = re.compile(rb"<([0-9a-fA-F]+)>")
_SILENT = ("/TOC", "/Figure", "/Artifact")
"""Elements whose text is layout or a picture; a caption within one is read."""


@dataclass
class _Mark:
    """Marked content that is open: its number on the page, and what has been shown in it."""

    number: int | None
    reversed: bool
    actual: str | None
    language: str | None
    shown: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        if self.actual is not None:
            return self.actual
        return "".join(reversed(self.shown) if self.reversed else self.shown)


class _Said(NamedTuple):
    """Marked content that is closed: its text and the language that it says itself."""

    text: str = ""
    language: str | None = None


class _Above(NamedTuple):
    """What an element has of those around it."""

    page: Any
    language: str
    silent: bool


def pdf_words(pdf: bytes) -> list[str]:
    """The pieces of text of a tagged PDF in the order of its tags."""
    return [text for text, _ in pdf_languages(pdf)]


def pdf_languages(pdf: bytes) -> list[tuple[str, str]]:
    """The same pieces, each with its language: its own, else of the nearest element that has one, else the document's
    (ISO 32000-1, 14.9.2).
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        marked = {page.objgen: _marked_text(page) for page in document.pages}
        above = _Above(None, str(document.Root.Lang), silent=False)
        return list(_walk(document.Root.StructTreeRoot.K, above, marked))


def _walk(node: Any, above: _Above, marked: dict[Any, dict[int, _Said]]) -> Iterator[tuple[str, str]]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _walk(kid, above, marked)
    elif isinstance(node, int):
        if not above.silent:
            said = marked[above.page.objgen].get(node, _Said())
            yield said.text, said.language or above.language
    elif isinstance(node, pikepdf.Dictionary):
        kind = str(node.get("/S", ""))
        here = _Above(
            node.get("/Pg", above.page),
            str(node.get("/Lang", above.language)),
            silent=(above.silent or kind in _SILENT) and kind != "/Caption",
        )
        if "/ActualText" in node:
            if not here.silent:
                yield str(node.ActualText), here.language
        elif "/MCID" in node:
            yield from _walk(int(node.MCID), here, marked)
        elif "/K" in node:
            yield from _walk(node.K, here, marked)


def _marked_text(page: pikepdf.Page) -> dict[int, _Said]:
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    fonts = {name: _unicode(font.ToUnicode.read_bytes()) for name, font in resources.get("/Font", {}).items()}
    texts: dict[int, _Said] = {}
    marks: list[_Mark] = []
    font: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page, _TEXT):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BDC" | "BMC":
                marks.append(_opened(operands))
            case "EMC":
                closed = marks.pop()
                if closed.number is not None:
                    before = texts.get(closed.number, _Said())
                    texts[closed.number] = _Said(before.text + closed.said, closed.language)
                elif marks:
                    marks[-1].shown.append(closed.said)
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ" if marks:
                marks[-1].shown += _decoded(operands[0], font)
    return texts


def _opened(operands: Any) -> _Mark:
    known: Any = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
    return _Mark(
        number=int(known["/MCID"]) if "/MCID" in known else None,
        reversed=str(operands[0]) == "/ReversedChars",
        actual=str(known["/ActualText"]) if "/ActualText" in known else None,
        language=str(known["/Lang"]) if "/Lang" in known else None,
    )


def _decoded(shown: Any, font: dict[int, str]) -> Iterator[str]:
    for item in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if isinstance(item, pikepdf.String):
            codes = bytes(item)
            yield from (font[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))


@cache
def _unicode(source: bytes) -> dict[int, str]:
    """A font's own table from glyph codes to text."""
    table: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        values = _HEX.findall(block)
        table.update((int(code, 16), _text(text)) for code, text in zip(values[::2], values[1::2], strict=True))
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for line in block.strip().splitlines():
            first, last, *texts = _HEX.findall(line)
            for number, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                table[code] = _text(texts[number]) if b"[" in line else chr(int(texts[0], 16) + number)
    return table


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
