"""Last year beside this year in a form: what was answered then, and which actions are new, renamed or gone."""

from __future__ import annotations

from bna_pipeline.contributions import questions as q
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.contribution import ActionReport, Milestone
from bna_pipeline.model.programme import Action, Partner, Programme
from bna_pipeline.model.round import Department


def answer_of(question: q.Question, report: ActionReport) -> tuple[str, ...]:
    """What a partner answered to a question about an action, a paragraph or milestone a line; empty when nothing."""
    example, money = report.example, report.money
    match question:
        case q.STATUS:
            return (report.status.value,)
        case q.ACHIEVED:
            return report.achieved
        case q.REACHED:
            return _milestones(report, reached=True)
        case q.COMING:
            return _milestones(report, reached=False)
        case q.EXAMPLE_TITLE:
            return (example.title,) if example else ()
        case q.NEXT_STEPS:
            return report.next_steps
        case q.AMOUNT:
            return (f"{money.amount:,}".translate(str.maketrans(",.", ".,")),) if money else ()
        case q.PURPOSE:
            return (money.purpose,) if money else ()
        case q.REASON:
            return report.reason
        case q.MEASURE:
            return report.measure
        case _:
            return ()


def last_year(question: q.Question, report: ActionReport) -> tuple[str, ...]:
    """The lines about last year at a question: headings, and what was said between quotation marks."""
    lines: list[str] = []
    if said := answer_of(question, report):
        lines += (q.BEFORE, *map(q.quoted_before, said))
    if question == q.REACHED and (coming := answer_of(q.COMING, report)):
        lines += (q.STILL_COMING, *map(q.quoted_before, coming))
    return tuple(lines)


def change_in(action: Action, former: Programme | None, partner: Partner, *, reported: bool) -> str:
    """What is new about an action since last year, in words to print above its questions; empty when nothing.

    Args:
        former: the programme as it was last year; None: nobody knows.
        reported: whether the partner said something about it last year, or nobody knows what it said.
    """
    if former is None:
        return ""
    then = next((a for a in former.actions if a.id == action.id), None)
    if then is None:
        return "Nieuw dit jaar."
    said = f"Heette vorig jaar: {q.quoted_before(then.title)}." if then.title != action.title else ""
    if partner.id not in then.reporters:
        return f"{said} Nieuw in uw formulier.".strip()
    return said if reported else f"{said} Vorig jaar hebt u over deze actie niets gemeld.".strip()


def ended(
    programme: Programme, former: Programme | None, partner: Partner, department: Department | None = None
) -> tuple[Action, ...]:
    """The actions that the partner, or its department, was asked about last year and that no longer exist."""
    then = next((p for p in former.partners if p.id == partner.id), None) if former is not None else None
    if former is None or then is None:
        return ()
    now = {action.id for action in programme.actions}
    gone = tuple(a for a in former.actions_of(partner.id) if a.id not in now)
    if department is None:
        return gone
    mine = {a for d in then.departments if d.id == department.id for a in d.actions}
    return tuple(a for a in gone if a.id in mine)


def _milestones(report: ActionReport, *, reached: bool) -> tuple[str, ...]:
    return tuple(_in_words(m) for m in report.milestones if m.reached is reached)


def _in_words(milestone: Milestone) -> str:
    return f"{dutch_date(milestone.date)} - {milestone.title}"
