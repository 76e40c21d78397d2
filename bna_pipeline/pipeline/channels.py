"""What was armed, and on which channels it still has to arrive."""

from __future__ import annotations

from bna_pipeline.delivery.keys import delivery_key
from bna_pipeline.errors import EmbargoStands
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.draft import REPORT_PDF, Adoption, Package
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


def hand_over_key(tools: Tools, channel_id: str, adoption: Adoption) -> str:
    """The key of the hand-over under embargo: of this report under this decision.

    A report whose decision was withdrawn, and that is adopted after all, is handed over anew: meanwhile the receiver
    was told that it holds no longer.
    """
    report = next(f for f in adoption.files if f.name == REPORT_PDF)
    decided = [report.sha256, adoption.number, adoption.date.isoformat()]
    return delivery_key(tools.id, digest_of(decided), channel_id)


def hand_over_due(tools: Tools, now: EditionState) -> bool:
    """Whether the adopted report must still go to the ministry."""
    channel, adoption = tools.hand_over_channel, now.adoption
    if channel is None or adoption is None or not adoption.settled:
        return False
    return now.receipt(hand_over_key(tools, channel.id, adoption)) is None
