"""A small project with its desk: its people have mail, and its clock goes as the test says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.testclient import TestClient

from bna_pipeline.model.access import LinkPurpose, NewLink
from bna_pipeline.portal import failures
from bna_pipeline.portal.app import desk_of
from bna_pipeline.portal.desk import Desk
from bna_pipeline.portal.routes import links, sign_in, start
from bna_pipeline.portal.security import GuardedDesk, Limits
from bna_pipeline.settings import load_settings
from bna_pipeline.wiring import App
from tests.support.small_programme import TEXT

AT = datetime(2020, 6, 1, 9, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8400"
EDITION = "demo-2020"

_PEOPLE = """\
people:
  - {id: coordinator, name: Coordinator, roles: [coordinator], mail: coordinator@example.org}
  - {id: beleid, name: Beleidsmedewerker, roles: [reviewer], mail: beleid@example.org}
  - {id: tweede, name: Tweede beoordelaar, roles: [reviewer], mail: iets@example.org, account: Tweede@Example.org}
  - {id: voorzitter, name: Voorzitter, roles: [signer], mail: dubbel@example.org}
  - {id: ander, name: Ander, roles: [auditor], mail: Dubbel@example.org}
"""


class Browser:
    """Asks a site without a network, keeps cookies, and follows no redirect by itself."""

    def __init__(self, site: FastAPI, address: str, cookies: dict[str, str]) -> None:
        self._client: Any = TestClient(
            site, base_url=address, follow_redirects=False, cookies=cookies, raise_server_exceptions=False
        )

    @property
    def cookies(self) -> httpx.Cookies:
        found: httpx.Cookies = self._client.cookies
        return found

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any request; `more` is what httpx takes."""
        answer: httpx.Response = self._client.request(method, path, **more)
        return answer

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("POST", path, **more)

    def send(self, path: str, form: str | None = None, **fields: str) -> httpx.Response:
        """Open a page and send the form on it that goes to an address.

        Args:
            form: the form's address; None: the page's own.
        """
        token = token_of(self.get(path).text, form or path)
        return self.post(form or path, data={"_token": token, **fields})


class MovedClock:
    """A clock that stands where the test puts it."""

    def __init__(self) -> None:
        self.moment = AT

    def now(self) -> datetime:
        return self.moment

    def pass_(self, time: timedelta) -> None:
        self.moment += time


@dataclass
class SmallDesk:
    """A project of the smallest programme, and its desk."""

    app: App
    clock: MovedClock
    followed: list[tuple[str, str]] = field(default_factory=list)

    whole: bool = True
    limits: Limits | None = None

    @cached_property
    def site(self) -> FastAPI:
        """Made at the first visit: it takes a while. Where it is not `whole`, it has a door and a first page."""
        if self.whole:
            return desk_of(self.app, lambda edition, flow: self.followed.append((edition, flow)), self.limits)
        site = GuardedDesk(self.app, failures.refused, self.limits)
        site.state.desk = Desk(self.app, lambda _edition, _flow: None)
        for pages in (start.pages, sign_in.pages, links.pages):
            site.include_router(pages)
        failures.install(site)
        return site

    def at_rest(self) -> SmallDesk:
        """The machine's clock stands still too: attempts are counted by the day, and a day may end within a test."""
        self.app.__dict__["wall"] = MovedClock()
        return self

    def browser(self, cookies: Mapping[str, str] | None = None) -> Browser:
        """Another browser; it follows no redirect by itself."""
        return Browser(self.site, self.app.settings.desk.public, dict(cookies or {}))

    def link(
        self,
        person: str = "beleid",
        purpose: LinkPurpose = LinkPurpose.REVIEW,
        subject: str | None = "beleid",
        days: int = 14,
    ) -> str:
        """The path of a new link."""
        wanted = NewLink(
            person=person,
            edition=EDITION,
            purpose=purpose,
            subject=subject,
            expires=self.clock.now() + timedelta(days=days),
        )
        return f"/link/{self.app.access.issue_link(wanted, self.clock.now())}"


def lay_out(root: Path, settings: str = "") -> None:
    """Write the project's folder."""
    people = TEXT.index("people:"), TEXT.index("editions:")
    text = TEXT[: people[0]] + _PEOPLE + TEXT[people[1] :]
    programme = root / "templates" / "demo" / "programme.yaml"
    programme.parent.mkdir(parents=True)
    (root / "templates" / "fonts").mkdir()
    programme.write_text(text, encoding="utf-8")
    file = root / ".bna" / "settings.toml"
    file.parent.mkdir()
    file.write_text(settings, encoding="utf-8")
    file.chmod(0o600)


def small_desk(root: Path, settings: str = "", *, whole: bool = True, limits: Limits | None = None) -> SmallDesk:
    """A desk of a new project.

    Args:
        settings: its `settings.toml`.
        whole: False: only its door.
        limits: how often anybody may try; None: the usual.
    """
    lay_out(root, settings)
    app = App(load_settings(root, {}))
    clock = MovedClock()
    app.__dict__["clock"] = clock
    return SmallDesk(app, clock, whole=whole, limits=limits)


def token_of(page: str, action: str) -> str:
    """What stands in the form that goes to an address."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    return form.partition('name="_token" value="')[2].partition('"')[0]
