"""A small draft that has everything the lint looks at: a list, a link, tables, a chart, a picture, signature fields."""

from __future__ import annotations

from pathlib import Path

from bna_pipeline.documents.render import render
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.content import Content, LetterPartId, Link
from bna_pipeline.model.contribution import Example, Picture
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.ports import Typesetter
from bna_pipeline.signing.fields import prepare
from tests.unit.documents import factory, small

PICTURE = factory.picture_bytes(3)
LINK = Link(text="De rapportage van vorig jaar", url="https://www.example.org/rapportage/2019")
FONTS = ("Source Sans 3", "Source Serif 4")
ALL_FONTS = (*FONTS, "Noto Sans Hebrew", "Noto Sans Arabic")


def content(folder: Path) -> Content:
    """The small programme's content, with a picture in the report and a link in the letter."""
    merged = small.consolidation("Er is veel bereikt met de stageplaatsen, en dat was aan alle kanten te merken.")
    shown = Picture(
        sha256=sha256_hex(PICTURE),
        media_type="image/png",
        width=900,
        height=560,
        description="Staafdiagram met negen staven over het aantal stageplaatsen per maand",
    )
    action = merged.actions[0]
    first = action.examples[0]
    example = Example(
        title="Een dag op de werkplaats", text=first.example.text, picture=shown, caption="Stageplaatsen per maand"
    )
    examples = (first.model_copy(update={"example": example}),)
    merged = merged.model_copy(update={"actions": (action.model_copy(update={"examples": examples}),)})
    made = small.content(folder, merged)
    parts = tuple(
        part.model_copy(update={"links": (LINK,)}) if part.id is LetterPartId.FOLLOW_UP else part
        for part in made.letter.parts
    )
    return made.model_copy(update={"letter": made.letter.model_copy(update={"parts": parts})})


def documents(made: Content, folder: Path, typesetter: Typesetter) -> dict[str, bytes]:
    """All files of a draft, the letter prepared for signing."""
    rendered = render(made, folder, lambda _: PICTURE, typesetter, factory.TIMESTAMP)
    prepared = prepare(rendered.letter_pdf, rendered.places, small.programme().letter.signatories)
    return {**rendered.files(), LETTER_PDF: prepared}
