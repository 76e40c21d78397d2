"""Summary and overview of the report's web page."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.documents.charts import WHOLE
from bna_pipeline.documents.html_body import Cell, Element, Group, Piece, el, lines, name, paragraphs, said, table
from bna_pipeline.documents.html_parts import Means, action_link, standing
from bna_pipeline.documents.html_style import pillar_class
from bna_pipeline.documents.wording import counts_text
from bna_pipeline.model.content import Overview, OverviewMovement, Summary


def summary_parts(means: Means, summary: Summary) -> Iterator[Piece]:
    """The report in one page: the sentence from the data, the text, the figures, what needs attention."""
    words = means.words
    yield said("p", summary.progress, class_="kern")
    yield from paragraphs(summary.text)
    yield el("h3", words.figures)
    yield from standing(means, means.charts[WHOLE])
    if summary.attention:
        yield el("h3", words.attention)
        late = [
            (action_link(line.action, line.title), [means.status(line.status)], line.owner)
            for line in summary.attention
        ]
        header = (words.action, words.status, words.owner)
        yield table(header, [Group(late)], caption=words.attention, class_="kaarten")
    yield el("h3", words.figures_pillars)
    rows = [(p.name, lines((p.progress, counts_text(p.counts)))) for p in summary.pillars]
    yield table((words.pillar, words.state), [Group(rows)], caption=words.figures_pillars)


def overview_parts(means: Means, overview: Overview) -> Iterator[Piece]:
    """Every action at a glance, what its status means, and what moved since the edition before."""
    words, movement = means.words, overview.movement
    yield said("p", overview.introduction)
    if movement is not None:
        yield said("p", movement.introduction)
    if overview.meanings:
        meanings = [([means.status(m.label)], m.meaning) for m in overview.meanings]
        yield table((words.status, words.meaning), [Group(meanings)], caption=words.meaning)
        yield el("h3", words.actions)
    groups: list[tuple[str, list[list[Cell]]]] = []
    for row in overview.rows:
        group = f"{words.pillar} {row.pillar}"
        if not groups or groups[-1][0] != group:
            groups.append((group, []))
        status: list[Piece] = [means.status(row.status)]
        if row.gap is not None:
            status += [el("br"), el("strong", name(row.gap), class_="ontbreekt")]
        cells: list[Cell] = [action_link(row.action), row.title, row.owner, status]
        if movement is not None:
            cells.append(lines([part for part in (row.before, row.change) if part]))
        groups[-1][1].append([*cells, row.role])
    beside = () if movement is None else (movement.column,)
    header = (words.action, words.title, words.owner, words.status, *beside, words.role)
    shown = [Group(rows, head, pillar_class(means.house, n)) for n, (head, rows) in enumerate(groups, start=1)]
    yield table(header, shown, caption=words.overview, class_="kaarten breed")
    if movement is not None and movement.lines:
        yield from _changes(means, movement, {row.action for row in overview.rows})


def _changes(means: Means, movement: OverviewMovement, there: set[str]) -> Iterator[Element]:
    """What moved; an action that ended has no place in the report to lead to."""
    yield said("h3", movement.heading)
    rows = [
        (
            action_link(line.action, line.title) if line.action in there else [line.action, " ", name(line.title)],
            lines(line.changes),
        )
        for line in movement.lines
    ]
    yield table((means.words.action, movement.what), [Group(rows)], caption=movement.heading)
