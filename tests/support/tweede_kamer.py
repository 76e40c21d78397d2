"""A server on loopback that answers as the Tweede Kamer's open data are known to (OData v4).

Its shapes are those of the notes in `tweedekamer/README.md` of the project's standards, drawn up from public clients of
the service. THEY ARE NO RECORDINGS: no answer of the real service was at hand, so what passes here shows that the
reader does what the notes say, and not that the service does.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

ROOT = "/OData/v4/2.0/"
_KIND = re.compile(r"Soort eq '((?:[^']|'')*)'")
_SINCE = re.compile(r"Datum ge (\S+)")
_DOSSIER = re.compile(r"Kamerstukdossier/any\(d: d/Nummer eq (\d+)\)")
_CASE = re.compile(r"Zaak/any\(z: z/Id eq ([0-9a-z-]+)\)")
_FILE = re.compile(r"Document\(([0-9a-f-]+)\)/resource")


@dataclass(frozen=True)
class Published:
    """A document as the service has it. `case` ties what belongs together (Zaak)."""

    data: bytes
    subject: str
    on: date
    kind: str = "Brief regering"
    dossier: int = 29697
    sequence: int = 99
    number: str = "2020D99999"
    content_type: str = "application/pdf"
    removed: bool = False
    case: str = field(default_factory=lambda: str(uuid.uuid4()))
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.on, time(), ZoneInfo("Europe/Amsterdam"))

    @property
    def line(self) -> dict[str, Any]:
        return {
            "Id": self.id,
            "Soort": self.kind,
            "DocumentNummer": self.number,
            "Titel": self.subject,
            "Onderwerp": self.subject,
            "Datum": self.moment.isoformat(),
            "Vergaderjaar": "2019-2020",
            "Volgnummer": self.sequence if self.kind == "Brief regering" else -1,
            "ContentType": self.content_type,
            "ContentLength": len(self.data),
            "GewijzigdOp": f"{self.moment.isoformat()}#{hashlib.sha256(self.data).hexdigest()[:8]}",
            "Verwijderd": self.removed,
        }


@dataclass
class Service:
    """What the server knows and how it behaves; a test changes it while it runs.

    Attributes:
        status: with which HTTP status it answers.
        retry_after: header of an answer that is none.
        page: results a page.
        body: answered to every question about lists, instead of a list.
        missing: fields that it leaves out; more: fields that it adds.
        asked: paths with queries, in order, and the User-Agent of the last.
    """

    documents: list[Published] = field(default_factory=list)
    status: int = 200
    retry_after: str | None = None
    page: int = 250
    body: bytes | None = None
    missing: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agent: str = ""
    root: str = ""

    def publish(self, letter: Published, *attachments: bytes) -> Published:
        """A letter, with what hangs by it."""
        self.documents.append(letter)
        for number, data in enumerate(attachments, start=1):
            self.documents.append(
                replace(
                    letter,
                    id=str(uuid.uuid4()),
                    data=data,
                    kind="Bijlage",
                    number=f"{letter.number}-{number}",
                    subject=f"Bijlage {number}",
                )
            )
        return letter

    def shown(self, document: Published) -> dict[str, Any]:
        return {k: v for k, v in {**document.line, **self.more}.items() if k not in self.missing}

    def found(self, wanted: str, *, cases: bool) -> list[dict[str, Any]]:
        """What a filter finds, the last first; `cases`: with its Zaken (`$expand=Zaak`)."""
        assert "Verwijderd eq false" in wanted, wanted
        kind, since, dossier, of = (one.search(wanted) for one in (_KIND, _SINCE, _DOSSIER, _CASE))
        assert of or (kind and since and dossier), wanted
        found = [
            document
            for document in self.documents
            if not document.removed
            and (kind is None or document.kind == kind[1].replace("''", "'"))
            and (since is None or document.moment >= datetime.fromisoformat(since[1]))
            and (dossier is None or document.dossier == int(dossier[1]))
            and (of is None or document.case in _CASE.findall(wanted))
        ]
        more = [{"Zaak": [{"Id": d.case, "Soort": "Brief regering"}]} if cases else {} for d in found]
        lines = [(d.on, {**self.shown(d), **zaak}) for d, zaak in zip(found, more, strict=True)]
        return [line for _, line in sorted(lines, key=lambda one: one[0], reverse=True)]


class _Handler(BaseHTTPRequestHandler):
    service: Service

    def do_GET(self) -> None:
        service, address = self.service, urlsplit(self.path)
        service.asked.append(self.path)
        service.agent = self.headers.get("User-Agent", "")
        if service.status != 200:
            self._answer(service.status, b"", "text/plain")
            return
        path, query = address.path.removeprefix(ROOT), parse_qs(address.query)
        file = _FILE.fullmatch(path)
        if file:
            found = next((d for d in service.documents if d.id == file[1]), None)
            self._answer(404 if found is None else 200, b"" if found is None else found.data, "application/pdf")
            return
        if service.body is not None:
            self._answer(200, service.body, "application/json")
            return
        if path != "Document":
            self._answer(404, b"", "text/plain")
            return
        lines = service.found(query["$filter"][0], cases=query.get("$expand") == ["Zaak"])
        begin = int(query.get("$skip", ["0"])[0])
        body: dict[str, Any] = {"@odata.context": "made up", "value": lines[begin : begin + service.page]}
        if begin + service.page < len(lines):
            rest = address.query.partition("&$skip=")[0]
            body["@odata.nextLink"] = f"{service.root}{path}?{rest}&$skip={begin + service.page}"
        self._answer(200, json.dumps(body).encode(), "application/json;odata.metadata=minimal")

    def _answer(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if self.service.retry_after is not None:
            self.send_header("Retry-After", self.service.retry_after)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """The test says what it wants to know."""


@contextmanager
def tweede_kamer() -> Iterator[Service]:
    """The service, on a free port of loopback; its address is `root`."""
    service = Service()
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    service.root = f"http://127.0.0.1:{server.server_address[1]}{ROOT}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
