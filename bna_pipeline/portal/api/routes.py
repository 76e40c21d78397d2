"""All operations of the API."""

from __future__ import annotations

from fastapi import APIRouter

from bna_pipeline.portal.api import adopting, collecting, reading, releasing, reviewing, route, signing

api = APIRouter()
for part in (
    reading.start,
    reading.operations,
    collecting.operations,
    reviewing.operations,
    route.operations,
    adopting.operations,
    signing.operations,
    signing.of_field,
    releasing.operations,
):
    api.include_router(part)
