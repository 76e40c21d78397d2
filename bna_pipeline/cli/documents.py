"""Drafts."""

from __future__ import annotations

import click

from bna_pipeline.cli.command import Context, as_option, edition_argument, show, show_waiting, submitted, working
from bna_pipeline.model.transitions import Act


@click.command("draft")
@edition_argument
@as_option
@click.pass_obj
def draft_command(context: Context, edition: str, person: str | None) -> None:
    """Make the next draft of report and letter, when what it is made from has changed.

    With BNA_PREFECT_API set this starts the flow there, and says where to follow it.
    """
    from bna_pipeline.wiring import pipeline

    app = context.app
    tools = app.tools(edition)
    actor = app.actor(edition, person, Act.DRAFT)
    if submitted(app, edition, "draft"):
        return
    with working("making report and letter"):
        step = pipeline.draft(tools, actor)
    show(step)
    show_waiting(edition, pipeline.waits_for(tools))
