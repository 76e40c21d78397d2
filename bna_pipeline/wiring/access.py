"""Who comes in at the desk, from the settings: the database of links and sessions, and addresses for mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bna_pipeline import ports
from bna_pipeline.errors import BnaError, NobodyKnown, ProgrammeInvalid
from bna_pipeline.identity.visitors import ASK, found
from bna_pipeline.model.access import Link, LinkPurpose, NewLink, Visitor
from bna_pipeline.settings import Settings
from bna_pipeline.storage.address import is_postgres
from bna_pipeline.storage.programmes import load_programme, programme_folders, programme_of

LINK_PATH = "/link/"
CALLBACK_PATH = "/inloggen/terug"
"""Where the identity provider sends people back to; it must know the whole address beforehand."""


def access_of(settings: Settings) -> ports.Access:
    """Beside the ledger in PostgreSQL, else an SQLite file of its own; opened at the first question."""
    from bna_pipeline.storage.access import SqlAccess
    from bna_pipeline.storage.access_key import AccessKey

    url = settings.database if is_postgres(settings.database) else f"sqlite:///{_file(settings)}"
    return SqlAccess(url, AccessKey(settings.state / "access.key", settings.ledger_key))


def has_access(settings: Settings) -> bool:
    """Whether there may be links and sessions: without, none was ever given, and no database is made to ask."""
    return is_postgres(settings.database) or _file(settings).exists()


def references_of(settings: Settings, edition: str) -> Callable[[str], str]:
    """Makes the references of an edition's mails from the key of the links: the same for the same mail."""
    from bna_pipeline.storage.access_key import AccessKey

    key = AccessKey(settings.state / "access.key", settings.ledger_key)
    return lambda about: key.reference(f"{edition} {about}")


def links_of(settings: Settings, access: Callable[[], ports.Access]) -> ports.Links | None:
    """Addresses of the desk for mails; None: it has no address that a mail could name."""
    return None if settings.desk.address is None else DeskLinks(settings.desk.address, access)


def identity_of(settings: Settings, now: Callable[[], datetime]) -> ports.IdentityProvider | None:
    """Who vouches for staff; None: nobody, and links alone let people in. Its secret is read at the first sign-in."""
    oidc = settings.oidc
    if oidc is None:
        return None
    from bna_pipeline.identity.oidc import Client, OidcProvider

    client = Client(oidc.client_id, oidc.secret, settings.desk.public + CALLBACK_PATH, oidc.claim, oidc.scopes)
    return OidcProvider(oidc.issuer, client, oidc.name, oidc.timeout_seconds, now)


def visitor_vouched(settings: Settings, vouched: ports.Vouched) -> Visitor:
    """The visitor for whom the identity provider vouches.

    Raises:
        NobodyKnown, SeveralKnown: the claim names nobody in any programme, or does not say whom.
        ProgrammeInvalid: there is no programme that can be read.
    """
    programmes, faults = [], []
    for folder in programme_folders(settings.templates):
        try:
            programmes.append(load_programme(folder))
        except ProgrammeInvalid as fault:  # the people of another programme come in all the same
            faults.append(fault)
    if faults and not programmes:
        raise faults[0]
    programme, person = found(programmes, vouched.claim)
    how = f"oidc:{vouched.host}:{vouched.sub}"
    return Visitor(person=person.id, how=how, programme=programme.id, claim=vouched.claim)


def visitor_linked(settings: Settings, link: Link) -> Visitor:
    """The visitor that a link makes of who holds it.

    Raises:
        NobodyKnown: the person is no longer in the programme.
        UnknownEdition, ProgrammeInvalid.
    """
    _, programme = programme_of(settings.templates, link.edition)
    if all(person.id != link.person for person in programme.people):
        raise NobodyKnown("Wie deze link kreeg, staat niet meer in het programma.", ASK)
    whole = link.purpose is LinkPurpose.SIGN_IN
    return Visitor(
        person=link.person,
        how=link.way_in,
        programme=programme.id,
        edition=None if whole else link.edition,
        purpose=None if whole else link.purpose,
        subject=None if whole else link.subject,
    )


def check_desk(settings: Settings, now: Callable[[], datetime]) -> tuple[str, ...]:
    """Ask the identity provider for its configuration and look for our secret; a Dutch sentence when that fails."""
    provider = identity_of(settings, now)
    if provider is None or settings.oidc is None:
        return ()
    try:
        settings.oidc.secret()
        provider.asking("state", "nonce", "verifier")
    except BnaError as fault:
        return (f"oidc: {fault}",)
    return ()


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
