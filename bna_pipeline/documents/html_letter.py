"""The letter as one HTML file: the same words in the same order as its PDF and its Word file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bna_pipeline.documents.house import load_house
from bna_pipeline.documents.html_body import (
    Element,
    Piece,
    anchor,
    el,
    labelled,
    name,
    page,
    paragraphs,
    picture_source,
    said,
)
from bna_pipeline.documents.html_style import style_of
from bna_pipeline.documents.languages import Languages
from bna_pipeline.documents.letter_text import LetterText
from bna_pipeline.documents.pdf import LETTERHEAD
from bna_pipeline.documents.wording import letter_title
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.content import Content, LetterContent, LetterPart, LetterPartId
from bna_pipeline.model.draft import LETTER_PDF


def letter_html(content: Content, text: LetterText, folder: Path, report_hash: Sha256) -> bytes:
    """Make the letter as one accessible HTML file without script.

    No signature is shown in it: a note above the letter says which file is the signed one.

    Args:
        folder: the programme's folder, for its house style and letterhead.
        report_hash: SHA-256 of the report's PDF, printed below the attachments.

    Raises:
        TemplateInvalid: the house style cannot be used.
    """
    letter = content.letter
    note = el("aside", el("p", text.web.letter, " ", el("a", LETTER_PDF, href=LETTER_PDF)))
    main = el(
        "main",
        *(letter_part(part, text, report_hash) for part in letter.parts),
        *signatures(letter),
        id="tekst",
        tabindex="-1",
    )
    return page(
        title=letter_title(content, text.name_of(content.letter)),
        language=content.language,
        style=style_of(load_house(folder)),
        skip=text.web.skip,
        body=[note, _head(letter, text, folder), main],
        languages=Languages(content.foreign),
    )


def _head(letter: LetterContent, text: LetterText, folder: Path) -> Element:
    mark = folder / LETTERHEAD
    source = picture_source(mark.read_bytes(), "image/svg+xml") if mark.is_file() else None
    return el(
        "header",
        None if source is None else el("img", src=source, alt=letter.authority, class_="briefhoofd"),
        said("p", letter.authority, class_="afzender"),
        el("h1", text.name_of(letter)),
        head_lines(letter),
        class_="brief",
    )


def head_lines(letter: LetterContent) -> Element:
    """What stands above the letter's parts."""
    return el("div", *(labelled(line.label, name(line.value)) for line in letter.head), class_="briefkop")


def letter_part(part: LetterPart, text: LetterText, report_hash: Sha256) -> Element:
    """One part of the letter under its heading."""
    head = anchor(f"brief.{part.id.value}")
    inside: list[Piece] = [el("h2", part.heading, id=head), *paragraphs(part.paragraphs)]
    for statement in part.statements:
        inside.append(el("h3", f"{statement.number}. ", name(statement.heading)))
        inside += paragraphs(statement.argument)
    if part.links:
        items = [el("li", name(link.text), ": ", el("a", link.url, href=link.url)) for link in part.links]
        inside.append(el("ul", *items))
    if part.items:
        inside.append(el("ol", *(said("li", item) for item in part.items)))
    if part.id is LetterPartId.ATTACHMENTS:
        inside.append(el("p", f"{text.hash_label}: ", el("code", report_hash), class_="klein"))
    return el("section", *inside, aria_labelledby=head)


def signatures(letter: LetterContent) -> Iterator[Element]:
    """Who signs, and below it who is responsible."""
    yield el(
        "div",
        el("p", f"{letter.authority},"),
        *(
            el("div", el("p", f"{signature.label},"), said("p", signature.name, class_="naam"))
            for signature in letter.signatures
        ),
        class_="ondertekening",
    )
    yield el("div", *(labelled(line.label, name(line.value)) for line in letter.responsible), class_="klein")
