"""From the answers in an Excel form to a contribution as read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.excel_before import remark_on_before
from bna_pipeline.contributions.excel_file import ExcelFile
from bna_pipeline.contributions.excel_pictures import Pictures, pictures_by_row
from bna_pipeline.contributions.excel_remarks import place_of, remark_on
from bna_pipeline.contributions.excel_rows import SheetAnswer
from bna_pipeline.contributions.raw import RawContribution, RawMilestone, RawPicture, RawReport, RawText
from bna_pipeline.contributions.reading import split_milestone
from bna_pipeline.contributions.rules import Findings
from bna_pipeline.model.contribution import Contribution

_MILESTONES = (q.REACHED.letter, q.COMING.letter)


@dataclass
class _Round:
    """What is said about an action, up to a question that is answered for the second time."""

    action: str
    sheet: str
    answers: dict[str, SheetAnswer] = field(default_factory=dict)
    milestones: list[SheetAnswer] = field(default_factory=list)

    def takes(self, answer: SheetAnswer) -> bool:
        """Whether the answer can still be part of this: an empty cell stands in nobody's way."""
        before = self.answers.get(_letter(answer))
        return before is None or not before.filled or not answer.filled

    def add(self, answer: SheetAnswer) -> None:
        if _letter(answer) in _MILESTONES:
            self.milestones.append(answer)
        elif answer.filled or _letter(answer) not in self.answers:
            self.answers[_letter(answer)] = answer


def raw_from_excel(file: ExcelFile, findings: Findings, previous: Contribution | None = None) -> RawContribution:
    """The contribution in a form; what is remarkable about the Excel file itself goes into `findings`.

    Args:
        previous: what the partner said in the edition before, which the form shows beside the answers.
    """
    found = pictures_by_row(file)
    remark_on(file, found, findings)
    for answer in file.answers:
        remark_on_before(answer, previous, findings)
    identity = file.identity
    return RawContribution(
        edition=RawText.of("het formulier", identity.edition if identity else ""),
        partner=RawText.of("het formulier", identity.partner if identity else ""),
        completeness=_general(file, q.COMPLETENESS),
        author=_general(file, q.AUTHOR),
        sent_at=RawText.of("de eigenschappen van het bestand", file.modified),
        department=identity.department if identity else None,
        reports=tuple(r for r in (_report(one, found.of) for one in _rounds(file)) if not r.empty),
    )


def _general(file: ExcelFile, code: str) -> RawText:
    # As for actions: the last one that was filled in.
    mine = [a for a in file.answers if a.code == code]
    chosen = next((a for a in reversed(mine) if a.filled), mine[0] if mine else None)
    return RawText(code) if chosen is None else _text(chosen)


def _letter(answer: SheetAnswer) -> str:
    return answer.code.rpartition(".")[2]


def _rounds(file: ExcelFile) -> list[_Round]:
    rounds: list[_Round] = []
    for answer in file.answers:
        action = answer.code.rpartition(".")[0]
        if action == q.GENERAL:
            continue
        mine = [one for one in rounds if one.action == action]
        if _letter(answer) in _MILESTONES:
            fitting = next((one for one in reversed(mine) if one.sheet == answer.sheet), mine[-1] if mine else None)
        else:
            fitting = mine[-1] if mine and mine[-1].takes(answer) else None
        if fitting is None:
            fitting = _Round(action, answer.sheet)
            rounds.append(fitting)
        fitting.add(answer)
    return rounds


def _report(one: _Round, pictures: Callable[[SheetAnswer], Pictures]) -> RawReport:
    def text(question: q.Question) -> RawText:
        answer = one.answers.get(question.letter)
        return RawText(q.code_of(one.action, question)) if answer is None else _text(answer)

    shown = one.answers.get(q.PICTURE.letter)
    coming = next((a for a in one.milestones if _letter(a) == q.COMING.letter), None)
    picture_place = q.code_of(one.action, q.PICTURE) if shown is None else place_of(shown)
    return RawReport(
        place=one.action,
        action=one.action,
        status=text(q.STATUS),
        achieved=text(q.ACHIEVED),
        milestones=tuple(m for a in _in_order(one.milestones) for m in _milestones(a)),
        title=text(q.EXAMPLE_TITLE),
        text=text(q.EXAMPLE_TEXT),
        pictures=() if shown is None else tuple(RawPicture(picture_place, read) for read in pictures(shown)),
        picture_place=picture_place,
        description=text(q.DESCRIPTION),
        caption=text(q.CAPTION),
        next_steps=text(q.NEXT_STEPS),
        amount=text(q.AMOUNT),
        purpose=text(q.PURPOSE),
        reason=text(q.REASON),
        measure=text(q.MEASURE),
        milestones_place=q.code_of(one.action, q.COMING) if coming is None else place_of(coming),
    )


def _in_order(milestones: list[SheetAnswer]) -> list[SheetAnswer]:
    """Those that were reached first, as in a Word form; else as the rows stand."""
    return sorted(milestones, key=lambda a: _MILESTONES.index(_letter(a)))


def _text(answer: SheetAnswer) -> RawText:
    return RawText.of(place_of(answer), *_lines(answer))


def _lines(answer: SheetAnswer) -> tuple[str, ...]:
    """The lines of an answer, without what only says that none was given."""
    lines = answer.said.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(line for line in lines if line.strip(" \t\u00a0") not in q.PROMPTS)


def _milestones(answer: SheetAnswer) -> Iterator[RawMilestone]:
    reached = _letter(answer) == q.REACHED.letter
    text = _text(answer)
    day = RawText.of(text.place, answer.day).line
    if day:
        yield RawMilestone(text.place, day, text.line, reached)
        return
    for index, line in enumerate(text.paragraphs):
        place = text.place if len(text.paragraphs) == 1 else f"{text.place}, regel {index + 1}"
        yield RawMilestone(place, *split_milestone(line), reached)
