"""The desk as it runs for people: served on loopback, and what follows an act done behind it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn

from bna_pipeline.model.access import LinkPurpose, NewLink
from bna_pipeline.portal.app import desk_of
from bna_pipeline.settings import load_settings
from bna_pipeline.wiring import App
from bna_pipeline.wiring.background import BackgroundAdvance
from flows.server import free_socket

_PATIENCE = 600.0
"""Seconds for what follows an act, which takes ten where nothing else runs."""


@dataclass(frozen=True)
class LiveDesk:
    """A project's desk on loopback.

    Attributes:
        address: such as `http://127.0.0.1:40123`.
        behind: what moves the edition on after an act.
    """

    app: App
    address: str
    behind: BackgroundAdvance

    def link(
        self,
        person: str,
        edition: str,
        purpose: LinkPurpose = LinkPurpose.SIGN_IN,
        subject: str | None = None,
        hours: int = 2,
    ) -> str:
        """The address of a new link for a person."""
        now = self.app.clock.now()
        wanted = NewLink(
            person=person, edition=edition, purpose=purpose, subject=subject, expires=now + timedelta(hours=hours)
        )
        return f"{self.address}/link/{self.app.access.issue_link(wanted, now)}"

    def settled(self) -> None:
        """Wait until what follows from all acts is done."""
        assert self.behind.idle(_PATIENCE), "what followed an act took too long"


@contextmanager
def live_desk(root: Path, at: datetime | None = None, *, listening: socket.socket | None = None) -> Iterator[LiveDesk]:
    """Serve the desk of a project until the block ends.

    Args:
        at: where a sample's clock stands; None: the machine's clock.
        listening: where, when its settings name the address; None: anywhere.
    """
    with nullcontext(listening) if listening is not None else free_socket() as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = load_settings(root, {})
        port = listening.getsockname()[1]
        app = App(settings.model_copy(update={"desk": settings.desk.model_copy(update={"port": port})}), at)
        with BackgroundAdvance(app) as behind:
            server = uvicorn.Server(uvicorn.Config(desk_of(app, behind.soon), log_level="warning", lifespan="off"))
            running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            running.start()
            try:
                yield LiveDesk(app, address, behind)
            finally:
                server.should_exit = True
                running.join(timeout=30)
                app.access.close()
