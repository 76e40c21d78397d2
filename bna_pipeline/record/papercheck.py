"""The papers of a pakket against each other and against its files."""

from __future__ import annotations

from collections.abc import Mapping

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, documents_beside
from bna_pipeline.model.verdicts import Row
from bna_pipeline.record.papers import APPROVALS, MANIFEST, SECTIONS, Approvals, Manifest, Paper, Sections, read_paper
from bna_pipeline.record.rows import no, yes


def paper(kind: type[Paper], name: str, payload: Mapping[str, bytes], where: str, rows: list[Row]) -> Paper | None:
    """One paper, or None with a failed row."""
    data = payload.get(name)
    if data is None:
        rows.append(no(f"{where}{name}", "Ontbreekt."))
        return None
    try:
        return read_paper(kind, name, data)
    except PackageInvalid as fault:
        rows.append(no(f"{where}{name}", fault.message))
        return None


def manifest_rows(payload: Mapping[str, bytes], manifest: Manifest, where: str) -> list[Row]:
    """The files against `manifest.json`: length and SHA-256. A document that it does not list has no place here."""
    rows = []
    listed = {f.name: f for f in manifest.adopted}
    names = documents_beside([*listed, *(name for name in payload if name in DOCUMENTS)])
    if sorted(listed) != sorted(names) or len(manifest.adopted) != len(names):
        rows.append(no(f"{where}{MANIFEST}", f"Noemt niet precies deze bestanden: {', '.join(names)}."))
    expected = {**listed, LETTER_PDF: manifest.signed_letter}
    for name in names:
        data = payload.get(name)
        file = expected.get(name)
        if data is None:
            rows.append(no(f"{where}{name}", "Ontbreekt."))
        elif file is not None and not _is(file, data):
            rows.append(no(f"{where}{name}", f"Heeft een andere lengte of SHA-256 dan {where}{MANIFEST} noemt."))
    if rows:
        return rows
    return [yes(f"{where}{MANIFEST}", f"Lengte en SHA-256 van alle {len(names)} bestanden kloppen.")]


def approval_rows(payload: Mapping[str, bytes], manifest: Manifest, where: str) -> list[Row]:
    """`approvals.json` names the digests listed in `sections.json`, and the adoption names the files."""
    rows: list[Row] = []
    sections = paper(Sections, SECTIONS, payload, where, rows)
    approvals = paper(Approvals, APPROVALS, payload, where, rows)
    if sections is None or approvals is None:
        return rows
    for name, edition in ((SECTIONS, sections.edition), (APPROVALS, approvals.edition)):
        if edition != manifest.edition:
            rows.append(no(f"{where}{name}", f"Gaat over editie {edition}, {MANIFEST} over {manifest.edition}."))
    if sections.draft != manifest.draft:
        rows.append(no(f"{where}{SECTIONS}", f"Hoort bij concept {sections.draft}, {MANIFEST} bij {manifest.draft}."))
    rows += _coverage(sections, approvals, where)
    if sorted(approvals.adoption.files, key=_name) != sorted(manifest.adopted, key=_name):
        rows.append(no(f"{where}{APPROVALS}", f"De vaststelling noemt andere bestanden dan {where}{MANIFEST}."))
    if rows:
        return rows
    adoption = approvals.adoption
    return [
        yes(f"{where}{APPROVALS}", f"Op alle {len(sections.sections)} delen is akkoord gegeven, zoals ze hier zijn."),
        yes("vaststelling", f"Besluit {adoption.number} van {adoption.date:%Y-%m-%d} noemt precies deze bestanden."),
    ]


def _coverage(sections: Sections, approvals: Approvals, where: str) -> list[Row]:
    subject = f"{where}{APPROVALS}"
    listed = {section.id: section.sha256 for section in sections.sections}
    rows = []
    covered: set[str] = set()
    for stage in approvals.stages:
        if any(section in listed for section in stage.asked) and not stage.approvals:
            rows.append(no(subject, f"In de stap {stage.name} gaf niemand akkoord."))
        for mark in (mark for approval in stage.approvals for mark in approval.covers):
            covered.add(mark.id)
            if listed.get(mark.id) != mark.sha256:
                rows.append(no(subject, f"In de stap {stage.name} gold het akkoord voor een andere tekst: {mark.id}."))
    bare = [section.id for section in sections.sections if section.id not in covered]
    if bare:
        rows.append(no(subject, f"Voor deze delen van {where}{SECTIONS} is er geen akkoord: {', '.join(bare)}."))
    return rows


def _is(file: FileDigest, data: bytes) -> bool:
    return file.size == len(data) and file.sha256 == sha256_hex(data)


def _name(file: FileDigest) -> str:
    return file.name
