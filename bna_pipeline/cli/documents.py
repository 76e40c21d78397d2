"""Drafts: make one, hold two beside each other, accept what a check found on it."""

from __future__ import annotations

import json

import click

from bna_pipeline.cli.command import (
    Context,
    as_option,
    edition_argument,
    follow_up,
    only_one,
    show,
    show_waiting,
    submitted,
    working,
)
from bna_pipeline.cli.explained_page import said
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.transitions import Act


@click.command("draft")
@edition_argument
@click.argument("to", required=False, type=click.IntRange(min=1), metavar="[TO]")
@click.option(
    "--compare", type=click.IntRange(min=1), metavar="FROM", help="Make no draft: say what changed since this."
)
@click.option("--explain", is_flag=True, help="Make no draft: say where each sentence comes from.")
@click.option("--json", "as_json", is_flag=True, help="With --explain: as one JSON object.")
@as_option
@click.pass_obj
def draft_command(
    context: Context,
    edition: str,
    to: int | None,
    compare: int | None,
    explain: bool,
    as_json: bool,
    person: str | None,
) -> None:
    """Make the next draft of report and letter, when what it is made from has changed.

    What changed since the draft before lies beside it: as Word files with tracked changes, as a page, and as text.
    `--compare FROM [TO]` lays out the same for any two drafts (TO: the last one).

    `--explain` shows of every sentence the template, the field of the redactie or the partner that it comes from, and
    the facts in it with their sources.

    With BNA_PREFECT_API set this starts the flow there, and says where to follow it.
    """
    from bna_pipeline.wiring import pipeline

    only_one({"--compare": compare}, {"--explain": explain})
    app = context.app
    tools = app.tools(edition)
    if compare is not None:
        show(pipeline.compare(tools, compare, to))
        return
    if to is not None:
        raise click.UsageError("TO goes with --compare FROM.")
    if explain:
        found = pipeline.explain(tools)
        click.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2) if as_json else said(found))
        return
    if as_json:
        raise WrongUse("--json hoort bij --explain.", "Geef beide, of geen van beide.")
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
