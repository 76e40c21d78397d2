"""What was armed, and on which channels it still has to arrive."""

from __future__ import annotations

from bna_pipeline.delivery.keys import delivery_key
from bna_pipeline.errors import EmbargoStands
from bna_pipeline.model.draft import Package
from bna_pipeline.model.programme import ChannelRule
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Tools


def armed_package(now: EditionState) -> Package:
    """The frozen package.

    Raises:
        EmbargoStands: nothing was armed.
    """
    if now.armed is None:
        raise EmbargoStands("Er staat geen vrijgave klaar.", "Zet haar klaar met `bna release EDITIE arm`.")
    return now.armed


def deliveries_due(tools: Tools, now: EditionState) -> tuple[ChannelRule, ...]:
    """The channels that have no receipt for the armed package yet."""
    package = armed_package(now)
    return tuple(
        rule
        for rule in tools.programme.delivery.channels
        if now.receipt(delivery_key(tools.id, package.digest, rule.id)) is None
    )
