"""What a package says of its letter and report to who looks for them (DiWoo), against what they are."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.verdicts import Row
from bna_pipeline.record.diwoo import DIWOO, HAS_ATTACHMENT
from bna_pipeline.record.papers import Manifest
from bna_pipeline.record.publication import FOLDER, document_id, named_information
from bna_pipeline.record.rows import no, shown, yes
from bna_pipeline.record.xml_text import read_xml

_D = f"{{{DIWOO}}}"


def publication_rows(payload: Mapping[str, bytes], manifest: Manifest, where: str) -> list[Row]:
    """Whether the two documents are published under their own name, title and SHA-256; nothing where they are not.

    Args:
        payload: the package's files by path below `data/`.
        where: put before file names.
    """
    found = sorted(path for path in payload if path.startswith(FOLDER))
    faults = ((path, _wrong(path, payload, manifest)) for path in found)
    rows = [no(f"{where}{path}", wrong) for path, wrong in faults if wrong is not None]
    said = "Noemen van de brief en de rapportage het kenmerk, de titel en de SHA-256 (DiWoo)."
    return rows or ([yes(f"{where}{FOLDER[:-1]}", said)] if found else [])


def _wrong(path: str, payload: Mapping[str, bytes], manifest: Manifest) -> str | None:
    name = f"{path.removeprefix(FOLDER).removesuffix('.xml')}.pdf"
    if name not in (LETTER_PDF, REPORT_PDF) or name not in payload:
        return "Gaat niet over de brief of de rapportage."
    try:
        root = read_xml(payload[path])
    except PackageInvalid as fault:
        return fault.message
    if root.tag != f"{_D}Document":
        return "Is geen DiWoo."
    identifiers = [each.text or "" for each in root.iter(f"{_D}identifier")]
    if document_id(manifest.edition, name) not in identifiers:
        return f"Gaat over een ander document dan {document_id(manifest.edition, name)}."
    if [i for i in identifiers if i.startswith("ni:")] != [named_information(FileDigest.of(name, payload[name]))]:
        return f"Noemt een andere SHA-256 dan {name} heeft."
    titles = [each.text or "" for each in root.iter(f"{_D}officieleTitel")]
    if len(titles) != 1 or not titles[0].endswith(shown(manifest.title)):
        return f"Heeft een andere titel dan manifest.json noemt: {manifest.title}."
    attached = [document_id(manifest.edition, REPORT_PDF)] if name == LETTER_PDF else []
    return None if _attached(root) == attached else "Noemt andere bijlagen dan het pakket heeft."


def _attached(root: etree._Element) -> list[str]:
    found = []
    for relation in root.iter(f"{_D}documentrelatie"):
        role, other = relation.find(f"{_D}role"), relation.find(f"{_D}relation")
        if role is not None and role.get("resource") == HAS_ATTACHMENT.uri:
            found.append("" if other is None else other.get("resource", ""))
    return found
