"""The ledger held against a file that was taken from it earlier."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, UploadFile
from pydantic import Field

from bna_pipeline.errors import LedgerDamaged, WrongUse
from bna_pipeline.model.base import Frozen
from bna_pipeline.model.verdicts import Row
from bna_pipeline.portal.api.answers import edition_operations
from bna_pipeline.portal.api.uploads import whole
from bna_pipeline.portal.doors import Entered
from bna_pipeline.portal.failures import for_reader
from bna_pipeline.wiring import check_export, pipeline

operations = edition_operations("Reading")


class Compared(Frozen):
    rows: tuple[Row, ...] = Field(description="Each thing that was looked at, with its verdict.")


@operations.post("/ledger/comparisons", name="api-check-ledger")
def compare(
    visit: Entered, file: Annotated[UploadFile, File(description="An `audit.jsonl` of this edition.")]
) -> Compared:
    """Whether the ledger still says what it said when a file was taken from it. Nothing is recorded."""
    data, entries = whole(visit, file), pipeline.entries_anew(visit.tools)
    try:
        return Compared(rows=check_export(entries, data))
    except LedgerDamaged as damaged:
        raise WrongUse(damaged.message, for_reader(damaged)) from damaged
