"""Files at the desk: only bytes that the ledger knows, found by their digest or in a draft's own list of documents.

A web page among them is somebody's document and not the desk: it is served so that it can do nothing here, and a
browser may not take any of them for another type than is said.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from bna_pipeline.portal.security.headers import document_headers

_TYPES: Final = {
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".yaml": "text/plain; charset=utf-8",
    ".yml": "text/plain; charset=utf-8",
}
_SHOWN: Final = (".pdf", ".html")
"""What a browser may show; everything else it keeps as a file."""

_NOTHING: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
"""Styles are the browser's own, for its page around a PDF."""


def file_answer(name: str, data: bytes, *, keep: bool = False) -> Response:
    """A file as an answer, with headers of its own.

    Args:
        name: what the file is called; its end says what it is.
        keep: as a download, also where a browser could show it.
    """
    headers = {**file_headers(name, data, keep=keep), "Cache-Control": "private, no-store"}
    return Response(data, headers=headers, media_type=media_type_of(name))


def media_type_of(name: str) -> str:
    """What a file of this name is said to be."""
    return _TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def file_headers(name: str, data: bytes, *, keep: bool = False) -> dict[str, str]:
    """What a file may do in a browser, and how it is called there; `keep` as in `file_answer`."""
    kind = PurePosixPath(name).suffix.lower()
    shown = kind in _SHOWN and not keep
    guards = document_headers(data.decode("utf-8", "replace")) if shown and kind == ".html" else _NOTHING
    return {**guards, "Content-Disposition": f"{'inline' if shown else 'attachment'}; {_named(name)}"}


def _named(name: str) -> str:
    """The name as RFC 6266 (4.1 and 4.3) has it: once in ASCII, and once whole."""
    plain = re.sub(r"[^A-Za-z0-9._ -]+", "_", name).strip() or "bestand"
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"


def picture_answer(media_type: str, data: bytes) -> Response:
    """A picture of a draft, to stand in a page of ours; its address is its digest, so it never changes."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # an SVG that is opened by itself does nothing
    headers = {"Content-Security-Policy": policy, "Cache-Control": "private, max-age=86400, immutable"}
    return Response(data, headers=headers, media_type=media_type)
