"""All operations of the API."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from bna_pipeline.portal.api import (
    adopting,
    collecting,
    comparing,
    contributing,
    editorial,
    mails,
    partners,
    reading,
    releasing,
    remarks,
    reviewing,
    route,
    signing,
    words,
)
from bna_pipeline.portal.api.parameters import only_known

api = APIRouter(dependencies=[Depends(only_known)])
for part in (
    reading.start,
    reading.operations,
    comparing.operations,
    contributing.operations,
    partners.operations,
    mails.operations,
    collecting.operations,
    editorial.operations,
    reviewing.operations,
    remarks.operations,
    words.operations,
    route.operations,
    adopting.operations,
    signing.operations,
    signing.of_field,
    releasing.operations,
):
    api.include_router(part)
