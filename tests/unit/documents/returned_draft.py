"""A small draft with every kind of text that a reviewer may change, and what reading it back gives."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bna_pipeline.documents.docx_letter import letter_docx
from bna_pipeline.documents.docx_report import report_docx
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.documents.word_return import OwnDraft, read_return
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.consolidation import AttributedExample, AttributedText
from bna_pipeline.model.content import Content
from bna_pipeline.model.contribution import Editorial, Example, Picture
from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX
from bna_pipeline.model.proposals import Change, Proposal, ReturnedRemark, ReturnedWord
from tests.unit.documents import factory, small

SENDER = "Beleidsmedewerker"
PICTURE = factory.picture_bytes(3)

FOREWORD = (
    "Het werk ging door, ook op afstand.",
    "De partners hielden elkaar vast & bleven bellen.",
    "Wat eerst drie weken duurde, duurde nu < 1 dag.",
)
SUMMARY = ("Veel acties gingen van plan naar uitvoering.", "Herstel is voor het komende jaar het doel.")
ACHIEVED = ("De school opende twaalf stageplaatsen.", "Vier bedrijven zegden er nog acht toe.")
PROVINCE = ("De provincie betaalde het vervoer van alle leerlingen.",)
NEXT = ("In het najaar volgen twintig plaatsen.", "Daarna beslist het bestuur over het vervolg.")
EXAMPLE = ("Ruben begon in maart als leerling.", "Hij noemt het zijn beste keuze: שלום עולם, zegt hij.")
TITLE, CAPTION = "Een dag op de werkplaats", "Ruben aan de draaibank"
OCCASION = ("De rapportage bestaat uit korte resultaten.", "Zij is door twee partners geschreven.")


@cache
def _made() -> tuple[Content, Editorial, dict[str, bytes]]:
    folder = small.folder(Path(tempfile.mkdtemp(prefix="bna-terug-")))
    shown = Picture(
        sha256=sha256_hex(PICTURE), media_type="image/png", width=900, height=560, description="Een draaibank"
    )
    merged = small.consolidation(foreword=FOREWORD, summary=SUMMARY, occasion=OCCASION)
    action = merged.actions[0].model_copy(
        update={
            "achieved": (
                AttributedText(partner="school", text=ACHIEVED),
                AttributedText(partner="provincie", text=PROVINCE),
            ),
            "next_steps": (AttributedText(partner="school", text=NEXT),),
            "examples": (
                AttributedExample(
                    partner="school", example=Example(title=TITLE, text=EXAMPLE, picture=shown, caption=CAPTION)
                ),
            ),
        }
    )
    content = small.content(folder, merged.model_copy(update={"actions": (action,)}))
    text = load_letter_text(folder)
    report = report_docx(content, text, folder, lambda _: PICTURE, TypstTypesetter(factory.FONTS), factory.TIMESTAMP)
    letter = letter_docx(content, text, folder, "a" * 64, factory.TIMESTAMP)
    return content, merged.editorial, {REPORT_DOCX: report, LETTER_DOCX: letter}


def own(document: str = REPORT_DOCX) -> OwnDraft:
    """The draft, as the report or as the letter."""
    content, editorial, files = _made()
    partners = {p.name: p.id for p in small.programme().partners}
    return OwnDraft(document, 3, files[document], document == REPORT_DOCX, content, editorial, partners)


def editorial() -> Editorial:
    return _made()[1]


def back(data: bytes, document: str = REPORT_DOCX) -> ReturnedWord:
    """What a returned file says."""
    return read_return(data, own(document), SENDER)


class Seen(NamedTuple):
    """A change as a case states it: `field` is the key of its field, or for a remark a word of what it is."""

    kind: str
    author: str | None
    before: str
    after: str
    field: str
    date: str | None = None


def seen(change: Change) -> Seen:
    """A change as cases state it."""
    if isinstance(change, Proposal):
        where = "+".join(change.fields)
    else:
        assert isinstance(change, ReturnedRemark)
        where = change.what
    return Seen(change.kind.value, change.author, change.before, change.after, where, change.date)


def accepted(word: ReturnedWord) -> dict[str, tuple[str, ...]]:
    """The fields that were touched, with everything accepted."""
    every = {p.id for p in word.proposals}
    return {script.field.key: script.text(every) for script in word.scripts}
