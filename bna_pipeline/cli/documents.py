"""Drafts: make one, hold two beside each other, accept what a check found on it."""

from __future__ import annotations

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
from bna_pipeline.model.transitions import Act


@click.command("draft")
@edition_argument
@click.argument("to", required=False, type=click.IntRange(min=1), metavar="[TO]")
@click.option(
    "--compare", type=click.IntRange(min=1), metavar="FROM", help="Make no draft: say what changed since this."
)
@as_option
@click.pass_obj
def draft_command(context: Context, edition: str, to: int | None, compare: int | None, person: str | None) -> None:
    """Make the next draft of report and letter, when what it is made from has changed.

    What changed since the draft before lies beside it: as Word files with tracked changes, as a page, and as text.
    `--compare FROM [TO]` lays out the same for any two drafts (TO: the last one).

    With BNA_PREFECT_API set this starts the flow there, and says where to follow it.
    """
    from bna_pipeline.wiring import pipeline

    app = context.app
    tools = app.tools(edition)
    if compare is not None:
        show(pipeline.compare(tools, compare, to))
        return
    if to is not None:
        raise click.UsageError("TO goes with --compare FROM.")
    actor = app.actor(edition, person, Act.DRAFT)
    if submitted(app, edition, "draft"):
        return
    with working("making report and letter"):
        step = pipeline.draft(tools, actor)
    show(step)
    with working("laying out what changed"):
        pipeline.lay_out_what_changed(tools)
    show_waiting(edition, pipeline.waits_for(tools))


@click.command("accept")
@edition_argument
@click.option("--rule", required=True, metavar="CODE", help="Code of the rule, such as BRF-010.")
@click.option("--place", help="Where, as the control page says it. Default: the only place where it was found.")
@click.option("--reason", required=True, help="Why it may stay (or, with --withdraw, not after all); goes on record.")
@click.option("--withdraw", is_flag=True, help="It is no longer accepted. Until GS have decided.")
@as_option
@click.pass_obj
def accept_command(
    context: Context, edition: str, rule: str, place: str | None, reason: str, withdraw: bool, person: str | None
) -> None:
    """Accept what a check found on the draft as it stands, where the programme lets that.

    What was found stands on the control page beside the draft. GS's decision is refused until every finding is mended
    or accepted. A changed text must be accepted anew.
    """
    from bna_pipeline.wiring import pipeline

    app = context.app
    tools, actor = app.tools(edition), app.actor(edition, person, Act.ACCEPT)
    act = pipeline.withdraw_acceptance if withdraw else pipeline.accept
    show(act(tools, actor, rule=rule, place=place, reason=reason))
    follow_up(app, edition, "review")
