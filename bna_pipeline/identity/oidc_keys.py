"""The keys with which a provider signs, and tokens held against them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from bna_pipeline.errors import ProviderUnreachable
from bna_pipeline.identity.oidc_web import ProviderWeb

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures of a key of which we have the public half; so neither `none` nor HMAC (RFC 8725, 3.1 and 3.2)."""


class ProviderKeys:
    """A provider's keys; asked again when a token names one that is not among them.

    Args:
        web: how the provider is asked.
    """

    def __init__(self, web: ProviderWeb) -> None:
        self._web = web

    def opened(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a token whose signature is the provider's.

        Raises:
            joserfc.errors.JoseError: it is none, or not the provider's.
            ProviderUnreachable: the keys cannot be had.
        """
        # A header that nobody knows is passed over, unless the token says that it counts (RFC 7515, 4.1.11).
        registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        named = jws.extract_compact(token.encode("utf-8")).headers().get("kid")
        found = jwt.decode(token, self._key(named), algorithms=ALGORITHMS, registry=registry)
        return dict(found.header), dict(found.claims)

    def _key(self, named: object) -> RSAKey | ECKey:
        for fresh in (False, True):
            keys = _usable(self._web.keys(fresh=fresh))
            fitting = keys if named is None else [key for key in keys if key.kid == named]
            if len(fitting) == 1:
                return fitting[0]
        raise InvalidKeyIdError


def _usable(told: Mapping[str, Any]) -> list[RSAKey | ECKey]:
    """Keys that sign; one of a kind that we do not know is no fault of the others (RFC 7517, 5)."""
    found: list[RSAKey | ECKey] = []
    listed = told.get("keys")
    if not isinstance(listed, list):
        raise ProviderUnreachable("De aanmelddienst geeft geen sleutels.", "Meld dit bij de beheerder van het loket.")
    for data in listed:
        if not isinstance(data, dict) or data.get("use", "sig") != "sig" or data.get("kty") not in ("RSA", "EC"):
            continue
        try:
            key = JWKRegistry.import_key(data)
        except (JoseError, ValueError, TypeError):
            continue
        if isinstance(key, RSAKey | ECKey):
            found.append(key)
    return found
