"""A file as an answer: kept by whoever has it, for its name is its digest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bna_pipeline.portal.files import file_answer

_KEPT: Final = "private, no-cache"
"""It may be kept, and is asked for again before it is shown: whose role has gone, gets it no longer."""


def download(request: Request, name: str, sha256: str, data: Callable[[], bytes]) -> Response:
    """A file to keep, under its name.

    Args:
        data: asked only when the bytes must be sent.
    """
    return unchanging(request, sha256, lambda: file_answer(PurePosixPath(name).name, data(), keep=True))


def unchanging(request: Request, sha256: str, answer: Callable[[], Response]) -> Response:
    """What an answer names by its digest, or 304 for who has it (RFC 9110, 13.1.2).

    Args:
        sha256: names its bytes; the entity tag.
    """
    has = _has(request.headers.get("if-none-match", ""), sha256)
    given = Response(status_code=304) if has else answer()
    given.headers["ETag"] = f'"{sha256}"'
    given.headers["Cache-Control"] = _KEPT
    return given


def _has(asked: str, sha256: str) -> bool:
    tags = {tag.strip().removeprefix("W/").strip('"') for tag in asked.split(",")}
    return sha256 in tags or "*" in tags
