"""What stands in a paragraph as a row of tokens: words, pictures, fields, links and marks, each with its format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

from lxml import etree

from bna_pipeline.documents.redline_parts import Element, emptied, w

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LAYOUT_FIELDS = ("PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES")  # their result is the layout's, not the text's
_LEFT_OUT = frozenset({w("pPr"), w("proofErr"), w("lastRenderedPageBreak"), w("permStart"), w("permEnd")})
_MARKS = frozenset({w("bookmarkStart"), w("bookmarkEnd")})
_LINK = w("hyperlink")  # stands around tracked runs; the other things around runs are looked into
_INTO = frozenset({w("sdt"), w("sdtContent"), w("smartTag"), w("customXml"), w("ins"), w("moveTo")})
_OTHER_NOTHING = frozenset({w("sdtPr"), w("sdtEndPr"), w("del"), w("moveFrom"), w("smartTagPr"), w("customXmlPr")})

Signature = Callable[[Element], bytes]
"""Gives equal bytes for elements that say the same, whatever ids they carry."""


@dataclass(frozen=True)
class Token:
    """One step of reading.

    Attributes:
        key: equal keys are equal content; format is not part of it.
        text: of a word; empty for anything else.
        nodes: what stands in a run for something that is no word; of a field (and `whole`) the runs themselves.
        format: the run's properties, and their bytes.
        look_key: the same bytes without the language, which nobody sees.
        around: the link in which it stands, and what tells it from other links.
        mark: a bookmark's start or end: no content, never tracked.
    """

    key: tuple[str, ...] | str
    text: str = ""
    nodes: tuple[Element, ...] = ()
    whole: bool = False
    format: Element | None = None
    format_key: bytes = b""
    look_key: bytes = b""
    around: Element | None = None
    around_key: bytes = b""
    mark: bool = False


def tokens_of(paragraph: Element, signature: Signature) -> list[Token]:
    """The tokens of a paragraph, in reading order."""
    return list(_fields_joined(list(_tokens(paragraph, signature, None, b""))))


def _tokens(parent: Element, signature: Signature, around: Element | None, around_key: bytes) -> Iterator[Token]:
    for node in parent.iterchildren(tag=etree.Element):
        if node.tag == w("r"):
            yield from _run(node, signature, around, around_key)
        elif node.tag in _MARKS:
            yield Token(key=("mark", signature(node).decode()), nodes=(node,), mark=True)
        elif node.tag == w("fldSimple"):
            inner = list(_tokens(node, signature, around, around_key))
            yield _field([*_opening(str(node.get(w("instr"))), around, around_key), *inner, _char("end")])
        elif node.tag == _LINK:
            yield from _tokens(node, signature, node, _shell_key(emptied(node), signature))
        elif node.tag in _INTO:
            yield from _tokens(node, signature, around, around_key)
        elif node.tag not in _LEFT_OUT and node.tag not in _OTHER_NOTHING:
            yield Token(
                key=("node", signature(node).decode()), nodes=(node,), whole=True, around=around, around_key=around_key
            )


def _shell_key(shell: Element, signature: Signature) -> bytes:
    """What tells links apart for a reader: where they go outside; places within the document move with its pages."""
    return b"inside" if shell.get(w("anchor")) is not None else signature(shell)


def _run(run: Element, signature: Signature, around: Element | None, around_key: bytes) -> Iterator[Token]:
    form = run.find(w("rPr"))
    if form is not None and len(form) == 0:
        form = None
    of_run = partial(
        Token,
        format=form,
        format_key=b"" if form is None else signature(form),
        look_key=_look(form, signature),
        around=around,
        around_key=around_key,
    )
    link = around_key.decode()
    for node in run.iterchildren(tag=etree.Element):
        if node.tag == w("rPr") or node.tag in _LEFT_OUT:
            continue
        if node.tag == w("t"):
            for word in _WORDS.findall(node.text or ""):
                key: tuple[str, ...] | str = ("link", link, word) if link else word
                yield of_run(key, text=word)
            continue
        key = ("atom", link, signature(node).decode())
        yield of_run(key, nodes=(node,))


def _look(form: Element | None, signature: Signature) -> bytes:
    if form is None:
        return b""
    if form.find(w("lang")) is not None:
        form = deepcopy(form)
        for mark in form.findall(w("lang")):
            form.remove(mark)
    return signature(form) if len(form) else b""


def _field_char(token: Token) -> str | None:
    node = token.nodes[0] if len(token.nodes) == 1 and not token.whole else None
    return None if node is None or node.tag != w("fldChar") else node.get(w("fldCharType"))


def _fields_joined(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens with every field that begins and ends among them as one token."""
    at = 0
    while at < len(tokens):
        end = _field_end(tokens, at) if _field_char(tokens[at]) == "begin" else None
        if end is None:
            yield tokens[at]
            at += 1
            continue
        yield _field(tokens[at : end + 1])
        at = end + 1


def _field_end(tokens: Sequence[Token], start: int) -> int | None:
    depth = 0
    for at in range(start, len(tokens)):
        kind = _field_char(tokens[at])
        depth += (kind == "begin") - (kind == "end")
        if depth == 0:
            return at
    return None


def _field(tokens: Sequence[Token]) -> Token:
    instruction = "".join(n.text or "" for t in tokens for n in t.nodes if n.tag == w("instrText")).split()
    result = "".join(t.text for t in tokens)
    layout = bool(instruction) and instruction[0].upper() in _LAYOUT_FIELDS
    runs = tuple(_as_run(t) for t in tokens if not t.mark)
    key = ("field", *instruction[:1]) if layout else ("field", *instruction, result)
    return Token(key, nodes=runs, whole=True, around=tokens[0].around, around_key=tokens[0].around_key)


def _char(kind: str, around: Element | None = None, around_key: bytes = b"") -> Token:
    node = etree.Element(w("fldChar"))
    node.set(w("fldCharType"), kind)
    return Token(("char", kind), nodes=(node,), around=around, around_key=around_key)


def _opening(instruction: str, around: Element | None, around_key: bytes) -> tuple[Token, ...]:
    said = text_node(instruction, "instrText")
    return _char("begin", around, around_key), Token(("instruction",), nodes=(said,)), _char("separate")


def _as_run(token: Token) -> Element:
    run = etree.Element(w("r"))
    if token.format is not None:
        run.append(deepcopy(token.format))
    if token.text:
        run.append(text_node(token.text, "t"))
    run.extend(deepcopy(node) for node in token.nodes)
    return run


def text_node(text: str, name: str) -> Element:
    """`w:t` or `w:delText` with white space kept."""
    node = etree.Element(w(name))
    node.text = text
    if text != text.strip():
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return node


def unclosed_fields(paragraph: Element) -> str | None:
    """A name for a paragraph in which a field begins that ends elsewhere, or the other way round."""
    kinds = [node.get(w("fldCharType")) for node in paragraph.iter(w("fldChar"))]
    depth = kinds.count("begin") - kinds.count("end")
    if not depth:
        return None
    instruction = "".join(n.text or "" for n in paragraph.iter(w("instrText"))).split()
    return f"{'begin' if depth > 0 else 'end'} {' '.join(instruction[:1]) if depth > 0 else ''}"
