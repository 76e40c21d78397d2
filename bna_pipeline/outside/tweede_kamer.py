"""The open data of the Tweede Kamer (OData v4): letters in a dossier, what hangs by them, and their files.

Tolerant of more fields and of fewer: nothing is selected, so that a field that is gone breaks no question, and what
lacks what a program here needs is no document. Asked with the filters that public clients of the service use.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as daytime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import httpx

from bna_pipeline.errors.release import KamerAway, KamerFileTooLong
from bna_pipeline.ports import Clock
from bna_pipeline.ports.release import KamerDocument, Pace

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_PAGES: Final = 8
"""Of 250 results each: what a dossier publishes in months is one."""
MOST_LIST_BYTES: Final = 16 * 1024 * 1024
PATIENCE: Final = 6
"""So many times the time-out an answer may take in all, however steadily it drips."""

_ID: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_LATER: Final = "Het wordt vanzelf opnieuw gevraagd. Is de brief er al, leg hem dan zelf vast."


class TweedeKamer:
    """The service at an address (`ports.release.KamerService`).

    Args:
        root: the service's root, with a slash at its end.
        agent: who asks, with an address for questions; polite to a public service.
        timeout: seconds.
        most_bytes: so long a file may be.
    """

    def __init__(
        self, root: str, agent: str, clock: Clock, pace: Pace, timeout: float = 20.0, most_bytes: int = MOST_BYTES
    ) -> None:
        self._root, self._clock, self._pace = root, clock, pace
        self._headers = {"User-Agent": agent, "Accept": "application/json", "Accept-Encoding": "identity"}
        self._timeout, self._most_bytes = timeout, most_bytes

    @property
    def pace(self) -> Pace:
        """See `ports.release.KamerService`."""
        return self._pace

    def letters(self, *, kind: str, dossier: str, since: date) -> tuple[KamerDocument, ...]:
        """See `ports.release.KamerService`; `dossier` is a number, such as "29697"."""
        number, midnight = int("".join(dossier.split())), datetime.combine(since, daytime(), _ZONE).astimezone(UTC)
        wanted = (
            f"Soort eq {_text(kind)}",
            "Verwijderd eq false",
            f"Datum ge {midnight:%Y-%m-%dT%H:%M:%SZ}",
            f"Kamerstukdossier/any(d: d/Nummer eq {number})",
        )
        query = {"$filter": " and ".join(wanted), "$orderby": "Datum desc", "$expand": "Zaak"}
        lines = (line for line in self._lines("Document", query) if not _of_another(line, number))
        found = (_document(line) for line in lines)
        return tuple(
            d for d in found if d is not None and d.kind == kind and (d.published is None or d.published >= since)
        )

    def attachments(self, letter: KamerDocument) -> tuple[KamerDocument, ...]:
        """See `ports.release.KamerService`. How a Bijlage is tied to its letter differs: this goes by the same Zaak."""
        if not letter.cases:
            return ()
        same = " or ".join(f"Zaak/any(z: z/Id eq {case})" for case in letter.cases)
        query = {"$filter": f"Verwijderd eq false and ({same})"}
        found: dict[str, KamerDocument] = {}
        for line in self._lines("Document", query):
            document = _document(line)
            if document is not None and document.id != letter.id and document.kind != letter.kind:
                found.setdefault(document.id, document)
        return tuple(found.values())

    def file(self, document: KamerDocument) -> bytes:
        """See `ports.release.KamerService`."""
        with (
            self._asking(f"Document({document.id})/resource") as (client, address),
            client.stream("GET", address, headers={"Accept": "*/*"}) as answer,
        ):
            self._require_good(answer)
            data = self._read(answer, self._most_bytes)
        if data is None:
            raise KamerFileTooLong(
                f"Document {document.number or document.id} is langer dan {self._most_bytes // 1_000_000} MB.",
                "Zo lang is geen Kamerbrief en geen rapportage; kijk zelf wat het is.",
            )
        return data

    def _lines(self, entity: str, query: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        with self._asking(entity) as (client, address):
            page: str | None = str(httpx.URL(address, params=dict(query)))
            for _ in range(MOST_PAGES):
                if page is None:
                    return
                with client.stream("GET", page) as answer:
                    self._require_good(answer)
                    data = self._read(answer, MOST_LIST_BYTES)
                body = None if data is None else json.loads(data)
                if not isinstance(body, dict) or not isinstance(body.get("value"), list):
                    raise KamerAway("De open data van de Tweede Kamer geven iets anders dan een lijst.", _LATER)
                yield from _list(body["value"])
                page = self._next(page, body.get("@odata.nextLink"))

    def _read(self, answer: httpx.Response, most: int) -> bytes | None:
        """The body; None: it is longer than that."""
        data, end = bytearray(), time.monotonic() + PATIENCE * self._timeout
        for piece in answer.iter_bytes():
            data += piece
            if len(data) > most:
                return None
            if time.monotonic() > end:
                raise httpx.ReadTimeout("the answer drips", request=answer.request)
        return bytes(data)

    def _next(self, page: str, link: object) -> str | None:
        """The next page; never one of another server."""
        if not isinstance(link, str):
            return None
        there = urljoin(page, link)
        same = urlsplit(there)[:2] == urlsplit(self._root)[:2]
        return there if same else None

    @contextmanager
    def _asking(self, path: str) -> Iterator[tuple[httpx.Client, str]]:
        try:
            with httpx.Client(timeout=self._timeout, headers=self._headers, follow_redirects=False) as client:
                yield client, urljoin(self._root, path)
        except httpx.TimeoutException as fault:
            raise KamerAway(
                f"De open data van de Tweede Kamer antwoorden niet binnen {self._timeout:g} seconden.", _LATER
            ) from fault
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise KamerAway("De open data van de Tweede Kamer zijn niet te bereiken.", _LATER) from fault
        except (ValueError, RecursionError) as fault:  # no JSON, or no text
            raise KamerAway("De open data van de Tweede Kamer geven iets onleesbaars.", _LATER) from fault

    def _require_good(self, answer: httpx.Response) -> None:
        if answer.status_code == httpx.codes.OK:
            return
        raise KamerAway(
            f"De open data van de Tweede Kamer antwoorden met HTTP {answer.status_code}.",
            _LATER,
            retry_after=_pause(answer.headers.get("Retry-After"), self._clock.now()),
        )


def _text(value: str) -> str:
    """A string of OData: a quote in it is doubled (OData v4, part 2, 5.1.1.6.1)."""
    return "'" + value.replace("'", "''") + "'"


def _list(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _of_another(line: Mapping[str, Any], dossier: int) -> bool:
    """Whether a line itself says that it belongs to other dossiers; most do not say."""
    numbers = {one.get("Nummer") for one in _list(line.get("Kamerstukdossier"))} - {None}
    return bool(numbers) and not numbers & {dossier, str(dossier)}


def _document(line: Mapping[str, Any]) -> KamerDocument | None:
    """A document of which there is an id and a kind, and that was not removed; anything else may be missing."""
    found, kind = _id(line), line.get("Soort")
    if found is None or not isinstance(kind, str) or line.get("Verwijderd") is True:
        return None
    sequence, cases = line.get("Volgnummer"), line.get("Zaak")
    return KamerDocument(
        id=found,
        number=_said(line, "DocumentNummer"),
        kind=kind,
        title=_said(line, "Titel") or "",
        subject=_said(line, "Onderwerp") or "",
        sequence=sequence if isinstance(sequence, int) and not isinstance(sequence, bool) and sequence > 0 else None,
        published=_day(line.get("Datum")),
        content_type=_said(line, "ContentType"),
        cases=tuple(case for one in _list([cases] if isinstance(cases, dict) else cases) if (case := _id(one))),
        changed=_said(line, "ApiGewijzigdOp") or _said(line, "GewijzigdOp"),
    )


def _id(line: Mapping[str, Any]) -> str | None:
    found = line.get("Id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def _said(line: Mapping[str, Any], name: str) -> str | None:
    """A text on one line; None: nothing, or no text."""
    value = line.get(name)
    return (" ".join(value.split())[:500] or None) if isinstance(value, str) else None


def _day(value: object) -> date | None:
    """The day in the Netherlands of a moment with offset; a bare date is that day."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.date() if moment.tzinfo is None else moment.astimezone(_ZONE).date()


def _pause(asked: str | None, now: datetime) -> timedelta | None:
    """What `Retry-After` asks (RFC 9110, 10.2.3): seconds, or a date."""
    if asked is None:
        return None
    if asked.strip().isdigit():
        return timedelta(seconds=min(int(asked), 86_400))
    try:
        until = parsedate_to_datetime(asked)
    except (ValueError, OverflowError):  # no date, or an offset that no day has
        return None
    return max(until - now, timedelta()) if until.tzinfo is not None else None
