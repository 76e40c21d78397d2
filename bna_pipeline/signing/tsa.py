"""A timestamp authority: tokens over HTTP (RFC 3161), held to what was asked and to the machine's clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from asn1crypto import cms, core, tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from bna_pipeline.errors import TimestampFailed
from bna_pipeline.signing.fetching import Unreachable, Web

CLOCKS_APART: Final = timedelta(minutes=10)
"""How far the authority's clock and ours may differ: beyond it, one of them is wrong."""

_RETRY = "Er is niets vastgelegd; probeer het later opnieuw, of kijk `timestamp_url` onder [signing] na."


@dataclass(frozen=True)
class TimestampAuthority:
    """Where tokens are asked for, and with what.

    Attributes:
        url: of the service.
        auth: name and password (RFC 7617), where it asks for them.
        headers: further headers, such as an API key.
    """

    url: str
    auth: tuple[str, str] | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


class HttpTimeStamper(TimeStamper):
    """pyHanko's client over our own requests.

    Attributes:
        last: the time in the last token; None before the first.
    """

    def __init__(
        self, authority: TimestampAuthority, web: Web, now: datetime, *, apart: timedelta | None = CLOCKS_APART
    ) -> None:
        """
        Args:
            now: what the clock here says; a token of another time is refused.
            apart: how far the two may differ; None: as far as they do, for who holds the times against each other.
        """
        super().__init__()  # type: ignore[no-untyped-call]
        self._authority, self._web, self._now, self._apart = authority, web, now, apart
        self.last: datetime | None = None

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask for a token.

        Raises:
            TimestampFailed: no answer, a refusal, or something that is no answer.
        """
        where = self._authority
        headers = {
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
            **dict(where.headers),
        }
        try:
            data, media_type = self._web.post(where.url, req.dump(), headers, where.auth)
        except Unreachable as fault:
            raise TimestampFailed(f"De tijdstempeldienst {where.url} {fault.why}.", _RETRY) from fault
        if media_type != "application/timestamp-reply":
            raise TimestampFailed(f"{where.url} gaf geen tijdstempel maar {media_type or 'iets anders'}.", _RETRY)
        return _response(data, where.url)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token for a digest.

        Raises:
            TimestampFailed: also for a token over another digest, for another question, or of another time.
        """
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            info = token["content"]["encap_content_info"]["content"].parsed
            imprint, at = info["message_imprint"]["hashed_message"].native, info["gen_time"].native
        except (TimestampRequestError, ValueError, TypeError, KeyError) as fault:
            raise TimestampFailed(f"Het tijdstempel van {self._authority.url} is onbruikbaar.", _RETRY) from fault
        if imprint != message_digest:
            raise TimestampFailed(f"Het tijdstempel van {self._authority.url} is van iets anders.", _RETRY)
        if self._apart is not None and abs(at - self._now) > self._apart:
            raise TimestampFailed(
                f"De klok van de tijdstempeldienst ({at.astimezone(UTC):%d-%m-%Y %H:%M} UTC) en die van deze computer "
                f"({self._now.astimezone(UTC):%d-%m-%Y %H:%M} UTC) lopen te ver uiteen.",
                "Zet de klok van deze computer goed en probeer het opnieuw.",
            )
        self.last = at
        return token


def _response(data: bytes, url: str) -> tsp.TimeStampResp:
    """Parsed by hand first: asn1crypto takes a refusal, which has no token, for damaged."""
    try:
        whole = core.Sequence.load(data, strict=True)
        status = tsp.PKIStatusInfo.load(whole[0].dump())
        if status["status"].native not in ("granted", "granted_with_mods"):
            words = "; ".join(status["status_string"].native or ()) or status["status"].native
            raise TimestampFailed(f"De tijdstempeldienst {url} weigert een tijdstempel: {words}.", _RETRY)
        return tsp.TimeStampResp.load(data, strict=True)
    except (ValueError, TypeError, KeyError, IndexError) as fault:
        raise TimestampFailed(f"{url} gaf geen tijdstempel maar iets onleesbaars.", _RETRY) from fault
