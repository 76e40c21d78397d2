"""The release: armed, held, aborted; the minute at which it goes, and its confirmation; the Kamerbrief, and doubts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bna_pipeline.cli.command import Context, as_option, edition_argument, follow_up, show
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.transitions import Act

if TYPE_CHECKING:
    from bna_pipeline.wiring import App, pipeline

HOME_ZONE: Final = "Europe/Amsterdam"

_ACTS: Final = {
    "arm": Act.ARM,
    "hold": Act.HOLD,
    "abort": Act.ABORT,
    "at": Act.PLAN_RELEASE,
    "unplan": Act.PLAN_RELEASE,
    "confirm": Act.CONFIRM_RELEASE,
    "settle": Act.SETTLE_DOUBT,
}
_ABOUT: Final = {"at": "het moment, zoals 2020-07-01T14:00", "settle": "het document, zoals `bna status` het noemt"}
_REASONED: Final = ("hold", "abort", "unplan", "settle")

_HELP: Final = """\
Let the package go, and keep it until it may.

\b
arm               freeze the package: it goes at the first signal
hold              keep it armed, but here (--reason); arm lifts it
abort             disarm it (--reason)
at MOMENT         set the minute at which it goes, such as 2020-07-01T14:00
unplan            take that minute back (--reason)
confirm           confirm that the armed package may go at that minute
settle DOCUMENT   put aside what is not the Kamerbrief of this edition (--reason)
--kamerbrief      the Kamerbrief is out
"""


@dataclass(frozen=True)
class Asked:
    """What was asked, and what was given with it."""

    act: str
    about: str
    zone: str
    reason: str


@click.command("release", help=_HELP)
@edition_argument
@click.argument("act", required=False, type=click.Choice(list(_ACTS)))
@click.argument("about", required=False, metavar="[MOMENT|DOCUMENT]")
@click.option(
    "--kamerbrief",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The Kamerbrief's PDF: it is out.",
)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Its date, when it cannot be read from the PDF.")
@click.option("--number", help="Its number, when it cannot be read from the PDF.")
@click.option("--zone", help=f"With at: the time zone of the moment (IANA). Default: {HOME_ZONE}.")
@click.option("--reason", default="", help="Needed with hold, abort, unplan and settle; goes on record.")
@as_option
@click.pass_obj
def release_command(
    context: Context,
    edition: str,
    act: str | None,
    about: str | None,
    kamerbrief: Path | None,
    on: datetime | None,
    number: str | None,
    zone: str | None,
    reason: str,
    person: str | None,
) -> None:
    """Arm the release, keep it, set its minute, settle a doubt, or say that the Kamerbrief is out."""
    if (act is None) == (kamerbrief is None):
        raise WrongUse(
            "Zeg wat er moet gebeuren.",
            "Geef arm, hold, abort, at MOMENT, unplan, confirm of settle DOCUMENT, of --kamerbrief BESTAND.",
        )
    app = context.app
    if act is None:
        assert kamerbrief is not None
        _only_with_an_act(about, zone, reason)
        step = _kamerbrief(app, edition, person, kamerbrief, on, number)
    else:
        if on is not None or number is not None:
            raise WrongUse("--date en --number horen bij --kamerbrief.", "Laat ze weg.")
        step = _act(app, edition, person, _asked(act, about, zone, reason))
    show(step)
    follow_up(app, edition, "deliver")


def _only_with_an_act(about: str | None, zone: str | None, reason: str) -> None:
    if about is not None or zone is not None or reason:
        raise WrongUse("--kamerbrief heeft alleen een bestand nodig.", "Laat de rest weg.")


def _asked(act: str, about: str | None, zone: str | None, reason: str) -> Asked:
    """What was asked, once everything that belongs to it is there and nothing else is.

    Raises:
        WrongUse: says what lacks, or what does not belong to it.
    """
    if act in _ABOUT and about is None:
        raise WrongUse(f"{act} heeft nog iets nodig.", f"Noem {_ABOUT[act]}.")
    if act not in _ABOUT and about is not None:
        raise WrongUse(f"Bij {act} hoort niets als {about!r}.", "Laat het weg.")
    if zone is not None and act != "at":
        raise WrongUse(f"--zone hoort niet bij {act}.", "Laat --zone weg.")
    if reason and act not in _REASONED:
        raise WrongUse(f"--reason hoort niet bij {act}.", "Laat --reason weg.")
    return Asked(act, about or "", zone or HOME_ZONE, reason)


def _kamerbrief(
    app: App, edition: str, person: str | None, file: Path, on: datetime | None, number: str | None
) -> pipeline.Step:
    from bna_pipeline.wiring import pipeline

    return pipeline.note_kamerbrief(
        app.tools(edition),
        app.actor(edition, person, Act.NOTE_KAMERBRIEF),
        name=file.name,
        data=file.read_bytes(),
        on=None if on is None else on.date(),
        number=number,
    )


def _act(app: App, edition: str, person: str | None, asked: Asked) -> pipeline.Step:
    from bna_pipeline.wiring import pipeline

    tools, actor = app.tools(edition), app.actor(edition, person, _ACTS[asked.act])
    match asked.act:
        case "arm":
            return pipeline.arm(tools, actor)
        case "hold":
            return pipeline.hold(tools, actor, reason=asked.reason)
        case "abort":
            return pipeline.abort(tools, actor, reason=asked.reason)
        case "at":
            return pipeline.plan_release(tools, actor, at=pipeline.minute_of(asked.about, asked.zone))
        case "unplan":
            return pipeline.unplan_release(tools, actor, reason=asked.reason)
        case "confirm":
            return pipeline.confirm_release(tools, actor)
        case _:
            return pipeline.settle_doubt(tools, actor, document=asked.about, reason=asked.reason)
