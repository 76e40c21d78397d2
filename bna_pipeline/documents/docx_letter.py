"""The letter as a Word file: the same words in the same order as its PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from bna_pipeline.documents.docx_body import Body
from bna_pipeline.documents.docx_fields import CONTENT, Needs
from bna_pipeline.documents.docx_illustrations import letterhead
from bna_pipeline.documents.docx_styles import letter_looks
from bna_pipeline.documents.docx_template import finish, open_template
from bna_pipeline.documents.house import House, load_house
from bna_pipeline.documents.languages import Languages
from bna_pipeline.documents.letter_text import LetterText
from bna_pipeline.documents.wording import letter_title
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.content import Content, LetterPart, LetterPartId

TEMPLATE: Final = "letter/letter.docx"
NEEDS: Final = Needs(
    fields={
        "authority": "van wie de brief is",
        "name": "de soort van het document",
        "title": "de titel van het document",
        CONTENT: "hier komt de hele brief",
    },
    body=("authority", "name", CONTENT),
    looks=letter_looks,
)
_FRAME = "brief.ondertekening"


def letter_docx(content: Content, text: LetterText, folder: Path, report_hash: Sha256, timestamp: datetime) -> bytes:
    """Make the letter as DOCX from `letter/letter.docx` of the programme.

    Args:
        report_hash: SHA-256 of the report's PDF, printed below the attachments.

    Raises:
        TemplateInvalid: the Word template or the house style cannot be used.
    """
    title = letter_title(content, text.name_of(content.letter))
    fields = {"name": text.name_of(content.letter), "title": title, "authority": content.letter.authority}
    house = load_house(folder)
    document = open_template(folder / TEMPLATE, fields, NEEDS, house)
    body = Body(document)
    mark = letterhead(folder, content.letter.authority)
    if mark is not None:
        body.open_with(mark)
    with body.bookmark(f"{_FRAME}.kop", from_start=True):
        for line in content.letter.head:
            body.aligned(line.label, line.value, "Kopregel")
    for part in content.letter.parts:
        with body.bookmark(f"brief.{part.id.value}"):
            _part(body, part, text, report_hash)
    with body.bookmark(_FRAME):
        _signatures(body, content, house)
    body.write()
    return finish(document, title, timestamp, Languages(content.foreign))


def _part(body: Body, part: LetterPart, text: LetterText, report_hash: Sha256) -> None:
    body.heading(1, part.heading)
    body.texts(part.paragraphs)
    for statement in part.statements:
        with body.bookmark(f"brief.{part.id.value}.{statement.number}"):
            body.heading(2, f"{statement.number}. {statement.heading}")
            body.texts(statement.argument)
    for link in part.links:
        body.link(link.text, link.url, "List Bullet")
    for number, item in enumerate(part.items, start=1):
        body.text(f"{number}. {item}", "Genummerd")
    if part.id is LetterPartId.ATTACHMENTS:
        body.text(f"{text.hash_label}: {report_hash}", "Klein")


def _signatures(body: Body, content: Content, house: House) -> None:
    body.text(f"{content.letter.authority},", "Ondertekening")
    for signature in content.letter.signatures:
        with body.bookmark(f"{_FRAME}.{signature.field}"):
            body.text(f"{signature.label},", "Ondertekening")
            body.text(signature.name, "Naam")
    for number, line in enumerate(content.letter.responsible):
        above = house.colours.line if number == 0 else None
        body.aligned(line.label, line.value, "Klein", line_above=above)
