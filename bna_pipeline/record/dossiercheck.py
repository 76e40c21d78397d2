"""What only the dossier can show: the whole trail, and that every file in it is the one the trail names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bna_pipeline.errors import LedgerDamaged, PackageInvalid
from bna_pipeline.model.base import FileDigest, Sha256, sha256_hex
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.events import DraftMade, Entry
from bna_pipeline.model.state import EditionState, fold
from bna_pipeline.model.verdicts import Row, ValidationReport
from bna_pipeline.record.digests import content_digest, standing_decisions
from bna_pipeline.record.dossier import (
    AUDIT,
    AUDIT_SUMS,
    CONTENT,
    DECISIONS,
    FINDINGS,
    ORIGINALS_INDEX,
    RECEIPTS,
    REPORTS_FOLDER,
    Decisions,
    Originals,
    Receipts,
    adoptions_of,
    came_back,
    draft_folder,
    kamerbrief_path,
    originals_of,
)
from bna_pipeline.record.papercheck import paper
from bna_pipeline.record.papers import Manifest
from bna_pipeline.record.rows import no, yes
from bna_pipeline.record.trail import TrailHead, TrailSums, check_sums, check_trail, goes_through, read_audit

_AUDIT = f"data/{AUDIT}"


@dataclass(frozen=True)
class Dossier:
    """A dossier's payload by path below `data/`, and what the pakket inside says of itself.

    Attributes:
        package: digest over the list of files of the pakket inside.
    """

    payload: Mapping[str, bytes]
    manifest: Manifest
    head: TrailHead | None
    package: Sha256


def trail_rows(payload: Mapping[str, bytes]) -> tuple[tuple[Entry, ...], list[Row]]:
    """The trail in a dossier, and whether it holds; no entries when it cannot be read."""
    data = payload.get(AUDIT)
    if data is None:
        return (), [no(_AUDIT, "Ontbreekt.")]
    try:
        lines = read_audit(data)
    except LedgerDamaged as fault:
        return (), [no(_AUDIT, fault.message)]
    rows = [Row(subject=_AUDIT, holds=row.holds, detail=row.detail) for row in check_trail(lines)]
    return tuple(line.entry for line in lines), rows


def sums_rows(payload: Mapping[str, bytes], entries: Sequence[Entry]) -> list[Row]:
    """Hold a trail that could be read, whether it holds or not, against the sums that lie beside it."""
    rows: list[Row] = []
    sums = paper(TrailSums, AUDIT_SUMS, payload, "data/", rows)
    if sums is None or not entries:
        return rows
    found = check_sums(entries, sums)
    return [Row(subject=f"data/{AUDIT_SUMS}", holds=found.holds, detail=found.detail)]


def dossier_rows(dossier: Dossier, entries: Sequence[Entry]) -> list[Row]:
    """Hold a dossier's files against a trail that holds."""
    manifest = dossier.manifest
    if entries[0].edition != manifest.edition:
        return [no(_AUDIT, f"Gaat over editie {entries[0].edition}, het pakket over {manifest.edition}.")]
    state = fold(manifest.edition, entries, signatures_needed=max(1, len(manifest.signatures)))
    rows = [_head_row(dossier.head, entries), *_package_rows(dossier, state)]
    rows += _originals_rows(dossier.payload, entries)
    rows += _report_rows(dossier)
    rows += _kamerbrief_rows(dossier.payload, state)
    rows += _draft_rows(dossier.payload, state)
    rows += _returned_rows(dossier.payload, entries)
    rows += _paper_rows(dossier.payload, state, entries)
    rows += _content_rows(dossier, state)
    return rows


def _head_row(head: TrailHead | None, entries: Sequence[Entry]) -> Row:
    name = "data/pakket/data/trail-head.json"
    if head is None:
        return no(name, "Is niet te lezen, dus niet te vergelijken met het logboek.")
    if goes_through(entries, head):
        return yes(name, f"Het logboek bevat regel {head.seq} zoals het pakket haar noemt.")
    return no(name, f"Het logboek bevat niet de regel {head.seq} die het pakket noemt.")


def _package_rows(dossier: Dossier, state: EditionState) -> list[Row]:
    manifest = dossier.manifest
    where = "data/pakket"
    rows = []
    armed = None if state.armed is None else state.armed.digest
    fired = None if state.fired is None else state.fired.package
    if dossier.package != armed or dossier.package != fired:
        rows.append(no(where, "Het pakket is niet het pakket dat volgens het logboek is klaargezet en vrijgegeven."))
    adopted = () if state.adoption is None else state.adoption.files
    if _sorted(adopted) != _sorted(manifest.adopted):
        rows.append(no(f"{where}/data/manifest.json", "Noemt andere vastgestelde bestanden dan het logboek."))
    signed = state.letter if state.signatures else None
    if signed is None or (signed.size, signed.sha256) != (manifest.signed_letter.size, manifest.signed_letter.sha256):
        rows.append(no(f"{where}/data/{LETTER_PDF}", "Is niet de brief die volgens het logboek is ondertekend."))
    return rows or [yes(where, "Is het pakket dat volgens het logboek is ondertekend, klaargezet en vrijgegeven.")]


def _report_rows(dossier: Dossier) -> list[Row]:
    """The validation report, when there is one (older dossiers have none): it must be about this letter."""
    if not any(name.startswith(REPORTS_FOLDER) for name in dossier.payload):
        return []
    rows: list[Row] = []
    report = paper(ValidationReport, f"{REPORTS_FOLDER}validatierapport.json", dossier.payload, "data/", rows)
    if report is None:
        return rows
    manifest = dossier.manifest
    said = [(s.field, s.certificate) for s in report.found.signatures]
    listed = [(s.field, s.certificate) for s in manifest.signatures]
    same = (report.file, report.adopted, said) == (manifest.signed_letter, manifest.adopted_file(LETTER_PDF), listed)
    name = f"data/{REPORTS_FOLDER}"
    if not same:
        return [no(name, "Het validatierapport gaat over een andere brief of andere handtekeningen dan het pakket.")]
    day = f"{report.moment:%Y-%m-%d %H:%M} UTC"
    return [yes(name, f"Het validatierapport van {day} gaat over deze brief en deze handtekeningen.")]


def _originals_rows(payload: Mapping[str, bytes], entries: Sequence[Entry]) -> list[Row]:
    rows: list[Row] = []
    index = paper(Originals, ORIGINALS_INDEX, payload, "data/", rows)
    if index is None:
        return rows
    expected = originals_of(entries)
    if index != expected:
        rows.append(no(f"data/{ORIGINALS_INDEX}", "Noemt andere originelen dan het logboek."))
    for original in expected.originals:
        rows += _file(payload, original.path, original.sha256)
        if original.findings is not None and original.findings not in payload:
            rows.append(no(f"data/{original.findings}", "Ontbreekt."))
    count = len(expected.originals)
    return rows or [yes("data/originelen", f"Alle {count} ontvangen bestanden zijn er, zoals het logboek ze noemt.")]


def _kamerbrief_rows(payload: Mapping[str, bytes], state: EditionState) -> list[Row]:
    reached = state.release.reached
    if state.kamerbrief is None and reached is not None:
        when = f"{reached.planned:%Y-%m-%d %H:%M %Z}"
        return [yes(_AUDIT, f"Noemt geen Kamerbrief: het pakket vertrok op het moment dat was gekozen, {when}.")]
    if state.kamerbrief is None:
        return [no(_AUDIT, "Noemt geen Kamerbrief, en zonder Kamerbrief is er geen vrijgave.")]
    path = kamerbrief_path(state.kamerbrief.file)
    said = f"Is de Kamerbrief van {state.kamerbrief.date:%Y-%m-%d} die het logboek noemt."
    return _file(payload, path, state.kamerbrief.file.sha256) or [yes(f"data/{path}", said)]


def _draft_rows(payload: Mapping[str, bytes], state: EditionState) -> list[Row]:
    rows: list[Row] = []
    for made in state.drafts:
        for path, digest in _draft_files(made):
            rows += _file(payload, path, digest)
    said = "Het concept is dat" if len(state.drafts) == 1 else f"Alle {len(state.drafts)} concepten zijn die"
    return rows or [yes("data/concepten", f"{said} van het logboek.")]


def _returned_rows(payload: Mapping[str, bytes], entries: Sequence[Entry]) -> list[Row]:
    """The drafts that came back in Word, where there are any."""
    expected = came_back(entries)
    rows = [row for path, digest in expected.items() for row in _file(payload, path, digest)]
    if rows or not expected:
        return rows
    return [yes("data/teruggestuurd", "Alle in Word teruggestuurde bestanden zijn er, zoals het logboek ze noemt.")]


def _draft_files(made: DraftMade) -> list[tuple[str, Sha256]]:
    folder, draft = draft_folder(made.draft), made.draft
    found = [] if made.findings is None else [(f"{folder}{FINDINGS}", made.findings)]
    files = ((f"{folder}{f.name}", f.sha256) for f in draft.files)
    return [(f"{folder}{CONTENT}", draft.content), *found, *files]


def _paper_rows(payload: Mapping[str, bytes], state: EditionState, entries: Sequence[Entry]) -> list[Row]:
    rows: list[Row] = []
    decisions = paper(Decisions, DECISIONS, payload, "data/", rows)
    if decisions is not None:
        told = (decisions.decisions, decisions.delegations, decisions.adoptions, decisions.remarks)
        if told == (state.decisions, state.delegations, adoptions_of(entries), state.remarks):
            rows.append(yes(f"data/{DECISIONS}", "Noemt precies de besluiten van het logboek."))
        else:
            rows.append(no(f"data/{DECISIONS}", "Noemt andere besluiten dan het logboek."))
    receipts = paper(Receipts, RECEIPTS, payload, "data/", rows)
    if receipts is not None:
        if receipts.receipts == state.receipts:
            rows.append(yes(f"data/{RECEIPTS}", "Noemt precies de ontvangstbewijzen van het logboek."))
        else:
            rows.append(no(f"data/{RECEIPTS}", "Noemt andere ontvangstbewijzen dan het logboek."))
    return rows


def _content_rows(dossier: Dossier, state: EditionState) -> list[Row]:
    """The content digest once more, from the adopted draft's files and the decisions that stand for it."""
    draft = next((made.draft for made in state.drafts if made.draft.version == dossier.manifest.draft), None)
    if draft is None:
        return [no(_AUDIT, f"Noemt concept {dossier.manifest.draft} niet, dat volgens het pakket is vastgesteld.")]
    folder = draft_folder(draft)
    content = dossier.payload.get(f"{folder}{CONTENT}")
    names = [file.name for file in draft.files]
    files = {name: dossier.payload[f"{folder}{name}"] for name in names if f"{folder}{name}" in dossier.payload}
    if content is None:
        return [no(f"data/{folder}{CONTENT}", "Ontbreekt.")]
    subject = "data/pakket/data/manifest.json: som van de inhoud"
    try:
        found = content_digest(content, files, standing_decisions(state.decisions, draft))
    except PackageInvalid as fault:
        return [no(f"data/{folder}", fault.message)]
    if found == dossier.manifest.content_digest:
        return [yes(subject, "Volgt uit het vastgestelde concept en de besluiten erover.")]
    return [no(subject, "Volgt niet uit het vastgestelde concept en de besluiten erover.")]


def _file(payload: Mapping[str, bytes], path: str, digest: Sha256) -> list[Row]:
    data = payload.get(path)
    if data is None:
        return [no(f"data/{path}", "Ontbreekt, terwijl het logboek het noemt.")]
    if sha256_hex(data) != digest:
        return [no(f"data/{path}", "Is een ander bestand dan het logboek noemt.")]
    return []


def _sorted(files: Sequence[FileDigest]) -> list[FileDigest]:
    return sorted(files, key=lambda file: file.name)
