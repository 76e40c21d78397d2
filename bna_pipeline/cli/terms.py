"""The route in time: more time for a stage, and who is away."""

from __future__ import annotations

from datetime import datetime

import click

from bna_pipeline.cli.command import Context, as_option, edition_argument, follow_up, only_one, show
from bna_pipeline.cli.decisions import DAY
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.transitions import Act


@click.command("term")
@edition_argument
@click.option("--stage", required=True, help="Id of the stage.")
@click.option("--until", type=DAY, required=True, help="The new last day on which to decide.")
@click.option("--reason", required=True, help="Why; goes on record.")
@as_option
@click.pass_obj
def term_command(context: Context, edition: str, stage: str, until: datetime, reason: str, person: str | None) -> None:
    """Give a stage more time, before or after its term has passed."""
    from bna_pipeline.wiring import pipeline

    app = context.app
    actor = app.actor(edition, person, Act.EXTEND_TERM)
    show(pipeline.extend_term(app.tools(edition), actor, stage=stage, until=until.date(), reason=reason))
    follow_up(app, edition, "review")


@click.command("absent")
@edition_argument
@click.option("--person", "who", required=True, metavar="WHO", help="Who is away.")
@click.option("--from", "first", type=DAY, required=True, help="First day; with --end: of the absence to end.")
@click.option("--until", "last", type=DAY, help="Last day.")
@click.option("--deputy", metavar="WHO", help="Who decides in his place. Default: whom the programme names.")
@click.option("--end", is_flag=True, help="He is not away after all, or is back; what a deputy decided stands.")
@click.option("--reason", default="", help="Needed with --end; goes on record.")
@as_option
@click.pass_obj
def absent_command(
    context: Context,
    edition: str,
    who: str,
    first: datetime,
    last: datetime | None,
    deputy: str | None,
    end: bool,
    reason: str,
    person: str | None,
) -> None:
    """Note who is away from one day to another, and who decides in his place then; or end that."""
    from bna_pipeline.wiring import pipeline

    only_one({"--end": end}, {"--until": last, "--deputy": deputy})
    app = context.app
    tools, actor = app.tools(edition), app.actor(edition, person or who, Act.NOTE_ABSENCE)
    if end:
        show(pipeline.end_absence(tools, actor, person=who, first=first.date(), reason=reason))
        return
    if last is None:
        raise WrongUse("Een afwezigheid heeft een laatste dag.", "Geef --until, of --end.")
    show(pipeline.note_absence(tools, actor, person=who, first=first.date(), last=last.date(), deputy=deputy))
