"""Which letter of the Tweede Kamer is this edition's, and whether the report that hangs by it is ours to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.delivery import KamerRule
from bna_pipeline.ports.release import KamerDocument

PDF = "application/pdf"


def about(documents: Iterable[KamerDocument], words: Sequence[str]) -> tuple[KamerDocument, ...]:
    """Those whose subject or title speaks of every one of these, in their order."""
    return tuple(d for d in documents if _speaks_of(f"{d.subject} {d.title}", words))


def _speaks_of(text: str, words: Sequence[str]) -> bool:
    said = _folded(text)
    return all(_folded(word) in said for word in words)


def _folded(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", " ", text).strip().casefold()


def may_be_pdf(document: KamerDocument) -> bool:
    """Whether it is worth fetching: a PDF, or nobody says what it is."""
    return document.content_type is None or document.content_type.partition(";")[0].strip().lower() == PDF


def doubt_about(
    rule: KamerRule, report: FileDigest, attached: Mapping[str, FileDigest], too_long: Sequence[str] = ()
) -> str | None:
    """Why these attachments keep the release back, in Dutch; None: they do not.

    Args:
        report: as adopted.
        attached: the files that hang by the letter, by the name under which the Kamer has them.
        too_long: names of files that were too long to fetch.
    """
    if any((file.size, file.sha256) == (report.size, report.sha256) for file in attached.values()):
        return None
    if not attached and not too_long:
        return None if rule.attachment == "may lack" else "De rapportage hangt niet bij de Kamerbrief."
    told = [f"{name}: {file.size} bytes, SHA-256 {file.sha256}" for name, file in sorted(attached.items())]
    told += [f"{name}: te lang om op te halen" for name in too_long]
    return (
        "Wat bij de Kamerbrief hangt, is niet de vastgestelde rapportage "
        f"({report.size} bytes, SHA-256 {report.sha256}). Er hangt: {'; '.join(told)}."
    )
