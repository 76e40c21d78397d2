"""Freezing the pakket: from a signed letter to the bag that everyone may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from bna_pipeline.errors import BytesChanged, NotApproved, PackageInvalid
from bna_pipeline.model.base import FileDigest, Sha256, sha256_hex
from bna_pipeline.model.draft import LETTER_PDF, Approved, Package, Signed, documents_beside
from bna_pipeline.model.events import Entry
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.record.approvals import approvals_of, by_name
from bna_pipeline.record.bag import file_list, list_digest
from bna_pipeline.record.bagging import make_bag
from bna_pipeline.record.digests import content_digest
from bna_pipeline.record.metadata import package_metadata
from bna_pipeline.record.papers import (
    APPROVALS,
    MANIFEST,
    SECTIONS,
    TRAIL_HEAD,
    Manifest,
    Sections,
    SignatureListed,
    paper_json,
)
from bna_pipeline.record.tokens import token_files
from bna_pipeline.record.trail import trail_head

TEST_WARNING = "TEST: ondertekend met testsleutels, dit pakket heeft geen rechtsgevolg"

Get = Callable[[Sha256], bytes]


def freeze(
    programme: Programme,
    edition: Edition,
    signed: Signed,
    get: Get,
    entries: Sequence[Entry],
    at: datetime,
) -> tuple[Package, Mapping[str, bytes]]:
    """The whole pakket in memory, as `design.md` ("Where a user's things are") lists it.

    Args:
        signed: the adopted letter with all its signatures.
        get: bytes by SHA-256, from the blob store.
        entries: the trail so far; the package names its head.
        at: when it is frozen (aware); `Bagging-Date` follows from it, and when sums were made in `metadata/`.

    Returns:
        The list of files with its digest, and the bag's bytes by path.

    Raises:
        BytesChanged: a file is not the one adopted or signed, or the signed letter does not begin with the adopted one.
        NotApproved: a section has no standing approval, or the letter was not adopted.
        PackageInvalid: signatures are missing, a file cannot be read, or there is no trail.
        RecordError: the bag cannot be made, or the formats of its files cannot be established.
    """
    draft = signed.approved.draft
    _require_signatures(programme, signed)
    adopted = {f.name: _fetch(get, f) for f in _adopted_files(signed.approved)}
    letter = _fetch(get, signed.letter)
    if not letter.startswith(adopted[LETTER_PDF]):
        raise BytesChanged(
            f"{LETTER_PDF} begint niet met de vastgestelde brief.", "Onderteken de vastgestelde brief opnieuw."
        )
    digest = content_digest(_fetch_blob(get, "content.json", draft.content), adopted, signed.approved.decisions)
    payload = {
        **adopted,
        LETTER_PDF: letter,
        MANIFEST: paper_json(_manifest(edition, signed, digest)),
        SECTIONS: paper_json(Sections(edition=draft.edition, draft=draft.version, sections=draft.sections)),
        APPROVALS: paper_json(approvals_of(programme, signed.approved)),
        TRAIL_HEAD: trail_head(entries),
        **token_files(entries, get),
    }
    payload.update(package_metadata(programme, edition, signed, payload, at))
    bag = make_bag(payload, bag_info(programme, edition, at, test_keys=_test_keys(signed)))
    files = file_list(bag)
    return Package(edition=edition.id, files=files, digest=list_digest(files), content_digest=digest), bag


def bag_info(programme: Programme, edition: Edition, at: datetime, *, test_keys: bool) -> dict[str, str]:
    """Elements of `bag-info.txt`, in Dutch where a recipient reads them; the date is that of `at` in UTC."""
    warning = {"Internal-Sender-Description": TEST_WARNING} if test_keys else {}
    return {
        "Bag-Software-Agent": "bna-pipeline",
        "Bagging-Date": at.astimezone(UTC).date().isoformat(),
        "External-Description": edition.title,
        "External-Identifier": edition.id,
        "Source-Organization": programme.province_name,
        **warning,
    }


def _manifest(edition: Edition, signed: Signed, digest: Sha256) -> Manifest:
    signatures = tuple(
        SignatureListed(field=s.field, certificate=s.certificate, throwaway=s.throwaway) for s in signed.signatures
    )
    return Manifest(
        edition=edition.id,
        title=edition.title,
        draft=signed.approved.draft.version,
        content_digest=digest,
        adopted=by_name(signed.approved.adoption.files),
        signed_letter=signed.letter.model_copy(update={"name": LETTER_PDF}),
        signatures=signatures,
        test_keys=_test_keys(signed),
    )


def _require_signatures(programme: Programme, signed: Signed) -> None:
    put = tuple(signature.field for signature in signed.signatures)
    asked = tuple(signatory.field for signatory in programme.letter.signatories)
    if put != asked:
        missing = ", ".join(field for field in asked if field not in put) or "de juiste volgorde"
        raise PackageInvalid(f"De brief is nog niet helemaal ondertekend: {missing} ontbreekt.", "Onderteken eerst.")
    last = signed.signatures[-1].after if signed.stamp is None else signed.stamp.after
    if last.sha256 != signed.letter.sha256:
        raise BytesChanged(f"{LETTER_PDF} is niet de brief na de laatste handtekening.", "Kijk in het logboek.")


def _adopted_files(approved: Approved) -> tuple[FileDigest, ...]:
    adoption = approved.adoption
    if not adoption.settled:
        raise NotApproved("Het mandaat is nog niet afgerond.", "Laat de mandaathouder dat eerst doen.")
    listed = {f.name: f for f in adoption.files}
    drafted = {f.name: f for f in approved.draft.files}
    names = documents_beside({*listed, *drafted})
    for name in names:
        if listed.get(name) is None or listed.get(name) != drafted.get(name):
            raise BytesChanged(f"{name} in het concept is niet het vastgestelde bestand.", "Stel opnieuw vast.")
    return tuple(listed[name] for name in names)


def _fetch(get: Get, file: FileDigest) -> bytes:
    data = get(file.sha256)
    if len(data) != file.size or sha256_hex(data) != file.sha256:
        raise BytesChanged(f"{file.name} is veranderd sinds het is vastgelegd.", "Zet het juiste bestand terug.")
    return data


def _fetch_blob(get: Get, name: str, digest: Sha256) -> bytes:
    data = get(digest)
    if sha256_hex(data) != digest:
        raise BytesChanged(f"{name} is veranderd sinds het is vastgelegd.", "Zet het juiste bestand terug.")
    return data


def _test_keys(signed: Signed) -> bool:
    return any(signature.throwaway for signature in signed.signatures)
