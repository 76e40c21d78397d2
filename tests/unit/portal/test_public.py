"""The pages for everyone: nothing before the release, by no question whatever; then exactly the frozen files."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from bna_pipeline.errors import StorageError
from bna_pipeline.model.access import Visitor
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import LETTER_HTML, LETTER_PDF, REPORT_HTML, REPORT_PDF, Package
from bna_pipeline.model.events import EditionOpened, Event
from bna_pipeline.model.release_events import ReleaseArmed, ReleaseFired
from bna_pipeline.model.step_events import StepStuck
from bna_pipeline.pipeline.tools import Actor, record
from bna_pipeline.portal.shelf import AGAIN_SECONDS, FRESH_SECONDS, WHOLE_SECONDS, Shelf
from tests.support.desk import AT, EDITION, Browser, SmallDesk, small_desk

SYSTEM = Actor("systeem", "proef")
PAGE = f"/openbaar/{EDITION}"
FILES = {
    LETTER_PDF: b"%PDF-1.7 de brief",
    LETTER_HTML: b"<!doctype html><title>x</title><style>p{color:red}</style><p>de brief</p><script>1</script>",
    REPORT_PDF: b"%PDF-1.7 " + b"de rapportage " * 50_000,
    REPORT_HTML: b"<!doctype html><title>x</title><p>de rapportage</p>",
}
INNER = {"approvals.json": b"[]", "manifest.json": b"{}"}


class Ticking:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture
def desk(tmp_path: Path, ticking: Ticking) -> SmallDesk:
    """A desk whose programme has a public page, and whose edition is open."""
    return with_page(small_desk(tmp_path / "project"), ticking)


def with_page(made: SmallDesk, ticking: Ticking, more: str = "") -> SmallDesk:
    programme = made.app.root / "templates" / "demo" / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    channel = "    - {id: pagina, name: Openbare pagina, kind: page}\n"
    programme.write_text(text.replace("review:\n", f"{more}review:\n", 1) + channel, encoding="utf-8")
    made.site.state.shelf = Shelf(made.app, made.app.settings.desk.public, ticking)
    note(made, EditionOpened(programme="0" * 64, sample=False, deadline=AT.date(), forms=()))
    return made


def note(desk: SmallDesk, event: Event, edition: str = EDITION) -> None:
    record(desk.app.tools(edition), SYSTEM, lambda _now: event)


def arm(desk: SmallDesk, edition: str = EDITION) -> str:
    """Freeze the package; its digest."""
    tools = desk.app.tools(edition)
    for data in (*FILES.values(), *INNER.values()):
        tools.blobs.put(data)
    files = tuple(FileDigest.of(f"data/{name}", data) for name, data in sorted({**FILES, **INNER}.items()))
    package = Package(edition=edition, files=files, digest=sha256_hex(edition.encode()), content_digest="1" * 64)
    note(desk, ReleaseArmed(package=package), edition)
    return package.digest


def release(desk: SmallDesk, edition: str = EDITION) -> None:
    digest = arm(desk, edition)
    note(desk, ReleaseFired(package=digest), edition)


def same(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """All that an answer says, but the time."""
    return answer.status_code, {k: v for k, v in answer.headers.items() if k != "date"}, answer.content


def questions(edition: str) -> list[tuple[str, str, dict[str, str]]]:
    """Every way in which one may ask for what is not there yet."""
    base = f"/openbaar/{edition}"
    names = (*FILES, *INNER, "data", "..%2fpakket", "pakket.zip", "statenmededeling.docx")
    paths = [base, *(f"{base}/{name}" for name in names)]
    tags = ", ".join(f'"{sha256_hex(data)}"' for data in FILES.values())
    more: list[dict[str, str]] = [
        {},
        {"range": "bytes=0-10"},
        {"if-none-match": tags},
        {"if-none-match": "*"},
        {"if-modified-since": "Mon, 30 Nov 2026 00:00:00 GMT"},
        {"accept": "application/pdf"},
        {"accept-encoding": "gzip, br"},
    ]
    plainly = [("GET", path, more[0]) for path in paths]
    return plainly + [(method, path, said) for path in paths[:2] for method in ("GET", "HEAD") for said in more]


def ask_all(browser: Browser, edition: str) -> list[tuple[int, dict[str, str], bytes]]:
    return [same(browser.ask(method, path, headers=headers)) for method, path, headers in questions(edition)]


@pytest.mark.parametrize("armed", [False, True])
def test_before_the_release_every_question_is_answered_as_that_for_an_edition_that_nobody_knows(
    desk: SmallDesk, armed: bool
) -> None:
    if armed:
        arm(desk)
    browser = desk.browser()
    known, unknown = ask_all(browser, EDITION), ask_all(browser, "demo-2099")
    assert known == unknown and {status for status, _, _ in known} == {404}
    assert all("etag" not in headers and headers["cache-control"] == "no-store" for _, headers, _ in known)
    listed = browser.get("/openbaar")
    assert "nog niets gepubliceerd" in listed.text and EDITION not in listed.text


def test_an_edition_without_a_public_page_stays_unseen_after_its_release(tmp_path: Path) -> None:
    desk = small_desk(tmp_path / "project")
    note(desk, EditionOpened(programme="0" * 64, sample=False, deadline=AT.date(), forms=()))
    release(desk)
    assert {status for status, _, _ in ask_all(desk.browser(), EDITION)} == {404}


def test_after_the_release_the_page_gives_exactly_the_frozen_files(desk: SmallDesk) -> None:
    """Under plain names, with types of their own, and no other file of the package."""
    release(desk)
    browser = desk.browser()
    for name, data in FILES.items():
        answer = browser.get(f"{PAGE}/{name}")
        assert (answer.status_code, answer.content) == (200, data)
        kind = "application/pdf" if name.endswith(".pdf") else "text/html; charset=utf-8"
        assert answer.headers["content-type"] == kind
        assert answer.headers["content-disposition"].startswith(f'inline; filename="{name}"')
        assert answer.headers["cache-control"] == "public, max-age=300, must-revalidate"
        assert (
            b64decode(answer.headers["repr-digest"].removeprefix("sha-256=:").rstrip(":"))
            == hashlib.sha256(data).digest()
        )
    for name in (*INNER, "data", "statenmededeling.docx"):
        assert browser.get(f"{PAGE}/{name}").status_code == 404
    page = browser.get(PAGE).text
    listed = re.findall(rf'href="{PAGE}/([^"]+)"', page)
    assert listed == [LETTER_PDF, LETTER_HTML, REPORT_PDF, REPORT_HTML], "the letter first"
    assert all(sha256_hex(data) in page for data in FILES.values())
    assert f'href="{PAGE}"' in browser.get("/openbaar").text


def test_who_has_a_file_is_told_so_without_it_and_head_gives_its_length(desk: SmallDesk) -> None:
    release(desk)
    browser = desk.browser()
    tag = browser.get(f"{PAGE}/{REPORT_PDF}").headers["etag"]
    assert tag == f'"{sha256_hex(FILES[REPORT_PDF])}"'
    for said in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = browser.get(f"{PAGE}/{REPORT_PDF}", headers={"if-none-match": said})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    head = browser.ask("HEAD", f"{PAGE}/{REPORT_PDF}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(FILES[REPORT_PDF]))
    part = browser.get(f"{PAGE}/{REPORT_PDF}", headers={"range": "bytes=0-9"})
    assert (part.status_code, part.content) == (200, FILES[REPORT_PDF]), "a range may be ignored (RFC 9110, 14.2)"
    page = browser.get(PAGE)
    assert page.headers["cache-control"] == "public, no-cache", "what was just released is seen at once"
    assert browser.get(PAGE, headers={"if-none-match": page.headers["etag"]}).status_code == 304


def test_a_released_web_page_stands_in_a_sandbox(desk: SmallDesk) -> None:
    release(desk)
    policy = desk.browser().get(f"{PAGE}/{LETTER_HTML}").headers["content-security-policy"]
    assert "sandbox" in policy and "script-src" not in policy and "default-src 'none'" in policy


def test_who_is_signed_in_sees_the_same_bytes_as_a_stranger_and_nobody_gets_a_cookie(desk: SmallDesk) -> None:
    """So that a cache in between may keep them for all."""
    release(desk)
    visitor = Visitor(person="coordinator", how="oidc:x:1", programme="demo", claim="coordinator@example.org")
    staff = desk.browser({"bna": desk.app.access.open_session(visitor, desk.clock.now())})
    for path in ("/openbaar", PAGE, f"{PAGE}/{LETTER_PDF}", "/openbaar/demo-2099"):
        mine, theirs = desk.browser().get(path), staff.get(path)
        assert same(mine) == same(theirs) and "set-cookie" not in mine.headers


def test_everything_else_of_the_desk_stays_closed_to_strangers_after_the_release(desk: SmallDesk) -> None:
    release(desk)
    for path in (f"/e/{EDITION}", f"/e/{EDITION}/vrijgave", f"/e/{EDITION}/logboek"):
        assert desk.browser().get(path).status_code == 303
    assert desk.browser().get(f"/api/v1/editions/{EDITION}").status_code == 401


def test_who_comes_to_sign_in_is_shown_the_way_to_what_is_public_once_there_is_something(
    desk: SmallDesk, ticking: Ticking
) -> None:
    assert "/openbaar" not in desk.browser().get("/inloggen").text
    release(desk)
    ticking.seconds += FRESH_SECONDS
    assert '<a class="utrecht-link utrecht-link--html-a" href="/openbaar">' in desk.browser().get("/inloggen").text


def test_a_release_is_seen_within_a_second_and_until_then_nothing_is_read(desk: SmallDesk, ticking: Ticking) -> None:
    """A crowd of strangers asks no ledger and no programme anything."""
    browser = desk.browser()
    assert browser.get(PAGE).status_code == 404
    release(desk)
    assert browser.get(PAGE).status_code == 404, "as it was a moment ago"
    ticking.seconds += FRESH_SECONDS
    assert browser.get(PAGE).status_code == 200
    assert browser.get(f"{PAGE}/{LETTER_PDF}").status_code == 200
    shelf: Shelf = desk.site.state.shelf
    before = shelf.look()
    desk.app.__dict__["tools"] = None  # to be called would be an error
    for _ in range(3):
        ticking.seconds += FRESH_SECONDS
        assert browser.get(PAGE).status_code == 200
        assert browser.get(f"{PAGE}/{LETTER_PDF}").content == FILES[LETTER_PDF]
    assert shelf.look().shown is before.shown


def test_a_store_that_is_away_for_a_moment_delays_a_release_by_seconds_and_takes_away_nothing(
    desk: SmallDesk, ticking: Ticking
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StorageError("De opslag is weg.", "Wacht even.")

    def after(seconds: float) -> int:
        ticking.seconds += seconds
        return desk.browser().get(PAGE).status_code

    assert after(0) == 404
    release(desk)
    desk.app.__dict__["tools"] = away
    assert after(FRESH_SECONDS) == 404
    del desk.app.__dict__["tools"]
    assert after(AGAIN_SECONDS) == 200
    note(desk, StepStuck(step="deliver", code="DEL-001", said="Een kanaal is weg."))
    desk.app.__dict__["tools"] = away
    assert [after(seconds) for seconds in (FRESH_SECONDS, AGAIN_SECONDS, WHOLE_SECONDS)] == [200, 200, 200]
    assert desk.browser().get("/openbaar").text.count(f'href="{PAGE}"') == 1
    del desk.app.__dict__["tools"]
    assert after(AGAIN_SECONDS) == 200


def test_words_of_the_programme_that_were_mended_are_seen_within_minutes(desk: SmallDesk, ticking: Ticking) -> None:
    release(desk)
    assert "<h1" in desk.browser().get(PAGE).text
    programme = desk.app.root / "templates" / "demo" / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    programme.write_text(text.replace("title: Tweede,", "title: Tweede rapportage,"), encoding="utf-8")
    ticking.seconds += WHOLE_SECONDS
    assert "Tweede rapportage" in desk.browser().get(PAGE).text


def test_a_file_that_is_not_as_it_was_frozen_is_given_to_nobody(desk: SmallDesk) -> None:
    release(desk)
    for kept in (desk.app.root / ".bna").rglob(f"*{sha256_hex(FILES[LETTER_PDF])[2:]}*"):
        kept.chmod(0o600)
        kept.write_bytes(b"iets anders")
    answer = desk.browser().get(f"{PAGE}/{LETTER_PDF}")
    assert answer.status_code == 503 and b"iets anders" not in answer.content
    assert str(desk.app.root) not in answer.text and answer.headers["cache-control"] == "no-store"
    assert desk.browser().get(f"{PAGE}/{REPORT_PDF}").status_code == 200


def test_an_erratum_stands_beside_what_it_corrects(tmp_path: Path, ticking: Ticking) -> None:
    """On the list under it, on its page at the top, and the other way round; what was released does not change."""
    desk = small_desk(tmp_path / "project")
    erratum = f"{EDITION}-erratum-1"
    line = (
        f"  - {{id: {erratum}, year: 2020, ordinal: 2, title: Tweede verbeterd, period_start: 2019-07-01, "
        f"period_end: 2020-06-30, corrects: {EDITION}}}\n"
    )
    with_page(desk, ticking, line)
    release(desk)
    browser = desk.browser()
    assert "verbeterd" not in browser.get(PAGE).text.lower()
    note(desk, EditionOpened(programme="0" * 64, sample=False, deadline=AT.date(), forms=()), erratum)
    arm(desk, erratum)
    ticking.seconds += FRESH_SECONDS
    assert "verbeterd" not in browser.get(PAGE).text.lower(), "an erratum under embargo is not announced"
    assert "erratum" not in browser.get("/openbaar").text
    note(desk, ReleaseFired(package=sha256_hex(erratum.encode())), erratum)
    ticking.seconds += FRESH_SECONDS
    page, own = browser.get(PAGE).text, browser.get(f"/openbaar/{erratum}").text
    assert "Deze stukken zijn verbeterd" in page and f'href="/openbaar/{erratum}"' in page
    assert "Dit is een erratum" in own and f'href="{PAGE}"' in own
    listed = browser.get("/openbaar").text
    assert listed.index(f'href="{PAGE}"') < listed.index(f'href="/openbaar/{erratum}"')
    assert listed.count("<h2") == 1
