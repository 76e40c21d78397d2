"""What a request brings: never more than is read, and the token of its form, found before anything else is."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from bna_pipeline.errors import FormForged, TooMuch
from bna_pipeline.model.intake import in_megabytes
from bna_pipeline.portal.security.tokens import FIELD, HEADER

FORM_BYTES: Final = 1_000_000
_FIELDS: Final = 5_000
_PEEKED: Final = 65_536
_FIRST_BYTES: Final = 2_000
_BOUNDARY: Final = re.compile(r"""multipart/form-data\s*;.*?boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))""", re.I)
_FIRST: Final = re.compile(
    rb'^(?:[^\r\n:]+:[^\r\n]*\r\n)*?content-disposition:[ \t]*form-data;[ \t]*name="'
    + FIELD.encode()
    + rb'"[ \t]*\r\n(?:[^\r\n:]+:[^\r\n]*\r\n)*\r\n([!-~]{1,200})$',
    re.I,
)


class Body:
    """A request's body, as long as it may be.

    Args:
        request: whose body it is.
        receive: gives the next piece of it.
        most: how many bytes are read.

    Raises:
        TooMuch: it says beforehand that it is longer.
    """

    def __init__(self, request: Request, receive: Receive, most: int) -> None:
        self._request, self._receive, self._most = request, receive, most
        self._ahead: list[Message] = []
        self._read = 0
        length = request.headers.get("content-length")
        if length is not None and (not length.isdigit() or int(length) > most):
            raise self._too_much()

    async def receive(self) -> Message:
        """The next piece, also what was looked at before."""
        return self._ahead.pop(0) if self._ahead else await self._next()

    async def token(self) -> str | None:
        """The token of the form; None: there is none.

        Raises:
            FormForged: it is no form.
            TooMuch: it is longer than it may be.
        """
        try:
            return await self._token()
        except HTTPException as fault:
            raise self._too_much() from fault

    async def _token(self) -> str | None:
        told = self._request.headers.get(HEADER)
        if told is not None:
            return told
        kind = self._request.headers.get("content-type", "")
        boundary = _BOUNDARY.match(kind)
        if boundary is not None:
            return await self._of_parts((boundary[1] or boundary[2]).encode("latin-1"))
        if kind.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
            return await self._of_fields()
        if self._request.headers.get("content-length", "0") == "0":
            return None
        raise FormForged("Dit is geen formulier van dit loket.", "Open de pagina opnieuw en probeer het daar.")

    def _too_much(self) -> TooMuch:
        return TooMuch(f"Wat u stuurt is groter dan {in_megabytes(self._most)}.", "Stuur een kleiner bestand.")

    async def _next(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._most:
            # Within an answer that has begun to read; only this error passes the parsers of forms as it is.
            raise HTTPException(413)
        return message

    async def _more(self) -> bool:
        message = await self._next()
        self._ahead.append(message)
        return message["type"] == "http.request" and bool(message.get("more_body", False))

    @property
    def _seen(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self._ahead)

    async def _of_fields(self) -> str | None:
        while await self._more():
            pass
        try:
            fields = parse_qs(self._seen.decode("latin-1"), max_num_fields=_FIELDS)
        except ValueError as fault:
            raise TooMuch("Dit formulier heeft te veel velden.", "Verstuur het in delen.") from fault
        found = fields.get(FIELD, [])
        return found[0] if len(found) == 1 else None

    async def _of_parts(self, boundary: bytes) -> str | None:
        """In the first part, so that a long file need not be read for it."""
        end = b"\r\n--" + boundary
        more = True
        while more and len(self._seen) < _PEEKED:
            more = await self._more()
            first, found, _ = self._seen.removeprefix(b"--" + boundary + b"\r\n").partition(end)
            if found:
                told = _FIRST.match(first) if len(first) <= _FIRST_BYTES else None
                return None if told is None else told[1].decode("ascii")
        return None
