"""What goes wrong around a release, for the coordinator's digest: doubts, a clock, and channels that are away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bna_pipeline.model.release_words import channels_in_words
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.channels import deliveries_due
from bna_pipeline.pipeline.elsewhere import from_project, project_of, to_restore
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.rounds.person_values import Trouble
from bna_pipeline.rounds.terms import ZONE, local_day

DELIVER: Final = "deliver"
"""The step whose trouble is told here, channel by channel."""


def release_troubles(tools: Tools, now: EditionState) -> tuple[Trouble, ...]:
    """Every trouble of the release as it stands."""
    return (*_doubts(now), *_clock(now), *_channels(tools, now))


def told_by_channel(now: EditionState) -> frozenset[str]:
    """Idempotency keys of deliveries that are told here; who tells of open deliveries leaves them out."""
    return frozenset(now.release.late)


def _doubts(now: EditionState) -> Iterator[Trouble]:
    for doubt in now.release.doubts.values():
        yield Trouble(
            what=f"{doubt.document} ({doubt.source.words}) is niet zonder meer de Kamerbrief van deze editie: "
            f"{doubt.why} Er vertrekt niets.",
            do="Kijk ernaar; leg de Kamerbrief zelf vast, of leg dit terzijde.",
        )


def _clock(now: EditionState) -> Iterator[Trouble]:
    doubted = now.release.clock_doubted
    if doubted is not None and now.fired is None:
        local = doubted.vouched.astimezone(ZONE)
        yield Trouble(
            what="De klok van de computer loopt voor: toen het gekozen moment er volgens hem was, zei de "
            f"tijdstempeldienst {local:%d-%m-%Y %H:%M}. Er vertrekt niets.",
            do="Laat de klok goed zetten.",
            since=local_day(doubted.vouched),
        )


def _channels(tools: Tools, now: EditionState) -> Iterator[Trouble]:
    if now.fired is None:
        return
    rules = tools.programme.delivery.channels
    due = {rule.id: rule.name for rule in deliveries_due(tools, now)}
    stand = f"Vrijgegeven; {channels_in_words(len(rules) - len(due), len(rules))}."
    for late in now.release.late.values():
        if late.channel not in due:
            continue
        said = from_project(project_of(tools), to_restore(late.said))
        yield Trouble(
            what=f"{stand} {due[late.channel]} heeft het pakket nog niet (poging {late.attempt}): {said}",
            do="Het wordt vanzelf opnieuw geprobeerd; kijk of het kanaal bereikbaar is.",
        )
