"""Who vouches for times, and whom the Kamerbrief is asked of; the libraries are loaded at the first question."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from unicodedata import normalize

from bna_pipeline import ports
from bna_pipeline.errors import ConfigurationError, TimestampFailed
from bna_pipeline.model.base import EditionId, Sha256
from bna_pipeline.model.delivery import PageRule
from bna_pipeline.model.programme import Programme
from bna_pipeline.settings import ChannelSetting, Settings
from bna_pipeline.settings.channels import KamerSetting
from bna_pipeline.wiring.keys import authority_of_time


def timestamper_of(settings: Settings, clock: ports.Clock, *, sample: bool) -> ports.Timestamper | None:
    """Who vouches for the trail and for the time; None: no authority is named, or it is a sample without real keys."""
    if not settings.signing.timestamp_url or (sample and not settings.keys):
        return None
    return _LazyTimestamper(settings, clock)


def kamer_of(
    settings: Settings, programme: Programme, edition: EditionId, clock: ports.Clock
) -> ports.KamerService | None:
    """The Tweede Kamer's open data, where the programme takes it for a signal."""
    if programme.delivery.signal.tweede_kamer is None:
        return None
    from bna_pipeline.outside.pace import FilePace

    asked = settings.tweede_kamer
    near, before = timedelta(seconds=asked.seconds), timedelta(seconds=asked.seconds_before)
    pace = FilePace(settings.state / "pace" / f"tweede-kamer-{edition}.json", clock, near, before)
    return _LazyKamer(asked, f"bna-pipeline ({_in_ascii(asked.contact or programme.province_name)})", clock, pace)


def _in_ascii(text: str) -> str:
    """As a header of HTTP can hold it: "Fryslân" without its circumflex."""
    return normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


def page_reader_of(settings: Settings, programme: Programme) -> ports.PageReader | None:
    """Who asks the public page what it gives; None: it has no address, or the programme no such page."""
    rule = next((rule for rule in programme.delivery.channels if isinstance(rule, PageRule)), None)
    if rule is None or settings.desk.address is None:
        return None
    from bna_pipeline.outside.public_page import PublicPage

    return PublicPage(settings.channels.get(rule.id, ChannelSetting()).timeout_seconds)


class _LazyKamer:
    """Who only asks when it may be asked again needs no library for HTTP."""

    def __init__(self, asked: KamerSetting, agent: str, clock: ports.Clock, pace: ports.Pace) -> None:
        self._asked, self._agent, self._clock, self._pace = asked, agent, clock, pace

    @property
    def pace(self) -> ports.Pace:
        return self._pace

    @cached_property
    def _service(self) -> ports.KamerService:
        from bna_pipeline.outside.tweede_kamer import TweedeKamer

        return TweedeKamer(self._asked.root, self._agent, self._clock, self._pace, self._asked.timeout_seconds)

    def letters(self, *, kind: str, dossier: str, since: date) -> tuple[ports.KamerDocument, ...]:
        return self._service.letters(kind=kind, dossier=dossier, since=since)

    def attachments(self, letter: ports.KamerDocument) -> tuple[ports.KamerDocument, ...]:
        return self._service.attachments(letter)

    def file(self, document: ports.KamerDocument) -> bytes:
        return self._service.file(document)


class _LazyTimestamper:
    def __init__(self, settings: Settings, clock: ports.Clock) -> None:
        self._settings, self._clock = settings, clock

    def vouch(self, digest: Sha256) -> ports.Vouch:
        from bna_pipeline.signing.vouching import AuthorityTimestamper

        asked = self._settings.signing
        try:
            authority, trust = authority_of_time(self._settings), asked.trusted()
            return AuthorityTimestamper(authority, self._clock, asked.timeout_seconds, trust).vouch(digest)
        except ConfigurationError as fault:
            # A secret or a file that is gone since `bna check` delays the archive, as an authority that is away does.
            raise TimestampFailed(fault.message, fault.mend) from fault
