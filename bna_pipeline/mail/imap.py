"""The mailbox in which replies arrive: IMAP (RFC 3501), with TLS."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderCreateError,
    MailboxFolderSelectError,
    MailboxLoginError,
    UnexpectedCommandStatusError,
)
from imap_tools.utils import encode_folder

from bna_pipeline.errors import MailboxUnreachable, MailError
from bna_pipeline.mail.cut import cut_off
from bna_pipeline.mail.server import Server, no_tls, said, why_not_reached, wrong_certificate, wrong_password
from bna_pipeline.ports import MailWaiting

KEYWORD = "BnaVerwerkt"
"""What marks a mail that is on record, where it is not moved; `\\Seen` would not do, for a person reads mails too."""

HEADER_BYTES = 256 * 1024
"""As much of the headers of a mail that is too long is taken over."""

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_LATER = "De volgende keer wordt opnieuw gekeken."


class ImapMailbox:
    """Reads one folder of one mailbox; a port `Mailbox`.

    Args:
        server: where it is, and as whom.
        folder: in which mails arrive.
        handled_folder: to which mails go that are on record; made when it is missing. None: they stay, with a keyword.
    """

    def __init__(self, server: Server, folder: str = "INBOX", handled_folder: str | None = None) -> None:
        self._server = server
        self._folder = folder
        self._handled_folder = handled_folder
        self._open: BaseMailBox | None = None
        self._validity = ""
        self._able: frozenset[str] = frozenset()

    def waiting(self, most_bytes: int) -> Iterator[MailWaiting]:
        """See the port. Mails that come in meanwhile are for the next time."""
        for uid in self._uids():
            mail = self._fetched(uid, most_bytes)
            if mail is not None:
                yield mail

    def handled(self, name: str) -> None:
        """See the port."""
        try:
            self._put_away(name)
        except MailboxUnreachable:
            # The connection may have been let go of while the mail was worked on; twice is once.
            self.close()
            self._put_away(name)

    def check(self) -> None:
        """Sign on and look at the folders, without touching a mail.

        Raises:
            MailboxUnreachable: it cannot be reached.
            MailError: the settings are wrong.
        """
        self.close()
        self._connection()
        self.close()

    def close(self) -> None:
        """Let go of the connection, politely when it still stands."""
        connection, self._open = self._open, None
        if connection is None:
            return
        try:
            connection.logout()
        except (imaplib.IMAP4.error, ImapToolsError, OSError):
            connection.client.shutdown()

    # -- mails ---------------------------------------------------------------------------------------------

    def _uids(self) -> list[str]:
        """Mails that nobody handled, oldest first: the server numbers them in the order in which they came."""
        self._unless_stale()
        connection = self._connection()
        marked = "" if self._handled_folder else f" UNKEYWORD {KEYWORD}"
        with self._mapped():
            return sorted(connection.uids(f"UNDELETED{marked}", charset=None), key=int)

    def _fetched(self, uid: str, most_bytes: int) -> MailWaiting | None:
        """One mail; None when somebody took it away."""
        connection = self._connection()
        with self._mapped():
            found = _SIZE.search(_answered(connection, uid, "(RFC822.SIZE)")[0])
            if found is None:
                return None
            size = int(found[1])
            if size <= most_bytes:
                data = _answered(connection, uid, "(BODY.PEEK[])")[1]
            else:
                data = cut_off(_answered(connection, uid, f"(BODY.PEEK[HEADER]<0.{HEADER_BYTES}>)")[1], size)
        if not data:
            return None
        return MailWaiting(name=f"{self._validity}.{uid}", data=data, size=max(size, len(data)))

    def _put_away(self, name: str) -> None:
        validity, _, uid = name.partition(".")
        connection = self._connection()
        if validity != self._validity:
            return  # the server numbered its mails anew: this one waits under another name, and is known by its bytes
        with self._mapped():
            if not connection.uids(f"UNDELETED UID {int(uid)}", charset=None):
                return
            if self._handled_folder is None:
                _done(connection, "STORE", uid, "+FLAGS", rf"(\Seen {KEYWORD})")
            else:
                self._move(connection, uid, encode_folder(self._handled_folder))

    def _move(self, connection: BaseMailBox, uid: str, folder: bytes) -> None:
        """With MOVE (RFC 6851); an older server copies, and marks the mail as deleted, which no longer waits."""
        if "MOVE" in self._able:
            _done(connection, "MOVE", uid, folder)
            return
        _done(connection, "COPY", uid, folder)
        _done(connection, "STORE", uid, "+FLAGS", r"(\Seen \Deleted)")
        if "UIDPLUS" in self._able:  # without it, mails that others marked would go as well
            _done(connection, "EXPUNGE", uid)

    # -- the connection ------------------------------------------------------------------------------------

    def _unless_stale(self) -> None:
        """Let go of a connection that no longer answers."""
        if self._open is not None:
            try:
                self._open.client.noop()
            except (imaplib.IMAP4.error, OSError):
                self.close()

    def _connection(self) -> BaseMailBox:
        if self._open is None:
            with self._mapped():
                self._open = self._signed_on()
                self._choose_folders(self._open)
        return self._open

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """Library errors within it become ours, and the connection is let go of."""
        name = self._server.name
        try:
            yield
        except ssl.SSLCertVerificationError as fault:
            self.close()
            raise wrong_certificate(self._server, fault) from fault
        except ssl.SSLError as fault:
            self.close()
            raise no_tls(self._server, fault) from fault
        except OSError as fault:
            self.close()
            raise MailboxUnreachable(f"{name} is niet te bereiken: {why_not_reached(fault)}.", _LATER) from fault
        except (imaplib.IMAP4.error, ImapToolsError, ValueError) as fault:
            self.close()
            raise MailboxUnreachable(f"{name} geeft een fout: {_words(fault)}.", _LATER) from fault

    def _signed_on(self) -> BaseMailBox:
        server, password = self._server, self._server.password()
        box: BaseMailBox
        if server.security == "tls":
            box = MailBox(server.host, server.port, server.seconds, ssl_context=server.tls())
        elif server.security == "starttls":
            box = MailBoxStartTls(server.host, server.port, server.seconds, ssl_context=server.tls())
        else:
            box = MailBoxUnencrypted(server.host, server.port, server.seconds)
        try:
            if server.user.isascii() and password.isascii():
                box.login(server.user, password, initial_folder=None)
            else:
                box.login_utf8(server.user, password, initial_folder=None)
        except (MailboxLoginError, imaplib.IMAP4.error) as fault:
            box.client.shutdown()
            if isinstance(fault, imaplib.IMAP4.abort):
                raise
            raise wrong_password(server, _words(fault)) from fault
        except BaseException:
            box.client.shutdown()
            raise
        return box

    def _choose_folders(self, box: BaseMailBox) -> None:
        try:
            if self._handled_folder is not None and not box.folder.exists(self._handled_folder):
                box.folder.create(self._handled_folder)
            box.folder.set(self._folder)
        except (MailboxFolderSelectError, MailboxFolderCreateError) as fault:
            made = isinstance(fault, MailboxFolderCreateError)
            name = self._handled_folder if made else self._folder
            raise MailError(
                f"De map {name} op {self._server.name} is niet te {'maken' if made else 'openen'}: {_words(fault)}.",
                "Kijk of de map in de instellingen goed gespeld is.",
            ) from fault
        _, able = box.client.capability()  # before the password the server tells less
        self._able = frozenset(able[0].decode("ascii", "replace").upper().split())
        _, kept = box.client.response("PERMANENTFLAGS")
        if self._handled_folder is None and not any(rb"\*" in flags for flags in kept if isinstance(flags, bytes)):
            raise MailError(
                f"De map {self._folder} op {self._server.name} onthoudt niet wat al gelezen is.",
                "Noem in de instellingen een handled_folder, waar gelezen mails naartoe gaan.",
            )
        _, numbers = box.client.response("UIDVALIDITY")
        self._validity = "".join(n.decode("ascii", "replace") for n in numbers[-1:] if isinstance(n, bytes))


def _answered(connection: BaseMailBox, uid: str, what: str) -> tuple[bytes, bytes]:
    """The server's line about one mail, and the bytes that came with it; both empty when the mail is gone."""
    status, lines = connection.client.uid("FETCH", uid, what)
    if status != "OK":
        raise imaplib.IMAP4.error(lines)
    for line in lines:
        if isinstance(line, tuple):
            return line[0], line[1]
    first = lines[0] if lines else None
    return (first if isinstance(first, bytes) else b""), b""


def _done(connection: BaseMailBox, command: str, *arguments: str | bytes) -> None:
    status, lines = connection.client.uid(command, *arguments)  # type: ignore[arg-type]  # it takes bytes too
    if status != "OK":
        raise imaplib.IMAP4.error(lines)


def _words(fault: BaseException) -> str:
    """What the server said, without the library's words around it."""
    found: object = fault.args[0] if fault.args else str(fault)
    if isinstance(fault, UnexpectedCommandStatusError):
        found = fault.command_result[1]
    if isinstance(found, list | tuple):
        found = b" ".join(part for part in found if isinstance(part, bytes))
    return said(found if isinstance(found, bytes) else str(found))
