"""The door of the desk: sessions, forms, headers, hosts, keys, and how much and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bna_pipeline.model.access import IDLE, LONGEST, Visitor
from bna_pipeline.portal.security import Limits, Rate
from tests.support.desk import AT, EDITION, Browser, SmallDesk, small_desk, token_of

HTTPS = '[desk]\naddress = "https://bna.example.org"\ntrusted_proxies = ["10.0.0.0/8"]\n'
MINUTE = timedelta(minutes=1)
STAFF = Visitor(person="coordinator", how="oidc:login.example.org:1", programme="demo", claim="coordinator@example.org")


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    return small_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(one_desk: SmallDesk) -> SmallDesk:
    """The desk, its clock where it began."""
    one_desk.clock.moment = AT
    return one_desk


def staff(desk: SmallDesk, visitor: Visitor = STAFF) -> Browser:
    """A browser in which somebody is signed in."""
    return desk.browser({"bna": desk.app.access.open_session(visitor, desk.clock.now())})


def is_in(browser: Browser) -> bool:
    return browser.get("/").status_code == 200


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    """A desk that bears little in a day."""
    few = Rate(2, timedelta(days=1))
    made = small_desk(tmp_path_factory.mktemp("strict"), whole=False, limits=Limits(few, few, few))
    return made.at_rest()


# -- sessions --------------------------------------------------------------------------------------------


def test_nobody_is_in_without_a_session_and_is_shown_where_to_sign_in(desk: SmallDesk) -> None:
    for cookies in ({}, {"bna": "verzonnen"}, {"bna": "A" * 43}, {"bna": ""}, {"BNA": "x"}):
        answer = desk.browser(cookies).get("/")
        assert (answer.status_code, answer.headers["location"]) == (303, "/inloggen?naar=/")


def test_a_session_ends_when_it_is_idle_and_at_the_latest_after_twelve_hours(desk: SmallDesk) -> None:
    browser = staff(desk)
    desk.clock.pass_(IDLE - MINUTE)
    assert is_in(browser)
    desk.clock.pass_(IDLE)
    assert not is_in(browser)
    busy, begun = staff(desk), desk.clock.now()
    while desk.clock.now() + IDLE / 2 < begun + LONGEST:
        desk.clock.pass_(IDLE / 2)
        assert is_in(busy)
    desk.clock.moment = begun + LONGEST
    assert not is_in(busy)


def test_signing_out_ends_the_session_and_takes_the_cookie(desk: SmallDesk) -> None:
    browser = staff(desk)
    stolen = browser.cookies["bna"]
    answer = browser.send("/", "/uitloggen")
    assert answer.status_code == 303 and 'bna=""' in answer.headers["set-cookie"]
    assert not is_in(desk.browser({"bna": stolen}))


def test_a_sign_out_that_another_site_asks_for_does_nothing(desk: SmallDesk) -> None:
    browser = staff(desk)
    assert browser.get("/uitloggen").status_code == 405
    assert browser.post("/uitloggen").status_code == 403
    assert is_in(browser)


# -- forms -----------------------------------------------------------------------------------------------


def test_a_form_without_its_token_or_with_another_is_refused_and_does_nothing(desk: SmallDesk) -> None:
    browser, other = staff(desk), staff(desk)
    good = token_of(browser.get("/").text, "/uitloggen")
    name, _, mac = good.partition(".")
    bad = [
        {},
        {"_token": ""},
        {"_token": "x"},
        {"_token": name},
        {"_token": f"{name}."},
        {"_token": f".{mac}"},
        {"_token": f"{name}x.{mac}"},
        {"_token": f"{name}.{mac[:-1]}{'0' if mac[-1] != '0' else '1'}"},
        {"_token": "é.ü"},
        {"_token": good * 9},
        {"_token": [good, good]},
        {"token": good},
        {"_token": token_of(other.get("/").text, "/uitloggen")},
        {"_token": token_of(desk.browser().get(desk.link()).text, "")},
    ]
    for fields in bad:
        answer = browser.post("/uitloggen", data=fields)
        assert (answer.status_code, "ACC-012" in answer.text) == (403, True), fields
    assert is_in(browser)
    assert browser.post("/uitloggen", data={"_token": good}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://kwaad.example.org"},
        {"origin": "http://127.0.0.1:8401"},
        {"origin": "https://127.0.0.1:8400"},
        {"sec-fetch-site": "same-origin", "origin": "https://kwaad.example.org"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
    ],
    ids=str,
)
def test_a_form_from_another_site_is_refused_though_its_token_is_right(
    desk: SmallDesk, headers: dict[str, str]
) -> None:
    browser = staff(desk)
    token = token_of(browser.get("/").text, "/uitloggen")
    answer = browser.post("/uitloggen", data={"_token": token}, headers=headers)
    assert answer.status_code == 403 and "andere website" in answer.text
    assert is_in(browser)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8400"},
        {"origin": "http://127.0.0.1:8400"},
        {},
    ],
    ids=str,
)
def test_what_browsers_send_with_a_form_of_ours_is_taken(desk: SmallDesk, headers: dict[str, str]) -> None:
    """Under `no-referrer` their origin is `null`."""
    browser = staff(desk)
    token = token_of(browser.get("/").text, "/uitloggen")
    assert browser.post("/uitloggen", data={"_token": token}, headers=headers).status_code == 303


def test_a_form_that_is_sent_again_does_nothing_more_and_says_so(desk: SmallDesk) -> None:
    browser, path = desk.browser(), desk.link()
    token = token_of(browser.get(path).text, path)
    kept = dict(browser.cookies)
    assert browser.post(path, data={"_token": token}).status_code == 303
    again = desk.browser(kept).post(path, data={"_token": token})
    assert again.status_code == 409 and "al verstuurd" in again.text
    assert "set-cookie" not in again.headers


def test_a_form_that_was_cut_off_is_not_said_to_be_done(desk: SmallDesk) -> None:
    """Who sent it was cut off before anything was on record, or it is on its way still."""
    browser = staff(desk)
    token = token_of(browser.get("/").text, "/uitloggen")
    assert desk.app.access.once(f"form {token.partition('.')[0]}", desk.app.wall.now(), LONGEST)
    again = browser.post("/uitloggen", data={"_token": token})
    assert again.status_code == 409 and "verwerkt" not in again.text and "om te zien of het is vastgelegd" in again.text
    assert is_in(browser)


def test_who_sends_a_form_after_his_session_is_told_to_keep_what_he_typed(desk: SmallDesk) -> None:
    browser = staff(desk)
    token = token_of(browser.get("/").text, "/uitloggen")
    desk.clock.pass_(IDLE)
    late = browser.post(f"/e/{EDITION}/toetsing/beleid/nakijken", data={"_token": token})
    assert late.status_code == 401 and "kopieer wat u typte" in late.text
    forged = desk.browser().post(f"/e/{EDITION}/toetsing/beleid/nakijken", data={"_token": token})
    assert forged.status_code == 403 and "kopieer wat u typte" in forged.text


def test_a_form_that_was_refused_may_be_sent_again_from_where_it_stands(desk: SmallDesk) -> None:
    browser, path = staff(desk), desk.link("tweede")
    token = token_of(browser.get("/").text, "/uitloggen")
    for _ in range(2):
        assert browser.post(path, data={"_token": token}).status_code == 403
    assert browser.post("/uitloggen", data={"_token": token}).status_code == 303


def test_every_form_on_a_page_has_a_token_of_its_own(desk: SmallDesk) -> None:
    page = staff(desk).get(desk.link("tweede")).text
    tokens = [part.partition('"')[0] for part in page.split('name="_token" value="')[1:]]
    assert len(tokens) == len(set(tokens)) == 2


def test_a_token_is_found_in_a_form_with_a_file_when_it_comes_first(desk: SmallDesk) -> None:
    browser = staff(desk)
    token = token_of(browser.get("/").text, "/uitloggen")
    file = {"bestand": ("a.docx", b"x" * 300_000, "application/octet-stream")}
    late = b'--b\r\nContent-Disposition: form-data; name="naam"\r\n\r\nx\r\n' + _part(token) + b"--b--\r\n"
    kind = {"content-type": "multipart/form-data; boundary=b"}
    assert browser.post("/uitloggen", content=late, headers=kind).status_code == 403
    assert browser.post("/uitloggen", content=b"--b\r\n" * 9, headers=kind).status_code == 403
    assert browser.post("/uitloggen", files=file).status_code == 403
    assert browser.post("/uitloggen", data={"_token": token}, files=file).status_code == 303


def _part(token: str) -> bytes:
    return b'--b\r\nContent-Disposition: form-data; name="_token"\r\n\r\n' + token.encode() + b"\r\n"


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data", "multipart/mixed; boundary=b"]
)
def test_what_is_no_form_is_refused(desk: SmallDesk, kind: str) -> None:
    browser = staff(desk)
    answer = browser.post("/uitloggen", content=b'{"_token": "x"}', headers={"content-type": kind})
    assert answer.status_code == 403 and is_in(browser)


def test_a_token_may_come_in_a_header_as_scripts_of_ours_send_it(desk: SmallDesk) -> None:
    browser = staff(desk)
    token = token_of(browser.get("/").text, "/uitloggen")
    assert browser.post("/uitloggen", headers={"x-token": token}).status_code == 303


# -- how much and how often ------------------------------------------------------------------------------


def test_a_long_form_is_refused_before_it_is_read(desk: SmallDesk) -> None:
    browser = staff(desk)
    long = browser.post("/uitloggen", data={"_token": "x", "tekst": "x" * 1_000_001})
    assert long.status_code == 413 and "ACC-014" in long.text
    streamed = browser.post(
        "/uitloggen",
        content=(b"x" * 100_000 for _ in range(11)),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert streamed.status_code == 413
    lying = browser.post("/uitloggen", content=b"x", headers={"content-length": "-1"})
    assert lying.status_code == 413
    assert is_in(browser)


def test_who_is_not_known_sends_no_files(desk: SmallDesk) -> None:
    file = {"bestand": ("a.docx", b"x" * 1_000_001, "application/octet-stream")}
    assert desk.browser().post("/uitloggen", files=file).status_code == 413
    assert staff(desk).post("/uitloggen", files=file).status_code == 403


def test_many_fields_are_refused(desk: SmallDesk) -> None:
    assert staff(desk).post("/uitloggen", data={f"v{n}": "" for n in range(5_100)}).status_code == 413


def test_too_many_looks_at_links_from_one_address_are_refused_for_a_while(strict: SmallDesk) -> None:
    browser = strict.browser()
    assert [browser.get("/link/raden").status_code for _ in range(4)] == [404, 404, 429, 429]
    answer = browser.get("/inloggen")
    assert answer.status_code == 429 and answer.headers["retry-after"] == "86400"
    assert browser.get("/gezond").status_code == 200


def test_too_many_acts_of_one_person_are_refused_and_nobody_elses(strict: SmallDesk) -> None:
    hasty, calm = (staff(strict, STAFF.model_copy(update={"how": f"oidc:login.example.org:{n}"})) for n in "23")
    assert [hasty.post("/uitloggen").status_code for _ in range(3)] == [403, 403, 429]
    assert calm.post("/uitloggen").status_code == 403


# -- keys ------------------------------------------------------------------------------------------------


def test_a_key_opens_the_api_and_a_cookie_does_not(desk: SmallDesk) -> None:
    key = desk.app.access.make_key("zaaksysteem", "coordinator", "demo", AT)
    assert staff(desk).get("/api/v1/editions").status_code == 401
    assert desk.browser().get("/api/v1/editions", headers={"authorization": f"Bearer {key}"}).status_code == 200
    assert desk.browser().get("/", headers={"authorization": f"Bearer {key}"}).status_code == 303
    desk.app.access.drop_key("zaaksysteem", AT)
    answer = desk.browser().get("/api/v1/editions", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "ACC-017"


@pytest.mark.parametrize("told", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer bna_" + "A" * 43, "bearer  "])
def test_what_is_no_key_opens_nothing(desk: SmallDesk, told: str) -> None:
    assert desk.browser().get("/api/v1/editions", headers={"authorization": told}).status_code == 401


def test_guessing_keys_is_stopped(strict: SmallDesk) -> None:
    told = {"authorization": "Bearer bna_" + "B" * 43}
    assert [strict.browser().get("/api/v1/editions", headers=told).status_code for _ in range(3)] == [401, 401, 429]
