"""What the oracle reads in kept bytes: digests, files, and what a section of a draft says."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bna_pipeline.model.base import FileDigest

LETTER, REPORT = "statenmededeling.pdf", "voortgangsrapportage.pdf"
FILES = {f"{name}.{kind}" for name in ("statenmededeling", "voortgangsrapportage") for kind in ("pdf", "docx", "html")}


def is_file(data: bytes, file: FileDigest) -> bool:
    return (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no white space, UTF-8."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


REPORT_PARTS = {
    "omslag": "cover",
    "voorwoord": "foreword",
    "samenvatting": "summary",
    "overzicht": "overview",
    "ontwikkelingen": "developments",
    "kansen": "opportunities",
    "financien": "finance",
    "afkortingen": "abbreviations",
    "bijdragers": "contributors",
}


def said_in(content: dict[str, Any], section: str) -> object:
    """What a section's digest must be of: what it says, and the fixed words around it."""
    document = content["report" if section.startswith("rapport.") else "letter"]
    return [part_of(content, section), document["words"]]


def part_of(content: dict[str, Any], section: str) -> object:
    """What a section itself says."""
    kind, _, name = section.partition(".")
    letter = content["letter"]
    if section == "brief.ondertekening":
        return [letter["authority"], letter["head"], letter["signatures"], letter["responsible"]]
    if kind == "brief":
        return next(part for part in letter["parts"] if part["id"] == name)
    if name.startswith("pijler."):
        return next(p for p in content["report"]["pillars"] if p["pillar"] == name.removeprefix("pijler."))
    return content["report"][REPORT_PARTS[name]]
