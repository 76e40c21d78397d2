"""A timestamp authority that vouches for digests: of the trail, of bags, and of the time itself (RFC 3161).

A token's imprint is the digest itself: SHA-256, as 32 bytes. So whoever has the token, the digest and the authority's
issuer checks it with `openssl ts -verify -token_in -digest DIGEST -in TOKEN -CAfile ISSUER`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bna_pipeline.errors import TimestampFailed
from bna_pipeline.model.base import Sha256
from bna_pipeline.ports import Clock
from bna_pipeline.ports.release import Vouch
from bna_pipeline.signing.apart import apart
from bna_pipeline.signing.fetching import Web
from bna_pipeline.signing.tokens import TokenJudge
from bna_pipeline.signing.tsa import HttpTimeStamper, TimestampAuthority

NO_LIMIT: Final[timedelta | None] = None


class AuthorityTimestamper:
    """Asks one authority (`ports.Timestamper`).

    Args:
        timeout: seconds.
        trust: CA certificates (PEM), one of which must stand behind the authority; empty: not looked at.
    """

    def __init__(
        self, authority: TimestampAuthority, clock: Clock, timeout: float, trust: Sequence[bytes] = ()
    ) -> None:
        self._authority, self._clock, self._timeout, self._trust = authority, clock, timeout, tuple(trust)

    def vouch(self, digest: Sha256) -> Vouch:
        """See `ports.Timestamper`.

        Raises:
            TimestampFailed: also for a token whose signature is not good, or that is of nobody whom the settings trust.
        """
        stamper = HttpTimeStamper(self._authority, Web(self._timeout), self._clock.now(), apart=NO_LIMIT)
        token = apart(lambda: asyncio.run(stamper.async_timestamp(bytes.fromhex(digest), "sha256"))).dump()
        found, where = TokenJudge().read(token, trust=self._trust), self._authority.url
        if found is None or not found.holds or (found.algorithm, found.imprint) != ("sha256", digest):
            raise TimestampFailed(
                f"Het tijdstempel van {where} klopt niet: de handtekening erop is niet goed.",
                "Er is niets vastgelegd; kijk `timestamp_url` onder [signing] na.",
            )
        if found.trusted is False:
            raise TimestampFailed(
                f"Het tijdstempel van {where} komt niet van een uitgever die de instellingen vertrouwen.",
                "Zet het certificaat van die uitgever (PEM) bij `trust` onder [signing], of neem een andere dienst.",
            )
        return Vouch(token, found.at, found.authority)
