"""The redactie at the desk: what can be written in it, how it stands, and what a change would do."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bna_pipeline.model.base import ActionId, Frozen, Line, Moment, Paragraphs, PartnerId, SectionId, Sha256
from bna_pipeline.model.contribution import DevelopmentScope, EditableField, Editorial

FieldPath = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[A-Za-z0-9_-]+)*$", max_length=200)]
"""Where a text stands in the redactie:

- `foreword`, `foreword_signed`, `summary`, `occasion`, `european`, `communication`, `follow_up`;
- `correction`, in an erratum;
- `pillar.<id>`: the opening text of a pillar's chapter;
- `core.<id>`, `consequences.<id>`: a statement of the letter (heading and argument);
- `developments.<n>`, `opportunities.<n>`: counted from 1, as they stand now;
- `edits.<partner>.<action>.<field>`: a partner's text in other words, such as `edits.school.T-02.example.title`.
"""


class ChangeAct(StrEnum):
    WRITE = "write"
    ADD = "add"
    REMOVE = "remove"


class EditorialChange(Frozen):
    """One change of the redactie.

    Attributes:
        field: where; for `add` of a statement the path that it will have, for `add` of a development or an opportunity
            the list (`developments`, `opportunities`).
        act: `write` replaces what is given and leaves the rest; `remove` takes the text, statement or edit away.
        heading: of a statement, its sentence; of a development or an opportunity, its title.
        paragraphs: the running text (of a statement: its argument); of a text of one line that one line. None: as it
            is.
        answer: of a development, the agenda's answer.
        scope: of a development.
        state: of an opportunity.
        position: of a statement, development or opportunity: at which place it comes, from 1.
        reason: why a partner's text is in other words; the partner reads it. None: the reason of the whole.
        was: `digest_of` the list of paragraphs that this one replaces, as whoever asks for it saw them; when others
            stand there by now, nothing is changed. For a partner's text: its wording as the draft shows it.
    """

    field: FieldPath
    act: ChangeAct = ChangeAct.WRITE
    heading: str | None = None
    paragraphs: tuple[str, ...] | None = None
    answer: tuple[str, ...] | None = None
    scope: DevelopmentScope | None = None
    state: str | None = None
    position: int | None = Field(default=None, ge=1)
    reason: str | None = None
    was: Sha256 | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        said = (self.heading, self.paragraphs, self.answer, self.scope, self.state, self.position, self.reason)
        if self.act is not ChangeAct.REMOVE and all(value is None for value in said):
            raise ValueError("a change says what it changes")
        return self


class EditorialText(Frozen):
    """One text of the redactie as it stands.

    Attributes:
        title: what the redactie knows it by, in Dutch.
        section: where in the drafts it comes to stand.
        heading: of a statement, a development or an opportunity; None: it has none.
        line: it is one line, not running text.
        answer, scope, state: as those of `EditorialChange`; None where it has none.
    """

    field: FieldPath
    title: Line
    section: SectionId
    heading: Line | None = None
    paragraphs: Paragraphs = ()
    line: bool = False
    answer: Paragraphs | None = None
    scope: DevelopmentScope | None = None
    state: Line | None = None


class EditorialNow(Frozen):
    """The redactie that counts.

    Attributes:
        base: `digest_of` it; a page gives it back with a change, so that nobody writes over what he did not see.
        original: SHA-256 of the file that it was read from, in the blob store.
        file: what that file is called.
        texts: everything in it that can be written, in reading order.
        lapsed: edits of partners' texts that no longer hold, a Dutch sentence each.
    """

    base: Sha256
    original: Sha256
    file: str
    sent_at: Moment
    editorial: Editorial
    texts: tuple[EditorialText, ...]
    lapsed: tuple[Line, ...] = ()


class PartnerText(Frozen):
    """A text of a partner that the redactie may put in other words, and how it stands.

    Attributes:
        field: its path in the redactie.
        label: what the form calls it, in Dutch.
        original: as the partner wrote it.
        original_sha256: `digest_of` the list of its paragraphs; a page gives it back with an edit.
        edited: as the redactie worded it; None: as the partner wrote it.
        reason: why.
        line: it is one line, not running text.
        section: the pillar's chapter where it stands.
    """

    partner: PartnerId
    action: ActionId
    action_title: Line
    name: EditableField
    field: FieldPath
    label: Line
    original: Paragraphs
    original_sha256: Sha256
    edited: Paragraphs | None = None
    reason: Line | None = None
    line: bool = False
    section: SectionId

    @property
    def shown(self) -> Paragraphs:
        """As the draft shows it."""
        return self.original if self.edited is None else self.edited
