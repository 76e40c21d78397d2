"""Our own forms that come back with nothing filled in: whoever sends one form back adds the other one along with it."""

from __future__ import annotations

from dataclasses import replace

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.state import EditionState
from bna_pipeline.rounds.attached import MailFile
from bna_pipeline.rounds.incoming import ReadMail


def without_empty_forms(seen: ReadMail, now: EditionState) -> ReadMail:
    """A mail in which forms that are still as we sent them are no versions of a contribution.

    Args:
        now: of the edition whose forms these may be.
    """
    if now.opened is None:
        return seen
    ours = {(form.file.size, form.file.sha256) for form in now.opened.forms}
    sizes = {size for size, _ in ours}
    if not any(file.usable and len(file.data) in sizes for file in seen.files):
        return seen
    return replace(seen, files=tuple(_seen(file, ours) for file in seen.files))


def _seen(file: MailFile, ours: set[tuple[int, str]]) -> MailFile:
    if not file.usable or (len(file.data), sha256_hex(file.data)) not in ours:
        return file
    remark = f"‘{file.name}’ is ons formulier, zonder antwoorden. Vul het in, sla het op en voeg dat bestand toe."
    return replace(file, usable=False, remark=remark)
