"""Who comes in at the desk, from the settings: the database of links and sessions, and addresses for mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bna_pipeline import ports
from bna_pipeline.model.access import LinkPurpose, NewLink
from bna_pipeline.settings import Settings
from bna_pipeline.storage.address import is_postgres

LINK_PATH = "/link/"


def access_of(settings: Settings) -> ports.Access:
    """Beside the ledger in PostgreSQL, else an SQLite file of its own; opened at the first question."""
    from bna_pipeline.storage.access import SqlAccess
    from bna_pipeline.storage.access_key import AccessKey

    url = settings.database if is_postgres(settings.database) else f"sqlite:///{_file(settings)}"
    return SqlAccess(url, AccessKey(settings.state / "access.key", settings.ledger_key))


def links_of(settings: Settings, access: Callable[[], ports.Access]) -> ports.Links | None:
    """Addresses of the desk for mails; None: it has no address that a mail could name."""
    return None if settings.desk.address is None else DeskLinks(settings.desk.address, access)


def forget_links(settings: Settings, edition: str) -> None:
    """Take away the links of a sample that begins anew."""
    if not _file(settings).exists():
        return
    access = access_of(settings)
    access.forget(edition)
    access.close()


class DeskLinks:
    """Links with the desk's address.

    Args:
        address: `https://name`, without a slash at its end.
        access: asked when the first link is made.
    """

    def __init__(self, address: str, access: Callable[[], ports.Access]) -> None:
        self._address, self._access = address, access

    def link_for(
        self,
        person: str,
        edition: str,
        purpose: LinkPurpose,
        subject: str | None,
        draft: str | None,
        key: str,
        expires: datetime,
        at: datetime,
    ) -> str | None:
        """The whole address of a one-time link; with the same key the same one."""
        wanted = NewLink(person=person, edition=edition, purpose=purpose, subject=subject, draft=draft, expires=expires)
        return self._address + LINK_PATH + self._access().issue_link(wanted, at, token_key=key)


def _file(settings: Settings) -> Path:
    return settings.state / "access.sqlite"
