"""What stands on record, to read: editions, where they stand, drafts and their files, receipts, the ledger."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import Field
from starlette.responses import JSONResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.base import FileDigest, Frozen, Moment, Sha256
from bna_pipeline.model.draft import Draft, Receipt
from bna_pipeline.model.sections import SectionDigest
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.waits import Wait
from bna_pipeline.portal.api.answers import Digest, edition_operations, operations_of
from bna_pipeline.portal.api.downloads import download
from bna_pipeline.portal.desk import editions_of
from bna_pipeline.portal.doors import Entered
from bna_pipeline.portal.embargo import opens
from bna_pipeline.portal.places import project_root, status_told, waits_told
from bna_pipeline.portal.ways import may_do
from bna_pipeline.wiring import export, pipeline, views

start = operations_of("Reading")
operations = edition_operations("Reading")

PAGE = 100
MOST = 500
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class EditionTold(Frozen):
    """An edition in which the person of the key has a role."""

    edition: str = Field(description="Its id.", examples=["agenda-2020"])
    title: str
    phase: str = Field(description="Where it stands, one of a fixed list in Dutch.", examples=["concept"])
    sample: bool = Field(description="Whether it is a sample: throwaway keys may sign it.")


class Editions(Frozen):
    editions: tuple[EditionTold, ...]


class Waits(Frozen):
    """What an edition waits for now, later, or otherwise."""

    waits: tuple[Wait, ...]


class DraftLine(Frozen):
    """A draft, and which files it has."""

    version: int = Field(description="1 for the first.", examples=[2])
    content: Sha256 = Field(description="SHA-256 of the content that both documents are made from.")
    current: bool = Field(description="Whether it is the one that reviewers decide on.")
    files: tuple[FileDigest, ...]


class Drafts(Frozen):
    drafts: tuple[DraftLine, ...] = Field(description="Oldest first.")


class DraftTold(DraftLine):
    """A draft with its sections. A decision names what it is about by `id` and `sha256` of these."""

    sections: tuple[SectionDigest, ...]


class Receipts(Frozen):
    """Proofs of delivery, one for each channel that has what it was sent."""

    receipts: tuple[Receipt, ...]


class LedgerLine(Frozen):
    """An entry of the ledger, as `audit.jsonl` in a dossier has it, with the kind of its event beside it."""

    edition: str
    seq: int
    at: Moment
    actor: str = Field(description="Id of the person who acted, or `systeem`.")
    account: str = Field(description="How he came in: `key:<name>`, `link:<id>`, `oidc:<host>:<sub>`, or an account.")
    kind: str = Field(description="What the event is.", examples=["decision.given"])
    event: dict[str, Any] = Field(description="The event, with the keys of its kind.")
    previous: Sha256 = Field(description="`hash` of the entry before.")
    hash: Sha256 = Field(description="SHA-256 of the canonical JSON of everything else, `kind` left out.")


class LedgerPage(Frozen):
    """A piece of the ledger; its hash chain was checked."""

    entries: tuple[LedgerLine, ...]
    next: int | None = Field(description="`after` for the next page; null: this is the last.")


@start.get("/openapi.json", name="api-description", response_model=dict[str, Any])
def described(visit: Entered) -> JSONResponse:
    """This description."""
    return JSONResponse(visit.request.app.state.description)


@start.get("/editions", name="api-editions")
def editions(visit: Entered) -> Editions:
    """The editions in which the person of the key has a role."""
    there, _ = editions_of(visit)
    found = tuple(
        EditionTold(
            edition=other.edition.id,
            title=other.edition.title,
            phase=pipeline.state(other.tools).phase.value,
            sample=other.tools.sample,
        )
        for other in there
    )
    return Editions(editions=found)


@operations.get("", name="api-edition")
def edition(visit: Entered) -> views.EditionStatus:
    """Where an edition stands: partners, drafts, the route, signatures, the release, and what it waits for.

    What the desk shows on the page of the round (`partners`, and `lines` and `trouble` of `round`) is empty for who may
    not open that page, and so are `lines` and `doubts` of `release` for who may not open that of the release.
    """
    status = status_told(project_root(visit.request), visit.status)
    if not may_do(visit, "release"):
        closed = status.release.model_copy(update={"lines": (), "doubts": ()})
        status = status.model_copy(update={"release": closed})
    if may_do(visit, "round"):
        return status
    counted = None if status.round is None else status.round.model_copy(update={"lines": (), "trouble": ()})
    return status.model_copy(update={"partners": (), "round": counted})


@operations.get("/waits", name="api-waits")
def waits(visit: Entered) -> Waits:
    """What the edition waits for: an act, who can do it, what it is about."""
    return Waits(waits=waits_told(project_root(visit.request), pipeline.waits(visit.tools)))


@operations.get("/drafts", name="api-drafts")
def drafts(visit: Entered) -> Drafts:
    """Every draft so far."""
    now = pipeline.state(visit.tools)
    return Drafts(drafts=tuple(DraftLine(**_line(now, made.draft)) for made in now.drafts))


@operations.get("/drafts/{version}", name="api-draft")
def draft(
    version: Annotated[int, Path(ge=1, le=100_000, description="Version of the draft.", examples=[1])],
    visit: Entered,
) -> DraftTold:
    """One draft with the digests of its sections."""
    now = pipeline.state(visit.tools)
    found = next((made.draft for made in now.drafts if made.draft.version == version), None)
    if found is None:
        raise PageMissing(f"Er is geen concept {version}.", "Kijk welke concepten er zijn.")
    return DraftTold(**_line(now, found), sections=found.sections)


def _line(now: EditionState, made: Draft) -> dict[str, Any]:
    return {
        "version": made.version,
        "content": made.content,
        "current": now.draft is not None and made.version == now.draft.version,
        "files": made.files,
    }


@operations.get(
    "/files/{sha256}",
    name="api-file",
    response_class=Response,
    responses={
        200: {
            "description": "The bytes.",
            "content": {kind: {} for kind in ("application/pdf", "text/html", "application/octet-stream", DOCX)},
            "headers": {"ETag": {"description": "The SHA-256.", "schema": {"type": "string"}}},
        },
        304: {"description": "`If-None-Match` names these very bytes."},
    },
)
def file(sha256: Digest, visit: Entered) -> Response:
    """A file of a draft, or the letter as it was signed, by its SHA-256. What it names never changes: keep it.

    The signed letter is for who may open the page of the signing. From adoption until release it is on record who
    opened a file, once a day.
    """
    now = pipeline.state(visit.tools)
    known = [f for made in now.drafts for f in made.draft.files]
    if may_do(visit, "signing-letter"):
        known += [s.after for s in now.signatures] + ([] if now.stamp is None else [now.stamp.after])
    found = next((f for f in known if f.sha256 == sha256), None)
    if found is None:
        raise PageMissing("Dit bestand is er niet.", "Kijk bij het concept welke bestanden er zijn.")
    opens(visit, found, "API")
    return download(visit.request, found.name, found.sha256, lambda: pipeline.blob_of(visit.tools, found))


@operations.get("/receipts", name="api-receipts")
def receipts(visit: Entered) -> Receipts:
    """Proofs of every delivery so far."""
    return Receipts(receipts=pipeline.state(visit.tools).receipts)


@operations.get("/ledger", name="api-ledger")
def ledger(
    visit: Entered,
    after: Annotated[int, Query(ge=0, le=10_000_000, description="Only what came after this entry.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST, description="At most so many entries.")] = PAGE,
) -> LedgerPage:
    """The ledger, a page at a time, oldest entry first."""
    trail = pipeline.entries(visit.tools)
    shown = trail[after : after + limit]
    more = bool(shown) and shown[-1].seq < len(trail)
    lines = (json.loads(line) for line in export(shown).splitlines())
    return LedgerPage(
        entries=tuple(LedgerLine(kind=line["event"]["kind"], **line) for line in lines),
        next=shown[-1].seq if more else None,
    )
