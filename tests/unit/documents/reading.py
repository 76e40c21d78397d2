"""What stands in a PDF and in a Word file, read by others than those that made them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
import pikepdf
from docx.oxml.ns import qn

_HEX = re.compile(rb"<([0-9a-fA-F]+)>")


def tagged_text(pdf: bytes) -> list[str]:
    """The pieces of text of a PDF in the order of its tags: what a screen reader says, without heads and feet.

    The table of contents is left out, because its page numbers are layout, and so is what is written within a drawing,
    because its alternative text is read instead; a caption is read.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        marked = {page.objgen: _marked_text(page) for page in document.pages}
        return list(_walk(document.Root.StructTreeRoot.K, None, marked))


def _walk(node: Any, page: Any, marked: dict[Any, dict[int, str]], *, drawn: bool = False) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _walk(kid, page, marked, drawn=drawn)
    elif isinstance(node, int):
        yield "" if drawn else marked[page.objgen].get(node, "")
    elif isinstance(node, pikepdf.Dictionary) and node.get("/S") != "/TOC":
        here = node.get("/Pg", page)
        within = node.get("/S") == "/Figure" or (drawn and node.get("/S") != "/Caption")
        if "/MCID" in node:
            yield "" if within else marked[here.objgen].get(int(node.MCID), "")
        elif "/K" in node:
            yield from _walk(node.K, here, marked, drawn=within)


def _marked_text(page: pikepdf.Page) -> dict[int, str]:
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    fonts = {name: _unicode(font) for name, font in resources.get("/Font", pikepdf.Dictionary()).items()}
    texts: dict[int, str] = {}
    open_marks: list[int | None] = []
    font: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BDC" | "BMC":
                known: Any = operands[1] if len(operands) > 1 else ""
                open_marks.append(int(known["/MCID"]) if "/MCID" in known else None)
            case "EMC":
                open_marks.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ":
                mark = next((m for m in reversed(open_marks) if m is not None), None)
                if mark is not None:
                    texts[mark] = texts.get(mark, "") + "".join(_decoded(operands[0], font))
    return texts


def _decoded(shown: Any, font: dict[int, str]) -> Iterator[str]:
    for item in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if isinstance(item, pikepdf.String):
            codes = bytes(item)
            yield from (font[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))


def _unicode(font: Any) -> dict[int, str]:
    """A font's own table from glyph codes to text."""
    table: dict[int, str] = {}
    source = font.ToUnicode.read_bytes()
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


def docx_text(data: bytes) -> list[str]:
    """The paragraphs of a Word file's body in reading order, those in tables included, without table of contents."""
    body = docx.Document(io.BytesIO(data)).element.body
    return [said for style, said in _paragraphs(body) if not style.startswith("toc")]


def docx_contents(data: bytes) -> list[str]:
    """The entries of a Word file's table of contents."""
    body = docx.Document(io.BytesIO(data)).element.body
    return [said for style, said in _paragraphs(body) if style.startswith("toc")]


def _paragraphs(body: Any) -> Iterator[tuple[str, str]]:
    for paragraph in body.iter(qn("w:p")):
        yield (paragraph.style or "").lower(), "".join(t.text or "" for t in paragraph.iter(qn("w:t")))


def squeezed(pieces: list[str]) -> str:
    """Text without what only a layout puts in: white space, hyphens, list marks."""
    return re.sub(r"[\s\u00ad\u2010\u2022-]", "", "".join(pieces))
