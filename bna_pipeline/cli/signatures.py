"""Signing, here or elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from bna_pipeline.cli.command import Context, edition_argument, follow_up, only_one, show, write_file
from bna_pipeline.model.transitions import Act


@click.command("sign")
@edition_argument
@click.option("--as", "person", required=True, metavar="WHO", help="Id of the signatory.")
@click.option(
    "--export", "export_to", type=click.Path(dir_okay=False, path_type=Path), help="Write the letter to sign elsewhere."
)
@click.option(
    "--import",
    "import_from",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read a letter signed elsewhere.",
)
@click.pass_obj
def sign_command(context: Context, edition: str, person: str, export_to: Path | None, import_from: Path | None) -> None:
    """Sign the adopted letter with the signatory's key, or export and import it."""
    from bna_pipeline.wiring import pipeline

    only_one({"--export": export_to}, {"--import": import_from})
    app = context.app
    tools, actor = app.tools(edition), app.actor(edition, person, Act.SIGN)
    if export_to is not None:
        step, data = pipeline.export(tools, actor)
        write_file(export_to, data)
        show(step)
        return
    if import_from is not None:
        show(pipeline.import_signed(tools, actor, import_from.read_bytes()))
    else:
        show(pipeline.sign(tools, actor))
    follow_up(app, edition, "assemble")
