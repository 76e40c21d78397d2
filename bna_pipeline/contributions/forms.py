"""The Word form that a partner fills in: what is asked, about which actions, and what it answered last year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import BytesIO

from docx import Document

from bna_pipeline.contributions import form_parts as parts
from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.form_body import TITLE, FormBody
from bna_pipeline.contributions.form_table import Asked, question_table
from bna_pipeline.contributions.form_words import introduction
from bna_pipeline.contributions.former import change_in, ended, last_year
from bna_pipeline.contributions.wordxml import FormIdentity
from bna_pipeline.contributions.zips import normalised
from bna_pipeline.model.contribution import Completeness, Contribution
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.programme import Action, Edition, Partner, Programme, Status
from bna_pipeline.model.round import Department

_DEFAULTS = IntakeLimits()


@dataclass(frozen=True)
class _Asking:
    """What decides how a question is put."""

    programme: Programme
    partner: Partner
    previous: Contribution | None
    former: Programme | None
    limits: IntakeLimits

    def limit(self, question: q.Question) -> str:
        return q.limit_of(question, self.programme.text_limit, self.limits)


def word_form(
    programme: Programme,
    edition: Edition,
    partner: Partner,
    previous: Contribution | None = None,
    version: int = 1,
    *,
    department: Department | None = None,
    former: Programme | None = None,
    limits: IntakeLimits = _DEFAULTS,
) -> bytes:
    """The form of one partner, or of one of its departments, for one edition, as DOCX.

    An answer is what stands in the table cell beside the question's visible code; the form's identity stands in a
    custom document property, in the core property `identifier` and in the footer (`design.md`, "Reading what people
    send").

    Args:
        programme: as it is in this edition.
        previous: what the partner sent last year; shown at the questions, left of the empty answers.
        version: which version of the form this is, from 1.
        department: only its actions, and its name; None: all actions of the partner.
        former: the programme as it was last year; None: nothing is said of new, ended and renamed actions.
        limits: what a picture may be.

    Returns:
        the bytes of the file; the same arguments give the same bytes.
    """
    identity = FormIdentity(edition.id, partner.id, version, department.id if department else None)
    asking = _Asking(programme, partner, previous, former, limits)
    document = Document(BytesIO(parts.prepared()))
    whose = partner.name if department is None else f"{partner.name}, {department.name}"
    parts.identify(document, f"Bijdrageformulier {edition.title} - {whose}", identity, _moment(edition))
    body = FormBody()
    body.paragraph(f"{edition.title}: formulier voor uw bijdrage", TITLE)
    introduction(body, programme, edition, partner, department, ended(programme, former, partner, department))
    _ask_in_general(body, asking)
    for action in asked_of(programme, partner, department):
        _ask(body, asking, action)
    body.write(document)
    buffer = BytesIO()
    document.save(buffer)
    return normalised(buffer.getvalue())


def asked_of(programme: Programme, partner: Partner, department: Department | None = None) -> tuple[Action, ...]:
    """The actions in a form: the partner's, or those of them that are its department's."""
    mine = programme.actions_of(partner.id)
    return mine if department is None else tuple(a for a in mine if a.id in department.actions)


def _moment(edition: Edition) -> datetime:
    # Not the time now: the same form must be the same bytes.
    return datetime.combine(edition.opens or edition.period_end, time(8, 0), UTC)


def _ask_in_general(body: FormBody, asking: _Asking) -> None:
    author, completeness = q.IN_GENERAL
    body.heading("Over uw bijdrage", 1)
    body.add(
        question_table(
            "Algemene vragen",
            "Twee vragen over de bijdrage, met rechts uw antwoord.",
            (
                Asked(q.AUTHOR, author, limit=asking.limit(author)),
                Asked(q.COMPLETENESS, completeness, choices=tuple(c.value for c in Completeness)),
            ),
        )
    )


def _ask(body: FormBody, asking: _Asking, action: Action) -> None:
    programme = asking.programme
    body.heading(f"{action.id} {action.title}", 1, new_page=True)  # it is passed on as one
    others = ", ".join(programme.partner(p).short for p in action.partners) or "geen"
    province = programme.partner(programme.province).short
    body.paragraph(
        f"Eigenaar: {programme.partner(action.owner).short}. Andere partners: {others}. "
        f"Rol van {province}: {action.role.value}.",
        parts.ROLE_STYLE,
    )
    before = asking.previous.report(action.id) if asking.previous else None
    reported = before is not None or asking.previous is None
    if said := change_in(action, asking.former, asking.partner, reported=reported):
        body.paragraph(said, parts.CHANGE_STYLE)
    body.add(
        question_table(
            f"Vragen over {action.id}",
            f"Links de vragen over actie {action.id}, met uw antwoorden van vorig jaar. Rechts uw antwoord van nu.",
            [
                Asked(
                    q.code_of(action.id, question),
                    question,
                    limit=asking.limit(question),
                    before=last_year(question, before) if before else (),
                    choices=tuple(s.value for s in Status) if question is q.STATUS else (),
                )
                for question in q.PER_ACTION
            ],
        )
    )
