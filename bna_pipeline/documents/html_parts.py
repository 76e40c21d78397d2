"""What parts of the report's web page are made with: words and looks, sections, links, charts with their table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bna_pipeline.documents.charts import Chart
from bna_pipeline.documents.house import House
from bna_pipeline.documents.html_body import Element, Group, Piece, anchor, drawing, el, name, said, table
from bna_pipeline.documents.html_style import status_sign
from bna_pipeline.documents.letter_text import ReportWords
from bna_pipeline.model.contribution import Picture


@dataclass(frozen=True)
class Means:
    """What every part needs: fixed words, house style, charts by id, and where a picture is found."""

    words: ReportWords
    house: House
    charts: Mapping[str, Chart]
    address: Callable[[Picture], str]

    def status(self, label: str) -> Piece:
        """A status: its sign and its word."""
        return el("span", status_sign(self.house.status(label)), name(label), class_="stand")


def section(address: str, title: str, inside: Sequence[Piece] | Iterator[Piece], class_: str | None = None) -> Element:
    head = anchor(address)
    return el("section", said("h2", title, id=head), *inside, aria_labelledby=head, class_=class_)


def action_link(action: str, title: str | None = None) -> list[Piece]:
    """A link to the action, with its title behind it where it is not in a cell of its own."""
    link = el("a", action, href=f"#{anchor(f'actie.{action}')}")
    return [link] if title is None else [link, " ", name(title)]


def standing(means: Means, chart: Chart) -> Iterator[Element]:
    """A chart of statuses and the table that says the same."""
    yield drawing(chart.svg, chart.alt)
    rows = [([means.status(label)], *figures) for label, *figures in chart.rows]
    figures = frozenset(range(1, len(chart.header)))
    yield table(chart.header, [Group(rows)], caption=means.words.chart, class_="smal", right=figures)
