"""The report as a Word file: the same words in the same order as its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from bna_pipeline.documents.charts import WHOLE, report_charts
from bna_pipeline.documents.docx_back_matter import back_matter
from bna_pipeline.documents.docx_body import TEXT_WIDTH, Body
from bna_pipeline.documents.docx_fields import CONTENT, Needs
from bna_pipeline.documents.docx_illustrations import Illustrator
from bna_pipeline.documents.docx_pieces import Band, Cell, Entry, Line
from bna_pipeline.documents.docx_pillar import PillarWriter
from bna_pipeline.documents.docx_styles import report_looks
from bna_pipeline.documents.docx_template import finish, open_template
from bna_pipeline.documents.house import House, load_house
from bna_pipeline.documents.languages import Languages
from bna_pipeline.documents.letter_text import LetterText, ReportText
from bna_pipeline.documents.pdf import PictureSource
from bna_pipeline.documents.wording import counts_text
from bna_pipeline.model.content import (
    AttentionLine,
    Content,
    Overview,
    OverviewMovement,
    ReportContent,
    StatusMeaning,
    Summary,
)
from bna_pipeline.ports import Typesetter

TEMPLATE: Final = "report/report.docx"
NEEDS: Final = Needs(
    fields={
        "edition": "de hoeveelste rapportage",
        "title": "de titel van de rapportage",
        "subtitle": "de naam van de agenda",
        "period": "de periode waarover zij gaat",
        "page": "het woord voor een paginanummer",
        CONTENT: "hier komt alles wat volgt op de omslag",
    },
    body=("edition", "title", "subtitle", "period", CONTENT),
    looks=report_looks,
)
_TABLE = "Rapporttabel"


def report_docx(
    content: Content,
    text: LetterText,
    folder: Path,
    picture: PictureSource,
    typesetter: Typesetter,
    timestamp: datetime,
) -> bytes:
    """Make the report as DOCX from `report/report.docx` of the programme.

    Args:
        picture: gives the bytes of a picture by its SHA-256.
        typesetter: makes the drawings into pictures for programs that do not know SVG.

    Raises:
        TemplateInvalid: the Word template or the house style cannot be used.
        TypesettingFailed: a drawing cannot be made.
    """
    cover, house = content.report.cover, load_house(folder)
    fields = {
        "title": cover.title,
        "subtitle": cover.subtitle,
        "edition": cover.edition,
        "period": cover.period,
        "page": text.report.words.page,
    }
    document = open_template(folder / TEMPLATE, fields, NEEDS, house)
    body = Body(document)
    _Report(body, content.report, text.report, house, Illustrator(house, folder, picture, typesetter)).build()
    body.write()
    return finish(document, cover.title, timestamp, Languages(content.foreign))


class _Report:
    """Writes one report into one body, section by section."""

    def __init__(
        self, body: Body, report: ReportContent, text: ReportText, house: House, illustrator: Illustrator
    ) -> None:
        self._body = body
        self._report = report
        self._words = text.words
        self._house = house
        self._show = illustrator
        charts = report_charts(report, text, house)
        self._pillar = PillarWriter(body, text.words, house, illustrator, charts)

    def build(self) -> None:
        self._cover()
        self._contents()
        self._foreword()
        self._summary(self._report.summary)
        self._overview(self._report.overview)
        for chapter in self._report.pillars:
            self._pillar.chapter(chapter)
        back_matter(self._body, self._report, self._words)

    def _cover(self) -> None:
        with self._body.bookmark("rapport.omslag", from_start=True):
            self._body.picture(self._show.cover(), "Omslagbeeld")
            logos = self._report.cover.logos
            if logos:
                columns, shown = self._show.logos(logos, TEXT_WIDTH)
                self._body.pictures_in_rows(shown, "Logo", columns)

    def _contents(self) -> None:
        words, report = self._words, self._report
        self._body.text(words.contents, "Kop inhoud", page_break=True)
        entries = [
            Entry(1, words.foreword, "rapport.voorwoord"),
            Entry(1, words.summary, "rapport.samenvatting"),
            Entry(1, words.overview, "rapport.overzicht"),
        ]
        for chapter in report.pillars:
            colour = self._house.pillar(chapter.number)
            entries.append(Entry(1, self._pillar.title(chapter), f"rapport.pijler.{chapter.pillar}"))
            entries.extend(Entry(2, a.title, f"actie.{a.id}", a.id, colour) for a in chapter.actions)
        entries.append(Entry(1, words.developments, "rapport.ontwikkelingen"))
        if report.opportunities:
            entries.append(Entry(1, words.opportunities, "rapport.kansen"))
        if report.finance is not None:
            entries.append(Entry(1, words.finance, "rapport.financien"))
        entries.append(Entry(1, words.abbreviations, "rapport.afkortingen"))
        entries.append(Entry(1, words.contributors, "rapport.bijdragers"))
        self._body.contents(entries)

    def _foreword(self) -> None:
        with self._body.bookmark("rapport.voorwoord"):
            self._body.heading(1, self._words.foreword, page_break=True)
            self._body.texts(self._report.foreword.text, "Inleiding")
            self._body.text(self._report.foreword.signed, "Inleiding", bold=True)
            if self._report.foreword.about:
                self._body.heading(2, self._words.about)
                self._body.texts(self._report.foreword.about)

    def _summary(self, summary: Summary) -> None:
        words, body = self._words, self._body
        with body.bookmark("rapport.samenvatting"):
            body.heading(1, words.summary, page_break=True)
            body.text(summary.progress, "Kerncijfer")
            body.texts(summary.text)
            body.close_heading(2, words.figures)
            self._pillar.standing(WHOLE, summary.counts, summary.years)
            if summary.attention:
                self._attention(summary.attention)
            body.close_heading(2, words.figures_pillars)
            body.table(
                (words.pillar, words.state),
                [
                    (
                        [Line(p.name, bold=True)],
                        [Line(f"{p.progress} {counts_text(p.counts)}", sign=self._show.bar(p.counts))],
                    )
                    for p in summary.pillars
                ],
                (46, 114),
                title=words.figures_pillars,
                style=_TABLE,
            )

    def _attention(self, lines: Sequence[AttentionLine]) -> None:
        words, body = self._words, self._body
        body.close_heading(2, words.attention)
        body.table(
            (words.action, words.status, words.owner),
            [
                (
                    [Line(one.title, code=one.action, to=f"actie.{one.action}")],
                    [Line(one.status, sign=self._show.sign(one.status))],
                    one.owner,
                )
                for one in lines
            ],
            (84, 36, 40),
            title=words.attention,
            style=_TABLE,
        )

    def _overview(self, overview: Overview) -> None:
        words, body, movement = self._words, self._body, overview.movement
        rows: list[Sequence[Cell] | Band] = []
        pillar, number = None, 0
        for row in overview.rows:
            if row.pillar != pillar:
                pillar, number = row.pillar, number + 1
                rows.append(Band(f"{words.pillar} {pillar}", self._house.pillar(number)))
            status = [Line(row.status, sign=self._show.sign(row.status))]
            if row.gap is not None:
                status.append(Line(row.gap, bold=True))
            then: list[Cell] = []
            if movement is not None:
                marks = ((row.before, False), (row.change, True))
                then = [[Line(said, bold=bold) for said, bold in marks if said] or ""]
            rows.append(
                ([Line("", code=row.action, to=f"actie.{row.action}")], row.title, row.owner, status, *then, row.role)
            )
        with body.bookmark("rapport.overzicht"):
            body.heading(1, words.overview, page_break=True)
            body.text(overview.introduction)
            if movement is not None:
                body.text(movement.introduction)
            if overview.meanings:
                self._meanings(overview.meanings)
            beside = () if movement is None else (movement.column,)
            body.table(
                (words.action, words.title, words.owner, words.status, *beside, words.role),
                rows,
                (13, 62, 27, 34, 24) if movement is None else (12, 42, 26, 33, 24, 23),
                title=words.overview,
                style=_TABLE,
            )
            if movement is not None and movement.lines:
                self._changes(movement)

    def _meanings(self, meanings: Sequence[StatusMeaning]) -> None:
        """What each status says, and a heading: tables right behind each other grow together in Word."""
        words, body = self._words, self._body
        body.table(
            (words.status, words.meaning),
            [([Line(one.label, bold=True, sign=self._show.sign(one.label))], one.meaning) for one in meanings],
            (40, 120),
            title=words.meaning,
            style=_TABLE,
        )
        body.heading(2, words.actions)

    def _changes(self, movement: OverviewMovement) -> None:
        self._body.heading(2, movement.heading)
        self._body.table(
            (self._words.action, movement.what),
            [([Line(line.title, code=line.action)], "\n".join(line.changes)) for line in movement.lines],
            (62, 98),
            title=movement.heading,
            style=_TABLE,
        )
