"""Who asks, for which host, and from which page."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request

from bna_pipeline.errors import FormForged, WrongAddress

_USUAL_PORTS: Final = {"http": 80, "https": 443}
_OWN_SITE: Final = frozenset({"same-origin", "none"})


class Addresses:
    """The names that the desk answers to.

    Args:
        public: its address as a browser has it.
        proxies: addresses or networks of proxies whose `X-Forwarded-For` is believed.
    """

    def __init__(self, public: str, proxies: Sequence[str]) -> None:
        self._public = urlsplit(public)
        self._proxies = [ipaddress.ip_network(proxy) for proxy in proxies]

    def scheme(self, request: Request) -> str:
        """How the browser came: a proxy before the desk does TLS.

        Raises:
            WrongAddress: the request is for another host; it may have been lured here (DNS rebinding).
        """
        host = _host(request)
        if host is not None and _place(host, self._public.scheme) == _place(self._public, self._public.scheme):
            return self._public.scheme
        if host is not None and _is_loopback(host.hostname or ""):
            return "http"
        raise WrongAddress("Dit adres hoort niet bij dit loket.", f"Ga naar {self._public.geturl()}.")

    def require_own_page(self, request: Request) -> None:
        """Refuse what another site sends (Fetch Metadata; RFC 6454, 7).

        Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with forms of ours as well; then what they say
        of the site counts, and the form's token.

        Raises:
            FormForged.
        """
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        ours = f"{request.url.scheme}://{request.headers['host']}"
        if (site is not None and site not in _OWN_SITE) or (origin not in (None, "null") and origin != ours):
            raise FormForged("Dit formulier komt van een andere website.", "Open de pagina hier en probeer het daar.")

    def client(self, request: Request) -> str:
        """The address that a request comes from: the last one that no proxy of ours has."""
        peer = _plain(request.client.host) if request.client else "?"
        told = ",".join(request.headers.getlist("x-forwarded-for"))  # a proxy may add a line below the visitor's own
        hops = [hop.strip() for hop in told.split(",") if hop.strip()]
        while hops and self._trusted(peer):
            peer = _plain(hops.pop())
        return peer

    def _trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._proxies)


def counted_as(address: str) -> str:
    """Under what attempts from an address are counted: of IPv6 the network that one subscriber has whole (RFC 6177)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ipaddress.IPv6Network((found, 64), strict=False))


def _plain(told: str) -> str:
    """An address without a port, and IPv4 as such where it came over IPv6; whatever is none as it is."""
    bare = told[1:].partition("]")[0] if told.startswith("[") else told.partition(":")[0] if "." in told else told
    for address in (told, bare):
        with suppress(ValueError):
            found = ipaddress.ip_address(address)
            return str(found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else str(found)
    return told


def _host(request: Request) -> SplitResult | None:
    told = request.headers.getlist("host")
    if len(told) != 1:
        return None
    try:
        parts = urlsplit(f"//{told[0]}")
        known = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts if known and parts.netloc == told[0] and parts.username is None else None


def _place(parts: SplitResult, scheme: str) -> tuple[str | None, int]:
    return parts.hostname, parts.port or _USUAL_PORTS[scheme]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
