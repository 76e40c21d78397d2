"""Building blocks of the HTML edition: elements, tables and the page around them, as one file without script.

Everything goes through lxml's tree, so whatever people wrote is text and never markup.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree, html
from lxml.etree import _Element

from bna_pipeline.documents.languages import Languages
from bna_pipeline.documents.scripts import runs_right_to_left

Element = _Element

Piece = Element | str | None

_LINE_ENDS = ("head", "meta", "title", "header", "nav", "section", "h2", "h3", "h4", "p", "li", "tr", "thead", "figure")
_LONG = re.compile(r"\S{25,}")
_UNSAFE_ID = re.compile(r"[^A-Za-z0-9]+")


def anchor(address: str) -> str:
    """The id of an element from a section id or a field's address: letters, digits and hyphens."""
    return _UNSAFE_ID.sub("-", address).strip("-")


def el(tag: str, *inside: Piece, **attributes: str | None) -> Element:
    """An element.

    Args:
        inside: its children and its text in order; None is left out.
        attributes: by name, `_` for `-`, a trailing `_` dropped (`class_`); None is left out.
    """
    made = etree.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), value)
    for piece in inside:
        _put(made, piece)
    return made


def _put(parent: Element, piece: Piece) -> None:
    if piece is None:
        return
    if not isinstance(piece, str):
        parent.append(piece)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + piece
    else:
        parent.text = (parent.text or "") + piece


def said(tag: str, text: str, **attributes: str | None) -> Element:
    """An element with what someone wrote; its direction follows its first letter where there is a choice."""
    return el(tag, text, dir="auto" if runs_right_to_left(text) else None, **attributes)


def name(text: str) -> Piece:
    """A name or value within a sentence: set apart when it would turn the words around it."""
    return el("bdi", text) if runs_right_to_left(text) else text


def paragraphs(texts: Sequence[str]) -> list[Element]:
    """Running text, a paragraph each."""
    return [said("p", text) for text in texts]


def labelled(label: str, *value: Piece, class_: str | None = None) -> Element:
    """A line such as "Status: vertraagd", its label in bold."""
    return el("p", el("strong", f"{label}:"), " ", *value, class_=class_)


def lines(texts: Sequence[str]) -> list[Piece]:
    """Texts below each other within one cell."""
    made: list[Piece] = []
    for number, text in enumerate(texts):
        made += [el("br")] if number else []
        made.append(name(text))
    return made


Cell = str | Sequence[Piece]


class Group(NamedTuple):
    """Rows of a table that belong together, below a head of their own when they have one."""

    rows: Sequence[Sequence[Cell]]
    head: str | None = None
    class_: str | None = None


def table(
    header: Sequence[str],
    groups: Sequence[Group],
    *,
    caption: str,
    class_: str | None = None,
    right: frozenset[int] = frozenset(),
    total: Sequence[Cell] | None = None,
) -> Element:
    """A table whose heads say what they are heads of, also where a narrow screen sets its rows as cards.

    Args:
        groups: of rows; the first cell of a row is its head.
        caption: what the table shows; read aloud, not shown, as the description of the table in Word.
        right: columns that are set flush right.
        total: a last row that adds up.
    """
    made = el("table", el("caption", caption, class_="alleen-gehoord"), role="table", class_=class_)
    heads = [
        el("th", name(said), scope="col", role="columnheader", class_="getal" if column in right else None)
        for column, said in enumerate(header)
    ]
    made.append(el("thead", el("tr", *heads, role="row"), role="rowgroup"))
    for group in groups:
        body = el("tbody", role="rowgroup", class_=group.class_)
        if group.head is not None:
            head = el(
                "th", name(group.head), colspan=str(len(header)), scope="rowgroup", role="rowheader", class_="groep"
            )
            body.append(el("tr", head, role="row"))
        body.extend(_row(header, row, right) for row in group.rows)
        made.append(body)
    if total is not None:
        made.append(el("tfoot", _row(header, total, right), role="rowgroup"))
    return made


def _row(header: Sequence[str], row: Sequence[Cell], right: frozenset[int]) -> Element:
    made = el("tr", role="row")
    for column, cell in enumerate(row):
        inside = [name(cell)] if isinstance(cell, str) else list(cell)
        marks = ["getal"] if column in right else []
        if any(_LONG.search(text) for piece in inside for text in _texts(piece)):
            marks.append("lang")  # only here a column may become narrower than its longest word
        class_ = " ".join(marks) or None
        if column == 0:
            made.append(el("th", *inside, scope="row", role="rowheader", class_=class_))
        else:
            made.append(el("td", *inside, role="cell", class_=class_, data_kop=header[column]))
    return made


def _texts(piece: Piece) -> list[str]:
    if piece is None:
        return []
    return [piece] if isinstance(piece, str) else [str(text) for text in piece.itertext()]


def drawing(svg: str, alt: str) -> Element:
    """A chart in the page itself, with everything that it shows as its name; its table stands below it.

    Who cannot see all of it on a narrow screen can move it to the side, also with the keyboard.
    """
    made = etree.fromstring(svg.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in made.iter():  # HTML knows the elements of SVG without their namespace
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(made)
    return el("figure", made, class_="grafiek", tabindex="0", role="group", aria_label=alt)


def picture_source(data: bytes, media_type: str) -> str:
    """A picture as a `data:` address, so that the page asks nothing of any other place."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def say_languages(parent: Element, languages: Languages) -> None:
    """Put words of another language in an element that says which; a drawing is read by its name alone."""
    inside: list[tuple[Piece, str]] = [(None, parent.text or ""), *((child, child.tail or "") for child in parent)]
    for child in parent:
        if child.tag != "svg":
            say_languages(child, languages)
    if any(languages.has(text) for _, text in inside):
        for child in list(parent):
            parent.remove(child)
        parent.text = None
        for element, text in inside:
            if isinstance(element, Element):
                element.tail = None
            _put(parent, element)
            for piece in languages.cut(text):
                _put(parent, piece.text if piece.language is None else el("span", piece.text, lang=piece.language))


def page(*, title: str, language: str, style: str, skip: str, body: Sequence[Element], languages: Languages) -> bytes:
    """A whole page as UTF-8.

    Its own security policy lets nothing in but the style printed in it and pictures that it holds itself.

    Args:
        title: of the document.
        language: BCP 47.
        style: CSS, fixed and without anything that people wrote.
        skip: the words of the link that leads past the head, to the element with id `tekst`.
        languages: the words that are in another language.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light"),
        el("title", title),
        el("style", style),
    )
    inside = [el("a", skip, href="#tekst", class_="naar-tekst"), *body]
    shown = el("body", *inside)
    if languages:
        say_languages(shown, languages)
    root = el("html", head, shown, lang=language)
    for block in root.iter(*_LINE_ENDS):
        block.tail = f"{block.tail or ''}\n"
    made: bytes = html.tostring(root, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")
    return made
