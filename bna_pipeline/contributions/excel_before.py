"""What stands in the column for last year: the form's own print of it, or an answer that somebody put there."""

from __future__ import annotations

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions import sheets
from bna_pipeline.contributions.excel_remarks import place_of
from bna_pipeline.contributions.excel_rows import SheetAnswer
from bna_pipeline.contributions.former import answer_of
from bna_pipeline.contributions.rules import Findings, Rule, quoted
from bna_pipeline.model.contribution import Contribution

STILL_COMING = "Kwam nog: "
"""Stands before last year's milestones that were still to come, where this year asks which were reached."""


def printed_before(question: q.Question, previous: Contribution | None, action: str) -> tuple[str, ...]:
    """The lines that the form prints beside a question about an action; for milestones one for each row."""
    report = previous.report(action) if previous else None
    if report is None:
        return ()
    coming = answer_of(q.COMING, report) if question == q.REACHED else ()
    return (*answer_of(question, report), *(f"{STILL_COMING}{line}" for line in coming))


def remark_on_before(answer: SheetAnswer, previous: Contribution | None, findings: Findings) -> None:
    """Say it when the column for last year holds something that was not said last year.

    Args:
        previous: what the form was made with; None: the partner said nothing in the edition before.
    """
    action = answer.code.rpartition(".")[0]
    known = {_plain(line) for one in q.PER_ACTION for line in printed_before(one, previous, action)}
    strange = [line for line in answer.before.split("\n") if _plain(line) and _plain(line) not in known]
    if strange:
        findings.add(
            Rule.LEFT_OUT,
            place_of(answer),
            f"In de kolom ‘{sheets.BEFORE_HEADING}’ staat iets dat u vorig jaar niet hebt gemeld: "
            f"{quoted(' '.join(strange))}. Dat komt niet mee.",
            f"Hoort dit bij uw antwoord? Zet het dan in de kolom ‘{sheets.ANSWER_HEADING}’.",
        )


def _plain(line: str) -> str:
    return " ".join(line.split())
