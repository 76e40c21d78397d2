"""What was done, told once on the next page: a form is answered by a redirect, so that a reload sends nothing again.

The sentences travel in a cookie of the browser's own. Nobody trusts them: they are shown to who brought them, escaped.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bna_pipeline.wiring import pipeline

_COOKIE: Final = "bna-gedaan"
_SECONDS: Final = 60
_SENTENCES: Final = 8
_IN_BRACKETS: Final = re.compile(r"\s*\((/|outbox/)[^)]*\)")
_FOLDER: Final = re.compile(r"(^|\s)(/|outbox/)\S+/")
"""Where something lies on the machine, which is said at its own terminal and nowhere else."""

_LENGTHS: Final = (300, 150, 75, 40)
_BYTES: Final = 3900
"""Sentences are cut to the first length with which all of them fit: a browser drops a cookie of more than 4 KB."""


def done(request: Request, to: str, *steps: pipeline.Step, said: Iterable[str] = ()) -> RedirectResponse:
    """On to a page (303), where it is told what was done.

    Args:
        to: a path of the desk's own.
        steps, said: what there is to say.
    """
    every = (*said, *(sentence for step in steps for sentence in step.said))
    without = (_IN_BRACKETS.sub("", sentence) for sentence in every)
    sentences = [sentence for sentence in without if _FOLDER.search(sentence) is None]
    answer = RedirectResponse(to, 303)
    if sentences:
        answer.set_cookie(
            _COOKIE,
            _packed(sentences[:_SENTENCES]),
            max_age=_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return answer


def _packed(sentences: Sequence[str]) -> str:
    value = ""
    for length in _LENGTHS:
        short = [s if len(s) <= length else f"{s[: length - 1]}…" for s in sentences]
        value = urlsafe_b64encode(json.dumps(short, ensure_ascii=False).encode("utf-8", "replace")).decode()
        if len(value) <= _BYTES:
            break
    return value


def told(request: Request) -> tuple[str, ...]:
    """What the page before did; nothing where the cookie is none of ours."""
    try:
        found = json.loads(urlsafe_b64decode(request.cookies.get(_COOKIE, "")))
    except (ValueError, RecursionError):
        return ()
    if not isinstance(found, list):
        return ()
    return tuple(s[: max(_LENGTHS)] for s in found[:_SENTENCES] if isinstance(s, str))


def forget_told(request: Request, answer: Response) -> None:
    """Tell it only once."""
    if _COOKIE in request.cookies:
        answer.delete_cookie(_COOKIE, httponly=True, samesite="lax")
