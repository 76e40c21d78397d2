"""An OpenID Connect provider vouches for staff: the authorization code flow with PKCE (OpenID Connect Core 1.0, 3.1).

Authlib writes what is asked and holds the ID token's claims against the standard, joserfc its signature, httpx asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from bna_pipeline.errors import BnaError, ProviderUnreachable, SignInRefused, TokenInvalid
from bna_pipeline.identity.oidc_keys import ProviderKeys
from bna_pipeline.identity.oidc_web import ProviderWeb
from bna_pipeline.ports.access import Vouched

LEEWAY = 30
"""Seconds that the provider's clock and ours may differ."""

_AGAIN = "Begin opnieuw met inloggen; gaat het weer mis, meld het dan bij de beheerder van het loket."
_MANAGER = "Meld dit bij de beheerder van het loket."


@dataclass(frozen=True)
class Client:
    """What the provider knows the desk by.

    Attributes:
        secret: read when it is needed; None: the provider gave none.
        redirect: the address to which it sends people back.
        claim: which claim names a person.
        scopes: what is asked beside `openid`.
    """

    id: str
    secret: Callable[[], str | None]
    redirect: str
    claim: str
    scopes: tuple[str, ...]


class OidcProvider:
    """A provider, as its own configuration describes it.

    Args:
        issuer: its address, to the letter.
        client: what it knows the desk by.
        name: what stands on the button.
        seconds: how long an answer is waited for.
        now: the time, by which a token is expired.
    """

    def __init__(self, issuer: str, client: Client, name: str, seconds: float, now: Callable[[], datetime]) -> None:
        self._issuer, self._client, self._name, self._now = issuer, client, name, now
        self._web = ProviderWeb(issuer, seconds, now)
        self._keys = ProviderKeys(self._web)

    @property
    def name(self) -> str:
        return self._name

    def asking(self, state: str, nonce: str, verifier: str) -> str:
        """The address at the provider where a person signs in.

        Raises:
            ProviderUnreachable: it does not answer, or not as an identity provider.
        """
        asks = OAuth2Client(
            None,
            client_id=self._client.id,
            redirect_uri=self._client.redirect,
            scope=" ".join(("openid", *self._client.scopes)),
            code_challenge_method="S256",
        )
        address, _ = asks.create_authorization_url(
            self._web.endpoint("authorization_endpoint"), state=state, code_verifier=verifier, nonce=nonce
        )
        return str(address)

    def vouched(self, answer: Mapping[str, str], nonce: str, verifier: str) -> Vouched:
        """Whom it vouches for.

        Raises:
            SignInRefused: the person broke it off, or the provider says no.
            TokenInvalid: what it gave breaks a rule; nobody is let in.
            ProviderUnreachable: it does not answer, or not as an identity provider.
        """
        self._require_ours(answer)
        if "error" in answer:
            raise _refused(answer["error"])
        code = answer.get("code")
        if not code:
            raise TokenInvalid("De aanmelddienst stuurde u terug zonder code.", _AGAIN)
        token = self._token(code, verifier)
        claims = self._claims(token, nonce)
        told = claims if self._client.claim in claims else self._told(token, str(claims["sub"]))
        return Vouched(urlsplit(self._issuer).netloc, str(claims["sub"]), self._named(told))

    def _require_ours(self, answer: Mapping[str, str]) -> None:
        """An answer that names its issuer names ours (RFC 9207, 2.4): nobody mixes two providers up."""
        said = answer.get("iss")
        if said is None and self._web.metadata().get("authorization_response_iss_parameter_supported") is not True:
            return
        if said != self._issuer:
            raise TokenInvalid("Het antwoord komt van een andere aanmelddienst dan die is gevraagd.", _AGAIN)

    def _token(self, code: str, verifier: str) -> Mapping[str, Any]:
        body = prepare_token_request(
            "authorization_code", redirect_uri=self._client.redirect, code=code, code_verifier=verifier
        )
        answer = self._web.exchange(body, self._client.id, self._client.secret())
        if "error" in answer:
            raise _refused(str(answer["error"]))
        if not isinstance(answer.get("id_token"), str):
            raise TokenInvalid("De aanmelddienst gaf geen ID-token.", _MANAGER)
        return answer

    def _claims(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """The claims of an ID token that keeps to all rules of OpenID Connect Core 1.0, 3.1.3.7."""
        try:
            header, found = self._keys.opened(token["id_token"])
            claims = CodeIDToken(
                found,
                header,
                options={
                    "iss": {"essential": True, "value": self._issuer},
                    # One value: with an audience that nobody knows the token is refused.
                    "aud": {"essential": True, "value": self._client.id},
                    "sub": {"essential": True},
                    "exp": {"essential": True},
                    "iat": {"essential": True},
                    "nonce": {"essential": True},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._client.id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(int(self._now().timestamp()), LEEWAY)
        except JoseError as fault:
            raise TokenInvalid(f"Het ID-token van de aanmelddienst is niet goed: {_said(fault)}.", _AGAIN) from fault
        except (TypeError, ValueError) as fault:  # of another kind than the libraries look for
            raise TokenInvalid("Het ID-token van de aanmelddienst is niet te lezen.", _MANAGER) from fault
        audience = claims["aud"]
        if audience not in (self._client.id, [self._client.id]):
            raise TokenInvalid("Het ID-token van de aanmelddienst is ook voor anderen bedoeld.", _MANAGER)
        return dict(claims)

    def _told(self, token: Mapping[str, Any], sub: str) -> Mapping[str, Any]:
        """What the provider tells apart of the same person (OpenID Connect Core 1.0, 5.3.2)."""
        access = token.get("access_token")
        if not isinstance(access, str) or "userinfo_endpoint" not in self._web.metadata():
            return {}
        told = self._web.userinfo(access)
        if told.get("sub") != sub:
            raise TokenInvalid("De aanmelddienst vertelt over iemand anders dan wie zich aanmeldde.", _MANAGER)
        return told

    def _named(self, claims: Mapping[str, Any]) -> str:
        name = self._client.claim
        value = claims.get(name)
        if not isinstance(value, str) or not value.strip():
            raise TokenInvalid(f"De aanmelddienst noemt geen `{name}`, en daaraan wordt u hier herkend.", _MANAGER)
        if name == "email" and claims.get("email_verified") is not True:
            raise TokenInvalid(
                "De aanmelddienst heeft niet nagegaan of dit mailadres van u is.",
                "Bevestig uw mailadres bij uw werkaccount en log opnieuw in.",
            )
        return value.strip().casefold()


def _refused(code: str) -> BnaError:
    if code == "access_denied":
        return SignInRefused("U hebt het inloggen afgebroken, of u mag hier niet inloggen.", "Begin opnieuw.")
    if code in ("temporarily_unavailable", "server_error"):
        return ProviderUnreachable("De aanmelddienst is in storing.", "Probeer het over een paar minuten opnieuw.")
    if code == "invalid_grant":
        return SignInRefused("De aanmelddienst aanvaardt deze code niet, of niet meer.", _AGAIN)
    shown = code if code.isascii() and code.isprintable() and len(code) <= 60 else "onbekend"
    return SignInRefused(f"De aanmelddienst weigert ({shown}).", _MANAGER)


def _said(fault: JoseError) -> str:
    """What is wrong with a token, without its values."""
    claim = getattr(fault, "claim", None)
    return f"{fault.error}, {claim}" if claim else str(fault.error)
