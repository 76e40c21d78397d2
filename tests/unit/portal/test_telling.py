"""What was done is told once on the next page, in a cookie that a browser keeps, and that nobody has to trust."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from starlette.requests import Request

from bna_pipeline.portal.telling import done, told

_BROWSER_KEEPS = 4096
"""Bytes of a cookie with its name and attributes (RFC 6265, 6.1)."""


def request_with(cookie: str = "") -> Request:
    headers = [(b"host", b"127.0.0.1")] + ([(b"cookie", f"bna-gedaan={cookie}".encode())] if cookie else [])
    scope = {"type": "http", "method": "GET", "path": "/", "scheme": "http", "query_string": b"", "headers": headers}
    return Request({**scope, "server": ("127.0.0.1", 80)})


def cookie_of(*said: str) -> tuple[str, str]:
    """The header that sets the cookie, and its value."""
    header = done(request_with(), "/e/x", said=said).headers["set-cookie"]
    return header, header.partition("=")[2].partition(";")[0].strip('"')


@pytest.mark.parametrize("letter", ["a", "é", "文", "😀", "\x01"])
def test_a_browser_keeps_what_is_told_whatever_it_is_written_with(letter: str) -> None:
    said = [f"{n}. {letter * 300}" for n in range(8)]
    header, value = cookie_of(*said)
    assert len(header) <= _BROWSER_KEEPS
    found = told(request_with(value))
    assert [sentence[:20] for sentence in found] == [sentence[:20] for sentence in said]
    assert all(sentence.endswith("…") for sentence in found)


def test_a_short_sentence_arrives_as_it_was_said() -> None:
    assert told(request_with(cookie_of("Uw bijdrage telt mee.", "Bestand \ud800 één.")[1])) == (
        "Uw bijdrage telt mee.",
        "Bestand ? één.",
    )


@pytest.mark.parametrize(
    "text",
    ["[" * 3000, "{", '"een zin"', "[1, null]", "\xff"],
    ids=["deep", "cut off", "a string", "no sentences", "bytes"],
)
def test_a_cookie_of_somebody_else_tells_nothing_and_breaks_no_page(text: str) -> None:
    assert told(request_with(urlsafe_b64encode(text.encode("latin-1")).decode())) == ()
