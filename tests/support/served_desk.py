"""The sample's desk as a browser finds it: served on loopback, with the edition in a phase of its story."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import Page

from bna_pipeline.model.access import LinkPurpose, NewLink
from bna_pipeline.portal.app import desk_of
from bna_pipeline.wiring import App, follow_up, open_app
from tests.e2e.project import Project

_READY_SECONDS = 10.0


@dataclass
class ServedDesk:
    """A project's desk on loopback.

    Attributes:
        address: `http://127.0.0.1:<port>`.
        followed: every flow that was due after an act, with its edition.
    """

    project: Project
    app: App
    address: str
    followed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def edition(self) -> str:
        return self.project.edition

    def url(self, path: str = "") -> str:
        """The address of a page of the edition; with a slash in front of any page."""
        return (
            f"{self.address}{path}" if path.startswith("/") else f"{self.address}/e/{self.edition}/{path}".rstrip("/")
        )

    def link(self, person: str, purpose: LinkPurpose = LinkPurpose.SIGN_IN, subject: str | None = None) -> str:
        """The address of a new link: to sign in, or for one purpose."""
        now = self.app.clock.now()
        wanted = NewLink(
            person=person, edition=self.edition, purpose=purpose, subject=subject, expires=now + timedelta(days=7)
        )
        return f"{self.address}/link/{self.app.access.issue_link(wanted, now)}"

    def sign_in(
        self, page: Page, person: str, purpose: LinkPurpose = LinkPurpose.SIGN_IN, subject: str | None = None
    ) -> None:
        """Let a browser follow a new link, by its one button."""
        page.goto(self.link(person, purpose, subject))
        page.locator("main form button").click()


@contextmanager
def served(project: Project, at: datetime) -> Iterator[ServedDesk]:
    """The desk of a project, its clock at a moment; what is due after an act is done before the act is answered."""
    app = open_app(project.root, at)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        desk = ServedDesk(project, app, f"http://127.0.0.1:{listening.getsockname()[1]}")

        def follow(edition: str, flow: str) -> None:
            desk.followed.append((edition, flow))
            follow_up(open_app(project.root, at), edition, flow)

        settings = uvicorn.Config(desk_of(app, follow), log_level="warning", lifespan="off", access_log=False)
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            _wait_for(server, thread)
            yield desk
        finally:
            server.should_exit = True
            thread.join(_READY_SECONDS)


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + _READY_SECONDS
    while not server.started:
        if time.monotonic() > until or not thread.is_alive():
            raise RuntimeError("the desk does not start")
        time.sleep(0.01)


def project_at(folder: Path) -> Project:
    """A project that lies there."""
    return Project(folder)
