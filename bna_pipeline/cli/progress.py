"""Moving on and looking: run, status, audit."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bna_pipeline.cli.command import LOCAL, Context, advance, edition_argument
from bna_pipeline.model.verdicts import Holds


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
        for line in status_lines(status):
            click.echo(line)


@click.command("audit")
@edition_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object with stable keys.")
@click.option("--raw", is_flag=True, help="The trail itself, as in audit.jsonl: one canonical JSON entry a line.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An audit.jsonl exported now or earlier. Exit 1 when the ledger does not go on from it.",
)
@click.pass_obj
def audit_command(context: Context, edition: str, as_json: bool, raw: bool, against: Path | None) -> None:
    """Tell an edition's story from its ledger, entry by entry; the ledger is checked first."""
    from bna_pipeline.wiring import check_export, export, pipeline, views

    entries = pipeline.entries(context.app.tools(edition))
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
    lines = views.story(entries)
    if as_json:
        plain = {"edition": edition, "entries": [line.model_dump(mode="json") for line in lines]}
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    for line in lines:
        at = line.at.astimezone(LOCAL)
        click.echo(f"{line.seq:>4}  {at:%d-%m-%Y %H:%M}  {line.actor} ({line.account}): {line.sentence}")
    click.echo(f"{len(lines)} regels; elke regel sluit aan op de vorige.")
