"""Every route of the desk, by everybody to whom it is not open; and people at what is theirs, who may see only that."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

import httpx
from fastapi import FastAPI

from bna_pipeline.model.access import LinkPurpose, NewLink
from bna_pipeline.portal.matrix import OPENINGS
from tests.e2e.early.attempt import Attempt, Seen
from tests.programmes.layout import EDITION
from tests.support.canaries import Secrets
from tests.support.desk import Browser
from tests.support.desk_callers import Caller, Doorbell
from tests.support.desk_requests import Knock, api_routes, is_open, knocks
from tests.support.embargoed import ADDRESS, CONTRIBUTOR, PARTNER, Scene

NOT_DONE: Final = frozenset({"sign-out"})
"""Routes by which a caller would be another one afterwards."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
BEHIND: Final = (
    f"/e/{EDITION}/vrijgave",
    f"/e/{EDITION}/vrijgave/klaarzetten",
    f"/e/{EDITION}/concept/1",
    f"/e/{EDITION}/concept/1/bestand/voortgangsrapportage.pdf",
    f"/e/{EDITION}/vaststelling",
    f"/e/{EDITION}/ondertekening/Gedeputeerde",
    f"/e/{EDITION}/logboek",
    f"/e/{EDITION}/logboek/audit.jsonl",
    f"/e/{EDITION}/mails",
    f"/e/{EDITION}/redactie",
    f"/e/{EDITION}/toetsing/lezers",
    f"/e/{EDITION}/bijdrage/bzk",
    f"/api/v1/editions/{EDITION}/release",
    f"/api/v1/editions/{EDITION}",
)
"""What lies behind doors that a link for something else must not open."""


def attempts(scene: Scene, *, whole: bool) -> Iterator[Attempt]:
    """Callers at routes; and links, sessions and keys that do not hold (any more).

    Args:
        whole: False: of the callers nobody alone, and of the links none.
    """
    site, bell = scene.site(), scene.bell()
    armed = scene.project.state().armed
    assert armed is not None
    digests = [file.sha256 for file in armed.files]
    yield from _shut(site, bell, digests, whole=whole)
    if whole:
        yield from _own(site, bell, digests)
        yield from _links(site, bell)


def _shut(site: FastAPI, bell: Doorbell, digests: Sequence[str], *, whole: bool) -> Iterator[Attempt]:
    callers = bell.callers if whole else bell.callers[:1]
    for route in api_routes(site):
        for caller in callers:
            for knock in knocks(route, caller, bell.programme, EDITION):
                may = is_open(caller, bell.programme, EDITION, knock)
                for_all = OPENINGS[knock.route].anyone and caller.person is None
                if (not may or for_all) and knock.route not in NOT_DONE:
                    yield _knocked(site, bell, caller, knock, digests)


def _own(site: FastAPI, bell: Doorbell, digests: Sequence[str]) -> Iterator[Attempt]:
    """A contributor looks at everything that is open to him: he sees what his own partner wrote and nothing else."""
    caller = next(c for c in bell.callers if c.person is not None and c.person.id == CONTRIBUTOR and c.link is None)
    for route in api_routes(site):
        for knock in knocks(route, caller, bell.programme, EDITION):
            if knock.method == "GET" and is_open(caller, bell.programme, EDITION, knock):
                yield _knocked(site, bell, caller, knock, digests, own=True)


def _knocked(
    site: FastAPI, bell: Doorbell, caller: Caller, knock: Knock, digests: Sequence[str], *, own: bool = False
) -> Attempt:
    paths = [knock.path]
    if "0" * 64 in knock.path:  # what is asked for by its digest, by those that there are
        paths += [knock.path.replace("0" * 64, digest) for digest in digests[:: max(1, len(digests) // 4)]]

    def do(_scene: Scene) -> Seen:
        return asyncio.run(_answers(site, bell, caller, knock, paths))

    who = f"{caller.name} at his own" if own else caller.name
    return Attempt(f"{who}: {knock.says}", do, allowed=_of_his_partner if own else _everything)


def _everything(secrets: Secrets) -> Secrets:
    return secrets


def _of_his_partner(secrets: Secrets) -> Secrets:
    """A contributor may see what his own partner wrote, and his file."""
    return secrets.without(f"{PARTNER}.")


async def _answers(
    site: FastAPI, bell: Doorbell, caller: Caller, knock: Knock, paths: Sequence[str]
) -> tuple[bytes, ...]:
    transport, seen = httpx.ASGITransport(site, raise_app_exceptions=False), []
    for path in paths:
        request = httpx.Request(knock.method, ADDRESS + path, headers=bell.headers(caller, path), **knock.body)
        answer = await transport.handle_async_request(request)
        said = await answer.aread() + str(answer.headers.raw).encode()
        for asked in _DIGEST.findall(path):
            said = said.replace(asked.encode(), b"")  # an answer may repeat the question
        seen.append(said)
    return tuple(seen)


# -- links, sessions and keys ----------------------------------------------------------------------------


def _links(site: FastAPI, bell: Doorbell) -> Iterator[Attempt]:
    def with_link(name: str, purpose: LinkPurpose, person: str, subject: str | None, *, how: str = "") -> Attempt:
        def do(scene: Scene) -> Seen:
            return _followed(site, scene, person, purpose, subject, how)

        return Attempt(f"link: {name}", do, allowed=_of_his_partner)

    submit, review = LinkPurpose.SUBMIT, LinkPurpose.REVIEW
    yield with_link("of a contributor, for everything else", submit, CONTRIBUTOR, PARTNER)
    yield with_link("of a contributor, twice", submit, CONTRIBUTOR, PARTNER, how="twice")
    yield with_link("of a contributor, expired", submit, CONTRIBUTOR, PARTNER, how="expired")
    yield with_link("of a contributor, for another partner", submit, CONTRIBUTOR, "bzk")
    yield with_link("of a reviewer, expired", review, "lezer-mensen", "lezers", how="expired")
    yield with_link("of a signatory, expired", LinkPurpose.SIGN, "gedeputeerde", "Gedeputeerde", how="expired")
    yield with_link("of a reviewer, of another edition", review, "lezer-mensen", "lezers", how="other")
    yield Attempt("session: after signing out", lambda scene: _signed_out(site, scene, bell))
    yield Attempt(
        "key: of somebody who is a contributor", lambda _scene: _with_key(site, bell), allowed=_of_his_partner
    )
    yield Attempt("key: withdrawn", lambda scene: _withdrawn_key(site, scene))


def _followed(
    site: FastAPI, scene: Scene, person: str, purpose: LinkPurpose, subject: str | None, how: str
) -> Iterator[bytes]:
    """Follow a link with a browser, and then try every door behind which there is more."""
    app = scene.app()
    now, of = scene.clock.now(), "regiodeal-2019" if how == "other" else EDITION
    expires = now + timedelta(days=1)
    if how == "expired":
        now, expires = now - timedelta(days=9), now - timedelta(days=8)
    wanted = NewLink(person=person, edition=of, purpose=purpose, subject=subject, expires=expires)
    token = app.access.issue_link(wanted, now)
    browser = Browser(site, ADDRESS, {})
    for _ in range(2 if how == "twice" else 1):
        yield browser.get(f"/link/{token}").content
        yield browser.send(f"/link/{token}").content
    for path in BEHIND:
        answer = browser.get(path)
        yield answer.content + str(answer.headers).encode()


def _signed_out(site: FastAPI, scene: Scene, bell: Doorbell) -> Iterator[bytes]:
    coordinator = next(c for c in bell.callers if c.name == "coordinator" and c.visitor is not None)
    assert coordinator.visitor is not None
    session = scene.app().access.open_session(coordinator.visitor, scene.clock.now())
    browser = Browser(site, ADDRESS, {"bna": session})
    assert browser.get(f"/e/{EDITION}/vrijgave").status_code == 200, "he was signed in"
    browser.send("/", form="/uitloggen")
    for path in BEHIND:
        yield Browser(site, ADDRESS, {"bna": session}).get(path).content


def _with_key(site: FastAPI, bell: Doorbell) -> Iterator[bytes]:
    caller = next(c for c in bell.callers if c.person is not None and c.person.id == CONTRIBUTOR and c.link is None)
    browser = Browser(site, ADDRESS, {})
    for path in BEHIND:
        yield browser.get(path, headers=bell.headers(caller, "/api/")).content


def _withdrawn_key(site: FastAPI, scene: Scene) -> Iterator[bytes]:
    access, now = scene.app().access, scene.clock.now()
    key = access.make_key("vervallen", "coordinator", "regiodeal", now)
    browser, headers = Browser(site, ADDRESS, {}), {"authorization": f"Bearer {key}"}
    assert browser.get(BEHIND[-1], headers=headers).status_code == 200, "it opened something"
    access.drop_key("vervallen", now)
    for path in BEHIND:
        yield browser.get(path, headers=headers).content
