"""Deleting personal data that a released edition needs no longer."""

from __future__ import annotations

import click

from bna_pipeline.cli.command import Context, as_option, edition_argument, show
from bna_pipeline.model.transitions import Act


@click.command("forget")
@edition_argument
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@as_option
@click.pass_obj
def forget_command(context: Context, edition: str, dry_run: bool, person: str | None) -> None:
    """Delete personal data of a finished edition outside its dossier and trail, once its term ([retention]) is over.

    Mails and what came with them, one-time links and sessions. What goes is on record, with its number; the trail keeps
    the SHA-256 of every mail. Copies in backups go when those do.
    """
    from bna_pipeline.wiring import EditionEraser, pipeline

    app = context.app
    actor, days = app.actor(edition, person, Act.FORGET), app.settings.retention.days
    show(pipeline.forget(app.tools(edition), actor, EditionEraser(app, edition), days=days, only_tell=dry_run))
