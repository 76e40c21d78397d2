"""A pillar's chapter in the Word report, action by action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bna_pipeline.documents.charts import Chart, standing_id, timeline_id
from bna_pipeline.documents.docx_body import Body
from bna_pipeline.documents.docx_illustrations import Illustrator
from bna_pipeline.documents.docx_pieces import Line
from bna_pipeline.documents.house import Colour, House
from bna_pipeline.documents.letter_text import ReportWords
from bna_pipeline.documents.wording import counts_header, counts_rows
from bna_pipeline.model.content import ActionBlock, CountLine, ExampleBlock, PillarChapter, TextBlock, Years

_TABLE = "Rapporttabel"
_HEAD_SPACE: Final = 14  # points of white around the words on a pillar's colour
_EXAMPLE_SPACE: Final = 10
_WHOLE_EXAMPLE: Final = 1600  # letters; a shorter example without picture is not broken over pages, as in the PDF


class PillarWriter:
    """Writes chapters into one body."""

    def __init__(
        self,
        body: Body,
        words: ReportWords,
        house: House,
        illustrator: Illustrator,
        charts: Mapping[str, Chart],
    ) -> None:
        self._body = body
        self._words = words
        self._house = house
        self._show = illustrator
        self._charts = charts

    def title(self, chapter: PillarChapter) -> str:
        """The heading of a chapter, as the table of contents has it too."""
        return f"{self._words.pillar} {chapter.number}: {chapter.name}"

    def chapter(self, chapter: PillarChapter) -> None:
        body, colour = self._body, self._house.pillar(chapter.number)
        with body.bookmark(f"rapport.pijler.{chapter.pillar}"):
            with body.box(colour, space=_HEAD_SPACE):
                body.heading(1, self.title(chapter), page_break=True, colour=self._house.colours.paper)
                body.labelled(self._words.aim, chapter.aim, "Inleiding", colour=self._house.colours.paper)
            body.texts(chapter.introduction)
            self.standing(standing_id(chapter.pillar), chapter.counts, chapter.years)
            timeline = self._charts.get(timeline_id(chapter.pillar))
            if timeline is not None:
                body.heading(2, self._words.timeline)
                body.picture(self._show.chart(timeline), "Figuur")
            for action in chapter.actions:
                with body.bookmark(f"actie.{action.id}"):
                    self._action(action, colour)

    def standing(self, chart: str, counts: Sequence[CountLine], years: Years | None) -> None:
        """How many actions have each status: the chart with this id, and the table behind it."""
        header = counts_header(self._words, years)
        figures = len(header) - 1
        self._body.picture(self._show.chart(self._charts[chart]), "Figuur", keep_next=True)
        self._body.table(
            header,
            [([Line(label, sign=self._show.sign(label))], *numbers) for label, *numbers in counts_rows(counts, years)],
            (160 - 30 * figures, *[30] * figures),
            title=self._words.chart,
            summary=self._charts[chart].alt,
            style=_TABLE,
            right=frozenset(range(1, len(header))),
        )

    def _action(self, action: ActionBlock, colour: Colour) -> None:
        words, body = self._words, self._body
        body.coded_heading(2, action.id, action.title, colour)
        partners = "; ".join(action.partners)
        body.labelled(words.status, action.status, "Feiten", sign=self._show.sign(action.status), keep_next=True)
        body.labelled(words.role, action.role, "Feiten", keep_next=True)
        body.labelled(words.owner, action.owner, "Feiten", keep_next=bool(partners))
        if partners:
            body.labelled(words.partners, partners, "Feiten")
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
                (36, 102, 22),
                title=f"{words.milestones} {action.id}",
                style=_TABLE,
            )
        for number, example in enumerate(action.examples, start=1):
            with body.bookmark(f"veld.{action.id}.example.{number}"):
                self._example(example, colour)
        self._texts(action.id, "next_steps", words.next_steps, action.next_steps)

    def _texts(self, action: str, field: str, heading: str, blocks: Sequence[TextBlock]) -> None:
        if blocks:
            self._body.heading(3, heading)
        for number, block in enumerate(blocks, start=1):
            several = len(blocks) > 1
            with self._body.bookmark(f"veld.{action}.{field}.{number}"):
                self._body.texts(block.text[:-1])
                for last in block.text[-1:]:
                    self._body.text(last, keep_next=several)  # who said it stays with the end of what he said
            if several:
                self._body.text(block.partner, "Bron")

    def _example(self, example: ExampleBlock, colour: Colour) -> None:
        body = self._body
        with body.box(self._house.colours.tint, space=_EXAMPLE_SPACE, bar=colour):
            body.heading(3, f"{self._words.example}: {example.title}", colour=colour)
            whole = example.picture is None and sum(map(len, example.text)) <= _WHOLE_EXAMPLE
            for text in example.text:
                body.text(text, "Kader", keep_next=whole)
            if example.picture is not None:
                body.picture(self._show.example(example.picture), "Figuur", keep_next=True)
                if example.caption is not None:
                    body.text(example.caption, "Caption", keep_next=True)
            body.text(example.partner, "Bron")
