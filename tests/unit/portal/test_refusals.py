"""Who is refused at the door stands in the log, with nothing that would let a reader of it in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.portal.access_log import AccessLog
from bna_pipeline.portal.security import Limits, Rate
from tests.support.desk import AT, SmallDesk, small_desk, token_of

SECRET = "k3v9mZ0cQ1xq7Yt2Wb8nRr5uFh6pLs4dEaGjTiXoNwM"
OFTEN, SELDOM = Rate(1000, timedelta(days=1)), Rate(2, timedelta(days=1))
CLIENTS = ("httpx", "httpcore", "asyncio")
"""What the test's own client says of itself."""


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    return small_desk(tmp_path_factory.mktemp("desk"), limits=Limits(OFTEN, OFTEN, SELDOM)).at_rest()


@pytest.fixture
def desk(one_desk: SmallDesk, caplog: pytest.LogCaptureFixture) -> SmallDesk:
    one_desk.clock.moment = AT
    caplog.set_level(logging.DEBUG)
    return one_desk


def logged(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name.partition(".")[0] not in CLIENTS]


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The refusals in the log; whatever else stands there, it holds no secret either."""
    found = logged(caplog)
    assert SECRET not in "\n".join(record.getMessage() + str(record.exc_info or "") for record in found)
    return [r.getMessage() for r in found if r.levelno == logging.WARNING and r.getMessage().startswith("refused")]


def forged(desk: SmallDesk) -> None:
    desk.browser({"bna": SECRET}).post("/uitloggen", data={"_token": SECRET})


def unknown(desk: SmallDesk) -> None:
    desk.browser().get(f"/link/{SECRET}?token={SECRET}")


def wrong_key(desk: SmallDesk) -> None:
    desk.browser().get(f"/api/v1/editions?key={SECRET}", headers={"authorization": f"Bearer bna_{SECRET}"})


def sign_in(desk: SmallDesk) -> None:
    desk.browser({"bna-aanmelden": SECRET}).get("/inloggen/terug", params={"state": SECRET, "code": SECRET})


def nowhere(desk: SmallDesk) -> None:
    desk.browser().post(f"/{SECRET}", data={"_token": SECRET})


def elsewhere(desk: SmallDesk) -> None:
    desk.browser().get(f"/link/{SECRET}", headers={"host": f"{SECRET.lower()}.example.org"})


@pytest.mark.parametrize(
    ("tries", "says"),
    [
        (forged, "refused ACC-012 (FormForged): POST /uitloggen from ?"),
        (unknown, "refused ACC-009 (LinkUnknown): GET /link/{token} from ?"),
        (wrong_key, "refused ACC-017 (KeyRefused): GET /api/v1/editions from ?"),
        (sign_in, "refused ACC-003 (SignInExpired): GET /inloggen/terug from ?"),
        (nowhere, "refused ACC-012 (FormForged): POST ? from ?"),
        (elsewhere, "refused ACC-016 (WrongAddress): GET /link/{token} from ?"),
    ],
)
def test_a_refusal_is_one_line_with_code_route_and_address(
    desk: SmallDesk, caplog: pytest.LogCaptureFixture, tries: Callable[[SmallDesk], None], says: str
) -> None:
    tries(desk)
    assert refusals(caplog) == [says]


def test_who_looks_at_a_link_of_another_is_noted_and_the_link_is_not(
    desk: SmallDesk, caplog: pytest.LogCaptureFixture
) -> None:
    own, another = desk.link("tweede"), desk.link()
    browser = desk.browser()
    browser.send(own)
    browser.get(another)
    assert refusals(caplog) == ["refused ACC-011 (LinkOfAnother): GET /link/{token} from ?"]
    said = "\n".join(record.getMessage() for record in logged(caplog))
    assert not [path for path in (own, another, browser.cookies["bna"]) if path.removeprefix("/link/") in said]


def test_too_many_wrong_keys_are_noted_as_that(desk: SmallDesk, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(SELDOM.most + 1):
        wrong_key(desk)
    assert refusals(caplog)[-1] == "refused ACC-015 (TooOften): GET /api/v1/editions from ?"


def test_a_button_that_was_pressed_twice_and_who_is_not_signed_in_yet_are_no_news(
    desk: SmallDesk, caplog: pytest.LogCaptureFixture
) -> None:
    browser = desk.browser()
    path = desk.link("coordinator", LinkPurpose.SUBMIT, None)
    token = token_of(browser.get(path).text, path)
    window = {"bna-venster": browser.cookies["bna-venster"]}
    answers = [desk.browser(window).post(path, data={"_token": token}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]
    desk.browser().get("/")
    assert refusals(caplog) == []


@pytest.mark.parametrize(
    ("forwarded", "shown"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::7"), (SECRET, "?"), ("1 refused ACC-000", "?")],
)
def test_behind_a_proxy_the_address_is_the_clients_and_nothing_but_an_address(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, forwarded: str, shown: str
) -> None:
    desk = small_desk(tmp_path, '[desk]\ntrusted_proxies = ["10.0.0.0/8"]\n', whole=False)
    # The proxy nearest to the desk is the last of the list; the test's client has no address that could be trusted.
    site = AccessLog(desk.site)

    async def from_proxy(scope: dict[str, object], receive: object, send: object) -> None:
        scope["client"] = ("10.1.2.3", 1)
        await site(scope, receive, send)  # type: ignore[arg-type]

    caplog.set_level(logging.INFO)
    desk.__dict__["site"] = from_proxy
    desk.browser().get(f"/link/{SECRET}", headers={"x-forwarded-for": forwarded})
    assert refusals(caplog) == [f"refused ACC-009 (LinkUnknown): GET /link/{{token}} from {shown}"]
    assert [r.getMessage().partition(" ")[0] for r in logged(caplog) if r.getMessage().endswith(" ms")] == [shown]
