"""The dossier: what the archive keeps of an edition, as one bag with the whole pakket inside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import Field

from bna_pipeline.errors import BytesChanged, PackageInvalid
from bna_pipeline.model.base import EditionId, FileDigest, Frozen, Line, Moment, PartnerId, PersonId, Sha256, sha256_hex
from bna_pipeline.model.draft import Adoption, Decision, Delegation, Draft, Receipt
from bna_pipeline.model.events import AdoptionRecorded, ContributionChecked, ContributionReceived, DraftMade, Entry
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.model.remark_events import RemarkStanding
from bna_pipeline.model.round import absent
from bna_pipeline.model.state import EditionState
from bna_pipeline.record.bag import bag_digest
from bna_pipeline.record.bagging import make_bag
from bna_pipeline.record.metadata import dossier_metadata
from bna_pipeline.record.package import Get, bag_info
from bna_pipeline.record.papers import paper_json
from bna_pipeline.record.returned import files_back, returned_of
from bna_pipeline.record.tokens import seal_files, token_files
from bna_pipeline.record.trail import TrailLine, audit_jsonl, require_trail, trail_sums

PACKAGE_FOLDER = "pakket/"
AUDIT = "audit.jsonl"
AUDIT_SUMS = "audit-sums.json"
RECEIPTS = "ontvangstbewijzen.json"
DECISIONS = "besluiten/decisions.json"
ORIGINALS_INDEX = "originelen/index.json"
CONTENT = "content.json"
FINDINGS = "bevindingen.json"
"""What the checks said of a draft; the trail tells what of it was accepted, by whom and why."""
REPORTS_FOLDER = "ondertekening/"


class PersonListed(Frozen):
    id: PersonId
    name: Line
    partner: PartnerId | None


class Decisions(Frozen):
    """`besluiten/decisions.json`: everything decided, in order, with names, remarks and what became of them."""

    people: tuple[PersonListed, ...]
    decisions: tuple[Decision, ...]
    delegations: tuple[Delegation, ...]
    adoptions: tuple[Adoption, ...]
    remarks: tuple[RemarkStanding, ...] = Field(default=(), exclude_if=absent)


class OriginalListed(Frozen):
    """One file that arrived: under what name, when, and where it lies in the dossier (below `data/`).

    Attributes:
        taken_from: in an erratum, the edition that it was taken over from; `received_at` is when.
    """

    partner: PartnerId
    name: str
    size: int
    sha256: Sha256
    received_at: Moment
    path: str
    findings: str | None
    taken_from: EditionId | None = Field(default=None, exclude_if=absent)


class Originals(Frozen):
    originals: tuple[OriginalListed, ...]


class Receipts(Frozen):
    receipts: tuple[Receipt, ...]


def make_dossier(
    programme: Programme,
    edition: Edition,
    state: EditionState,
    entries: Sequence[Entry],
    get: Get,
    package: Mapping[str, bytes],
    at: datetime,
    reports: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The archive's bag as bytes by path.

    Args:
        state: the edition as these entries tell it.
        entries: the whole trail so far; the dossier tells what it says and no more.
        get: bytes by SHA-256, from the blob store.
        package: the released pakket's bag, by path.
        at: when it is made (aware); `Bagging-Date` follows from it, and when sums were made in `metadata/`.
        reports: the validation report of the letter, by file name; None: there is none.

    Raises:
        PackageInvalid: not released yet, the bag given is not the released one, or state and entries differ.
        BytesChanged: a blob is not the one that the trail names; the message names the file.
        LedgerDamaged: the trail does not hold.
    """
    require_trail([TrailLine.of(entry) for entry in entries])
    if state.head != entries[-1].hash:
        raise PackageInvalid("Het logboek is intussen verder gegaan.", "Maak het dossier opnieuw.")
    if state.fired is None:
        raise PackageInvalid("Deze editie is nog niet vrijgegeven.", "Maak het dossier na de vrijgave.")
    if bag_digest(package) != state.fired.package:
        raise PackageInvalid("Dit pakket is niet het pakket dat is vrijgegeven.", "Haal het vrijgegeven pakket op.")
    payload = {f"{PACKAGE_FOLDER}{path}": data for path, data in package.items()}
    if state.kamerbrief is not None:  # what went at a set minute had none
        payload[kamerbrief_path(state.kamerbrief.file)] = _fetch(get, state.kamerbrief.file)
    payload.update(_originals(entries, get))
    for made in state.drafts:
        payload.update(_draft(made, get))
    payload.update(_comparisons(entries, get))
    payload.update({path: _blob(get, path, digest) for path, digest in came_back(entries).items()})
    payload.update({f"{REPORTS_FOLDER}{name}": data for name, data in (reports or {}).items()})
    payload[DECISIONS] = paper_json(decisions_of(programme, state, entries))
    payload[RECEIPTS] = paper_json(Receipts(receipts=state.receipts))
    payload.update(token_files(entries, lambda digest: _blob(get, "tijdstempel", digest)))
    payload.update(seal_files(entries, lambda digest: _blob(get, "verzegeling", digest)))
    payload[AUDIT] = audit_jsonl(entries)
    payload[AUDIT_SUMS] = trail_sums(entries)
    payload.update(dossier_metadata(programme, edition, entries, payload, at))
    test_keys = any(signature.throwaway for signature in state.signatures)
    return make_bag(payload, bag_info(programme, edition, at, test_keys=test_keys))


def kamerbrief_path(file: FileDigest) -> str:
    """Where the Kamerbrief lies in the dossier."""
    return f"kamerbrief/{kept_name(file)}"


def came_back(entries: Sequence[Entry]) -> dict[str, Sha256]:
    """Where the drafts that came back in Word lie in the dossier, and what was read from them, with their SHA-256."""
    return returned_of(entries, {file.sha256: kept_name(file) for file in files_back(entries)})


def draft_folder(draft: Draft) -> str:
    """Where a draft lies in the dossier."""
    return f"concepten/v{draft.version}/"


def kept_name(file: FileDigest) -> str:
    """A safe name that no other file has: the start of its SHA-256, then what can be kept of its own name.

    People send `../x`, the same name twice, and names that no other system can write; the index keeps the real one.
    """
    plain = unicodedata.normalize("NFKD", file.name.replace("\\", "/").rsplit("/", 1)[-1])
    ascii_only = plain.encode("ascii", "ignore").decode("ascii")
    safe = re.sub(r"[^A-Za-z0-9._]+", "-", ascii_only).strip("-.")[-80:].lstrip("-.")
    return f"{file.sha256[:16]}-{safe or 'bestand'}"


def originals_of(entries: Sequence[Entry]) -> Originals:
    """Everything that arrived, in the trail's order."""
    checks = {
        (entry.event.partner, entry.event.original): entry.event.findings
        for entry in entries
        if isinstance(entry.event, ContributionChecked)
    }
    listed = []
    for entry in entries:
        event = entry.event
        if isinstance(event, ContributionReceived):
            findings = checks.get((event.partner, event.file.sha256))
            listed.append(
                OriginalListed(
                    partner=event.partner,
                    name=event.file.name,
                    size=event.file.size,
                    sha256=event.file.sha256,
                    received_at=entry.at,
                    path=f"originelen/{event.partner}/{kept_name(event.file)}",
                    findings=None if findings is None else _findings_path(event),
                    taken_from=event.taken_from,
                )
            )
    return Originals(originals=tuple(listed))


def decisions_of(programme: Programme, state: EditionState, entries: Sequence[Entry]) -> Decisions:
    """All decisions, delegations and adoptions, with the people they name."""
    adoptions = adoptions_of(entries)
    named = {d.reviewer for d in state.decisions} | {d.given_by for d in state.decisions}
    named |= {d.principal for d in state.delegations} | {d.deputy for d in state.delegations}
    named |= {a.mandate_holder for a in adoptions if a.mandate_holder is not None}
    named |= {s.person for s in state.signatures}
    named |= {name for r in state.remarks for name in (r.remark.reviewer, r.remark.given_by)}
    named |= {r.answer.by for r in state.remarks if r.answer is not None}
    people = tuple(
        PersonListed(id=person.id, name=person.name, partner=person.partner)
        for person in programme.people
        if person.id in named
    )
    return Decisions(
        people=people,
        decisions=state.decisions,
        delegations=state.delegations,
        adoptions=adoptions,
        remarks=state.remarks,
    )


def adoptions_of(entries: Sequence[Entry]) -> tuple[Adoption, ...]:
    """Every decision of the authority, held ones too, in order."""
    return tuple(entry.event.adoption for entry in entries if isinstance(entry.event, AdoptionRecorded))


def _findings_path(event: ContributionReceived) -> str:
    return f"bevindingen/{event.partner}/{event.file.sha256[:16]}.json"


def _originals(entries: Sequence[Entry], get: Get) -> dict[str, bytes]:
    index = originals_of(entries)
    files = {ORIGINALS_INDEX: paper_json(index)}
    for original in index.originals:
        files[original.path] = _fetch(get, FileDigest(name=original.name, size=original.size, sha256=original.sha256))
    received = {(o.partner, o.sha256): o.findings for o in index.originals}
    for entry in entries:
        event = entry.event
        if isinstance(event, ContributionChecked):
            path = received.get((event.partner, event.original))
            if path is not None:
                # A file checked again under a changed programme: the last findings are the ones that count.
                files[path] = _blob(get, path, event.findings)
    return files


def _draft(made: DraftMade, get: Get) -> dict[str, bytes]:
    draft, folder = made.draft, draft_folder(made.draft)
    files = {f"{folder}{file.name}": _fetch(get, file) for file in draft.files}
    kept = {CONTENT: draft.content, **({} if made.findings is None else {FINDINGS: made.findings})}
    return {**files, **{f"{folder}{name}": _blob(get, f"{folder}{name}", digest) for name, digest in kept.items()}}


def _comparisons(entries: Sequence[Entry], get: Get) -> dict[str, bytes]:
    files = {}
    for adoption in adoptions_of(entries):
        if adoption.comparison is not None:
            data = _blob(get, "vergelijking", adoption.comparison)
            files[f"besluiten/vergelijking-v{adoption.draft}.{_extension(data)}"] = data
    return files


def _extension(data: bytes) -> str:
    start = data[:64].lstrip()
    if start.startswith(b"%PDF"):
        return "pdf"
    return "html" if start.startswith(b"<") else "json" if start.startswith((b"{", b"[")) else "txt"


def _fetch(get: Get, file: FileDigest) -> bytes:
    data = _blob(get, file.name, file.sha256)
    if len(data) != file.size:
        raise BytesChanged(f"{file.name} heeft een andere lengte dan het logboek noemt.", "Kijk in het logboek.")
    return data


def _blob(get: Get, name: str, digest: Sha256) -> bytes:
    data = get(digest)
    if sha256_hex(data) != digest:
        raise BytesChanged(f"{name} is veranderd sinds het is vastgelegd.", "Zet het juiste bestand terug.")
    return data
