"""What every answer of the desk says to a browser, and to which hosts and proxies it listens."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request

from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.portal.security import Limits, Rate, document_headers
from bna_pipeline.portal.security.addresses import Addresses
from bna_pipeline.portal.security.headers import CONTENT_POLICY
from tests.support.desk import AT, Browser, SmallDesk, small_desk, token_of

HTTPS = '[desk]\naddress = "https://bna.example.org"\ntrusted_proxies = ["10.0.0.0/8"]\n'


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    return small_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(one_desk: SmallDesk) -> SmallDesk:
    """The desk, its clock where it began."""
    one_desk.clock.moment = AT
    return one_desk


ANSWERS = (
    ("GET", "/inloggen", 200),
    ("GET", "/", 303),
    ("GET", "/bestaat-niet", 404),
    ("PUT", "/inloggen", 403),
    ("GET", "/link/onbekend", 404),
    ("POST", "/uitloggen", 403),
    ("GET", "/api/v1/editions", 401),
    ("GET", "/static/desk.css?v=1", 200),
    ("GET", "/static/weg.css", 404),
    ("GET", "/static/../app.py", 404),
    ("HEAD", "/inloggen", 200),
    ("OPTIONS", "/inloggen", 405),
)


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_has_its_headers(desk: SmallDesk, method: str, path: str, status: int) -> None:
    answer = desk.browser().ask(method, path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    fixed = path.endswith("?v=1")
    assert answer.headers["cache-control"] == ("public, max-age=31536000, immutable" if fixed else "no-store")
    assert "strict-transport-security" not in answer.headers
    assert "server" not in answer.headers


def test_an_error_that_nobody_foresaw_has_its_headers_and_tells_nothing(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("geheim van het loket")

    monkeypatch.setattr(type(desk.app.access), "look", broken)
    answer = desk.browser().get("/link/iets")
    assert answer.status_code == 500 and "geheim" not in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    assert answer.headers["cache-control"] == "no-store"


def test_the_policy_lets_in_nothing_from_elsewhere_and_nothing_in_the_page() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_POLICY.split("; "))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in CONTENT_POLICY and "http" not in CONTENT_POLICY and "*" not in CONTENT_POLICY


def test_a_document_in_a_frame_has_its_own_styles_and_no_script() -> None:
    headers = document_headers("<html><style>a{}</style><style media=print>b{}</style><script>x</script>")
    policy = headers["Content-Security-Policy"]
    # The SHA-256 of "a{}" and "b{}", in base64.
    assert policy.count("'sha256-") == 2 and "script" not in policy.replace("sandbox", "")
    assert "frame-ancestors 'self'" in policy and "unsafe" not in policy
    assert "style-src 'none'" in document_headers("<html>")["Content-Security-Policy"]


@pytest.mark.parametrize(
    "host",
    ["kwaad.example.org", "127.0.0.1.kwaad.example.org", "kwaad.example.org:8400", "a@127.0.0.1", "127.0.0.1/x", ""],
)
def test_another_host_is_not_answered(desk: SmallDesk, host: str) -> None:
    answer = desk.browser().get("/inloggen", headers={"host": host})
    assert answer.status_code == 421 and "ACC-016" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8400", "localhost:8400", "[::1]:8400", "127.0.0.1"])
def test_this_machine_is_answered_by_each_of_its_names(desk: SmallDesk, host: str) -> None:
    assert desk.browser().get("/inloggen", headers={"host": host}).status_code == 200


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    """A desk behind a proxy, with a name of its own."""
    return small_desk(tmp_path_factory.mktemp("public"), HTTPS, whole=False)


def test_over_https_cookies_are_of_this_host_alone_and_the_browser_stays_on_https(public: SmallDesk) -> None:
    browser, path = public.browser(), public.link("coordinator", LinkPurpose.SIGN_IN, None)
    page = browser.get(path)
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    answer = browser.post(path, data={"_token": token_of(page.text, path)})
    given = [c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-bna=")]
    assert len(given) == 1
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
        assert part in given[0]
    assert "Domain" not in given[0] and "Max-Age" not in given[0]
    token = browser.cookies["__Host-bna"]
    assert browser.get("/").status_code == 200
    assert public.browser({"bna": token}).get("/").status_code == 303, "a name that another host can set"


def test_a_desk_with_a_name_answers_to_no_other(public: SmallDesk) -> None:
    assert public.browser().get("/inloggen").status_code == 200
    assert public.browser().get("/inloggen", headers={"host": "bna.example.org:443"}).status_code == 200
    assert public.browser().get("/inloggen", headers={"host": "bna.example.org:444"}).status_code == 421
    assert public.browser().get("/inloggen", headers={"host": "example.org"}).status_code == 421


def test_only_a_known_proxy_is_believed_about_where_somebody_comes_from() -> None:
    addresses = Addresses("https://bna.example.org", ("10.0.0.0/8", "::1"))

    def asked(peer: str, *told: str) -> str:
        headers = [(b"x-forwarded-for", line.encode()) for line in told]
        return addresses.client(Request({"type": "http", "headers": headers, "client": (peer, 1)}))

    assert asked("192.0.2.1", "198.51.100.7") == "192.0.2.1"
    assert asked("10.1.2.3", "198.51.100.7") == "198.51.100.7"
    assert asked("10.1.2.3", "203.0.113.9, 198.51.100.7, 10.9.9.9") == "198.51.100.7"
    assert asked("::1") == "::1"
    assert asked("::ffff:10.1.2.3", "198.51.100.7") == "198.51.100.7", (
        "the desk listens on :: and the proxy comes by IPv4"
    )
    assert asked("10.1.2.3", "198.51.100.7:50412") == "198.51.100.7", "a proxy may add the port"
    assert asked("10.1.2.3", "[2001:db8::7]:50412") == asked("10.1.2.3", "2001:db8:0::7") == "2001:db8::7"
    # A proxy may add a line of its own below what the visitor made up (RFC 9110, 5.2).
    assert asked("10.1.2.3", "203.0.113.9", "198.51.100.7") == "198.51.100.7"
    assert asked("10.1.2.3", "verzonnen") == "verzonnen"


def test_who_has_a_whole_network_is_counted_as_one(tmp_path: Path) -> None:
    """A subscriber has every address of an IPv6 network of 64 bits (RFC 6177)."""
    few = Rate(2, timedelta(days=1))
    desk = small_desk(tmp_path, HTTPS, whole=False, limits=Limits(few, few, few)).at_rest()

    def looks(address: str) -> int:
        site = desk.site

        async def from_proxy(scope: dict[str, object], receive: object, send: object) -> None:
            scope["client"] = ("10.1.2.3", 1)
            await site(scope, receive, send)  # type: ignore[arg-type]

        browser = Browser(from_proxy, desk.app.settings.desk.public, {})  # type: ignore[arg-type]
        return browser.get("/inloggen", headers={"x-forwarded-for": address}).status_code

    assert [looks(f"2001:db8::{number}") for number in range(3)] == [200, 200, 429]
    assert looks("2001:db8:0:1::1") == looks("192.0.2.1") == looks("192.0.2.2") == 200


def test_a_page_is_asked_for_by_head_without_itself(desk: SmallDesk) -> None:
    answer = desk.browser().ask("HEAD", "/inloggen")
    assert answer.content == b"" and int(answer.headers["content-length"]) > 500
