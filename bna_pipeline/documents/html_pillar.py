"""A pillar's chapter in the report's web page: its actions and their examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bna_pipeline.documents.charts import standing_id, timeline_id
from bna_pipeline.documents.html_body import (
    Element,
    Group,
    Piece,
    anchor,
    drawing,
    el,
    labelled,
    name,
    paragraphs,
    said,
    table,
)
from bna_pipeline.documents.html_parts import Means, section, standing
from bna_pipeline.documents.html_style import pillar_class
from bna_pipeline.model.content import ActionBlock, ExampleBlock, PillarChapter, TextBlock


def chapter_title(means: Means, chapter: PillarChapter) -> str:
    """What stands above the chapter, and in the table of contents."""
    return f"{means.words.pillar} {chapter.number}: {chapter.name}"


def chapter_section(means: Means, chapter: PillarChapter) -> Element:
    """The chapter as a section with an article for each action."""
    address, title = f"rapport.pijler.{chapter.pillar}", chapter_title(means, chapter)
    inside: list[Piece] = [
        labelled(means.words.aim, name(chapter.aim), class_="doel"),
        *paragraphs(chapter.introduction),
        *standing(means, means.charts[standing_id(chapter.pillar)]),
        *_timeline(means, chapter),
        *(_action(means, action) for action in chapter.actions),
    ]
    return section(address, title, inside, class_=f"pijler {pillar_class(means.house, chapter.number)}")


def _timeline(means: Means, chapter: PillarChapter) -> Iterator[Element]:
    """The milestones of a pillar; their data stand in the tables of its actions."""
    chart = means.charts.get(timeline_id(chapter.pillar))
    if chart is not None:
        yield el("h3", means.words.timeline)
        yield drawing(chart.svg, chart.alt)


def _action(means: Means, action: ActionBlock) -> Element:
    words, address = means.words, anchor(f"actie.{action.id}")
    partners = ("; ".join(action.partners),) if action.partners else ()
    facts = [
        labelled(words.status, means.status(action.status)),
        labelled(words.role, name(action.role)),
        labelled(words.owner, name(action.owner)),
        *(labelled(words.partners, name(partner)) for partner in partners),
    ]
    inside: list[Piece] = [
        el("h3", el("span", action.id, class_="nummer"), " ", name(action.title), id=address),
        el("div", *facts, class_="feiten"),
        None if action.gap is None else el("p", el("strong", name(action.gap)), class_="kern ontbreekt"),
        *_texts(words.achieved, action.achieved),
        *_texts(words.reason, action.reason),
        *_texts(words.measure, action.measure),
    ]
    if action.milestones:
        rows = [(m.date_text, m.title, m.state) for m in action.milestones]
        inside.append(el("h4", words.milestones))
        header = (words.date, words.milestone, words.state)
        inside.append(table(header, [Group(rows)], caption=f"{words.milestones} {action.id}"))
    inside += [_example(means, example) for example in action.examples]
    inside += _texts(words.next_steps, action.next_steps)
    return el("article", *inside, aria_labelledby=address, class_="actie")


def _texts(heading: str, blocks: Sequence[TextBlock]) -> Iterator[Element]:
    if blocks:
        yield el("h4", heading)
    for block in blocks:
        yield from paragraphs(block.text)
        if len(blocks) > 1:
            yield said("p", block.partner, class_="bron")


def _example(means: Means, example: ExampleBlock) -> Element:
    shown = example.picture
    figure = None
    if shown is not None:
        size = {"width": str(shown.width), "height": str(shown.height)}
        figure = el(
            "figure",
            el("img", src=means.address(shown), alt=shown.description, **size),
            None if example.caption is None else said("figcaption", example.caption),
        )
    return el(
        "div",
        el("h4", f"{means.words.example}: ", name(example.title)),
        *paragraphs(example.text),
        figure,
        said("p", example.partner, class_="bron"),
        class_="voorbeeld",
    )
