"""The Excel form that a partner fills in: the same questions as the Word form, one sheet for each action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import BytesIO

from xlsxwriter import Workbook

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions import sheets
from bna_pipeline.contributions.excel_before import printed_before
from bna_pipeline.contributions.excel_parts import FormBook
from bna_pipeline.contributions.excel_words import explanation
from bna_pipeline.contributions.former import change_in
from bna_pipeline.contributions.forms import asked_of
from bna_pipeline.contributions.text_checks import LINE_LIMIT
from bna_pipeline.contributions.wordxml import FormIdentity
from bna_pipeline.model.contribution import Completeness, Contribution
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.programme import Action, Edition, Partner, Programme, Status
from bna_pipeline.model.round import Department

_DEFAULTS = IntakeLimits()
_MILESTONE_ROWS = 5


@dataclass(frozen=True)
class _Asking:
    """What decides how a question is put."""

    programme: Programme
    partner: Partner
    previous: Contribution | None
    former: Programme | None
    limits: IntakeLimits


def excel_form(
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
    """The form of one partner, or of one of its departments, for one edition, as XLSX.

    An answer is what stands in the column "Uw antwoord" of the row that holds the question's code, wherever that row
    and column are. The form's identity stands in a custom document property, in the core property `identifier`, in a
    cell of every sheet and in the footers (`design.md`, "Reading what people send").

    Args:
        programme: as it is in this edition.
        previous: what the partner sent last year; shown beside the empty answers.
        version: which version of the form this is, from 1.
        department: only its actions, and its name; None: all actions of the partner.
        former: the programme as it was last year; None: nothing is said of new, ended and renamed actions.
        limits: what a picture may be.

    Returns:
        the bytes of the file; the same arguments give the same bytes.
    """
    identity = FormIdentity(edition.id, partner.id, version, department.id if department else None)
    asking = _Asking(programme, partner, previous, former, limits)
    whose = partner.name if department is None else f"{partner.name}, {department.name}"
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        book = FormBook(workbook, f"Bijdrageformulier {edition.title} - {whose}", identity, _moment(edition))
        book.explain(explanation(programme, edition, partner, department, former))
        _ask_in_general(book)
        for action in asked_of(programme, partner, department):
            _ask(book, asking, action)
    return book.finished(buffer.getvalue())


def _moment(edition: Edition) -> datetime:
    # Not the time now: the same form must be the same bytes.
    return datetime.combine(edition.opens or edition.period_end, time(8, 0), UTC)


def _ask_in_general(book: FormBook) -> None:
    sheet = book.sheet(sheets.GENERAL_SHEET, "Over uw bijdrage", ())
    author, completeness = q.IN_GENERAL
    sheet.ask_text(q.AUTHOR, author, LINE_LIMIT)
    sheet.ask_choice(q.COMPLETENESS, completeness, tuple(c.value for c in Completeness))
    sheet.finish()


def _ask(book: FormBook, asking: _Asking, action: Action) -> None:
    programme = asking.programme
    others = ", ".join(programme.partner(p).short for p in action.partners) or "geen"
    province = programme.partner(programme.province).short
    roles = (
        f"Eigenaar: {programme.partner(action.owner).short}. Andere partners: {others}. "
        f"Rol van {province}: {action.role.value}."
    )
    report = asking.previous.report(action.id) if asking.previous else None
    reported = report is not None or asking.previous is None
    changed = change_in(action, asking.former, asking.partner, reported=reported)
    sheet = book.sheet(action.id, f"{action.id} {action.title}", (roles, *((changed,) if changed else ())))
    for question in q.PER_ACTION:
        code = q.code_of(action.id, question)
        before = printed_before(question, asking.previous, action.id)
        match question:
            case q.STATUS:
                sheet.ask_choice(code, question, tuple(s.value for s in Status), before)
            case q.REACHED | q.COMING:
                sheet.ask_milestones(code, question, max(_MILESTONE_ROWS, len(before)), before)
            case q.PICTURE:
                sheet.ask_picture(code, question, q.limit_of(question, programme.text_limit, asking.limits))
            case q.AMOUNT:
                sheet.ask_amount(code, question, before)
            case _:
                sheet.ask_text(code, question, programme.text_limit if question.long else LINE_LIMIT, before)
    sheet.finish()
