"""The released package to all channels at once: one that is away keeps no other waiting, and is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Final

from bna_pipeline import ports
from bna_pipeline.delivery.keys import delivery_key
from bna_pipeline.delivery.patience import ALARMING, is_time, next_try
from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import SYSTEM
from bna_pipeline.model.delivery import ChannelRule, MailRule, PageRule
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.release_events import DeliveryPutOff
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.channels import armed_package, deliveries_due, files_for
from bna_pipeline.pipeline.errands import Errand, intend, received
from bna_pipeline.pipeline.mailing_out import MailChannel, never_tried, waits_for_somebody
from bna_pipeline.pipeline.page_channel import PageChannel
from bna_pipeline.pipeline.tools import Actor, Tools, record, state

DELIVERY: Final = "delivery"
"""What a channel's delivery is called where it is intended and done."""


@dataclass(frozen=True)
class Dispatched:
    """What came of a round along the channels.

    Attributes:
        said: Dutch sentences.
        trouble: channels that were tried in vain so often that somebody must look; None: there are none.
    """

    said: tuple[str, ...]
    trouble: DeliveryFailed | None


def dispatch(tools: Tools, actor: Actor, bag: Mapping[str, bytes]) -> Dispatched:
    """Offer the package to every channel that has no receipt and whose turn it is.

    A person who runs this does not wait for a channel's pause; what happens by itself does.
    """
    at, now = tools.clock.now(), state(tools)
    turns = [
        (rule, errand) for rule, errand in _errands(tools, now, bag) if _is_turn(tools, now, rule, errand, actor, at)
    ]
    errands = {rule.id: errand for rule, errand in turns}
    names = {rule.id: rule.name for rule in tools.programme.delivery.channels}
    carried = [e for e in errands.values() if intend(tools, actor, e, _require_released)]
    for errand in carried:
        if isinstance(errand.channel, MailChannel):
            errand.channel.prepare(tools, actor)
    said: list[str] = []
    for number, outcome in tools.together([partial(_carried, errand, at) for errand in carried]):
        errand = carried[number]
        if isinstance(errand.channel, MailChannel):
            errand.channel.settle(tools, actor)
        name = names[errand.channel.id]
        if isinstance(outcome, Receipt):
            received(tools, actor, errand, outcome)
            said.append(f"Afgeleverd bij {name}: {errand.channel.target}.")
        else:
            _put_off(tools, actor, errand, outcome, now.release.late.get(errand.key))
            said.append(f"{name} heeft het nog niet: {outcome}")
    return Dispatched(tuple(said), _trouble(state(tools), names))


def _errands(tools: Tools, now: EditionState, bag: Mapping[str, bytes]) -> list[tuple[ChannelRule, Errand]]:
    package, channels = armed_package(now), _channels(tools)
    due = [(rule, channels[rule.id]) for rule in deliveries_due(tools, now) if rule.id in channels]
    return [
        (rule, Errand(DELIVERY, channel, delivery_key(tools.id, package.digest, rule.id), files_for(rule, bag)))
        for rule, channel in due
    ]


def _channels(tools: Tools) -> dict[str, ports.Channel]:
    """Every way out by its id: those that were made for the edition, its mails, and its public page."""
    line, rules = Lock(), tools.programme.delivery.channels
    mails: dict[str, ports.Channel] = {rule.id: MailChannel(rule, line) for rule in rules if isinstance(rule, MailRule)}
    pages: dict[str, ports.Channel] = {
        rule.id: PageChannel(tools, rule) for rule in rules if isinstance(rule, PageRule)
    }
    return {channel.id: channel for channel in tools.release_channels} | mails | pages


def _is_turn(tools: Tools, now: EditionState, rule: ChannelRule, errand: Errand, actor: Actor, at: datetime) -> bool:
    late = now.release.late.get(errand.key)
    if isinstance(rule, MailRule) and late is not None and tools.mailer is not None:
        if never_tried(tools, now, rule):
            return True
        if waits_for_somebody(tools, now, rule):
            return False
    return late is None or actor.person != SYSTEM or not tools.patient or is_time(late.after, at)


def _carried(errand: Errand, at: datetime) -> Receipt | DeliveryFailed:
    try:
        return errand.carry(at)
    except DeliveryFailed as fault:
        return fault


def _put_off(tools: Tools, actor: Actor, errand: Errand, fault: DeliveryFailed, before: DeliveryPutOff | None) -> None:
    attempt = 1 if before is None else before.attempt + 1

    def put_off(now: EditionState) -> DeliveryPutOff | None:
        if now.receipt(errand.key) is not None or now.release.late.get(errand.key) != before:
            return None  # another process was there
        return DeliveryPutOff(
            key=errand.key,
            channel=errand.channel.id,
            said=str(fault),
            attempt=attempt,
            after=next_try(attempt, tools.clock.now()),
        )

    record(tools, actor, put_off)


def _trouble(now: EditionState, names: Mapping[str, str]) -> DeliveryFailed | None:
    late = [each for each in now.release.late.values() if each.attempt >= ALARMING]
    if not late:
        return None
    told = " ".join(f"{names.get(each.channel, each.channel)}: {each.said}" for each in late)
    return DeliveryFailed(told, "Het wordt vanzelf opnieuw geprobeerd.")


def _require_released(now: EditionState) -> None:
    require(now.phase, Act.DELIVER)
