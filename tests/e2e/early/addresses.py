"""Addresses that somebody guesses, asked as they are written: over a socket, by somebody who did not sign in."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from tests.e2e.early.attempt import Attempt, Seen
from tests.programmes.layout import EDITION
from tests.support.desk_served import served
from tests.support.embargoed import Scene

E: Final = EDITION
OTHER: Final = "regiodeal-2031"
"""An edition that there is not, whose name is as long."""
_LETTER, _REPORT = "statenmededeling", "voortgangsrapportage"

PATHS: Final = (
    f"/openbaar/{E}",
    f"/openbaar/{E}/",
    f"/openbaar/{E.upper()}",
    f"/openbaar/{E}.json",
    f"/openbaar/{E}?vrijgegeven=ja",
    f"/openbaar?editie={E}",
    f"/openbaar/{E}-erratum-1",
    *(f"/openbaar/{E}/{name}.{kind}" for name in (_LETTER, _REPORT) for kind in ("pdf", "docx", "html", "xml")),
    *(f"/openbaar/{E}/{name}" for name in ("manifest.json", "sections.json", "approvals.json", "trail-head.json")),
    f"/openbaar/{E}/data/{_LETTER}.pdf",
    f"/openbaar/{E}/data%2F{_LETTER}.pdf",
    f"/openbaar/{E}/pakket.zip",
    f"/openbaar/{E}/..%2f{E}%2f{_LETTER}.pdf",
    f"/openbaar/{E}/%2e%2e/{E}/{_LETTER}.pdf",
    f"/openbaar/{E}/{_LETTER}.pdf%00.html",
    f"/openbaar/{E}/{_LETTER}.pdf;x=y",
    f"/openbaar/{E}/{_LETTER}%2epdf",
    f"/openbaar/{E}/{_LETTER}.pdf%20",
    f"/openbaar/{E}/{_LETTER.upper()}.PDF",
    f"/openbaar//{E}//{_LETTER}.pdf",
    f"/openbaar/x/../{E}/{_LETTER}.pdf",
    f"/openbaar\\{E}\\{_LETTER}.pdf",
    f"/openbaar/%EF%BC%8E%EF%BC%8E/{E}",
    f"/openbaar/{E}%252f{_LETTER}.pdf",
    "/sitemap.xml",
    "/sitemapindex.xml",
    "/sitemap-index.xml",
    f"/openbaar/sitemap/{E}.xml",
    "/robots.txt",
    "/openbaar/feed.atom",
    f"/outbox/{E}/pakket/data/{_LETTER}.pdf",
    f"/outbox/{E}/concept/v1/{_REPORT}.pdf",
    "/.bna/sample/ledger.sqlite",
    "/.bna/settings.toml",
    f"/static/../../../outbox/{E}/concept/v1/{_REPORT}.pdf",
    f"/static/%2e%2e/%2e%2e/%2e%2e/outbox/{E}/concept/v1/{_REPORT}.pdf",
    f"/static/..%2f..%2f..%2foutbox%2f{E}%2fconcept%2fv1%2f{_REPORT}.pdf",
    f"/static/....//....//outbox/{E}/concept/v1/{_REPORT}.pdf",
    "/static//etc/passwd",
    f"/e/{E}",
    f"/e/{E}/concept/1",
    f"/e/{E}/concept/1/bestand/{_REPORT}.pdf",
    f"/e/{E}/vrijgave",
    f"/e/{E}/logboek/audit.jsonl",
    f"/openbaar/../e/{E}/concept/1",
    f"/openbaar/..%2fe%2f{E}%2fconcept%2f1",
    f"//e/{E}/concept/1",
    f"/e//{E}/concept/1",
    f"/E/{E}/CONCEPT/1",
    f"/api/v1/editions/{E}",
    f"/api/v1/editions/{E}/release",
    f"/api/v1/editions/{E}/drafts/1/files/{_REPORT}.pdf",
    f"/api/editions/{E}",
    "/openapi.json",
    "/docs",
    "/redoc",
    "/metrics",
    "/healthz",
    "/gezond",
    "/link/" + "a" * 43,
    f"/inloggen?naar=/e/{E}/concept/1",
    f"/inloggen?naar=//kwaad.example.org/{E}",
    "/" + "a" * 9000,
)

HEADERS: Final = (
    ("a part of it", "Range: bytes=0-99"),
    ("the last part of it", "Range: bytes=-100"),
    ("many parts of it", "Range: bytes=0-1,5-9,20-40"),
    ("only if it changed", "If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT"),
    ("unless it has any tag", "If-None-Match: *"),
    ("only if it has any tag", "If-Match: *"),
    ("as JSON", "Accept: application/json"),
    ("in other letters", "Accept-Charset: utf-16"),
    ("packed", "Accept-Encoding: gzip, br"),
    ("as another method", "X-HTTP-Method-Override: GET"),
    ("as another address", f"X-Original-URL: /e/{E}/concept/1"),
    ("as another address, rewritten", f"X-Rewrite-URL: /e/{E}/concept/1"),
    ("as from the machine itself", "X-Forwarded-For: 127.0.0.1"),
    ("as from behind a proxy", "Forwarded: for=127.0.0.1;proto=https"),
    ("as somebody known", "X-Remote-User: coordinator"),
    ("as a user of a proxy", "Remote-User: coordinator"),
    ("with a key that somebody guessed", "Authorization: Bearer bna_" + "0" * 40),
    ("with a name and a password", "Authorization: Basic Y29vcmRpbmF0b3I6Y29vcmRpbmF0b3I="),
    ("with a session that somebody guessed", "Cookie: bna=" + "a" * 43),
    ("with an empty session", "Cookie: bna="),
    ("as a harvester", "User-Agent: Woo-harvester/1.0"),
    ("as another protocol", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="),
)
METHODS: Final = ("HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "CONNECT", "GET\tX")

_ALONE: Final = re.compile(rb"(?m)^(date|content-length|set-cookie|[a-z-]*request-id): .*$", re.IGNORECASE)
_ONCE: Final = re.compile(rb"nonce-[\w-]+|nonce=\"[\w-]+\"|value=\"[\w.-]{40,}\"")


@contextmanager
def at_desk(scene: Scene) -> Iterator[str]:
    """The desk, served as it is in earnest; its address."""
    with served(scene.site()) as address:
        yield address


def ask(address: str, method: str, path: str, *headers: str) -> bytes:
    """The whole answer, head and body, to a request that is sent as it is written."""
    place = urlsplit(address)
    lines = (f"{method} {path} HTTP/1.1", f"Host: {place.netloc}", "Connection: close", *headers, "", "")
    with socket.create_connection((place.hostname or "", place.port or 80), timeout=120) as line:
        line.sendall("\r\n".join(lines).encode())
        found = b""
        while piece := line.recv(65536):
            found += piece
    return found


def attempts(address: str) -> Iterator[Attempt]:
    """Every address, with every odd way of asking for the letter, and whether an answer gives away what there is."""

    def asked(method: str, path: str, *headers: str) -> Attempt:
        name = " ".join((f"{method} {path[:90]}", *headers)).replace("\r\n", " ")
        return Attempt(f"guess: {name}", lambda _scene: (ask(address, method, path, *headers),))

    letter = f"/openbaar/{E}/{_LETTER}.pdf"
    yield from (asked("GET", path) for path in PATHS)
    yield from (asked(method, letter) for method in METHODS)
    yield from (asked("HEAD", f"/e/{E}/{rest}") for rest in ("concept/1", "vrijgave", "concept/1/bestand/x.pdf"))
    for says, header in HEADERS:
        yield replace_name(asked("GET", letter, header), f"guess: the letter, {says}")
        yield replace_name(asked("GET", f"/e/{E}/concept/1", header), f"guess: the draft, {says}")
    yield from (
        Attempt(f"tell apart: {path}", partial(_told_apart, address, path))
        for path in (f"/openbaar/{E}", f"/openbaar/{E}/{_LETTER}.pdf", f"/openbaar/{E}/{_REPORT}.html", f"/e/{E}")
    )
    yield Attempt("probe: does its SHA-256 fit, by an entity tag", partial(_probed, address))
    yield Attempt("probe: by its digest as a name", partial(_by_digest, address))


def replace_name(attempt: Attempt, name: str) -> Attempt:
    return Attempt(name, attempt.do)


def plain(answer: bytes, edition: str) -> bytes:
    """An answer without what differs from one answer to the next."""
    return _ONCE.sub(b"", _ALONE.sub(b"", answer)).replace(edition.encode(), b"EDITION")


def _told_apart(address: str, path: str, scene: Scene) -> Seen:
    """Whether the answer is another one than for an edition that there is not."""
    ours = plain(ask(address, "GET", path), E)
    nobodys = plain(ask(address, "GET", path.replace(E, OTHER)), OTHER)
    if ours != nobodys:
        yield f"told apart, as by {next(iter(scene.secrets.lent))}"


def _probed(address: str, scene: Scene) -> Seen:
    """A tag that fits must be answered like one that does not: else who has a report can ask whether it is the one."""
    path = f"/openbaar/{E}/{_LETTER}.pdf"
    wrong = plain(ask(address, "GET", path, f'If-None-Match: "{"0" * 64}"'), E)
    for digest in scene.secrets.lent:
        answer = ask(address, "GET", path, f'If-None-Match: "{digest}"')
        if plain(answer, E) != wrong:
            yield f"a tag that fits is answered otherwise: {digest}"


def _by_digest(address: str, scene: Scene) -> Seen:
    for digest in scene.secrets.lent:
        for path in (f"/openbaar/{digest}", f"/openbaar/{E}/{digest}", f"/static/{digest}", f"/blobs/{digest}"):
            yield ask(address, "GET", path).replace(digest.encode(), b"")  # an answer may repeat the question
