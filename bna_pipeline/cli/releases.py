"""The release: arm, hold, abort, and the Kamerbrief that fires it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bna_pipeline.cli.command import Context, as_option, edition_argument, follow_up, show
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.transitions import Act


@click.command("release")
@edition_argument
@click.argument("act", required=False, type=click.Choice(["arm", "hold", "abort"]))
@click.option(
    "--kamerbrief",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The Kamerbrief's PDF: it is out.",
)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Its date, when it cannot be read from the PDF.")
@click.option("--number", help="Its number, when it cannot be read from the PDF.")
@click.option("--reason", default="", help="Needed with hold and abort; goes on record.")
@as_option
@click.pass_obj
def release_command(
    context: Context,
    edition: str,
    act: str | None,
    kamerbrief: Path | None,
    on: datetime | None,
    number: str | None,
    reason: str,
    person: str | None,
) -> None:
    """Arm the release for the frozen package, hold or abort it, or say that the Kamerbrief is out."""
    from bna_pipeline.wiring import pipeline

    app = context.app
    tools = app.tools(edition)
    if (act is None) == (kamerbrief is None):
        raise WrongUse("Zeg wat er moet gebeuren.", "Geef arm, hold of abort, of --kamerbrief BESTAND.")
    if kamerbrief is not None:
        actor = app.actor(edition, person, Act.NOTE_KAMERBRIEF)
        show(
            pipeline.note_kamerbrief(
                tools,
                actor,
                name=kamerbrief.name,
                data=kamerbrief.read_bytes(),
                on=None if on is None else on.date(),
                number=number,
            )
        )
    elif act == "arm":
        show(pipeline.arm(tools, app.actor(edition, person, Act.ARM)))
    elif act == "hold":
        show(pipeline.hold(tools, app.actor(edition, person, Act.HOLD), reason=reason))
    else:
        show(pipeline.abort(tools, app.actor(edition, person, Act.ABORT), reason=reason))
    follow_up(app, edition, "deliver")
