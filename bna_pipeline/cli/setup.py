"""Setting up: init, check, schema."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bna_pipeline.cli.command import Context, write_file


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def init_command(folder: Path) -> None:
    """Lay out a new project in DIR with the sample programme and its inbox; nothing there is overwritten."""
    from bna_pipeline.wiring import lay_out_sample

    made = lay_out_sample(folder)
    click.echo(f"{folder}: {made} files laid out. Next: bna --dir {folder} check")


@click.command("check")
@click.argument("edition", required=False)
@click.pass_obj
def check_command(context: Context, edition: str | None) -> None:
    """Say everything that is wrong with the configuration, before a round opens. Exit 1 when anything is."""
    editions, faults = context.app.faults(edition)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(f"In orde: {', '.join(editions) or 'er is geen lopende editie'}.")


@click.command("schema")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to. Default: docs/ of the project.",
)
@click.pass_obj
def schema_command(context: Context, into: Path | None) -> None:
    """Write the JSON Schemas of programme and contribution."""
    from bna_pipeline.wiring import pipeline

    folder = into or context.app.root / "docs"
    for name, schema in pipeline.schemas().items():
        write_file(folder / name, (json.dumps(schema, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))
        click.echo(folder / name)
