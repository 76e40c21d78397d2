"""The redactie: its own texts, the letter's statements, and partners' texts in other words.

Whoever changes something says on which version (`base`), as a page of the desk does; on another one nothing is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from fastapi import Path
from pydantic import Field

from bna_pipeline.errors import EditorialMoved
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.base import ActionId, Frozen, Line, Moment, Sha256, Slug
from bna_pipeline.model.contribution import EditableField
from bna_pipeline.model.editorial import ChangeAct, EditorialNow, EditorialText, FieldPath, PartnerText
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.api.answers import Done, OfPartner, Reason, edition_operations, told
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered
from bna_pipeline.portal.rewording import editorial_here, paragraphs_of
from bna_pipeline.wiring import pipeline

operations = edition_operations("Redactie")

MOST: Final = 500
"""Paragraphs in one request."""

Base = Annotated[Sha256, Field(description="`base` of the redactie that was read.")]
Written = Annotated[
    tuple[Annotated[str, Field(max_length=20_000)], ...],
    Field(max_length=MOST, description="In Dutch, an item a paragraph; of a text of one line that one."),
]
Heading = Annotated[str, Field(max_length=1000)]
InField = Annotated[FieldPath, Path(description="`field` of a text of the redactie.", examples=["summary"])]
OfAction = Annotated[ActionId, Path(description="Id of an action of the programme.", examples=["T-01"])]
Text = Annotated[EditableField, Path(description="`name` of a text of the partner.", examples=["achieved"])]


class EditorialTold(Frozen):
    """The redactie that counts, text by text."""

    base: Sha256 = Field(description="Goes with every change: it was made on this version.")
    file: str
    sent_at: Moment
    texts: tuple[EditorialText, ...]
    lapsed: tuple[Line, ...] = Field(description="Edits of partners' texts that no longer hold, a sentence each.")


class PartnerTexts(Frozen):
    """Every text of a partner that may be put in other words, and how it stands."""

    base: Sha256 | None = Field(description="As that of the redactie; null: there is no redactie yet.")
    texts: tuple[PartnerText, ...]


class TextWritten(Frozen):
    """What a text of the redactie is to say; what is left out stays as it is."""

    base: Base
    heading: Heading | None = Field(default=None, description="Of a statement its sentence, else its title.")
    paragraphs: Written | None = None
    answer: Written | None = Field(default=None, description="Of a development: the agenda's answer.")
    reason: str = Field(default="", max_length=2000, description="Why, in Dutch; goes on record.")


class StatementAsked(Frozen):
    """A new statement of the letter; it comes last in its part."""

    base: Base
    part: Literal["core", "consequences"] = Field(description="Kernboodschap or Consequenties.")
    name: Slug = Field(description="Its own name within the part.", examples=["innovatie"])
    heading: Heading = Field(min_length=1, pattern=r"\S", description="The statement, a whole sentence.")
    argument: Written = Field(min_length=1)


class Removed(Frozen):
    base: Base


class PartnerTextWritten(Frozen):
    """A partner's text in other words."""

    base: Base
    original: Sha256 = Field(description="`original_sha256` of the text that was read.")
    paragraphs: Written = Field(min_length=1)
    reason: Reason


class ChangeForeseen(Frozen):
    """A change that somebody thinks of."""

    base: Base
    field: FieldPath = Field(
        description="`field` of a text of the redactie or of a partner; of a new statement `core.<name>` or "
        "`consequences.<name>`.",
        examples=["summary"],
    )
    act: ChangeAct = ChangeAct.WRITE
    heading: Heading | None = None
    paragraphs: Written | None = None
    answer: Written | None = None
    reason: str = Field(default="", max_length=2000)


@operations.get("/editorial", name="api-editorial")
def editorial(visit: Entered) -> EditorialTold:
    """The texts of the redactie that counts."""
    now = editorial_here(visit)
    return EditorialTold(base=now.base, file=now.file, sent_at=now.sent_at, texts=now.texts, lapsed=now.lapsed)


@operations.get("/editorial/partners/{partner}", name="api-partner-texts")
def partner_texts(partner: OfPartner, visit: Entered) -> PartnerTexts:
    """The texts of a partner beside the redactie's wording of them."""
    now = pipeline.editorial_now(visit.tools)
    return PartnerTexts(base=None if now is None else now.base, texts=_texts_of(visit, partner))


def _texts_of(visit: Visit, partner: str) -> tuple[PartnerText, ...]:
    if all(p.id != partner for p in visit.programme.partners):
        raise PageMissing("Deze partner doet niet mee.", "Kijk welke partners er zijn.")
    return pipeline.texts_of(visit.tools, partner)


@operations.post("/editorial/foresight", name="api-foresee")
def foresee(asked: ChangeForeseen, visit: Entered) -> pipeline.Foreseen:
    """What a change would do: whose approvals it drops, and what the intake says. Nothing is recorded."""
    _redactie_as_read(visit, asked.base)
    change = pipeline.change_of(
        field=asked.field,
        act=asked.act,
        heading=_heading(asked.heading),
        paragraphs=_paragraphs(asked.paragraphs),
        answer=_paragraphs(asked.answer),
    )
    found = pipeline.foresee(visit.tools, (change,), asked.reason)
    if found.blocked is None:
        return found
    return found.model_copy(update={"blocked": pipeline.without_commands(found.blocked)})


@operations.post("/editorial/texts/{text}", name="api-write-text")
def write_text(text: InField, asked: TextWritten, visit: Entered) -> Done:
    """Write a text of the redactie: what is given takes the place of what stood there."""
    there = _own_text(visit, text, asked.base)
    step = pipeline.write_editorial_text(
        visit.tools,
        visit.actor(Act.EDIT),
        field=text,
        base=asked.base,
        heading=None if there.heading is None else _heading(asked.heading),
        paragraphs=_paragraphs(asked.paragraphs),
        answer=None if there.answer is None else _paragraphs(asked.answer),
        reason=asked.reason,
    )
    return told(visit, step, "draft")


def _own_text(visit: Visit, field: str, base: str) -> EditorialText:
    found = next((t for t in _redactie_as_read(visit, base).texts if t.field == field), None)
    if found is None:
        raise PageMissing("Deze tekst is er niet (meer).", "Kijk welke teksten de redactie heeft.")
    return found


def _redactie_as_read(visit: Visit, base: str) -> EditorialNow:
    """The redactie that counts, where it is the one that was read; the act itself looks once more.

    Raises:
        EditorialMoved, PageMissing.
    """
    now = editorial_here(visit)
    if base != now.base:
        raise EditorialMoved(
            "De redactie luidt intussen anders. Er is niets gewijzigd.",
            "Bekijk hoe zij nu luidt en breng uw wijziging daarin opnieuw aan.",
        )
    return now


@operations.post("/editorial/texts/{text}/removal", name="api-remove-statement")
def remove_statement(text: InField, asked: Removed, visit: Entered) -> Done:
    """Take a statement (`core.<name>`, `consequences.<name>`) out of the letter."""
    part, _, name = _own_text(visit, text, asked.base).field.partition(".")
    step = pipeline.remove_statement(visit.tools, visit.actor(Act.EDIT), part=part, name=name, base=asked.base)
    return told(visit, step, "draft")


@operations.post("/editorial/statements", name="api-add-statement")
def add_statement(asked: StatementAsked, visit: Entered) -> Done:
    """Add a numbered statement to the letter."""
    step = pipeline.add_statement(
        visit.tools,
        visit.actor(Act.EDIT),
        part=asked.part,
        name=asked.name,
        heading=" ".join(asked.heading.split()),
        argument=_joined(asked.argument),
        base=asked.base,
    )
    return told(visit, step, "draft")


@operations.post("/editorial/partners/{partner}/{action}/{text}", name="api-edit-partner-text")
def edit_partner_text(
    partner: OfPartner, action: OfAction, text: Text, asked: PartnerTextWritten, visit: Entered
) -> Done:
    """Put a partner's text in other words, tied to the text that was read; the partner reads why."""
    _partner_text(visit, partner, action, text)
    step = pipeline.edit_partner_text(
        visit.tools,
        visit.actor(Act.EDIT),
        partner=partner,
        action=action,
        field=text,
        text=_joined(asked.paragraphs),
        reason=asked.reason.strip(),
        base=asked.base,
        original=asked.original,
    )
    return told(visit, step, "draft")


@operations.post("/editorial/partners/{partner}/{action}/{text}/restoration", name="api-restore-partner-text")
def restore(partner: OfPartner, action: OfAction, text: Text, asked: Removed, visit: Entered) -> Done:
    """Let a partner's text stand as the partner wrote it."""
    _partner_text(visit, partner, action, text)
    step = pipeline.remove_edit(
        visit.tools, visit.actor(Act.EDIT), partner=partner, action=action, field=text, base=asked.base
    )
    return told(visit, step, "draft")


def _partner_text(visit: Visit, partner: str, action: str, text: EditableField) -> None:
    if all((t.action, t.name) != (action, text) for t in _texts_of(visit, partner)):
        raise PageMissing("Deze tekst is er niet (meer).", "Kijk welke teksten de partner heeft.")


def _heading(typed: str | None) -> str | None:
    return None if typed is None else " ".join(typed.split())


def _paragraphs(given: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if given is None else _joined(given)


def _joined(given: Sequence[str]) -> tuple[str, ...]:
    """As the desk's form reads them: a new line within a paragraph begins another."""
    return paragraphs_of("\n".join(given))
