"""Moving on and looking: run, status, audit."""

from __future__ import annotations

import json

import click

from bna_pipeline.cli.command import Context, edition_argument, show, show_waiting


@click.command("run")
@edition_argument
@click.pass_obj
def run_command(context: Context, edition: str) -> None:
    """Advance an edition as far as it goes, then say what it waits for."""
    from bna_pipeline.wiring import pipeline

    app = context.app
    steps = pipeline.advance(app.tools(edition), app.system())
    show(*steps)
    if not any(step.changed for step in steps):
        click.echo(f"Er is niets veranderd aan editie {edition}.")
    show_waiting(edition, steps[-1].waits_for if steps else ())


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
        for line in status_lines(status):
            click.echo(line)


@click.command("audit")
@edition_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object with stable keys.")
@click.option("--raw", is_flag=True, help="The trail itself: one canonical JSON entry a line.")
@click.pass_obj
def audit_command(context: Context, edition: str, as_json: bool, raw: bool) -> None:
    """Tell an edition's story from its ledger, entry by entry; its hash chain is checked first."""
    from bna_pipeline.wiring import pipeline, views

    entries = pipeline.entries(context.app.tools(edition))
    if raw:
        for entry in entries:
            click.echo(entry.model_dump_json())
        return
    lines = views.story(entries)
    if as_json:
        click.echo(json.dumps({"edition": edition, "entries": [x.model_dump(mode="json") for x in lines]}, indent=1))
        return
    for line in lines:
        click.echo(f"{line.seq:>4}  {line.at:%d-%m-%Y %H:%M}  {line.actor} ({line.account}): {line.sentence}")
    click.echo(f"{len(lines)} regels; elke regel sluit aan op de vorige.")
