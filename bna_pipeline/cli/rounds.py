"""The collection round: open, collect, settle, close."""

from __future__ import annotations

from datetime import datetime

import click

from bna_pipeline.cli.command import (
    Context,
    as_option,
    edition_argument,
    follow_up,
    show,
    show_waiting,
    submitted,
    working,
)
from bna_pipeline.errors import UnknownEdition, WrongUse
from bna_pipeline.model.transitions import Act


@click.command("open")
@edition_argument
@click.option(
    "--from",
    "source",
    metavar="EDITION",
    help="The edition before it, or the one that it corrects. One that no file knows yet is derived from it, in "
    "templates/*/editions/. Of EDITION-erratum-1 it need not be said.",
)
@click.option(
    "--deadline",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Until when contributions are awaited (YYYY-MM-DD); with --from, for an edition that no file knows yet.",
)
@as_option
@click.pass_obj
def open_command(
    context: Context, edition: str, source: str | None, deadline: datetime | None, person: str | None
) -> None:
    """Open a round: a form for every partner with last year's answers, ready in outbox/EDITION/.

    EDITION-erratum-1 corrects a released EDITION: it begins with what counted there, and asks nobody.
    """
    from bna_pipeline.wiring import pipeline, prepare_edition

    app = context.app
    if source is None and deadline is not None:
        from bna_pipeline.model.errata import corrected_id

        source = corrected_id(edition)
    if source is not None:
        day = None if deadline is None else deadline.date()
        for sentence in prepare_edition(app, edition, source=source, deadline=day, person=person):
            click.echo(sentence)
    elif deadline is not None:
        raise WrongUse(
            "--deadline hoort bij --from.",
            "Geef de editie ervoor met --from; van een bekende editie staat de inleverdatum in haar bestand.",
        )
    try:
        tools = app.tools(edition)
    except UnknownEdition as unknown:
        hint = "Een volgende editie opent u met --from EDITIE --deadline DATUM."
        raise UnknownEdition(unknown.message, f"{unknown.mend} {hint}") from unknown
    actor = app.actor(edition, person, Act.OPEN)
    with working("making the forms"):
        step = pipeline.open_edition(tools, actor)
    show(step)
    follow_up(app, edition, "collect")


@click.command("collect")
@edition_argument
@as_option
@click.pass_obj
def collect_command(context: Context, edition: str, person: str | None) -> None:
    """Read what lies in inbox/EDITION/ and came by mail, write the findings to outbox/EDITION/, and answer by mail.

    Exit 1 when a partner must mend.

    With BNA_PREFECT_API set this starts the flow there, and says where to follow it.
    """
    from bna_pipeline.wiring import pipeline

    app = context.app
    tools, actor = app.tools(edition), app.actor(edition, person, Act.COLLECT)
    if submitted(app, edition, "collect"):
        return
    with working("reading the inbox"):
        step = pipeline.collect_and_post(tools, actor)
    show(step)
    if not step.changed:
        click.echo("Er lag niets nieuws.")
    status = app.status(edition)
    show_waiting(edition, status.waits_for)
    if any(p.state == "fouten" or p.with_errors for p in status.partners):
        raise SystemExit(1)


@click.command("settle")
@edition_argument
@click.argument("subject")
@click.option(
    "--choose",
    required=True,
    help="The partner whose word counts, the SHA-256 of the version that counts, `alle` (amounts that are each "
    "partner's own share) or `zonder` (a report that will not come).",
)
@click.option("--reason", required=True, help="Why; goes on record.")
@as_option
@click.pass_obj
def settle_command(context: Context, edition: str, subject: str, choose: str, reason: str, person: str | None) -> None:
    """Settle a contradiction about SUBJECT, as `bna status` names it.

    That is an action's id (its status), a partner's id (two versions of one moment), or an action with the milestone,
    the amount or the report that is owed, such as K-07:melding.
    """
    from bna_pipeline.wiring import pipeline

    app = context.app
    actor = app.actor(edition, person, Act.SETTLE)
    show(pipeline.settle(app.tools(edition), actor, subject=subject, chosen=choose, reason=reason))
    follow_up(app, edition, "draft")


@click.command("close")
@edition_argument
@click.option("--reason", default="", help="Needed when a partner is missing; goes on record.")
@as_option
@click.pass_obj
def close_command(context: Context, edition: str, reason: str, person: str | None) -> None:
    """Close the round; the first draft follows."""
    from bna_pipeline.wiring import pipeline

    app = context.app
    show(pipeline.close(app.tools(edition), app.actor(edition, person, Act.CLOSE), reason=reason))
    follow_up(app, edition, "draft")
