"""The report as a Word file: the same words in the same order as its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from docx.shared import Mm

from bna_pipeline.documents.docx_body import Body
from bna_pipeline.documents.docx_template import finish, open_template
from bna_pipeline.documents.letter_text import LetterText, ReportWords
from bna_pipeline.documents.pdf import PictureSource
from bna_pipeline.documents.wording import chart_text, counts_text, scope_text
from bna_pipeline.model.content import (
    ActionBlock,
    Content,
    CountLine,
    ExampleBlock,
    Finance,
    Overview,
    OverviewMovement,
    PillarChapter,
    ReportContent,
    Summary,
    TextBlock,
)

STYLES = (
    "Normal",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "toc 1",
    "toc 2",
    "Kop inhoud",
    "Logo",
    "Kerncijfer",
    "Feiten",
    "Bron",
    "Label",
    "Figuur",
    "Caption",
    "Tabeltekst",
    "Rapporttabel",
    "Kader",
)
_TABLE = "Rapporttabel"
_WIDEST_MM, _HIGHEST_MM = 90.0, 57.0  # of a picture, as in the PDF


def report_docx(content: Content, text: LetterText, folder: Path, picture: PictureSource, timestamp: datetime) -> bytes:
    """Make the report as DOCX from `report/report.docx` of the programme.

    Raises:
        TemplateInvalid: the Word template cannot be used.
    """
    cover = content.report.cover
    fields = {
        "title": cover.title,
        "subtitle": cover.subtitle,
        "edition": cover.edition,
        "period": cover.period,
        "page": text.report.words.page,
    }
    document = open_template(folder / "report" / "report.docx", fields, STYLES)
    body = Body(document)
    _Report(body, content.report, text.report.words, folder, picture).build()
    body.write()
    return finish(document, cover.title, timestamp)


class _Report:
    """Writes one report into one body, section by section."""

    def __init__(
        self, body: Body, report: ReportContent, words: ReportWords, folder: Path, picture: PictureSource
    ) -> None:
        self._body = body
        self._report = report
        self._words = words
        self._folder = folder
        self._picture = picture

    def build(self) -> None:
        self._cover()
        self._contents()
        self._foreword()
        self._summary(self._report.summary)
        self._overview(self._report.overview)
        for chapter in self._report.pillars:
            self._chapter(chapter)
        self._developments()
        self._opportunities()
        if self._report.finance is not None:
            self._finance(self._report.finance)
        self._back_matter()

    def _cover(self) -> None:
        with self._body.bookmark("rapport.omslag", from_start=True):
            files = [
                (self._folder / "logos" / f"{entry.partner}.png", entry.name) for entry in self._report.cover.logos
            ]
            shown = [(file.read_bytes() if file.is_file() else None, name) for file, name in files]
            self._body.pictures_in_line(shown, "Logo", Mm(15))

    def _contents(self) -> None:
        words, report = self._words, self._report
        self._body.text(words.contents, "Kop inhoud", page_break=True)
        entries = [(1, words.foreword), (1, words.summary), (1, words.overview)]
        for chapter in report.pillars:
            entries.append((1, self._chapter_title(chapter)))
            entries.extend((2, f"{action.id} {action.title}") for action in chapter.actions)
        entries.append((1, words.developments))
        if report.opportunities:
            entries.append((1, words.opportunities))
        if report.finance is not None:
            entries.append((1, words.finance))
        self._body.contents([*entries, (1, words.abbreviations), (1, words.contributors)])

    def _foreword(self) -> None:
        with self._body.bookmark("rapport.voorwoord"):
            self._body.heading(1, self._words.foreword, page_break=True)
            self._body.texts(self._report.foreword.text)
            self._body.text(self._report.foreword.signed)

    def _counts(self, counts: Sequence[CountLine]) -> None:
        words = self._words
        self._body.table(
            (words.status, words.count),
            [(c.label, str(c.count)) for c in counts],
            (130, 30),
            summary=chart_text(words.chart, counts),
            style=_TABLE,
            right=frozenset({1}),
        )

    def _summary(self, summary: Summary) -> None:
        words, body = self._words, self._body
        with body.bookmark("rapport.samenvatting"):
            body.heading(1, words.summary, page_break=True)
            body.texts(summary.text)
            body.heading(2, words.figures, page_break=True)
            body.text(summary.progress, "Kerncijfer")
            self._counts(summary.counts)
            body.heading(2, words.figures_pillars)
            body.table(
                (words.pillar, words.state),
                [(p.name, f"{p.progress}\n{counts_text(p.counts)}") for p in summary.pillars],
                (50, 110),
                summary=words.figures_pillars,
                style=_TABLE,
            )

    def _overview(self, overview: Overview) -> None:
        words, body, movement = self._words, self._body, overview.movement
        rows: list[Sequence[str]] = []
        pillar = None
        for row in overview.rows:
            if row.pillar != pillar:
                pillar = row.pillar
                rows.append((f"{words.pillar} {pillar}",))
            status = row.status if row.gap is None else f"{row.status}\n{row.gap}"
            then = () if movement is None else ("\n".join(part for part in (row.before, row.change) if part),)
            rows.append((row.action, row.title, row.owner, status, *then, row.role))
        with body.bookmark("rapport.overzicht"):
            body.heading(1, words.overview, page_break=True)
            body.text(overview.introduction)
            if movement is not None:
                body.text(movement.introduction)
            beside = () if movement is None else (movement.column,)
            body.table(
                (words.action, words.title, words.owner, words.status, *beside, words.role),
                rows,
                (15, 61, 27, 32, 25) if movement is None else (13, 41, 27, 30, 25, 24),
                summary=words.overview,
                style=_TABLE,
            )
            if movement is not None and movement.lines:
                self._changes(movement)

    def _changes(self, movement: OverviewMovement) -> None:
        self._body.heading(2, movement.heading)
        self._body.table(
            (self._words.action, movement.what),
            [(f"{line.action} {line.title}", "\n".join(line.changes)) for line in movement.lines],
            (62, 98),
            summary=movement.heading,
            style=_TABLE,
        )

    def _chapter_title(self, chapter: PillarChapter) -> str:
        return f"{self._words.pillar} {chapter.number}: {chapter.name}"

    def _chapter(self, chapter: PillarChapter) -> None:
        with self._body.bookmark(f"rapport.pijler.{chapter.pillar}"):
            self._body.heading(1, self._chapter_title(chapter), page_break=True)
            self._body.labelled(self._words.aim, chapter.aim)
            self._body.texts(chapter.introduction)
            self._counts(chapter.counts)
            for action in chapter.actions:
                with self._body.bookmark(f"actie.{action.id}"):
                    self._action(action)

    def _action(self, action: ActionBlock) -> None:
        words, body = self._words, self._body
        body.heading(2, f"{action.id} {action.title}")
        body.labelled(words.status, action.status, "Feiten", keep=True)
        body.labelled(words.role, action.role, "Feiten", keep=True)
        body.labelled(words.owner, action.owner, "Feiten", keep=True)
        if action.partners:
            body.labelled(words.partners, "; ".join(action.partners), "Feiten", keep=True)
        if action.gap is not None:
            body.text(action.gap, "Kerncijfer")
        self._texts(action.id, "achieved", words.achieved, action.achieved)
        self._texts(action.id, "reason", words.reason, action.reason)
        self._texts(action.id, "measure", words.measure, action.measure)
        if action.milestones:
            body.heading(3, words.milestones)
            body.table(
                (words.date, words.milestone, words.state),
                [(m.date_text, m.title, m.state) for m in action.milestones],
                (34, 104, 22),
                summary=f"{words.milestones} {action.id}",
                style=_TABLE,
            )
        for number, example in enumerate(action.examples, start=1):
            with body.bookmark(f"veld.{action.id}.example.{number}"):
                self._example(example)
        self._texts(action.id, "next_steps", words.next_steps, action.next_steps)

    def _texts(self, action: str, field: str, heading: str, blocks: Sequence[TextBlock]) -> None:
        if blocks:
            self._body.heading(3, heading)
        for number, block in enumerate(blocks, start=1):
            with self._body.bookmark(f"veld.{action}.{field}.{number}"):
                self._body.texts(block.text)
            if len(blocks) > 1:
                self._body.text(block.partner, "Bron")

    def _example(self, example: ExampleBlock) -> None:
        body, shown = self._body, example.picture
        body.heading(3, f"{self._words.example}: {example.title}")
        body.texts(example.text, "Kader")
        if shown is not None:
            width = Mm(min(_WIDEST_MM, _HIGHEST_MM * shown.width / shown.height))
            body.picture(self._picture(shown.sha256), shown.description, "Figuur", width)
            if example.caption is not None:
                body.text(example.caption, "Caption")
        body.text(example.partner, "Bron")

    def _developments(self) -> None:
        words, body = self._words, self._body
        with body.bookmark("rapport.ontwikkelingen"):
            body.heading(1, words.developments, page_break=True)
            for development in self._report.developments:
                body.text(scope_text(development.scope), "Label")
                body.heading(2, development.title)
                body.texts(development.text)
                body.heading(3, words.answer)
                body.texts(development.answer)

    def _opportunities(self) -> None:
        if not self._report.opportunities:
            return
        words, body = self._words, self._body
        with body.bookmark("rapport.kansen"):
            body.heading(1, words.opportunities, page_break=True)
            for chance in self._report.opportunities:
                body.heading(2, chance.title)
                body.labelled(words.opportunity_state, chance.state)
                body.texts(chance.text)

    def _finance(self, finance: Finance) -> None:
        words, body = self._words, self._body
        rows = [(f"{line.action} {line.title}", line.partner, line.purpose, line.amount) for line in finance.lines]
        with body.bookmark("rapport.financien"):
            body.heading(1, words.finance)
            body.text(finance.introduction)
            body.table(
                (words.action, words.partner, words.purpose, words.amount),
                [*rows, (words.total, "", "", finance.total)],
                (66, 30, 38, 26),
                summary=words.finance,
                style=_TABLE,
                right=frozenset({3}),
            )

    def _back_matter(self) -> None:
        words, body = self._words, self._body
        with body.bookmark("rapport.afkortingen"):
            body.heading(1, words.abbreviations)
            body.table(
                (words.abbreviation, words.meaning),
                [(a.short, a.meaning) for a in self._report.abbreviations],
                (30, 130),
                summary=words.abbreviations,
                style=_TABLE,
            )
        with body.bookmark("rapport.bijdragers"):
            body.heading(1, words.contributors)
            body.table(
                (words.partner, words.group, words.reported_on),
                [(c.name, c.group, ", ".join(c.actions)) for c in self._report.contributors],
                (72, 26, 62),
                summary=words.contributors,
                style=_TABLE,
            )
