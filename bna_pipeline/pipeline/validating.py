"""The validation report of an edition's letter: beside the letter in its folder, and in the dossier."""

from __future__ import annotations

import json

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.events import AdoptionRecorded, Entry, LetterSigned
from bna_pipeline.model.signing_events import LetterTimestamped, SignatureWithdrawn
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Tools, blob_of, entries
from bna_pipeline.signing.validation_page import validation_page
from bna_pipeline.signing.validation_report import REPORT_HTML, REPORT_JSON, digests_of, report_json, validation_report


def validation_files(tools: Tools, now: EditionState) -> dict[str, bytes]:
    """The report on the letter as it stands, by file name; none when no decision holds.

    It is as of the moment at which the letter became what it is, so that it is the same whenever it is made.

    Raises:
        BytesChanged: a letter in the blob store is not the one on record.
    """
    letter, adoption = now.letter, now.adoption
    if letter is None or adoption is None:
        return {}
    adopted = next(file for file in adoption.files if file.name == LETTER_PDF)
    moment = next(entry.at for entry in reversed(entries(tools)) if _changes_letter(entry))
    trust = () if tools.preserver is None else tools.preserver.trust
    found = tools.checker.check(
        blob_of(tools, letter),
        blob_of(tools, adopted),
        fields=[s.field for s in tools.programme.letter.signatories],
        trust=trust,
        moment=moment,
    )
    report = validation_report(
        found,
        file=letter,
        adopted=adopted,
        adopted_known=True,
        moment=moment,
        trust=digests_of(trust),
    )
    return {REPORT_HTML: validation_page(report), REPORT_JSON: report_json(report)}


def lay_out_validation(tools: Tools, now: EditionState, folder: str) -> bool:
    """Put the report on the letter as it stands in a folder of the outbox; one that is there already stays.

    Before the first signature there is none, unless a signature was withdrawn: then the report must not go on saying
    that it is there.
    """
    letter = now.letter
    there = [tools.outbox.read(tools.id, f"{folder}/{name}") for name in (REPORT_JSON, REPORT_HTML)]
    if letter is None or not (now.signatures or any(there)) or (all(there) and _is_of(there[0], letter)):
        return False
    changed = False
    for name, data in validation_files(tools, now).items():
        changed |= tools.outbox.write(tools.id, f"{folder}/{name}", data)
    return changed


def _is_of(data: bytes | None, letter: FileDigest) -> bool:
    try:
        found = None if data is None else json.loads(data)
    except ValueError:
        return False
    file = found.get("file") if isinstance(found, dict) else None
    return isinstance(file, dict) and file.get("sha256") == letter.sha256


def _changes_letter(entry: Entry) -> bool:
    return isinstance(entry.event, AdoptionRecorded | LetterSigned | SignatureWithdrawn | LetterTimestamped)
