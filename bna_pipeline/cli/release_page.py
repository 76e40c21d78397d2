"""Where a release stands, as lines for a terminal, in Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bna_pipeline.cli.command import LOCAL

if TYPE_CHECKING:
    from bna_pipeline.wiring import views

_MARK = {"ontvangen": "[x]", "uitgesteld": "[!]", "onderweg": "[ ]", "wacht": "[ ]"}


def release_lines(release: views.ReleaseLine) -> Iterator[str]:
    """The whole in one sentence, what lets the package go, what is doubted, and every channel; nothing before there is
    anything to say.
    """
    if not (release.armed or release.kamerbrief or release.planned_at or release.doubts):
        return
    yield f"{release.words.rstrip('.')}."
    if release.armed is not None:
        yield f"  pakket: {release.armed}"
    if release.kamerbrief is not None:
        how = "" if release.source is None else f", {release.source}"
        yield f"  Kamerbrief: {release.kamerbrief}{how}"
    if release.planned_at is not None:
        # In the zone in which it is read here; the sentence on top has the one in which it was set.
        yield f"  moment van vertrek: {_minute(release.planned_at)}{_standing(release)}"
    if release.clock_doubted is not None:
        said = _second(release.clock_doubted)
        yield f"  LET OP: volgens de tijdstempeldienst was het toen {said}; er vertrekt niets."
    for doubt in release.doubts:
        yield f"  LET OP: {doubt.document}, {doubt.source}, is niet zonder meer de Kamerbrief. {doubt.why}"
    if release.fired:
        yield from (_channel(line) for line in release.lines)


def _standing(release: views.ReleaseLine) -> str:
    if release.reached:
        return ", aangebroken"
    if not release.confirmation:
        return ""
    return ", bevestigd" if release.confirmed else ", NOG NIET BEVESTIGD"


def _channel(line: views.ChannelLine) -> str:
    said = {
        "ontvangen": f"ontvangen op {_second(line.received_at)}",
        "uitgesteld": f"uitgesteld na poging {line.attempt}, weer na {_second(line.after)}: {line.said}",
        "onderweg": "moet nog",
        "wacht": "wacht",
    }[line.state]
    return f"  {_MARK[line.state]} {line.name}: {said}"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%d-%m-%Y %H:%M}"


def _second(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(LOCAL):%d-%m-%Y %H:%M:%S}"
