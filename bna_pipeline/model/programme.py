"""A programme as data: what `templates/<programme>/programme.yaml` says. Nothing here knows any programme by name."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bna_pipeline.model.archiving import ArchiveRules
from bna_pipeline.model.base import (
    ActionId,
    EditionId,
    Frozen,
    Line,
    Paragraphs,
    PartnerId,
    PersonId,
    PillarId,
    Slug,
)
from bna_pipeline.model.delivery import Delivery
from bna_pipeline.model.identifiers import Identifier
from bna_pipeline.model.language import Foreign, LanguageTag
from bna_pipeline.model.lineage import as_in
from bna_pipeline.model.programme_rules import broken_rules
from bna_pipeline.model.publishing import PublicationRules
from bna_pipeline.model.round import Contact, Department, Mail, Reminder, RoundRules, RuleSetting, absent
from bna_pipeline.model.stages import Stage


class Status(StrEnum):
    """Where an action stands (`domain.md`, "The report")."""

    NOT_STARTED = "nog niet gestart"
    ON_SCHEDULE = "conform planning"
    DELAYED = "vertraagd"
    AHEAD = "versneld"
    DONE = "gerealiseerd"
    STOPPED = "stopgezet"

    @property
    def needs_reason(self) -> bool:
        """A delayed or stopped action needs a reason and a measure."""
        return self in (Status.DELAYED, Status.STOPPED)


class ProvinceRole(StrEnum):
    """What the sending authority does in an action."""

    NONE = "geen"
    INVOLVED = "betrokken"
    PARTNER = "partner"
    CO_FINANCIER = "medefinancier"
    LEAD = "trekker"


class Role(StrEnum):
    """What a person may be in the yearly job."""

    COORDINATOR = "coordinator"
    CONTRIBUTOR = "contributor"  # of a partner: sends and reads what is that partner's
    REVIEWER = "reviewer"
    SECRETARY = "secretary"  # records GS's decision
    MANDATE_HOLDER = "mandate-holder"
    SIGNER = "signer"
    AUDITOR = "auditor"


class Partner(Frozen):
    """An organisation that contributes.

    Attributes:
        departments: parts that each get a form; empty: one form for all its actions, to `contact`.
        sign_off: who must agree within the house before a contribution counts; None: nobody.
        escalation: who is told when the partner stays silent.
        reminders: instead of the programme's; an empty list: none.
    """

    id: PartnerId
    name: Line
    short: Line
    group: Line
    deal_partner: bool = False
    contact: Contact
    identifiers: tuple[Identifier, ...] = ()
    departments: tuple[Department, ...] = Field(default=(), exclude_if=absent)
    sign_off: Contact | None = Field(default=None, exclude_if=absent)
    escalation: Contact | None = Field(default=None, exclude_if=absent)
    reminders: tuple[Reminder, ...] | None = Field(default=None, exclude_if=lambda value: value is None)


class Pillar(Frozen):
    id: PillarId
    name: Line
    aim: Line


class FormerTitle(Frozen):
    """What an action was called up to and including the edition of a year."""

    until: int = Field(ge=2000, le=2100)
    title: Line


class Action(Frozen):
    """A prioritised action: one owner, one role of the sending authority.

    Attributes:
        since: the first edition's year in which it stands; None: from the start.
        until: the last edition's year in which it stands; None: it goes on.
        formerly: what it was called before.
    """

    id: ActionId
    pillar: PillarId
    title: Line
    owner: PartnerId
    partners: tuple[PartnerId, ...] = ()
    role: ProvinceRole
    since: int | None = Field(default=None, ge=2000, le=2100, exclude_if=absent)
    until: int | None = Field(default=None, ge=2000, le=2100, exclude_if=absent)
    formerly: tuple[FormerTitle, ...] = Field(default=(), exclude_if=absent)

    @property
    def reporters(self) -> tuple[PartnerId, ...]:
        """Who may report on it: the owner first, then the others."""
        return (self.owner, *self.partners)


class Person(Frozen):
    """Who may act, by function; names of persons are configuration.

    Attributes:
        mail: where "your turn" and one-time links go; None: to nobody.
        account: what the identity provider calls this person, in the claim that the settings name; None: `mail`.
        deputy: who decides in his place when he is away, where he named nobody else.
    """

    id: PersonId
    name: Line
    roles: tuple[Role, ...]
    partner: PartnerId | None = None
    mail: Mail | None = Field(default=None, exclude_if=absent)
    account: Line | None = Field(default=None, exclude_if=absent)
    deputy: PersonId | None = Field(default=None, exclude_if=absent)


class KamerbriefReference(Frozen):
    """A Kamerbrief on record: dossier and number within it."""

    date: date
    dossier: Line
    number: Line
    sender: Line


class Agenda(Frozen):
    """The agreement itself."""

    name: Line
    short: Line
    informed_on: date
    kamerbrief: KamerbriefReference | None = None
    description: Line
    term: Line


class Edition(Frozen):
    """One year's run. Past editions carry the dates on which they went out.

    Attributes:
        signing_expected: by when the last signature is expected; certificates must hold until then.
        corrects: the edition that it is an erratum of (`model/errata.py`).
        standings: where its actions stood, of an edition that was made without this software; it stands in for answers
            on record, so that the next edition can show this year beside the last.
    """

    id: EditionId
    year: int = Field(ge=2000, le=2100)
    ordinal: int = Field(ge=1, le=50)
    title: Line
    sample: bool = False
    period_start: date
    period_end: date
    opens: date | None = None
    deadline: date | None = None
    signing_expected: date | None = Field(default=None, exclude_if=absent)
    reference: Line | None = None
    kamerbrief_expected: Line | None = None
    letter_sent: date | None = None
    kamerbrief: KamerbriefReference | None = None
    corrects: EditionId | None = Field(default=None, exclude_if=absent)
    standings: dict[ActionId, Status] = Field(default_factory=dict, exclude_if=lambda value: not value)

    @property
    def past(self) -> bool:
        return self.letter_sent is not None


class SisterReport(Frozen):
    """A report of a related programme that the letter refers to."""

    title: Line
    sent: date
    form: Line
    link: str


class ProgressLevel(Frozen):
    """A wording for progress, allowed from this share of actions on schedule or better.

    `phrases` are the words that make the same claim in free text.
    """

    at_least: float = Field(ge=0, le=1)
    words: Line
    phrases: tuple[Line, ...] = ()


class ClaimRules(Frozen):
    """What must hold before a text may say it."""

    on_schedule: tuple[Status, ...] = (Status.ON_SCHEDULE, Status.AHEAD, Status.DONE)
    levels: tuple[ProgressLevel, ...] = Field(min_length=1)
    participation: tuple[ProvinceRole, ...] = (
        ProvinceRole.INVOLVED,
        ProvinceRole.PARTNER,
        ProvinceRole.CO_FINANCIER,
        ProvinceRole.LEAD,
    )

    @model_validator(mode="after")
    def _strongest_first(self) -> Self:
        shares = [level.at_least for level in self.levels]
        if shares != sorted(shares, reverse=True) or shares[-1] != 0:
            raise ValueError("levels must run from strong to weak and end at at_least: 0")
        return self


class Signatory(Frozen):
    """One of the signatures: the field's name, the printed function, and the person with titles."""

    person: PersonId
    field: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z]+$")]
    label: Line
    name: Line


class Responsible(Frozen):
    label: Line
    name: Line
    mail: Mail


class LetterForm(Frozen):
    """The letter's fixed words that belong to the programme."""

    authority: Line  # above the signatures: "Gedeputeerde Staten van ..."
    addressee: Line
    head: tuple[Responsible | HeadLine, ...] = ()
    signatories: tuple[Signatory, ...] = Field(min_length=1)
    responsible: tuple[Responsible, ...] = ()


class HeadLine(Frozen):
    label: Line
    value: Line


class Abbreviation(Frozen):
    """`language` is that of the meaning; None: the document's."""

    short: Line
    meaning: Line
    language: LanguageTag | None = Field(default=None, exclude_if=absent)


class Programme(Frozen):
    """Everything that is the programme's and not the code's."""

    id: Slug
    name: Line
    short: Line
    sample: bool = False
    province: PartnerId  # the sending authority among the partners
    province_name: Line
    agenda: Agenda
    pillars: tuple[Pillar, ...] = Field(min_length=1)
    partners: tuple[Partner, ...] = Field(min_length=1)
    actions: tuple[Action, ...] = Field(min_length=1)
    people: tuple[Person, ...] = Field(min_length=1)
    editions: tuple[Edition, ...] = Field(min_length=1)
    sisters: tuple[SisterReport, ...] = ()
    review: tuple[Stage, ...] = Field(min_length=1)
    claims: ClaimRules
    letter: LetterForm
    delivery: Delivery
    archive: ArchiveRules | None = Field(default=None, exclude_if=absent)
    publication: PublicationRules | None = Field(default=None, exclude_if=absent)
    abbreviations: tuple[Abbreviation, ...] = ()
    foreign: tuple[Foreign, ...] = Field(default=(), exclude_if=absent)  # words of another language in its texts
    introduction: Paragraphs = ()
    text_limit: int = Field(default=2500, ge=100)  # characters in one answer
    round: RoundRules = Field(default=RoundRules(), exclude_if=lambda value: value == RoundRules())
    rules: tuple[RuleSetting, ...] = Field(default=(), exclude_if=absent)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = broken_rules(self)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def of(self, edition: Edition) -> Programme:
        """The programme as it is in one of its editions: its actions and titles then, and no later edition.

        Everything that is made, judged or shown of an edition goes by this, so that a later edition, or an action that
        begins or ends later, changes no digest of an earlier one.
        """
        return as_in(self, edition)

    def partner(self, partner_id: str) -> Partner:
        return next(p for p in self.partners if p.id == partner_id)

    def action(self, action_id: str) -> Action:
        return next(a for a in self.actions if a.id == action_id)

    def edition(self, edition_id: str) -> Edition:
        return next(e for e in self.editions if e.id == edition_id)

    def stage(self, stage_id: str) -> Stage:
        return next(s for s in self.review if s.id == stage_id)

    def in_other_languages(self) -> tuple[Foreign, ...]:
        """Every text that is not in the documents' own language: listed, and of abbreviations."""
        spelled = (Foreign(text=a.meaning, language=a.language) for a in self.abbreviations if a.language is not None)
        return (*self.foreign, *spelled)

    def earlier(self, edition: Edition) -> tuple[Edition, ...]:
        """Editions of before this one, oldest first, as they first went out: errata are not among them."""
        before = (e for e in self.editions if e.ordinal < edition.ordinal and e.corrects is None)
        return tuple(sorted(before, key=lambda e: e.ordinal))

    def actions_of(self, partner_id: str) -> tuple[Action, ...]:
        """The actions that a partner may report on, in the programme's order."""
        return tuple(a for a in self.actions if a.owner == partner_id or partner_id in a.partners)
