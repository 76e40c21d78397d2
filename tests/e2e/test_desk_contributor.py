"""The contributor at the desk, in a real browser: sends in, reads at once what to mend, and sees what counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bna_pipeline.model.access import LinkPurpose
from tests.e2e.project import EDITION, Project
from tests.e2e.test_desk_reviewer import violations
from tests.support.browser import browser
from tests.support.budget import where_there_is_time
from tests.support.desk_states import (
    COLLECTED_AT,
    CONTRIBUTOR,
    PARTNER,
    asked,
    contributor_states,
    opened,
    overflows,
    send,
    signed_in,
    whole,
)
from tests.support.keyboard import Keyboard
from tests.support.live_desk import LiveDesk, live_desk

pytestmark = pytest.mark.xdist_group("desk")

Round = tuple[LiveDesk, Project, Path]


@pytest.fixture
def round_(played: Path, tmp_path: Path) -> Iterator[Round]:
    """A desk with a round that was just opened, and a folder with what partners are to send."""
    project, sent = asked(played, tmp_path / "project")
    with live_desk(project.root, COLLECTED_AT) as desk:
        yield desk, project, sent


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


def test_a_file_with_faults_is_answered_at_once_with_a_keyboard_alone(round_: Round, chromium: Browser) -> None:
    """Each fault with where it is and how to mend it; the link serves until there is nothing to mend."""
    desk, project, sent = round_
    wrong: list[str] = []
    with opened(chromium) as page:
        page.on("console", lambda message: wrong.append(message.text))
        keys = Keyboard(page, lambda at: wrong.extend(violations(at)))
        keys.open(desk.link(CONTRIBUTOR, EDITION, LinkPurpose.SUBMIT, PARTNER))
        keys.push("Ja, ga verder")
        assert "nog zes werkdagen" in page.locator("main").inner_text()
        keys.attach("Uw bestand", sent / PARTNER / "bijdrage-mre-eerste-versie.docx")
        keys.push("Verstuur en controleer")
        said = page.locator("main").inner_text()
        assert "twaalf fouten te verbeteren" in said
        assert said.count("Zo lost u het op:") == 12
        keys.follow("Stuur een verbeterde versie")
        assert "Verbeter uw bijdrage" in page.locator("main").inner_text()
    (received,) = project.state().received
    assert (received.partner, received.sent_at) == (PARTNER, COLLECTED_AT)
    assert not wrong


@where_there_is_time
@pytest.mark.parametrize("script", [True, False], ids=["with script", "script off"])
def test_every_state_of_a_contributor_works_and_has_nothing_for_axe(
    round_: Round, chromium: Browser, script: bool
) -> None:
    """With script and without: the same states, nothing wider than the window at 1280 and at 360 pixels."""
    desk, project, sent = round_
    wrong: list[str] = []
    seen: list[str] = []
    with opened(chromium, script=script) as page:
        for state in whole(page, contributor_states(page, desk, project, sent)):
            seen.append(state)
            if script:
                wrong += [f"{state}: {one}" for one in (*violations(page), *overflows(page))]
    assert not wrong
    assert {"fouten", "te verbeteren", "goed", "telt mee"} <= set(seen)
    assert len(project.state().received_from(PARTNER)) == 3


@where_there_is_time
def test_a_contributor_gets_its_own_files_and_nobody_elses(round_: Round, chromium: Browser) -> None:
    desk, project, sent = round_
    base = f"{desk.address}/e/{EDITION}/bijdrage"
    mine = project.state().opened.forms  # type: ignore[union-attr]
    own = next(f.file for f in mine if f.partner == PARTNER)
    other = next(f.file for f in mine if f.partner == "ocw")
    with opened(chromium) as page:
        signed_in(page, desk, CONTRIBUTOR)
        send(page, f"{base}/{PARTNER}", sent / PARTNER / "bijdrage-mre-eerste-versie.docx")
        original = page.url.rpartition("/")[2]
        marked = page.request.get(f"{base}/{PARTNER}/versie/{original}/met-opmerkingen")
        got = page.request.get(f"{base}/{PARTNER}/bestand/{own.sha256}")
        assert got.body() == (project.outbox(PARTNER) / own.name).read_bytes()
        shut = [
            page.request.get(f"{base}/{path}").status
            for path in (
                f"{PARTNER}/bestand/{other.sha256}",
                f"{PARTNER}/bestand/..%2f..%2f",
                f"{PARTNER}/versie/{'0' * 64}",
                f"ocw/bestand/{other.sha256}",
                "ocw",
            )
        ]
    assert marked.headers["content-disposition"].startswith("attachment")
    assert set(shut) <= {403, 404}
