"""Whatever is wrong in a token, its signature or what is told beside it lets nobody in."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.e2e.identity.coming_in import away, back, refused
from tests.support.desk import SmallDesk
from tests.support.identity_provider import BentProvider, Claims, unsigned

Bend = Callable[[Claims], Claims]


def without(name: str) -> Bend:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def with_(**changed: Any) -> Bend:
    return lambda claims: {**claims, **changed}


NOW = time.time()
BENT: dict[str, tuple[Bend, str]] = {
    "a wrong nonce": (with_(nonce="van een ander"), "nonce"),
    "no nonce": (without("nonce"), "nonce"),
    "a wrong issuer": (with_(iss="https://kwaad.example.org"), "iss"),
    "the issuer with a slash": (lambda claims: {**claims, "iss": f"{claims['iss']}/"}, "iss"),
    "no issuer": (without("iss"), "iss"),
    "a wrong audience": (with_(aud="een ander programma"), "aud"),
    "no audience": (without("aud"), "aud"),
    "an audience that nobody knows beside us": (
        with_(aud=["bna", "een ander programma"], azp="bna"),
        "ook voor anderen",
    ),
    "a wrong authorised party": (with_(azp="een ander programma"), "azp"),
    "an expired token": (with_(exp=int(NOW) - 60), "expired_token"),
    "no end": (without("exp"), "exp"),
    "an end that is text": (with_(exp="morgen"), "exp"),
    "a token of tomorrow": (with_(iat=int(NOW) + 86_400), "iat"),
    "a token that is not valid yet": (with_(nbf=int(NOW) + 86_400), "nbf"),
    "no subject": (without("sub"), "sub"),
    "a subject that is a number": (with_(sub=12), "sub"),
    "another access token": (with_(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "at_hash"),
    "an access token's digest that is a list": (with_(at_hash=["AAAA"]), "niet te lezen"),
    "a mail address that nobody verified": (with_(email_verified=False), "niet nagegaan"),
    "a mail address of which nothing is said": (without("email_verified"), "niet nagegaan"),
    "a verification in words": (with_(email_verified="true"), "niet nagegaan"),
    "no mail address": (without("email"), "geen `email`"),
    "an empty mail address": (with_(email=" "), "geen `email`"),
    "a list of mail addresses": (with_(email=["beleid@example.org"]), "geen `email`"),
}


@pytest.mark.parametrize("fault", BENT)
def test_a_token_with_one_fault_lets_nobody_in(desk: SmallDesk, provider: BentProvider, fault: str) -> None:
    """And the page names the rule that it breaks, so that no other one refused it."""
    provider.bend, rule = BENT[fault]
    browser = desk.browser()
    assert rule in refused(browser, provider.approve(away(browser)), "ACC-005")


STRANGER = RSAKey.generate_key(2048, {"kid": "eerste"})


def by_hand(header: Claims, claims: Claims, sign: Callable[[bytes], bytes]) -> str:
    """A token that no library wants to make (RFC 7515, 7.1)."""
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    signature = urlsafe_b64encode(sign(b".".join(parts))).rstrip(b"=")
    return b".".join((*parts, signature)).decode()


def _hmac_with_public_key(claims: Claims, provider: BentProvider) -> str:
    """The old trick: the public key as the secret of an HMAC (RFC 8725, 2.1)."""
    public = provider.key.as_pem(private=False)
    return by_hand({"alg": "HS256", "kid": "eerste"}, claims, lambda data: hmac.digest(public, data, "sha256"))


def _with_critical_header(claims: Claims, provider: BentProvider) -> str:
    """Well signed, but what it says is critical nobody here knows (RFC 7515, 4.1.11)."""
    key = load_pem_private_key(provider.key.as_pem(private=True), None)
    assert isinstance(key, RSAPrivateKey)
    header = {"alg": "RS256", "kid": "eerste", "crit": ["urn:example:beperkt"], "urn:example:beperkt": True}
    return by_hand(header, claims, lambda data: key.sign(data, PKCS1v15(), SHA256()))


FORGED: dict[str, Callable[[Claims, BentProvider], str]] = {
    "no signature": lambda claims, _: unsigned({"alg": "none"}, claims),
    "no signature, with a key": lambda claims, _: unsigned({"alg": "none", "kid": "eerste"}, claims),
    "no signature, in capitals": lambda claims, _: unsigned({"alg": "NONE", "kid": "eerste"}, claims),
    "HMAC with the public key": _hmac_with_public_key,
    "a key that nobody shows": lambda claims, _: jwt.encode({"alg": "RS256", "kid": "onbekend"}, claims, STRANGER),
    "another key by the same name": lambda claims, _: jwt.encode({"alg": "RS256", "kid": "eerste"}, claims, STRANGER),
    "a header that must be understood": _with_critical_header,
    "a signature cut off": lambda claims, provider: provider.signed(claims)[:-9],
    "claims changed after signing": lambda claims, provider: ".".join(
        (
            provider.signed(claims).split(".")[0],
            unsigned({}, {**claims, "email": "coordinator@example.org"}).split(".")[1],
            provider.signed(claims).split(".")[2],
        )
    ),
    "a critical header that is no list": lambda claims, _: by_hand({"alg": "RS256", "crit": 1}, claims, lambda _: b""),
    "half a character": lambda _claims, _provider: "\ud800",
    "no token": lambda _claims, _provider: "geen token",
    "nothing": lambda _claims, _provider: "",
}


@pytest.mark.parametrize("how", FORGED)
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    desk: SmallDesk, provider: BentProvider, how: str
) -> None:
    provider.sign = lambda claims: FORGED[how](claims, provider)
    browser = desk.browser()
    refused(browser, provider.approve(away(browser)), "ACC-005")


def test_a_secret_among_the_shown_keys_signs_nothing(desk: SmallDesk, provider: BentProvider) -> None:
    secret = OctKey.generate_key(256, {"kid": "geheim"})
    provider.published = [provider.key, secret]
    provider.sign = lambda claims: jwt.encode({"alg": "HS256", "kid": "geheim"}, claims, secret)
    browser = desk.browser()
    refused(browser, provider.approve(away(browser)), "ACC-005")


def test_a_key_that_nobody_shows_is_asked_for_once_more_and_not_again(desk: SmallDesk, provider: BentProvider) -> None:
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "onbekend"}, claims, STRANGER)
    browser = desk.browser()
    refused(browser, provider.approve(away(browser)), "ACC-005")
    assert provider.asked.count("/keys") == 2


def test_what_is_told_apart_must_be_about_the_same_person(desk: SmallDesk, provider: BentProvider) -> None:
    provider.userinfo = {**provider.person, "sub": "u-2"}
    provider.bend = without("email")
    browser = desk.browser()
    refused(browser, provider.approve(away(browser)), "ACC-005")


def test_a_code_of_another_sign_in_is_refused(desk: SmallDesk, provider: BentProvider) -> None:
    """PKCE: the code belongs to the verifier that only the desk has."""
    one, two = desk.browser(), desk.browser()
    first, second = (provider.approve(away(browser)) for browser in (one, two))
    refused(two, {**second, "code": first["code"]}, "ACC-004")


def test_an_answer_that_names_another_provider_is_refused(desk: SmallDesk, provider: BentProvider) -> None:
    browser = desk.browser()
    told = provider.approve(away(browser))
    refused(browser, {**told, "iss": "https://kwaad.example.org"}, "ACC-005")
    assert "/token" not in provider.asked, "the code is not given to anybody"


def test_a_provider_that_promises_its_name_must_give_it(desk: SmallDesk, provider: BentProvider) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    browser = desk.browser()
    refused(browser, provider.approve(away(browser)), "ACC-005")
    told = provider.approve(away(browser))
    assert back(browser, {**told, "iss": provider.issuer}).status_code == 303


@pytest.mark.parametrize(
    ("error", "code"), [("access_denied", "ACC-004"), ("invalid_scope", "ACC-004"), ("<script>", "ACC-004")]
)
def test_a_no_of_the_provider_is_told(desk: SmallDesk, provider: BentProvider, error: str, code: str) -> None:
    browser = desk.browser()
    told = provider.approve(away(browser))
    page = refused(browser, {"state": told["state"], "error": error}, code)
    assert "<script>" not in page.replace('<script src="/static/', "")
