"""How an OpenID Connect provider is asked: its configuration, its keys, a token for a code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from bna_pipeline.errors import ProviderUnreachable

KNOWN_FOR = timedelta(hours=1)
"""How long what it says of itself is believed without asking again."""

MOST_BYTES = 1_000_000
_LATER = "Probeer het over een paar minuten opnieuw; blijft het zo, meld het dan bij de beheerder van het loket."
_MANAGER = "Meld dit bij de beheerder van het loket."


class ProviderWeb:
    """A provider on the network.

    Args:
        issuer: its address; its configuration stands below it (OpenID Connect Discovery 1.0, 4).
        seconds: how long an answer is waited for.
        now: the time.
    """

    def __init__(self, issuer: str, seconds: float, now: Callable[[], datetime]) -> None:
        self._issuer, self._seconds, self._now = issuer, seconds, now
        self._known: dict[str, tuple[datetime, Mapping[str, Any]]] = {}

    def metadata(self) -> Mapping[str, Any]:
        """What it says of itself; it must call itself by our name for it.

        Raises:
            ProviderUnreachable.
        """
        found = self._kept(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration", fresh=False)
        if found.get("issuer") != self._issuer:
            raise ProviderUnreachable("De aanmelddienst noemt zichzelf anders dan de instellingen.", _MANAGER)
        return found

    def endpoint(self, name: str) -> str:
        """One of its addresses; over https, unless the provider itself is on this machine.

        Raises:
            ProviderUnreachable.
        """
        address = self.metadata().get(name)
        if not isinstance(address, str) or not _as_safe(address, self._issuer):
            raise ProviderUnreachable(f"De aanmelddienst geeft geen bruikbaar adres voor {name}.", _MANAGER)
        return address

    def keys(self, *, fresh: bool) -> Mapping[str, Any]:
        """Its JSON Web Key Set.

        Args:
            fresh: asked now, whatever is known.

        Raises:
            ProviderUnreachable.
        """
        return self._kept(self.endpoint("jwks_uri"), fresh=fresh)

    def exchange(self, body: str, client: str, secret: str | None) -> Mapping[str, Any]:
        """What it gives for a code; an error of OAuth 2.0 stands in `error` (RFC 6749, 5).

        Raises:
            ProviderUnreachable.
        """
        auth = None
        methods = self.metadata().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if secret is None:
            body += f"&client_id={quote(client, safe='')}"
        elif "client_secret_basic" in methods:
            auth = (quote(client, safe=""), quote(secret, safe=""))  # RFC 6749, 2.3.1
        else:
            body += f"&client_id={quote(client, safe='')}&client_secret={quote(secret, safe='')}"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._asked("POST", self.endpoint("token_endpoint"), headers, auth=auth, body=body)

    def userinfo(self, access_token: str) -> Mapping[str, Any]:
        """What it tells of the person of an access token.

        Raises:
            ProviderUnreachable.
        """
        return self._asked("GET", self.endpoint("userinfo_endpoint"), {"Authorization": f"Bearer {access_token}"})

    def _kept(self, address: str, *, fresh: bool) -> Mapping[str, Any]:
        known = self._known.get(address)
        if known is not None and not fresh and self._now() - known[0] < KNOWN_FOR:
            return known[1]
        found = self._asked("GET", address, {})
        self._known[address] = (self._now(), found)
        return found

    def _asked(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        *,
        auth: tuple[str, str] | None = None,
        body: str | None = None,
    ) -> Mapping[str, Any]:
        try:
            # No redirects: a code and a secret go to the address that the provider named, and nowhere else.
            with (
                httpx.Client(timeout=self._seconds, follow_redirects=False, verify=_trust()) as client,
                client.stream(
                    method,
                    address,
                    headers={"Accept": "application/json", **headers},
                    content=body,
                    auth=auth if auth is not None else httpx.USE_CLIENT_DEFAULT,
                ) as answer,
            ):
                data = _bounded(answer)
                found = httpx.Response(answer.status_code, content=data).json()
        except httpx.TimeoutException as fault:
            raise ProviderUnreachable("De aanmelddienst antwoordt niet op tijd.", _LATER) from fault
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise ProviderUnreachable("De aanmelddienst is niet te bereiken.", _LATER) from fault
        except ValueError as fault:  # no JSON, or no text
            raise ProviderUnreachable("De aanmelddienst geeft een onleesbaar antwoord.", _LATER) from fault
        wrong = answer.status_code >= 500 or (answer.status_code >= 300 and method == "GET")
        if wrong or not isinstance(found, dict):
            raise ProviderUnreachable(f"De aanmelddienst geeft fout {answer.status_code}.", _LATER)
        if answer.status_code >= 300 and "error" not in found:
            raise ProviderUnreachable(f"De aanmelddienst geeft fout {answer.status_code}.", _LATER)
        return found


@cache
def _trust() -> SSLContext:
    """The certificates of the system (`SSL_CERT_FILE`) or of certifi, read once: that takes longer than to ask."""
    return httpx.create_ssl_context()


def _bounded(answer: httpx.Response) -> bytes:
    data = bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > MOST_BYTES:
            raise ProviderUnreachable("De aanmelddienst geeft een te lang antwoord.", _MANAGER)
    return bytes(data)


def _as_safe(address: str, issuer: str) -> bool:
    try:
        mine, its = urlsplit(address), urlsplit(issuer)
    except ValueError:
        return False
    return bool(mine.hostname) and (mine.scheme == "https" or (mine.scheme == "http" and its.scheme == "http"))
