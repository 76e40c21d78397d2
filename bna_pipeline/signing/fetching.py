"""The one place from which signing goes over the network: timestamps, revocation, issuers' certificates.

Proxies and trusted certificates are those of the system (`HTTP_PROXY`, `SSL_CERT_FILE`).
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Iterable, Mapping
from functools import cache
from typing import Any, Final

import httpx
from asn1crypto import crl, ocsp, x509
from pyhanko_certvalidator.authority import Authority
from pyhanko_certvalidator.errors import CertificateFetchError, CRLFetchError, OCSPFetchError, OCSPValidationError
from pyhanko_certvalidator.fetchers import CertificateFetcher, CRLFetcher, Fetchers, OCSPFetcher
from pyhanko_certvalidator.fetchers.common_utils import (
    enumerate_delivery_point_urls,
    format_ocsp_request,
    gather_aia_issuer_urls,
    process_ocsp_response_data,
    unpack_cert_content,
)
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps

MOST_BYTES: Final = 32 * 1024 * 1024
"""The longest answer that is read; the largest CRLs of public authorities take a few MiB."""

MOST_REQUESTS: Final = 40
"""Addresses stand in certificates, also in those of a letter that came from elsewhere."""


class Unreachable(Exception):
    """An address gave no usable answer; `why` says so in Dutch."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address} {why}")
        self.address, self.why = address, why


class Web:
    """Requests of one signature, check or probe.

    Attributes:
        failed: what did not answer so far, in order; a fetcher goes on with the next address.
    """

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout = timeout_seconds
        self._left = MOST_REQUESTS
        self.failed: list[Unreachable] = []

    def get(self, address: str) -> tuple[bytes, str | None]:
        """The body and its media type.

        Raises:
            Unreachable.
        """
        return self._ask("GET", address, None, {})

    def post(
        self, address: str, body: bytes, headers: Mapping[str, str], auth: tuple[str, str] | None = None
    ) -> tuple[bytes, str | None]:
        """The answer's body and its media type.

        Raises:
            Unreachable.
        """
        return self._ask("POST", address, body, headers, auth)

    def _ask(
        self,
        method: str,
        address: str,
        body: bytes | None,
        headers: Mapping[str, str],
        auth: tuple[str, str] | None = None,
    ) -> tuple[bytes, str | None]:
        try:
            return self._answer(method, address, body, headers, auth)
        except Unreachable as fault:
            self.failed.append(fault)
            raise

    def _answer(
        self, method: str, address: str, body: bytes | None, headers: Mapping[str, str], auth: tuple[str, str] | None
    ) -> tuple[bytes, str | None]:
        self._left -= 1
        if self._left < 0:
            raise Unreachable(address, "is niet meer gevraagd: het certificaat noemt te veel adressen")
        try:
            with (
                httpx.Client(timeout=self._timeout, verify=_authorities(), auth=auth) as client,
                client.stream(method, address, content=body, headers=dict(headers)) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    raise Unreachable(address, f"antwoordde met HTTP {answer.status_code}")
                data = bytearray()
                for piece in answer.iter_bytes():
                    data += piece
                    if len(data) > MOST_BYTES:
                        raise Unreachable(address, "gaf een antwoord dat veel te lang is")
                media_type = answer.headers.get("Content-Type")
        except httpx.TimeoutException as fault:
            raise Unreachable(address, f"antwoordde niet binnen {self._timeout:g} seconden") from fault
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
            raise Unreachable(address, "is niet te bereiken") from fault
        return bytes(data), None if media_type is None else str(media_type).partition(";")[0].strip().lower()


@cache
def _authorities() -> ssl.SSLContext:
    """The certificates that the system trusts for https; reading them takes a while."""
    return ssl.create_default_context()


def fetchers(web: Web) -> Fetchers:
    """What pyHanko's validator asks for revocation and issuers; each is asked once."""
    return Fetchers(ocsp_fetcher=_Ocsp(web), crl_fetcher=_Crl(web), cert_fetcher=_Issuers(web))


class _Ocsp(OCSPFetcher):
    """Asks responders (RFC 6960)."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._kept: dict[bytes, ocsp.OCSPResponse] = {}

    async def fetch(self, cert: Any, authority: Authority) -> ocsp.OCSPResponse:
        known = self._kept.get(cert.dump())
        if known is not None:
            return known
        for address in get_ocsp_urls(cert):
            request = format_ocsp_request(cert, authority, certid_hash_algo="sha1", request_nonces=True)
            try:
                headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
                data, _ = self._web.post(address, request.dump(), headers)
                answer = process_ocsp_response_data(data, ocsp_request=request, ocsp_url=address)
            except Unreachable:
                continue
            except (OCSPValidationError, ValueError):
                self._web.failed.append(Unreachable(address, "gaf geen bruikbaar antwoord"))
                continue
            self._kept[cert.dump()] = answer
            return answer
        raise OCSPFetchError("no responder answered")

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        return list(self._kept.values())

    def fetched_responses_for_cert(self, cert: Any) -> Iterable[ocsp.OCSPResponse]:
        return [self._kept[cert.dump()]] if cert.dump() in self._kept else []


class _Crl(CRLFetcher):
    """Gets revocation lists from where a certificate says they are (RFC 5280, 4.2.1.13)."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._lists: dict[str, crl.CertificateList] = {}
        self._kept: dict[bytes, list[crl.CertificateList]] = {}

    async def fetch(self, cert: Any, *, use_deltas: bool | None = True) -> Iterable[crl.CertificateList]:
        if cert.dump() in self._kept:
            return self._kept[cert.dump()]
        points = get_relevant_crl_dps(cert, use_deltas=bool(use_deltas))
        addresses = [address for point in points for address in enumerate_delivery_point_urls(point)]
        found = [one for address in addresses if (one := self._list_at(address)) is not None]
        if addresses and not found:
            raise CRLFetchError("no distribution point answered")
        self._kept[cert.dump()] = found
        return found

    def _list_at(self, address: str) -> crl.CertificateList | None:
        if address not in self._lists:
            try:
                data, _ = self._web.get(address)
                found = crl.CertificateList.load(data, strict=True)
                found["tbs_cert_list"]["issuer"].native  # noqa: B018 - asn1crypto reads what is inside when asked
            except Unreachable:
                return None
            except (ValueError, TypeError, KeyError):
                self._web.failed.append(Unreachable(address, "gaf geen lijst van ingetrokken certificaten"))
                return None
            self._lists[address] = found
        return self._lists[address]

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        return list(self._lists.values())

    def fetched_crls_for_cert(self, cert: Any) -> Iterable[crl.CertificateList]:
        return self._kept[cert.dump()]


class _Issuers(CertificateFetcher):
    """Gets the certificates above one (RFC 5280, 4.2.2.1)."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._kept: dict[str, list[x509.Certificate]] = {}

    def fetch_cert_issuers(self, cert: Any) -> AsyncGenerator[x509.Certificate, None]:
        return self._all_at(list(gather_aia_issuer_urls(cert)))

    def fetch_crl_issuers(self, certificate_list: Any) -> AsyncGenerator[x509.Certificate, None]:
        return self._all_at(list(certificate_list.issuer_cert_urls))

    async def _all_at(self, addresses: list[str]) -> AsyncGenerator[x509.Certificate, None]:
        for address in addresses:
            for certificate in self._at(address):
                yield certificate

    def _at(self, address: str) -> list[x509.Certificate]:
        if address not in self._kept:
            try:
                data, media_type = self._web.get(address)
                self._kept[address] = list(unpack_cert_content(data, media_type, address, permit_pem=True))
            except Unreachable:
                return []
            except (ValueError, TypeError, KeyError, CertificateFetchError):
                self._web.failed.append(Unreachable(address, "gaf geen certificaat"))
                return []
        return self._kept[address]

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        return [certificate for several in self._kept.values() for certificate in several]
