"""The papers in a pakket: what is machine-readable beside the documents, as frozen types.

They name roles, organisations and digests; no person beyond those that the letter itself prints, and no remark.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.base import EditionId, FileDigest, Frozen, Line, Sha256, StageId
from bna_pipeline.model.draft import SectionMark
from bna_pipeline.model.sections import SectionDigest

MANIFEST = "manifest.json"
SECTIONS = "sections.json"
APPROVALS = "approvals.json"
TRAIL_HEAD = "trail-head.json"

Paper = TypeVar("Paper", bound=Frozen)


class SignatureListed(Frozen):
    """A signature that the letter must carry: the field, and SHA-256 of the certificate's DER."""

    field: Line
    certificate: Sha256
    throwaway: bool


class Manifest(Frozen):
    """`manifest.json`.

    Attributes:
        adopted: length and SHA-256 of the documents as adopted. The letter's are those of the prepared letter: the
            signed letter in the package begins with exactly these bytes.
        signed_letter: length and SHA-256 of the letter in the package.
        signatures: in the order in which they were put.
        test_keys: a signature was put with a throwaway key; the package has no legal meaning.
    """

    edition: EditionId
    title: Line
    draft: int
    content_digest: Sha256
    adopted: tuple[FileDigest, ...]
    signed_letter: FileDigest
    signatures: tuple[SignatureListed, ...]
    test_keys: bool

    def adopted_file(self, name: str) -> FileDigest | None:
        """An adopted file by its name."""
        return next((f for f in self.adopted if f.name == name), None)


class Sections(Frozen):
    """`sections.json`: what decisions refer to, in reading order."""

    edition: EditionId
    draft: int
    sections: tuple[SectionDigest, ...]


class ApprovalGiven(Frozen):
    """One approving decision: in what role and for which organisation, and the sections it stands for."""

    role: Line
    organisation: Line | None
    verdict: Line
    delegated: bool
    covers: tuple[SectionMark, ...]


class StageApprovals(Frozen):
    """A stage of the route. `asked` are the sections that its reviewers were asked about."""

    stage: StageId
    name: Line
    needed: Literal["all", "no objection"] | int
    asked: tuple[str, ...]
    approvals: tuple[ApprovalGiven, ...]


class AdoptionListed(Frozen):
    date: date
    number: Line
    outcome: Line
    files: tuple[FileDigest, ...]


class Approvals(Frozen):
    """`approvals.json`."""

    edition: EditionId
    stages: tuple[StageApprovals, ...]
    adoption: AdoptionListed


def paper_json(value: Any) -> bytes:
    """A paper's bytes: UTF-8 JSON with sorted keys, two spaces of indent and a closing newline."""
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return (json.dumps(plain, sort_keys=True, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def read_paper(kind: type[Paper], name: str, data: bytes) -> Paper:
    """A paper back from its bytes.

    Raises:
        PackageInvalid: the bytes are not this paper; the message names the file and the first fault.
    """
    try:
        return kind.model_validate_json(data)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "begin"
        raise PackageInvalid(f"{name} is niet te lezen ({place}: {first['msg']}).") from fault
