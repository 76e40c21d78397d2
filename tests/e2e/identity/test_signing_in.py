"""Staff sign in at a real OpenID Connect provider on loopback, by their own browser and once."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import httpx
import oidc_provider_mock
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.e2e.identity.coming_in import away, back, desk_with, refused, signed_in
from tests.support.desk import ADDRESS, MovedClock, SmallDesk, small_desk, token_of
from tests.support.identity_provider import BentProvider, Claims

_PATIENCE = 300.0  # seconds

# -- as it should be -------------------------------------------------------------------------------------


def test_staff_sign_in_at_a_provider_of_others_making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way against `oidc-provider-mock`, which checks nonce, code and client; and a code counts once."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the provider's own switch for http on loopback
    user = oidc_provider_mock.User(sub="u-7", claims={"email": "Beleid@Example.org", "email_verified": True})
    with oidc_provider_mock.run_server_in_thread(user_claims=[user], require_nonce=True) as server:
        desk = desk_with(tmp_path, f"http://localhost:{server.server_port}", monkeypatch, whole=True)
        browser = desk.browser()
        page = browser.get("/inloggen", params={"naar": "/?pagina=2"})
        assert "Inloggen met uw proefaccount" in page.text
        answered = httpx.post(away(browser, "/?pagina=2"), data={"sub": "u-7"}, timeout=_PATIENCE)
        returned = answered.headers["location"]
        assert returned.startswith(f"{ADDRESS}/inloggen/terug?")
        told = dict(httpx.URL(returned).params)
        answer = back(browser, told)
        assert (answer.status_code, answer.headers["location"]) == (303, "/?pagina=2")
        assert signed_in(browser)
        other = desk.browser()
        refused(other, {**told, "state": dict(httpx.URL(away(other)).params)["state"]}, "ACC-004")
        session = desk.app.access.session(browser.cookies["bna"], desk.clock.now())
        assert session is not None
        assert session.visitor.person == "beleid"
        assert session.visitor.how == f"oidc:localhost:{server.server_port}:u-7"
        denied = httpx.post(away(other), data={"action": "deny"}, timeout=_PATIENCE).headers["location"]
        refused(other, dict(httpx.URL(denied).params), "ACC-003")  # this provider gives no state back with a no


def test_what_is_asked_of_the_provider_is_the_standards(desk: SmallDesk, provider: BentProvider) -> None:
    asked = dict(httpx.URL(away(desk.browser())).params)
    assert asked["response_type"] == "code" and asked["client_id"] == "bna"
    assert asked["scope"] == "openid email profile"
    assert asked["redirect_uri"] == f"{ADDRESS}/inloggen/terug"
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert min(len(asked["state"]), len(asked["nonce"])) >= 43


def test_the_desk_makes_itself_known_as_the_provider_wants_it(
    desk: SmallDesk, provider: BentProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By Basic (RFC 6749, 2.3.1: each part encoded), in the form where only that is offered, or by PKCE alone."""
    browser = desk.browser()
    back(browser, provider.approve(away(browser)))
    header, form = provider.client
    assert header == f"Basic {b64encode(b'bna:geheim%20%26%20meer').decode()}" and "client_secret" not in form

    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    desk.app.__dict__.pop("identity")
    back(browser, provider.approve(away(browser)))
    header, form = provider.client
    assert (header, form["client_id"], form["client_secret"]) == (None, "bna", "geheim & meer")

    public = desk_with(tmp_path, provider.issuer, monkeypatch, "public_client = true\n").browser()
    assert back(public, provider.approve(away(public))).status_code == 303
    header, form = provider.client
    assert (header, form["client_id"], "client_secret" in form) == (None, "bna", False)


def test_an_account_counts_before_a_mail_address_and_letter_case_never(desk: SmallDesk, provider: BentProvider) -> None:
    provider.person["email"] = "TWEEDE@example.ORG"
    browser = desk.browser()
    assert back(browser, provider.approve(away(browser))).status_code == 303
    session = desk.app.access.session(browser.cookies["bna"], desk.clock.now())
    assert session is not None and session.visitor.person == "tweede"


def test_keys_that_the_provider_changed_are_asked_for_again(desk: SmallDesk, provider: BentProvider) -> None:
    first = desk.browser()
    back(first, provider.approve(away(first)))
    changed = RSAKey.generate_key(2048, {"kid": "tweede"})
    provider.published = [changed]
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "tweede"}, claims, changed)
    second = desk.browser()
    assert back(second, provider.approve(away(second))).status_code == 303
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1, "what is known is not asked again"


def test_a_claim_may_be_told_apart_of_the_token(desk: SmallDesk, provider: BentProvider) -> None:
    provider.userinfo = dict(provider.person)
    provider.bend = lambda claims: {k: v for k, v in claims.items() if k != "email"}
    browser = desk.browser()
    assert back(browser, provider.approve(away(browser))).status_code == 303
    assert signed_in(browser)


def test_another_claim_needs_no_verified_mail(
    provider: BentProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.person = {"sub": "u-1", "upn": "beleid@example.org"}
    desk = desk_with(tmp_path, provider.issuer, monkeypatch, 'claim = "upn"\n')
    browser = desk.browser()
    assert back(browser, provider.approve(away(browser))).status_code == 303
    assert signed_in(browser)


@pytest.mark.parametrize(
    "wanted", ["//kwaad.example.org/", "https://kwaad.example.org/", "/\\kwaad.example.org", "kwaad", "/\tx", "/é"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(desk: SmallDesk, provider: BentProvider, wanted: str) -> None:
    browser = desk.browser()
    assert back(browser, provider.approve(away(browser, wanted))).headers["location"] == "/"


# -- the state -------------------------------------------------------------------------------------------


def test_a_state_that_nobody_asked_for_is_refused(desk: SmallDesk, provider: BentProvider) -> None:
    browser = desk.browser()
    told = provider.approve(away(browser))
    refused(browser, {**told, "state": "verzonnen"}, "ACC-003")
    refused(browser, {"code": told["code"]}, "ACC-003")
    refused(desk.browser(), {}, "ACC-003")


def test_a_state_counts_once(desk: SmallDesk, provider: BentProvider) -> None:
    browser = desk.browser()
    told = provider.approve(away(browser))
    kept = browser.cookies["bna-aanmelden"]
    assert back(browser, told).status_code == 303
    again = desk.browser({"bna-aanmelden": kept})
    refused(again, told, "ACC-003")
    assert provider.asked.count("/token") == 1


def test_a_state_of_another_browser_is_refused(desk: SmallDesk, provider: BentProvider) -> None:
    """Who lures somebody to his own answer would sign him in as himself."""
    attacker, victim = desk.browser(), desk.browser()
    told = provider.approve(away(attacker))
    away(victim)
    refused(victim, told, "ACC-003")
    refused(attacker, told, "ACC-003")


def test_a_state_is_too_old_after_ten_minutes(
    desk: SmallDesk, provider: BentProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = desk.browser()
    told = provider.approve(away(browser))
    now = desk.app.wall.now()
    later = MovedClock()
    later.moment = now + timedelta(minutes=10)
    monkeypatch.setitem(desk.app.__dict__, "wall", later)
    refused(browser, told, "ACC-003")


def test_a_parameter_given_twice_is_refused(desk: SmallDesk, provider: BentProvider) -> None:
    browser = desk.browser()
    told = provider.approve(away(browser))
    answer = browser.get(f"/inloggen/terug?state={told['state']}&code=ander&code={told['code']}")
    assert answer.status_code == 400 and not signed_in(browser)


# -- who it is -------------------------------------------------------------------------------------------


def test_who_is_in_no_programme_is_told_whom_to_ask(desk: SmallDesk, provider: BentProvider) -> None:
    provider.person["email"] = "vreemd@example.org"
    browser = desk.browser()
    assert "Vraag de coördinator" in refused(browser, provider.approve(away(browser)), "ACC-007")


def test_a_mail_address_does_not_count_for_who_has_an_account(desk: SmallDesk, provider: BentProvider) -> None:
    provider.person["email"] = "iets@example.org"
    browser = desk.browser()
    refused(browser, provider.approve(away(browser)), "ACC-007")


def test_an_account_of_two_persons_is_nobodys(desk: SmallDesk, provider: BentProvider) -> None:
    provider.person["email"] = "dubbel@example.org"
    browser = desk.browser()
    refused(browser, provider.approve(away(browser)), "ACC-008")


# -- the session -----------------------------------------------------------------------------------------


def test_a_session_that_somebody_planted_is_of_no_use_after_signing_in(desk: SmallDesk, provider: BentProvider) -> None:
    browser = desk.browser()
    back(browser, provider.approve(away(browser)))
    planted = browser.cookies["bna"]
    victim = desk.browser({"bna": planted})
    provider.person["email"] = "coordinator@example.org"
    told = provider.approve(away(victim))
    answer = back(victim, told)
    assert answer.status_code == 303 and answer.cookies["bna"] != planted
    assert not signed_in(desk.browser({"bna": planted})), "what was there before ended"


def test_who_signed_out_is_out_everywhere_with_that_session(desk: SmallDesk, provider: BentProvider) -> None:
    browser = desk.browser()
    back(browser, provider.approve(away(browser)))
    stolen = browser.cookies["bna"]
    page = browser.get("/").text
    answer = browser.post("/uitloggen", data={"_token": token_of(page, "/uitloggen")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/inloggen?uit=1")
    assert "U bent uitgelogd" in browser.get("/inloggen?uit=1").text
    assert not signed_in(browser) and not signed_in(desk.browser({"bna": stolen}))


# -- the network -----------------------------------------------------------------------------------------


def test_a_provider_that_is_not_there_is_told_and_lets_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with(tmp_path, "http://127.0.0.1:1", monkeypatch)
    answer = desk.browser().get("/inloggen/oidc")
    assert answer.status_code == 502 and "ACC-006" in answer.text
    assert "niet te bereiken" in answer.text


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://kwaad.example.org"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": 7},
    ],
    ids=str,
)
def test_a_configuration_that_cannot_be_right_is_refused(
    desk: SmallDesk, provider: BentProvider, metadata: Claims
) -> None:
    provider.metadata = metadata
    answer = desk.browser().get("/inloggen/oidc")
    assert answer.status_code == 502 and "location" not in answer.headers


@pytest.mark.parametrize(
    "answers",
    [(500, b"{}"), (200, b"geen JSON"), (200, b"[]"), (302, b"{}"), (404, b"{}"), (200, b"{" + b" " * 1_100_000)],
    ids=["500", "no JSON", "a list", "a redirect", "404", "too long"],
)
def test_an_answer_that_is_none_lets_nobody_in(
    desk: SmallDesk, provider: BentProvider, answers: tuple[int, bytes]
) -> None:
    browser = desk.browser()
    told = provider.approve(away(browser))
    provider.answers = answers
    answer = back(browser, told)
    assert answer.status_code == 502 and not signed_in(browser)


def test_bna_check_looks_at_the_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_with(tmp_path, "http://127.0.0.1:1", monkeypatch)
    _, faults = desk.app.faults("demo-2020")
    assert any(fault.startswith("oidc: [ACC-006]") for fault in faults)
    monkeypatch.delenv("BNA_OIDC_CLIENT_SECRET")
    _, faults = desk.app.faults("demo-2020")
    assert any("BNA_OIDC_CLIENT_SECRET" in fault for fault in faults)


def test_without_a_provider_nobody_is_sent_away(tmp_path: Path) -> None:
    desk = small_desk(tmp_path, whole=False)
    assert desk.browser().get("/inloggen/oidc").status_code == 404
    assert "werkaccount</h2>" not in desk.browser().get("/inloggen").text
    assert desk.browser().get("/inloggen/terug?state=x&code=y").status_code == 400
