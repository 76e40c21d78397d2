"""A link from a mail: harmless to look at, for one person and one thing, and used up when that is done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bna_pipeline.errors import LinkOver, Refused
from bna_pipeline.model.access import LinkPurpose, LinkState, Visitor
from bna_pipeline.portal.security import spending
from tests.support.desk import AT, EDITION, Browser, SmallDesk, small_desk

DAY = timedelta(days=1)
HERE = f"/e/{EDITION}"
DONE = "U hebt het concept goedgekeurd."


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    return small_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(one_desk: SmallDesk) -> SmallDesk:
    """The desk, its clock where it began."""
    one_desk.clock.moment = AT
    return one_desk


def state(desk: SmallDesk, path: str) -> LinkState:
    return desk.app.access.look(path.removeprefix("/link/"), desk.clock.now())[0]


def visitor(desk: SmallDesk, browser: Browser) -> Visitor | None:
    session = desk.app.access.session(browser.cookies.get("bna") or "", desk.clock.now())
    return None if session is None else session.visitor


def followed(desk: SmallDesk, path: str) -> Browser:
    """A browser in which the link's button was pressed."""
    browser = desk.browser()
    assert browser.send(path).status_code == 303
    return browser


# -- looking ---------------------------------------------------------------------------------------------


def test_the_page_says_who_one_is_for_what_and_until_when_before_anything_happens(desk: SmallDesk) -> None:
    page = desk.browser().get(desk.link())
    assert page.status_code == 200
    for words in ("Beleidsmedewerker", "beoordelen: Beleid", "Tweede", "15 juni 2020 om 11.00 uur"):
        assert words in page.text, words


def test_a_scanner_that_follows_every_link_changes_nothing(desk: SmallDesk) -> None:
    """Thirty looks, with and without cookies, by GET, HEAD and OPTIONS, also as a prefetch; then it still works."""
    path = desk.link()
    for number in range(10):
        scanner = desk.browser()
        headers = {"sec-purpose": "prefetch", "user-agent": "link checker"} if number % 2 else {}
        answers = [scanner.ask(method, path, headers=headers) for method in ("GET", "HEAD", "OPTIONS")]
        assert [answer.status_code for answer in answers] == [200, 200, 405]
        assert not any("bna=" in answer.headers.get("set-cookie", "") for answer in answers)
        assert visitor(desk, scanner) is None
    assert state(desk, path) is LinkState.VALID
    assert visitor(desk, followed(desk, path)) is not None


def test_a_scanner_that_sends_the_form_without_looking_gets_nowhere(desk: SmallDesk) -> None:
    path = desk.link()
    scanner = desk.browser()
    assert scanner.post(path).status_code == 403
    assert scanner.post(path, data={"_token": "x"}).status_code == 403
    assert state(desk, path) is LinkState.VALID and visitor(desk, scanner) is None


def test_the_address_with_the_token_is_told_to_no_other_page(desk: SmallDesk) -> None:
    path = desk.link()
    token = path.removeprefix("/link/")
    browser = desk.browser()
    page = browser.get(path)
    assert page.headers["referrer-policy"] == "no-referrer" and page.headers["cache-control"] == "no-store"
    # Only where the form of the page itself goes.
    assert page.text.count(token) == 1
    answer = browser.send(path)
    assert answer.headers["location"].startswith(HERE) and token not in str(answer.headers)
    assert token not in browser.get(HERE).text


@pytest.mark.parametrize("tampered", ["x", "A" * 43, "%00", "..%2f..%2fetc", "a" * 3_000, "é"])
def test_a_link_that_nobody_gave_is_unknown(desk: SmallDesk, tampered: str) -> None:
    browser = desk.browser()
    answer = browser.get(f"/link/{tampered}")
    assert answer.status_code == 404 and visitor(desk, browser) is None


def test_a_link_with_one_other_character_is_unknown(desk: SmallDesk) -> None:
    path = desk.link()
    wrong = path[:-1] + ("A" if path[-1] != "A" else "B")
    assert desk.browser().get(wrong).status_code == 404
    browser = desk.browser()
    browser.get(path)
    assert browser.send(path, wrong).status_code == 403


# -- following -------------------------------------------------------------------------------------------


def test_following_it_opens_a_session_for_its_purpose_alone(desk: SmallDesk) -> None:
    browser = followed(desk, desk.link())
    found = visitor(desk, browser)
    assert found is not None
    assert (found.person, found.edition, found.purpose, found.subject) == (
        "beleid",
        EDITION,
        LinkPurpose.REVIEW,
        "beleid",
    )
    assert found.how.startswith("link:")


def test_who_comes_back_before_he_decides_goes_on_in_another_browser_too(desk: SmallDesk) -> None:
    path = desk.link()
    first, second = followed(desk, path), followed(desk, path)
    assert visitor(desk, first) == visitor(desk, second) is not None


def test_after_the_decision_the_link_says_what_was_done_and_when(desk: SmallDesk) -> None:
    path = desk.link()
    browser = followed(desk, path)
    found = visitor(desk, browser)
    assert found is not None
    desk.clock.pass_(timedelta(minutes=5))
    with spending(desk.app, found, DONE):
        pass
    later = desk.browser()
    answer = later.get(path)
    assert answer.status_code == 410
    assert DONE in answer.text and "1 juni 2020 om 11.05 uur" in answer.text
    assert "<button" not in answer.text
    assert visitor(desk, later) is None


def test_what_was_done_with_a_link_is_not_done_again(desk: SmallDesk) -> None:
    """Neither by the session that did it, nor by another that the same link opened before."""
    path = desk.link()
    one, two = followed(desk, path), followed(desk, path)
    found = visitor(desk, one)
    assert found is not None
    with spending(desk.app, found, DONE):
        pass
    with pytest.raises(LinkOver), spending(desk.app, found, "U hebt teruggestuurd."):
        pytest.fail("the act must not begin")
    for browser in (one, two):
        assert visitor(desk, browser) is not None, "he may look at what he did"
        answer = browser.send(desk.link("tweede"), "/uitloggen")
        assert answer.status_code == 303
    three = desk.browser()
    assert three.get(path).status_code == 410


def test_a_used_links_session_sends_no_form(desk: SmallDesk) -> None:
    path, another = desk.link(), desk.link("tweede")
    browser = followed(desk, path)
    found = visitor(desk, browser)
    assert found is not None
    with spending(desk.app, found, DONE):
        pass
    answer = browser.send(another, "/uitloggen")
    assert answer.status_code == 303
    browser = desk.browser({"bna": desk.app.access.open_session(found, desk.clock.now())})
    token = browser.get(another).text.partition('name="_token" value="')[2].partition('"')[0]
    refused = browser.post(f"{HERE}/iets", data={"_token": token})
    assert refused.status_code == 410 and DONE in refused.text


def test_a_refused_act_leaves_the_link_as_it_was(desk: SmallDesk) -> None:
    path = desk.link()
    found = visitor(desk, followed(desk, path))
    assert found is not None
    with pytest.raises(Refused), spending(desk.app, found, DONE):
        raise Refused("Niet nu.")
    assert state(desk, path) is LinkState.VALID


def test_who_came_by_an_account_spends_nothing(desk: SmallDesk) -> None:
    staff = Visitor(person="beleid", how="oidc:login.example.org:1", claim="beleid@example.org")
    for _ in range(2):
        with spending(desk.app, staff, DONE):
            pass


def test_a_link_to_sign_in_works_once_and_opens_everything_of_the_person(desk: SmallDesk) -> None:
    path = desk.link("coordinator", LinkPurpose.SIGN_IN, None)
    browser = followed(desk, path)
    found = visitor(desk, browser)
    assert found is not None
    assert (found.programme, found.edition, found.purpose, found.confined) == ("demo", None, None, False)
    assert browser.get("/").status_code == 200
    answer = desk.browser().get(path)
    assert answer.status_code == 410 and "Hiermee is ingelogd" in answer.text


def test_an_expired_link_opens_nothing_and_says_so(desk: SmallDesk) -> None:
    path = desk.link(days=3)
    browser = desk.browser()
    page = browser.get(path).text
    token = page.partition('name="_token" value="')[2].partition('"')[0]
    desk.clock.pass_(3 * DAY)
    answer = browser.post(path, data={"_token": token})
    assert answer.status_code == 410 and visitor(desk, browser) is None
    page = desk.browser().get(path).text
    assert "verlopen" in page and "nieuwe link" in page
    # He may have made remarks with it, or decided and taken that back.
    assert "niets mee vastgelegd" not in page and "Er is niet mee gedaan waar hij voor was" in page


def test_a_session_ends_with_the_days_of_its_link(desk: SmallDesk) -> None:
    path = desk.link(days=1)
    desk.clock.pass_(DAY - timedelta(minutes=30))
    browser = followed(desk, path)
    assert visitor(desk, browser) is not None
    desk.clock.pass_(timedelta(minutes=30))
    assert visitor(desk, browser) is None
    assert browser.get(HERE).status_code == 303


def test_a_link_that_was_taken_back_opens_nothing_and_its_sessions_end(desk: SmallDesk) -> None:
    path = desk.link("tweede")
    browser = followed(desk, path)
    desk.app.access.revoke("tweede", desk.clock.now(), EDITION)
    assert visitor(desk, browser) is None
    answer = desk.browser().get(path)
    assert answer.status_code == 410 and "ingetrokken" in answer.text


# -- another's -------------------------------------------------------------------------------------------


def test_a_link_of_somebody_else_is_refused_while_one_is_signed_in(desk: SmallDesk) -> None:
    browser, path = followed(desk, desk.link("tweede")), desk.link()
    answer = browser.get(path)
    assert answer.status_code == 403
    assert "Tweede beoordelaar" in answer.text and "voor iemand anders" in answer.text
    assert browser.send(path, "/uitloggen").status_code == 303
    browser = followed(desk, desk.link("tweede"))
    token = browser.get(path).text.partition('name="_token" value="')[2].partition('"')[0]
    refused = browser.post(path, data={"_token": token})
    assert refused.status_code == 403 and "ACC-011" in refused.text
    found = visitor(desk, browser)
    assert found is not None and found.person == "tweede"
    assert state(desk, path) is LinkState.VALID


def test_a_session_that_somebody_planted_is_of_no_use_after_following_a_link(desk: SmallDesk) -> None:
    planted = desk.app.access.open_session(
        Visitor(person="beleid", how="oidc:login.example.org:9", claim="beleid@example.org"), desk.clock.now()
    )
    victim = desk.browser({"bna": planted})
    path = desk.link()
    answer = victim.send(path)
    assert answer.status_code == 303 and answer.cookies["bna"] != planted
    assert desk.app.access.session(planted, desk.clock.now()) is None


def test_a_links_session_reaches_no_other_edition_and_no_start_page(desk: SmallDesk) -> None:
    browser = followed(desk, desk.link())
    assert browser.get("/e/demo-2019").status_code in (403, 404)
    assert browser.get("/e/bestaat-niet").status_code in (403, 404)
    assert browser.get("/").status_code == 403


@pytest.mark.parametrize("page", [HERE, f"{HERE}/toetsing/beleid", "/"])
def test_every_page_leads_who_came_by_a_link_back_to_his_edition_and_to_nothing_that_is_shut(
    desk: SmallDesk, page: str
) -> None:
    """Also the page that says that something is not for him."""
    browser = followed(desk, desk.link())
    shown = browser.get(page).text
    assert f'<a href="{HERE}">Voortgangsloket</a>' in shown and 'href="/"' not in shown
    assert browser.get(HERE).status_code == 200


def test_who_came_by_a_link_may_sign_in_whole(desk: SmallDesk) -> None:
    assert followed(desk, desk.link()).get("/inloggen").status_code == 200
    whole = followed(desk, desk.link("coordinator", LinkPurpose.SIGN_IN, None))
    assert whole.get("/inloggen").headers["location"] == "/"


def test_a_person_who_left_the_programme_comes_in_no_more(desk: SmallDesk) -> None:
    path = desk.link("vertrokken")
    answer = desk.browser().get(path)
    assert answer.status_code == 403 and "staat niet meer in het programma" in answer.text


def test_the_same_mail_has_one_link_and_no_address_no_link(tmp_path: Path) -> None:
    desk = small_desk(tmp_path, '[desk]\naddress = "https://bna.example.org/"\n')
    links = desk.app.tools(EDITION).links
    assert links is not None

    def link(key: str) -> str | None:
        return links.link_for(
            "beleid", EDITION, LinkPurpose.REVIEW, "beleid", None, key, desk.clock.now() + DAY, desk.clock.now()
        )

    first = link("mail-1")
    assert first is not None and first.startswith("https://bna.example.org/link/")
    assert link("mail-1") == first != link("mail-2")
    assert state(desk, first.removeprefix("https://bna.example.org")) is LinkState.VALID


def test_without_an_address_mails_hold_no_link(desk: SmallDesk) -> None:
    assert desk.app.tools(EDITION).links is None
