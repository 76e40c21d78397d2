"""Who comes in at the desk without an account: links that the operator hands out, and keys of other programs."""

from __future__ import annotations

from datetime import datetime

import click

from bna_pipeline.cli.command import LOCAL, Context, edition_argument, only_one
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.access import LinkPurpose

PURPOSES = {
    "sign-in": LinkPurpose.SIGN_IN,
    "review": LinkPurpose.REVIEW,
    "submit": LinkPurpose.SUBMIT,
    "adopt": LinkPurpose.ADOPT,
    "mandate": LinkPurpose.SETTLE_MANDATE,
    "sign": LinkPurpose.SIGN,
}
_ABOUT = {"review": "stage", "submit": "partner", "sign": "field"}


@click.command("link")
@edition_argument
@click.option("--as", "person", required=True, metavar="WHO", help="Id of the person that the link is for.")
@click.option(
    "--for",
    "purpose",
    type=click.Choice(list(PURPOSES)),
    default="sign-in",
    show_default=True,
    help="The one thing that it is for; sign-in opens all that the person may.",
)
@click.option("--stage", help="With review: id of the stage.")
@click.option("--partner", help="With submit: id of the partner.")
@click.option("--field", help="With sign: name of the signature field.")
@click.option("--days", type=click.IntRange(1, 90), help="How long it works. Default: link_days of the settings.")
@click.option("--take-back", is_flag=True, help="No new one: the person's unused links and sessions end.")
@click.pass_obj
def link_command(
    context: Context,
    edition: str,
    person: str,
    purpose: str,
    stage: str | None,
    partner: str | None,
    field: str | None,
    days: int | None,
    take_back: bool,
) -> None:
    """Print a one-time link to the desk, for who has no mail or account.

    Whoever has the link acts as that person: hand it to nobody else. What is done with it stands in the ledger under
    the link's id and the account of this machine that printed it.
    """
    from bna_pipeline.wiring import hand_out_link
    from bna_pipeline.wiring import take_back as take_links_back

    about = {"stage": stage, "partner": partner, "field": field}
    only_one(
        {"--take-back": take_back},
        {f"--{name}": value for name, value in about.items()} | {"--days": days},
    )
    app = context.app
    if take_back:
        click.echo(f"{take_links_back(app, edition, person)} link(s) taken back; sessions of {person} ended.")
        return
    wanted = _ABOUT.get(purpose)
    odd = [f"--{name}" for name, value in about.items() if value is not None and name != wanted]
    if odd:
        raise WrongUse(f"{' en '.join(odd)} hoort niet bij --for {purpose}.", "Laat dat weg.")
    subject = None if wanted is None else about[wanted]
    click.echo(hand_out_link(app, edition, person, PURPOSES[purpose], subject, days))


@click.group("key")
def key_command() -> None:
    """Keys with which another program uses the desk's API."""


@key_command.command("make")
@click.argument("name")
@click.option("--as", "person", required=True, metavar="WHO", help="Id of the person that the program acts for.")
@click.option("--programme", help="Whose person that is. Default: the only programme.")
@click.pass_obj
def make_command(context: Context, name: str, person: str, programme: str | None) -> None:
    """Make a key and print it; it is not shown again. The ledger keeps NAME with everything that is done with it."""
    from bna_pipeline.wiring import make_key

    click.echo(make_key(context.app, name, person, programme))


@key_command.command("list")
@click.pass_obj
def list_command(context: Context) -> None:
    """List all keys, also those that were dropped."""
    for key in context.app.access.all_keys():
        gone = "" if key.dropped is None else f", dropped {_day(key.dropped)}"
        click.echo(f"{key.name}: {key.person} of {key.programme}, made {_day(key.made)}{gone}")


@key_command.command("drop")
@click.argument("name")
@click.pass_obj
def drop_command(context: Context, name: str) -> None:
    """Drop a key; it opens nothing any more. Its name is never given again."""
    app = context.app
    if not app.access.drop_key(name, app.clock.now()):
        raise WrongUse(f"Er is geen sleutel {name} die werkt.", "Bekijk ze met `bna key list`.")
    click.echo(f"Key {name} opens nothing any more.")


def _day(moment: datetime) -> str:
    return moment.astimezone(LOCAL).date().isoformat()
