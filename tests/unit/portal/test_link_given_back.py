"""A link of whose use nothing came is given back, and one whose act is on record never is: the ledger is the truth."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bna_pipeline.errors import LinkOver
from bna_pipeline.model.access import Link, LinkPurpose, LinkState
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.events import Event, SigningIntended
from bna_pipeline.model.link_use import AN_ACT_TAKES
from bna_pipeline.model.signing_events import SigningRefused
from bna_pipeline.portal.security import given_back, spending
from tests.support.desk import AT, EDITION, SmallDesk, small_desk

DONE = "U hebt de brief ondertekend."
HERE = f"/e/{EDITION}"
FIELD = "Voorzitter"
REFUSED = SigningRefused(field=FIELD, person="voorzitter", reason="Er staat een fout in.")
BEGUN = SigningIntended(field=FIELD, person="voorzitter", before=FileDigest(name="brief.pdf", size=1, sha256="a" * 64))
SECOND = timedelta(seconds=1)

KILLED_WITHIN_THE_ACT = """
import os, sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from bna_pipeline.portal.security import spending
from bna_pipeline.settings import load_settings
from bna_pipeline.wiring import App

root, token, done, at = sys.argv[1:]
app = App(load_settings(Path(root), {}))
app.__dict__["clock"] = SimpleNamespace(now=lambda: datetime.fromisoformat(at))
_, link = app.access.look(token, app.clock.now())
with spending(app, app.visitor_linked(link), done):
    os._exit(9)
"""


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    return small_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(one_desk: SmallDesk) -> SmallDesk:
    one_desk.clock.moment = AT
    return one_desk


def signing(desk: SmallDesk) -> str:
    return desk.link("voorzitter", LinkPurpose.SIGN, FIELD)


def looked(desk: SmallDesk, path: str) -> tuple[LinkState, Link]:
    state, link = desk.app.access.look(path.removeprefix("/link/"), desk.clock.now())
    assert link is not None
    return state, link


def used(desk: SmallDesk, path: str) -> Link:
    """The link, used up with nothing on record."""
    assert desk.app.access.use(looked(desk, path)[1].id, desk.clock.now(), DONE)
    return looked(desk, path)[1]


def recorded(desk: SmallDesk, event: Event, account: str) -> None:
    tools = desk.app.tools(EDITION)
    known = tools.ledger.entries(EDITION)
    tools.ledger.append(
        EDITION, event, actor="voorzitter", account=account, at=desk.clock.now(), after=known[-1].seq if known else 0
    )


def test_who_was_cut_off_by_a_kill_goes_on_with_the_same_link_and_the_same_session(desk: SmallDesk) -> None:
    """The process dies between the use of the link and the act, with no chance to say so."""
    path = signing(desk)
    browser = desk.browser()
    assert browser.send(path).status_code == 303
    arguments = (str(desk.app.root), path.removeprefix("/link/"), DONE, AT.isoformat())
    died = subprocess.run(
        [sys.executable, "-c", KILLED_WITHIN_THE_ACT, *arguments], cwd=Path(__file__).parents[3], check=False
    )
    assert died.returncode == 9
    assert looked(desk, path)[0] is LinkState.USED

    desk.clock.pass_(AN_ACT_TAKES - SECOND)
    assert desk.browser().get(path).status_code == 410, "it may still be on its way"
    browser.get(HERE)
    assert looked(desk, path)[0] is LinkState.USED

    desk.clock.pass_(SECOND)
    browser.get(HERE)
    state, link = looked(desk, path)
    assert (state, link.done) == (LinkState.VALID, "")
    session = desk.app.access.session(browser.cookies["bna"], desk.clock.now())
    assert session is not None and not session.spent
    with spending(desk.app, session.visitor, DONE):
        pass


def test_the_links_own_page_gives_it_back_as_well(desk: SmallDesk) -> None:
    path = signing(desk)
    used(desk, path)
    desk.clock.pass_(AN_ACT_TAKES)
    browser = desk.browser()
    assert browser.get(path).status_code == 200
    assert browser.send(path).status_code == 303


@pytest.mark.parametrize("event", [None, BEGUN], ids=["nothing", "a signing that was begun"])
def test_what_others_did_and_what_does_not_use_it_up_keeps_no_link(desk: SmallDesk, event: Event | None) -> None:
    path, other = signing(desk), looked(desk, signing(desk))[1]
    link = used(desk, path)
    for account in (other.way_in, "key:zaaksysteem", "root"):
        recorded(desk, REFUSED, account)
    if event is not None:
        recorded(desk, event, link.way_in)
    desk.clock.pass_(AN_ACT_TAKES)
    assert given_back(desk.app, link)
    assert looked(desk, path)[0] is LinkState.VALID


@pytest.mark.parametrize("handed_out_by", ["", ":beheer", ":a:b"])
def test_a_link_whose_act_is_on_record_is_never_given_back(desk: SmallDesk, handed_out_by: str) -> None:
    path = signing(desk)
    link = used(desk, path)
    recorded(desk, REFUSED, f"link:{link.id}{handed_out_by}")
    for time in (AN_ACT_TAKES, timedelta(days=1), timedelta(days=300)):
        desk.clock.moment = AT + time
        assert not given_back(desk.app, link)
        answer = desk.browser().get(path)
        assert answer.status_code == 410 and DONE in answer.text
    assert looked(desk, path)[0] is LinkState.USED


def test_a_link_that_was_taken_back_meanwhile_or_whose_days_are_over_opens_nothing(desk: SmallDesk) -> None:
    taken, over = signing(desk), desk.link("voorzitter", LinkPurpose.SIGN, FIELD, days=1)
    browsers = [desk.browser(), desk.browser()]
    for browser, path in zip(browsers, (taken, over), strict=True):
        browser.send(path)
        used(desk, path)
    desk.clock.pass_(AN_ACT_TAKES)
    desk.app.access.revoke("voorzitter", desk.clock.now(), EDITION)
    assert "ingetrokken" in desk.browser().get(taken).text
    assert browsers[0].get(HERE).status_code == 303
    desk.clock.pass_(timedelta(days=1))
    assert desk.browser().get(over).status_code == 410
    assert browsers[1].get(HERE).status_code == 303


def test_a_link_to_sign_in_leaves_nothing_on_record_and_stays_used(desk: SmallDesk) -> None:
    path = desk.link("coordinator", LinkPurpose.SIGN_IN, None)
    desk.browser().send(path)
    desk.clock.pass_(timedelta(days=1))
    assert desk.browser().get(path).status_code == 410


def test_an_act_that_took_so_long_that_its_link_was_given_back_uses_it_all_the_same(desk: SmallDesk) -> None:
    path = signing(desk)
    visitor = desk.app.visitor_linked(looked(desk, path)[1])
    with spending(desk.app, visitor, DONE):
        desk.clock.pass_(AN_ACT_TAKES)
        assert desk.browser().get(path).status_code == 200
        recorded(desk, REFUSED, visitor.how)
    assert looked(desk, path)[0] is LinkState.USED


def test_one_who_looked_before_another_used_it_again_takes_nothing_from_him(desk: SmallDesk) -> None:
    path = signing(desk)
    stale = used(desk, path)
    desk.clock.pass_(AN_ACT_TAKES)
    assert given_back(desk.app, stale)
    used(desk, path)
    given_back(desk.app, stale)
    assert looked(desk, path)[0] is LinkState.USED
    with pytest.raises(LinkOver), spending(desk.app, desk.app.visitor_linked(stale), DONE):
        pytest.fail("the act must not begin")
