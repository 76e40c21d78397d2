"""Moving on and looking: run, status, audit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bna_pipeline.cli.command import Context, advance, edition_argument, only_one, show_lines
from bna_pipeline.model.verdicts import Holds

if TYPE_CHECKING:
    from bna_pipeline.model.events import Entry
    from bna_pipeline.wiring import pipeline


@click.command("run")
@edition_argument
@click.pass_obj
def run_command(context: Context, edition: str) -> None:
    """Advance an edition as far as it goes, then say what it waits for."""
    if not any(step.changed for step in advance(context.app, edition)):
        click.echo(f"Er is niets veranderd aan editie {edition}.")


@click.command("status")
@click.argument("edition", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with stable keys.")
@click.pass_obj
def status_command(context: Context, edition: str | None, as_json: bool) -> None:
    """Show where an edition stands: per partner, per stage, and what it waits for. Without EDITION: all of them."""
    from bna_pipeline.cli.status_page import status_lines

    app = context.app
    editions = (edition,) if edition is not None else app.editions()
    found = [app.status(e) for e in editions]
    if as_json:
        plain = [s.model_dump(mode="json") for s in found]
        click.echo(json.dumps(plain[0] if edition is not None else {"editions": plain}, ensure_ascii=False, indent=1))
        return
    if not found:
        click.echo("Er is nog geen editie geopend. Open er een met `bna open EDITIE`.")
    for status in found:
        show_lines(status_lines(status))


@click.command("audit")
@edition_argument
@click.option(
    "--by",
    type=click.Choice(["moment", "person"]),
    help="In chapters by moment (the default), or everything that each person did.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with stable keys, entry by entry.")
@click.option("--raw", is_flag=True, help="The trail itself, as in audit.jsonl: one canonical JSON entry a line.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An audit.jsonl exported now or earlier. Exit 1 when the ledger does not go on from it.",
)
@click.pass_obj
def audit_command(
    context: Context, edition: str, by: str | None, as_json: bool, raw: bool, against: Path | None
) -> None:
    """Tell an edition's story from its ledger: who did what, when, in which role; the ledger is checked first."""
    from bna_pipeline.wiring import check_export, export, pipeline, views

    only_one({"--by": by}, {"--json": as_json, "--raw": raw, "--against": against})
    tools = context.app.tools(edition)
    entries = pipeline.entries(tools)
    if raw:
        click.echo(export(entries).decode("utf-8"), nl=False)
        return
    if against is not None:
        found = check_export(entries, against.read_bytes())
        for row in found:
            click.echo(f"{row.holds.value}  {row.detail}")
        if any(row.holds is not Holds.YES for row in found):
            raise SystemExit(1)
        return
    if as_json:
        plain = {"edition": edition, "entries": [line.model_dump(mode="json") for line in views.story(entries)]}
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    show_lines(_story(tools, entries, by_person=by == "person"))


def _story(tools: pipeline.Tools, entries: tuple[Entry, ...], *, by_person: bool) -> Iterator[str]:
    from bna_pipeline.cli.audit_page import chapter_lines, head_lines, life_lines
    from bna_pipeline.wiring import views

    told = views.tell(tools.programme, entries)
    yield from head_lines(tools.edition.title, tools.id, told, entries[-1].hash if entries else "")
    if by_person:
        yield from life_lines(views.lives(told))
    else:
        yield from chapter_lines(views.chapters(told), views.release_timeline(tools.programme, entries))
    yield ""
    yield f"{len(told)} regels; elke regel sluit aan op de vorige."
