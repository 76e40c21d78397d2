"""Drafts that come back in Word: take one in, list what is proposed, take it over or not."""

from __future__ import annotations

from pathlib import Path

import click

from bna_pipeline.cli.command import Context, as_option, edition_argument, follow_up, only_one, show
from bna_pipeline.cli.proposals_page import proposal_pages
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.transitions import Act
from bna_pipeline.system_words import in_words


@click.command("proposals")
@edition_argument
@click.option("--accept", multiple=True, metavar="ID", help="Take this over, or answer this remark; repeatable.")
@click.option("--reject", multiple=True, metavar="ID", help="Do not; repeatable.")
@click.option("--reason", default="", help="Why; needed with --reject, and as the answer to a remark.")
@click.option(
    "--read",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take in a draft that a reviewer (--as) sends back in Word.",
)
@click.option("--stage", help="With --read: for which stage of the route.")
@click.option("--on-behalf", metavar="WHO", help="With --read: in whose place, under a delegation.")
@click.option("--all", "everything", is_flag=True, help="List what is settled or lapsed too.")
@as_option
@click.pass_obj
def proposals_command(
    context: Context,
    edition: str,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    reason: str,
    file: Path | None,
    stage: str | None,
    on_behalf: str | None,
    everything: bool,
    person: str | None,
) -> None:
    """List what reviewers proposed in Word; take it over, reject it with a reason, or take in a file."""
    from bna_pipeline.wiring import pipeline

    only_one({"--accept": accept}, {"--reject": reject}, {"--read": file}, {"--all": everything})
    if file is None and (stage or on_behalf):
        raise WrongUse("--stage en --on-behalf horen bij --read.", "Geef --read met het bestand erbij.")
    app = context.app
    tools = app.tools(edition)
    if file is not None:
        actor = app.actor(edition, person, Act.RETURN_WORD)
        show(pipeline.return_word(tools, actor, name=file.name, data=_bytes(file), stage=stage, on_behalf=on_behalf))
    elif accept or reject:
        actor = app.actor(edition, person, Act.SETTLE_PROPOSAL)
        show(pipeline.settle_proposals(tools, actor, proposals=accept or reject, accept=bool(accept), reason=reason))
        if accept:
            follow_up(app, edition, "draft")
        return
    for line in proposal_pages(pipeline.proposals(tools), everything=everything):
        click.echo(line)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise WrongUse(f"{file} is niet te lezen: {in_words(fault)}.", "Kies een ander bestand.") from fault
