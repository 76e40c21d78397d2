"""Digests that come out the same on any machine (`design.md`, "Content digest")."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.base import Sha256, digest_of, sha256_hex
from bna_pipeline.model.draft import Decision, Draft, documents_beside

# What `zipfile` lets through from a damaged archive, beside its own error.
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, OverflowError,
               NotImplementedError, RuntimeError, OSError)  # fmt: skip

MAX_PART_BYTES = 256 * 1024 * 1024
"""A part of a Word file that unpacks to more than this is refused: it is no document of ours."""


def docx_digest(data: bytes) -> Sha256:
    """Digest of a Word file that does not depend on how it was deflated.

    Args:
        data: the DOCX.

    Returns:
        SHA-256 of the canonical JSON of the sorted part names, each with the SHA-256 of the uncompressed part.

    Raises:
        PackageInvalid: no readable zip, a part twice, or a part that is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = [info for info in parts.infolist() if not info.is_dir()]
            if len({info.filename for info in infos}) != len(infos):
                raise PackageInvalid("Een Word-bestand bevat een onderdeel twee keer.", "Maak het bestand opnieuw.")
            if any(info.file_size > MAX_PART_BYTES for info in infos):
                raise PackageInvalid("Een Word-bestand bevat een te groot onderdeel.", "Maak het bestand opnieuw.")
            listed = sorted((info.filename, sha256_hex(parts.read(info))) for info in infos)
    except _ZIP_FAULTS as fault:
        raise PackageInvalid("Een Word-bestand is niet te lezen.", "Maak het bestand opnieuw.") from fault
    return digest_of(listed)


def content_digest(content_json: bytes, files: Mapping[str, bytes], decisions: Sequence[Decision]) -> Sha256:
    """What an edition says and who agreed, without signatures, tokens and times.

    Args:
        content_json: the content model as kept with the draft.
        files: the adopted files by name; the letter's PDF is the prepared one, before any signature.
        decisions: the standing decisions, in any order.

    Raises:
        PackageInvalid: a document is missing or unreadable.
    """
    names = documents_beside(files)
    missing = [name for name in names if name not in files]
    if missing:
        raise PackageInvalid(f"Voor de som van de inhoud ontbreekt: {', '.join(missing)}.", "Maak het concept opnieuw.")
    documents = {
        name: docx_digest(files[name]) if name.endswith(".docx") else sha256_hex(files[name]) for name in names
    }
    agreed = sorted(_said(decision) for decision in decisions)
    return digest_of({"content": sha256_hex(content_json), "decisions": agreed, "documents": documents})


def _said(decision: Decision) -> Sha256:
    # Without what stands at its default: a field that decisions gain later must not move the digest of an old edition.
    return digest_of(decision.model_dump(mode="json", exclude={"at"}, exclude_defaults=True))


def standing_decisions(decisions: Sequence[Decision], draft: Draft) -> tuple[Decision, ...]:
    """Those decisions that stand for a draft: of each reviewer in a stage only the latest counts, and an approval
    holds for the sections that are still as he saw them (`design.md`, "What is approved, to the byte").

    Args:
        decisions: all decisions of the edition, in the trail's order.
    """
    latest = {(decision.stage, decision.reviewer): decision for decision in decisions}
    return tuple(
        decision
        for decision in latest.values()
        if decision.verdict.approves and any(draft.digest_of_section(m.id) == m.sha256 for m in decision.covers)
    )
