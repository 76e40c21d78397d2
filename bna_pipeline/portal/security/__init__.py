"""Who comes in at the desk, and what every request and every answer must keep to."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from bna_pipeline.portal.security.guard import Guard, Refusal, over
from bna_pipeline.portal.security.headers import SecureHeaders, document_headers
from bna_pipeline.portal.security.limits import Limits, Rate
from bna_pipeline.portal.security.spending import given_back, settled, spending, taking_back
from bna_pipeline.wiring import App

__all__ = [
    "GuardedDesk",
    "Limits",
    "Rate",
    "document_headers",
    "given_back",
    "over",
    "settled",
    "spending",
    "taking_back",
]


class GuardedDesk(FastAPI):
    """An application with a guard at its door.

    Args:
        project: whose links, sessions and keys count.
        refusal: makes the answer that says why somebody is not let through.
        limits: how often anybody may try.
        more: what FastAPI takes.
    """

    def __init__(self, project: App, refusal: Refusal, limits: Limits | None = None, **more: Any) -> None:
        super().__init__(**more)
        self._secure = project.settings.desk.secure
        self.add_middleware(Guard, project=project, limits=limits or Limits(), refusal=refusal)

    def build_middleware_stack(self) -> ASGIApp:
        """Everything behind the headers, also the answer to what nobody foresaw."""
        return SecureHeaders(super().build_middleware_stack(), secure=self._secure)
