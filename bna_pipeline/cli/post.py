"""The round by hand: admit, waive, sign-off, post, remind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from bna_pipeline.cli.command import LOCAL, Context, as_option, edition_argument, follow_up, only_one, show, show_lines
from bna_pipeline.errors import Refused, WrongUse
from bna_pipeline.model.transitions import Act

if TYPE_CHECKING:
    from bna_pipeline.wiring import pipeline


@click.command("admit")
@edition_argument
@click.argument("partner")
@click.option("--version", help="File name or SHA-256 of the late version. Default: the only one there is.")
@click.option("--reason", required=True, help="Why it may still count; goes on record.")
@as_option
@click.pass_obj
def admit_command(
    context: Context, edition: str, partner: str, version: str | None, reason: str, person: str | None
) -> None:
    """Let a version count that came after the round was closed; the next draft follows."""
    from bna_pipeline.wiring import pipeline

    app = context.app
    actor = app.actor(edition, person, Act.ADMIT)
    show(pipeline.admit(app.tools(edition), actor, partner=partner, version=version, reason=reason))
    follow_up(app, edition, "draft")


@click.command("waive")
@edition_argument
@click.argument("partner")
@click.option("--file", "file", required=True, help="Name or SHA-256 of the file with errors.")
@click.option("--reason", required=True, help="Why nobody needs to mend it; goes on record.")
@as_option
@click.pass_obj
def waive_command(context: Context, edition: str, partner: str, file: str, reason: str, person: str | None) -> None:
    """Put a file with errors aside: nobody needs to mend it any more."""
    from bna_pipeline.wiring import pipeline

    app = context.app
    actor = app.actor(edition, person, Act.WAIVE)
    show(pipeline.waive(app.tools(edition), actor, partner=partner, file=file, reason=reason))
    follow_up(app, edition, "collect")


@click.command("sign-off")
@edition_argument
@click.argument("partner")
@click.option("--by", required=True, help="Function of who agreed.")
@click.option("--version", help="File name or SHA-256 of the version. Default: the last one that waits for it.")
@as_option
@click.pass_obj
def sign_off_command(
    context: Context, edition: str, partner: str, by: str, version: str | None, person: str | None
) -> None:
    """Note that the partner's own house agrees with its contribution, so that it counts."""
    from bna_pipeline.wiring import pipeline

    app = context.app
    actor = app.actor(edition, person, Act.SIGN_OFF)
    show(pipeline.sign_off(app.tools(edition), actor, partner=partner, by=by, version=version))
    follow_up(app, edition, "collect")


@click.command("post")
@edition_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object with stable keys.")
@click.option("--again", metavar="KEY", help="Send a mail once more, to the address that stands in the programme now.")
@click.option("--assign", metavar="MESSAGE", help="Say whose a mail without reference is: its first digits.")
@click.option("--partner", help="With --assign: whose it is.")
@click.option("--nobody", is_flag=True, help="With --assign: nobody's; it is kept, and needs nothing any more.")
@click.option("--department", help="With --assign: of which department.")
@as_option
@click.pass_obj
def post_command(
    context: Context,
    edition: str,
    as_json: bool,
    again: str | None,
    assign: str | None,
    partner: str | None,
    nobody: bool,
    department: str | None,
    person: str | None,
) -> None:
    """List the mails of a round, those that need a person last. Exit 1 when one does.

    A mail is sent, put off (it goes again by itself), refused or undeliverable; what came in has the partner it is of.
    """
    from bna_pipeline.wiring import pipeline

    only_one({"--json": as_json}, {"--again": again}, {"--assign": assign})
    only_one({"--nobody": nobody}, {"--partner": partner}, {"--department": department and nobody})
    if assign is None and (partner or department or nobody):
        raise WrongUse("--partner, --department en --nobody horen bij --assign.", "Geef --assign met welke mail.")
    app = context.app
    tools = app.tools(edition)
    if again is not None:
        show(pipeline.resend(tools, app.actor(edition, person, Act.POST), key=again))
        follow_up(app, edition, "collect")
        return
    if assign is not None:
        if partner is None and not nobody:
            raise WrongUse("Zeg van wie de mail is.", "Geef --partner PARTNER of --nobody.")
        actor = app.actor(edition, person, Act.POST)
        show(pipeline.assign(tools, actor, message=assign, partner=partner, department=department))
        follow_up(app, edition, "collect")
        return
    found = pipeline.mail_list(tools)
    if as_json:
        click.echo(json.dumps(_plain(edition, found), ensure_ascii=False, indent=1))
    else:
        show_lines(_lines(found))
    if any(out.needs_person for out in found.sent) or any(came.needs_person for came in found.received):
        raise SystemExit(1)


@click.command("remind")
@edition_argument
@click.option("--dry-run", is_flag=True, help="Only show what goes out next, and when.")
@as_option
@click.pass_obj
def remind_command(context: Context, edition: str, dry_run: bool, person: str | None) -> None:
    """Send the reminders that are due now (the tick does so by itself), or show those that come next."""
    from bna_pipeline.wiring import pipeline

    app = context.app
    tools = app.tools(edition)
    if dry_run:
        for line in _coming(pipeline.mail_list(tools)):
            click.echo(line)
        return
    app.actor(edition, person, Act.POST)
    if tools.mailer is None:
        raise Refused("Er is geen mail ingesteld; er gaat dus niets uit.", "Zet [mail] in .bna/settings.toml.")
    follow_up(app, edition, "collect")


def _plain(edition: str, found: pipeline.MailList) -> dict[str, Any]:
    return {"edition": edition, **found.model_dump(mode="json")}


def _lines(found: pipeline.MailList) -> Iterator[str]:
    if not found.sent and not found.received:
        yield "Er is nog niets gemaild."
    for out in found.sent:
        when = "" if out.at is None else f" {out.at.astimezone(LOCAL):%d-%m-%Y %H:%M}"
        why = f": {out.why}" if out.why else ""
        yield f"uit {out.state}{when}  {out.key}  aan {', '.join(out.to)}{why}"
    for came in found.received:
        whose = came.seat or "van niemand die wij kennen"
        files = f"bestanden: {len(came.files)}"
        subject = came.subject or "zonder onderwerp"
        at = came.sent_at.astimezone(LOCAL)
        yield f"in  {came.kind} {at:%d-%m-%Y %H:%M}  {whose}  {subject} ({files}; {came.message[:12]})"


def _coming(found: pipeline.MailList) -> Iterator[str]:
    if not found.due and not found.coming:
        yield "Er gaat niets meer uit: iedereen is compleet, de ronde is dicht, of alle herinneringen zijn geweest."
    for due in found.due:
        yield f"nu         {due.key}  aan {', '.join(due.to)}"
    for coming in found.coming:
        yield f"{coming.on:%d-%m-%Y}  herinnering aan {coming.to} ({coming.name})"
