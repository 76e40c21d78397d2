"""Real mail servers on loopback: SMTP (aiosmtpd), which can be told to refuse and to break, and IMAP (pymap).

Both ask for TLS and a password, with a certificate of their own authority that is made for the occasion.
"""

from __future__ import annotations

import asyncio
import imaplib
import re
import ssl
import tempfile
import threading
from argparse import Namespace
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imap_tools.imap_utf7 import utf7_decode
from imap_tools.utils import encode_folder
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.imap import IMAPServer
from pymap.parsing.specials.flag import Flag, Wildcard
from pysasl.hashing import BuiltinHash

USER, PASSWORD = "bna", "géheim dat nergens mag staan"
Security = Literal["starttls", "tls", "none"]
Point = Literal["mail", "rcpt", "data", "text", "dot"]
"""Where a delivery can go wrong: at a command, in the middle of the text, or after the final dot."""

T = TypeVar("T")


# -- certificates --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificates:
    """An authority and a certificate of it, as PEM files."""

    authority: Path
    chain: Path

    @classmethod
    def make(cls, folder: Path, address: str = "127.0.0.1") -> Self:
        """Make both in this folder, for this address and localhost."""
        made = cls(folder / "uitgever.pem", folder / "server.pem")
        ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST uitgever")])
        ca = (
            _certificate(ca_name, ca_name, ca_key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(ca_key, hashes.SHA256())
        )
        names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address(address))])
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST mailserver")])
        server = _certificate(own, ca_name, key).add_extension(names, critical=False).sign(ca_key, hashes.SHA256())
        pem = serialization.Encoding.PEM
        made.authority.write_bytes(ca.public_bytes(pem))
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        made.chain.write_bytes(private + server.public_bytes(pem))
        return made

    def context(self) -> ssl.SSLContext:
        """What a server shows it with."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.chain)
        return context


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=issuer,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days=2),
    )


# -- a server in a thread ------------------------------------------------------------------------------------


class _InThread:
    """An asyncio server with a thread of its own, as a context manager; `port` is a free one."""

    host = "127.0.0.1"

    def __init__(self, security: Security) -> None:
        self.security: Security = security
        self.port = 0

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="bna-mail-")
        folder = Path(self._folder.name)
        self.certificates = Certificates.make(folder)
        self.password_file = folder / "wachtwoord"
        self.password_file.write_text(PASSWORD, encoding="utf-8")
        self.password_file.chmod(0o600)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._run(self._end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._folder.cleanup()

    @property
    def ca_file(self) -> Path:
        return self.certificates.authority

    def start(self) -> None:
        """Listen (again), on the same port when there was one."""
        self._server = self._run(self._listening())
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """No longer listen; connections that stand are cut off."""
        self._run(self._closing())

    def toml(self) -> str:
        """The lines by which the settings reach this server."""
        return (
            f'host = "{self.host}"\nport = {self.port}\nsecurity = "{self.security}"\nuser = "{USER}"\n'
            f'password_file = "{self.password_file}"\nca_file = "{self.ca_file}"\n'
        )

    async def _listening(self) -> asyncio.Server:
        raise NotImplementedError

    async def _closing(self) -> None:
        self._server.close()
        await self._end_tasks()

    async def _end_tasks(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def _tls(self) -> ssl.SSLContext | None:
        return self.certificates.context() if self.security == "tls" else None


# -- SMTP ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Delivered:
    """A mail that the server took: from and to whom by the envelope, and its bytes."""

    sender: str
    to: tuple[str, ...]
    data: bytes


@dataclass
class _Fault:
    point: Point
    answer: str | None  # None: the connection breaks
    times: int
    about: str
    kept: bool
    hangs: bool = False


class SmtpServer(_InThread):
    """Takes mails and keeps them, unless it was told otherwise.

    Args:
        auth: whether it asks for the password.
        without: ways of giving it that it does not offer (`PLAIN`, `LOGIN`).
        most_bytes: the longest mail that it takes.

    Attributes:
        mails: what it took, in order.
        connections: how many there were.
    """

    def __init__(
        self,
        security: Security = "starttls",
        *,
        auth: bool = True,
        without: tuple[str, ...] = (),
        most_bytes: int = 40_000_000,
    ) -> None:
        super().__init__(security)
        self.without = without
        self.auth = auth
        self.most_bytes = most_bytes
        self.mails: list[Delivered] = []
        self.connections = 0
        self.faults: list[_Fault] = []
        self._hush = threading.Event()

    def answers(self, point: Point, answer: str, *, times: int = 1, about: str = "") -> None:
        """From now on so many times this answer (`451 later`) at this point.

        Args:
            about: only at commands in which this stands, such as an address.
        """
        self.faults.append(_Fault(point, answer, times, about, kept=False))

    def breaks(self, point: Point, *, times: int = 1, kept: bool = False) -> None:
        """From now on so many times the connection breaks at this point, before any answer.

        Args:
            kept: after the final dot: whether the mail was taken all the same.
        """
        self.faults.append(_Fault(point, None, times, "", kept))

    def hangs(self, point: Point, *, times: int = 1) -> None:
        """From now on so many times it says nothing any more."""
        self.faults.append(_Fault(point, None, times, "", kept=False, hangs=True))

    def works(self) -> None:
        """All is well again."""
        self.faults.clear()

    def due(self, point: Point, said: str) -> _Fault | None:
        """The fault for this command, counted."""
        for fault in self.faults:
            if fault.point == point and fault.times > 0 and fault.about.lower() in said.lower():
                fault.times -= 1
                return fault
        return None

    async def _listening(self) -> asyncio.Server:
        return await self._loop.create_server(self._session, self.host, self.port, ssl=self._tls())

    def _session(self) -> _Session:
        self.connections += 1
        starttls = self.security == "starttls"
        return _Session(
            self,
            _Taking(self),
            data_size_limit=self.most_bytes,
            hostname="mail.example.org",
            tls_context=self.certificates.context() if starttls else None,
            require_starttls=starttls,
            auth_require_tls=starttls,
            auth_exclude_mechanism=self.without,
            authenticator=_may_in if self.auth else None,
            loop=self._loop,
        )


def _may_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    good = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


@dataclass
class _Taking:
    server: SmtpServer

    async def handle_DATA(self, smtp: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.server.due("dot", "")
        data = envelope.original_content or b""
        if fault is None or fault.kept:
            self.server.mails.append(Delivered(envelope.mail_from or "", tuple(envelope.rcpt_tos), data))
        if fault is None:
            return f"250 2.0.0 Ok: queued as {len(self.server.mails)}"
        return fault.answer or await _silent(smtp, fault)


class _Session(SMTP):
    def __init__(self, server: SmtpServer, handler: _Taking, **settings: Any) -> None:
        self.told = server
        super().__init__(handler, **settings)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        if self.told.auth and not (self.session and self.session.authenticated):
            await self.push("530 5.7.0 Authentication required")
        elif not await self._wrong("mail", arg):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self._wrong("rcpt", arg):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self._wrong("data", arg):
            return
        fault = self.told.due("text", "")
        if fault is not None:
            await self.push("354 go on")
            await self._reader.read(100)
            await _silent(self, fault)
            return
        await super().smtp_DATA(arg)

    async def _wrong(self, point: Point, arg: str) -> bool:
        fault = self.told.due(point, arg or "")
        if fault is not None:
            await (self.push(fault.answer) if fault.answer else _silent(self, fault))
        return fault is not None


async def _silent(smtp: SMTP, fault: _Fault) -> str:
    if fault.hangs:
        await asyncio.sleep(60)  # longer than anyone waits; ends with the server
    if isinstance(smtp.transport, asyncio.Transport):
        smtp.transport.abort()
    raise asyncio.CancelledError


# -- IMAP ----------------------------------------------------------------------------------------------------


_FOLDER = re.compile(rb'\([^)]*\) \S+ "?(.*?)"?')


def _encoded(folder: str) -> str:
    return encode_folder(folder).decode("ascii")


class _Config(Config):
    @property
    def greeting(self) -> bytes:
        return b"klaar"  # the usual one asks the network for this machine's name

    @property
    def login_capability(self) -> list[bytes]:
        return [name for name in super().login_capability if name not in self.args.without]


class _Keeping(MailboxData):
    """A folder that keeps keywords, as most servers do."""

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        return super().permanent_flags | {Wildcard}


class _Folders(MailboxSet):
    def __init__(self, keywords: bool) -> None:
        super().__init__()
        if keywords:
            self._inbox = _Keeping(self._content_cache, self._thread_cache)


class _Backend(DictBackend):
    @classmethod
    async def init(cls, args: Namespace, **settings: Any) -> tuple[DictBackend, Config]:
        config = _Config.from_args(args, **settings)
        login = Login(config)
        await cls._add_demo_user(config, login)
        return cls(login, config), config


class ImapServer(_InThread):
    """A mailbox of one account with an INBOX, in memory; it lives as long as the server does.

    Args:
        without: capabilities that it does not have, such as `MOVE`.
        keywords: whether it keeps keywords of a client's own.
    """

    def __init__(self, security: Security = "tls", *, without: tuple[str, ...] = (), keywords: bool = True) -> None:
        super().__init__(security)
        self.keywords = keywords
        self.without = tuple(name.encode() for name in without)
        self._backend: DictBackend | None = None

    def append(self, mail: bytes, folder: str = "INBOX") -> None:
        """Put a mail in a folder, as if it just came in."""
        self._asked(lambda client: client.append(_encoded(folder), "", "", mail))

    def mails(self, folder: str = "INBOX") -> tuple[bytes, ...]:
        """The mails in a folder that are not deleted, oldest first; none when there is no such folder."""
        return tuple(data for data, flags in self._all(folder) if b"\\Deleted" not in flags)

    def flags(self, folder: str = "INBOX") -> tuple[bytes, ...]:
        """What is noted at every mail in a folder, deleted ones too."""
        return tuple(flags for _, flags in self._all(folder))

    def folders(self) -> tuple[str, ...]:
        """Names of all folders, sorted."""
        lines = self._asked(lambda client: client.list())[1]
        names = [_FOLDER.fullmatch(line) for line in lines if isinstance(line, bytes)]
        return tuple(sorted(utf7_decode(found[1]) for found in names if found))

    def renumbered(self) -> None:
        """The server lost its numbering: every mail of the INBOX has another number, and says so (UIDVALIDITY)."""
        assert self._backend is not None
        kept = self.mails()
        self._run(self._emptied(self._backend.config))
        for mail in kept:
            self.append(mail)

    def _all(self, folder: str) -> list[tuple[bytes, bytes]]:
        def ask(client: imaplib.IMAP4) -> list[tuple[bytes, bytes]]:
            if client.select(_encoded(folder), readonly=True)[0] != "OK":
                return []
            found = client.fetch("1:*", "(FLAGS BODY.PEEK[])")[1]
            return [(part[1], part[0]) for part in found if isinstance(part, tuple)]

        return self._asked(ask)

    def _asked(self, ask: Callable[[imaplib.IMAP4], T]) -> T:
        context = ssl.create_default_context(cafile=str(self.ca_file))
        client: imaplib.IMAP4
        if self.security == "tls":
            client = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=120)
        else:
            client = imaplib.IMAP4(self.host, self.port, timeout=120)
        with client:
            if self.security == "starttls":
                client.starttls(context)
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            return ask(client)

    async def _listening(self) -> asyncio.Server:
        # pymap takes its settings from a command line.
        line = Namespace(
            host=self.host, port=0, debug=False, cert=None, key=None, tls=self.security == "starttls",
            demo_data=False, demo_user=USER, demo_password=PASSWORD, passlib_cfg=None, proxy_protocol=None,
            without=self.without,
        )  # fmt: skip
        if self._backend is None:
            self._backend, _ = await _Backend.init(
                line, ssl_context=self.certificates.context(), hash_context=BuiltinHash(rounds=1), reject_dnsbl=False
            )
            await self._emptied(self._backend.config)
        config = self._backend.config
        config.apply_context()
        sessions = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(self._backend.login, config))
        return await asyncio.start_server(sessions, self.host, self.port, ssl=self._tls())

    async def _emptied(self, config: Config) -> None:
        config.apply_context()
        config.set_cache[USER] = (_Folders(self.keywords), FilterSet())


def mail_toml(smtp: SmtpServer, imap: ImapServer | None = None, *, handled_folder: str = "Verwerkt") -> str:
    """The table `[mail]` of the settings by which the program reaches these servers."""
    text = f'[mail]\nfrom = "bna@example.org"\nname = "Redactie"\n\n[mail.smtp]\n{smtp.toml()}'
    return text if imap is None else f'{text}\n[mail.imap]\n{imap.toml()}handled_folder = "{handled_folder}"\n'
