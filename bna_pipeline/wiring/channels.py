"""The ways out for the released package, as the programme names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from bna_pipeline import ports
from bna_pipeline.delivery.folder import FolderChannel
from bna_pipeline.errors import DeliveryFailed, SettingsInvalid
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.delivery import FolderRule, StoreRule, WebhookRule
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.settings import ChannelSetting, Settings


def channels_of(settings: Settings, programme: Programme, edition: Edition, outbox: Path) -> tuple[ports.Channel, ...]:
    """The channels that are carried to, in the programme's order; mails go with the other mails.

    Args:
        outbox: the edition's folder.
    """
    return tuple(_channels(settings, programme, edition, outbox))


def _channels(settings: Settings, programme: Programme, edition: Edition, outbox: Path) -> Iterator[ports.Channel]:
    for rule in programme.delivery.channels:
        match rule:
            case FolderRule():
                yield FolderChannel(rule.id, outbox / rule.target)
            case StoreRule() | WebhookRule():
                yield _LazyChannel(rule.id, rule.target, partial(channel_elsewhere, settings, rule, edition))


def channel_elsewhere(settings: Settings, rule: StoreRule | WebhookRule, edition: Edition) -> ports.Channel:
    """A channel to another machine.

    Raises:
        DeliveryFailed: what the settings name for it is missing, or open to others.
    """
    asked = settings.channels.get(rule.id, ChannelSetting())
    try:
        secret = asked.secret(rule.id)
        asked.require_private(rule.id)
    except SettingsInvalid as fault:
        raise DeliveryFailed(fault.message, fault.mend) from fault
    if isinstance(rule, WebhookRule):
        from bna_pipeline.outside.webhook import Webhook

        if not secret:
            raise DeliveryFailed(
                f"Kanaal {rule.id} heeft geen geheim om mee te ondertekenen.",
                f"Zet secret_file onder [channels.{rule.id}] in .bna/settings.toml.",
            )
        about = {"edition": edition.id, "title": edition.title}
        return Webhook(rule.id, rule.target, secret, about, asked.timeout_seconds)
    from bna_pipeline.storage.release_stores import StoreAccess, store_channel

    access = StoreAccess(
        user=asked.user,
        secret=secret,
        key_file=asked.key_file,
        known_hosts=asked.known_hosts,
        endpoint=asked.endpoint,
        timeout=asked.timeout_seconds,
    )
    return store_channel(rule.id, rule.target, edition.id, access)


class _LazyChannel:
    """Made when something is carried to it: a fault in its settings is a fault of this channel alone."""

    def __init__(self, channel_id: str, target: str, made: Callable[[], ports.Channel]) -> None:
        self._id, self._target, self._made = channel_id, target, made

    @property
    def id(self) -> str:
        return self._id

    @property
    def target(self) -> str:
        return self._target

    def find(self, key: str, files: Sequence[FileDigest], at: datetime) -> Receipt | None:
        return self._made().find(key, files, at)

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        return self._made().deliver(key, files, at)
