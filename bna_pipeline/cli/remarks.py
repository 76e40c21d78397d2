"""Remarks at a section of the draft: make, withdraw, answer, list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bna_pipeline.cli.command import LOCAL, Context, as_option, edition_argument, only_one, show, show_lines
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.transitions import Act

if TYPE_CHECKING:
    from bna_pipeline.model.remark_events import RemarkStanding
    from bna_pipeline.wiring import App

_ACTS = ("make", "withdraw", "answer", "list")


@click.command("remark")
@edition_argument
@click.argument("act", type=click.Choice(_ACTS))
@click.option("--stage", help="make: id of the stage in which he reviews.")
@click.option("--section", help="make: id of the section, such as rapport.samenvatting.")
@click.option("--quote", help="make: the words of the section that it is about.")
@click.option("--on-behalf", metavar="WHO", help="make: in whose place, under a delegation.")
@click.option("--remark", "name", metavar="ID", help="withdraw, answer: the remark, or how its id begins.")
@click.option("--text", help="make, answer: what is said.")
@click.option("--taken-over/--not-taken-over", default=None, help="answer: whether the text was changed for it.")
@click.option("--all", "everything", is_flag=True, help="list: answered and withdrawn ones too.")
@click.option("--json", "as_json", is_flag=True, help="list: as one JSON object.")
@as_option
@click.pass_obj
def remark_command(
    context: Context,
    edition: str,
    act: str,
    stage: str | None,
    section: str | None,
    quote: str | None,
    on_behalf: str | None,
    name: str | None,
    text: str | None,
    taken_over: bool | None,
    everything: bool,
    as_json: bool,
    person: str | None,
) -> None:
    """Make, withdraw or answer a remark at a section of the draft, or list the open ones."""
    making = {"--stage": stage, "--section": section, "--quote": quote, "--on-behalf": on_behalf}
    only_one(making, {"--remark": name}, {"--all": everything, "--json": as_json})
    app = context.app
    if act == "make":
        _make(app, edition, person, stage=stage, section=section, text=text, quote=quote, on_behalf=on_behalf)
    elif act == "list":
        _list(app, edition, everything=everything, as_json=as_json)
    elif name is None:
        raise WrongUse("Zeg om welke opmerking het gaat.", f"Geef --remark; `bna remark {edition} list` noemt ze.")
    elif act == "withdraw":
        _withdraw(app, edition, person, name)
    else:
        _answer(app, edition, person, name, text=text, taken_over=taken_over)


def _make(
    app: App,
    edition: str,
    person: str | None,
    *,
    stage: str | None,
    section: str | None,
    text: str | None,
    quote: str | None,
    on_behalf: str | None,
) -> None:
    from bna_pipeline.wiring import pipeline

    if stage is None or section is None or text is None or person is None:
        raise WrongUse(
            "Een opmerking heeft een stap, een onderdeel, een tekst en iemand van wie zij is.",
            "Geef --stage, --section, --text en --as.",
        )
    actor = app.actor(edition, person, Act.REMARK)
    show(
        pipeline.make_remark(
            app.tools(edition), actor, stage=stage, section=section, text=text, quote=quote, on_behalf=on_behalf
        )
    )


def _withdraw(app: App, edition: str, person: str | None, name: str) -> None:
    from bna_pipeline.wiring import pipeline

    show(pipeline.withdraw_remark(app.tools(edition), app.actor(edition, person, Act.REMARK), remark=name))


def _answer(
    app: App, edition: str, person: str | None, name: str, *, text: str | None, taken_over: bool | None
) -> None:
    from bna_pipeline.wiring import pipeline

    if text is None or taken_over is None:
        raise WrongUse(
            "Een antwoord zegt iets, en of de opmerking is overgenomen.",
            "Geef --text, en --taken-over of --not-taken-over.",
        )
    actor = app.actor(edition, person, Act.ANSWER_REMARK)
    show(pipeline.answer_remark(app.tools(edition), actor, remark=name, answer=text, taken_over=taken_over))


def _list(app: App, edition: str, *, everything: bool, as_json: bool) -> None:
    from bna_pipeline.wiring import pipeline

    found = [r for r in pipeline.remarks_of(app.tools(edition)) if everything or r.open]
    if as_json:
        said = {"edition": edition, "remarks": [r.model_dump(mode="json") for r in found]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for remark in found:
        show_lines(_lines(remark))
    if not found:
        click.echo("Er zijn geen opmerkingen." if everything else "Er zijn geen open opmerkingen.")


def _lines(standing: RemarkStanding) -> Iterator[str]:
    remark = standing.remark
    day = f"{remark.at.astimezone(LOCAL):%d-%m-%Y}"
    for_whom = f" namens {remark.reviewer}" if remark.given_by != remark.reviewer else ""
    yield (
        f"{remark.id[:8]}  {remark.section}, concept {remark.draft}: {remark.given_by}{for_whom} "
        f"(stap {remark.stage}, {day})"
    )
    if remark.quote is not None:
        yield f"    bij: ‘{remark.quote}’"
    yield from (f"    {paragraph}" for paragraph in remark.text)
    if standing.withdrawn:
        yield "    ingetrokken"
    if standing.answer is not None:
        done = "overgenomen" if standing.answer.taken_over else "niet overgenomen"
        yield f"    antwoord van {standing.answer.by} ({done}): {standing.answer.answer}"
