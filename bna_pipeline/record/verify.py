"""`bna verify`: what holds in a pakket or a dossier, what does not, and what could not be established."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bna_pipeline.model.base import Line
from bna_pipeline.model.events import Entry
from bna_pipeline.model.verdicts import Holds, Row, Verification
from bna_pipeline.ports import SignatureChecker, TokenReader
from bna_pipeline.record.bag import bag_digest
from bna_pipeline.record.bagcheck import check_bag, failed, second_opinion, skipped_opinion
from bna_pipeline.record.dossier import PACKAGE_FOLDER
from bna_pipeline.record.dossiercheck import Dossier, dossier_rows, sums_rows, trail_rows
from bna_pipeline.record.letterproof import letter_rows, lone_letter_rows
from bna_pipeline.record.metadatacheck import metadata_rows
from bna_pipeline.record.papercheck import approval_rows, manifest_rows, paper
from bna_pipeline.record.papers import MANIFEST, TRAIL_HEAD, Manifest
from bna_pipeline.record.publicationcheck import publication_rows
from bna_pipeline.record.reading import read_folder
from bna_pipeline.record.rows import no, shown, unknown
from bna_pipeline.record.seal import SEALED, seal_rows
from bna_pipeline.record.tokens import Authorities, goes_on_from, kept_seal_rows, token_rows
from bna_pipeline.record.trail import TrailHead

_INSIDE = f"data/{PACKAGE_FOLDER}"
_WIDTH = 110


@dataclass(frozen=True)
class _Judges:
    """Who judges what a bag holds, and what the reader gave them."""

    letters: SignatureChecker
    tokens: Authorities
    seal: bytes | None

    @property
    def trust(self) -> Sequence[bytes]:
        return self.tokens.trust


def verify(
    path: Path,
    checker: SignatureChecker,
    *,
    trust: Sequence[bytes] = (),
    seal: bytes | None = None,
    tokens: TokenReader | None = None,
) -> Verification:
    """Check a pakket or a dossier on disk; which of the two it is, is seen from its files.

    Args:
        path: the bag's folder.
        checker: judges the letter's signatures.
        trust: CA certificates (PEM) that the reader trusts; without any, trust is not established.
        seal: a file got by another way: a timestamp token over the bag's `tagmanifest-sha512.txt`, or a text that
            names the SHA-256 of the package or of an entry of the trail.
        tokens: reads timestamp tokens; None: they are not looked into, and the table says so.

    Returns:
        The table; only a failed row makes the whole fail, and every failed row names the file.

    Raises:
        PackageInvalid: there is no such folder.
    """
    found = read_folder(path)
    files = found.files
    is_dossier = any(name.startswith(_INSIDE) for name in files)
    outer = check_bag(files)
    rows = [*found.rows, *outer.rows, skipped_opinion() if found.rows else second_opinion(path)]
    judges = _Judges(checker, Authorities(tokens, trust), seal)
    if is_dossier:
        rows += _dossier(path, files, outer.spoiled, judges, readable=not found.rows)
    else:
        rows += _package(files, outer.spoiled, "data/", judges)
        sealed = {"dit pakket": files.get(SEALED, b"")}
        rows += [_head_alone(files), *seal_rows(seal, bag_digest(files), sealed, (), judges.tokens)]
    return Verification(package=_title(path, is_dossier), rows=tuple(rows))


def verify_letter(
    letter: bytes, name: str, adopted: bytes, fields: Sequence[str], checker: SignatureChecker, trust: Sequence[bytes]
) -> Verification:
    """Check a letter that came without its pakket; arguments as of `letterproof.lone_letter_rows`."""
    rows = lone_letter_rows(letter, adopted, fields, checker, trust, shown(name))
    return Verification(package=f"Brief {shown(name)}", rows=tuple(rows))


def verification_table(verification: Verification) -> str:
    """The table as plain text for a terminal, in Dutch, closed by a sentence that says what it comes to."""
    blocks = [verification.package, ""]
    width = max(len(row.holds.value) for row in verification.rows)
    for row in verification.rows:
        text = f"{row.subject} - {row.detail}"
        # break_long_words off: a digest that is cut over lines can no longer be searched for.
        lines = textwrap.wrap(text, _WIDTH - width - 2, break_long_words=False, break_on_hyphens=False)
        blocks += [f"{(row.holds.value if i == 0 else ''):<{width}}  {line}" for i, line in enumerate(lines)]
    return "\n".join([*blocks, "", _conclusion(verification), ""])


def _conclusion(verification: Verification) -> str:
    wrong = sum(row.holds is Holds.NO for row in verification.rows)
    unclear = sum(row.holds is Holds.UNKNOWN for row in verification.rows)
    if wrong:
        fails = "klopt" if wrong == 1 else "kloppen"
        return f"Dit klopt niet: {wrong} van de {len(verification.rows)} punten {fails} niet."
    if not unclear:
        return "Alles wat is na te gaan, klopt."
    rest = "1 punt is" if unclear == 1 else f"{unclear} punten zijn"
    return f"Alles wat is na te gaan, klopt. {rest} niet vast te stellen; daar staat bij waarom."


def _package(files: Mapping[str, bytes], spoiled: frozenset[str], where: str, judges: _Judges) -> list[Row]:
    """Rows on a pakket's payload, files of the bag by path; files that are not the bag's own are left out of it."""
    payload = {p.removeprefix("data/"): b for p, b in files.items() if p.startswith("data/") and p not in spoiled}
    lost = sorted(p.removeprefix("data/") for p in spoiled if p.startswith("data/"))
    if lost:
        return [unknown(f"{where}inhoud", f"Niet verder nagegaan, omdat dit niet klopt: {', '.join(lost)}.")]
    rows: list[Row] = []
    manifest = paper(Manifest, MANIFEST, payload, where, rows)
    if manifest is None:
        return rows
    rows += manifest_rows(payload, manifest, where)
    rows += letter_rows(payload, manifest, judges.letters, judges.trust, where)
    rows += approval_rows(payload, manifest, where)
    head = paper(TrailHead, TRAIL_HEAD, payload, where, rows)
    if head is not None and head.edition != manifest.edition:
        rows.append(no(f"{where}{TRAIL_HEAD}", f"Gaat over editie {head.edition}, niet over {manifest.edition}."))
    rows += token_rows(payload, where, judges.tokens, head)
    return [*rows, *publication_rows(payload, manifest, where), *metadata_rows(payload, where, manifest.edition)]


def _dossier(
    path: Path,
    files: Mapping[str, bytes],
    spoiled: frozenset[str],
    judges: _Judges,
    *,
    readable: bool,
) -> list[Row]:
    inside = {name.removeprefix(_INSIDE): data for name, data in files.items() if name.startswith(_INSIDE)}
    inner = check_bag(inside, _INSIDE)
    opinion = second_opinion(path / _INSIDE, _INSIDE) if readable else skipped_opinion(_INSIDE)
    rows = [*inner.rows, opinion, *_package(inside, inner.spoiled, f"{_INSIDE}data/", judges)]
    payload = {n.removeprefix("data/"): b for n, b in files.items() if n.startswith("data/") and n not in spoiled}
    entries, trail = trail_rows(payload)
    rows += [*trail, *sums_rows(payload, entries)]
    digest = bag_digest(inside)
    if not failed(tuple(trail)):
        rows += _against_trail(inside, payload, digest, entries)
        rows += token_rows(payload, "data/", judges.tokens, None, entries)
        rows += kept_seal_rows(payload, inside.get(SEALED), judges.tokens, entries)
    everything = {n.removeprefix("data/"): b for n, b in files.items() if n.startswith("data/")}
    rows += metadata_rows(everything, "data/", entries[0].edition if entries else None)
    sealed = {"dit dossier": files.get(SEALED, b""), "het pakket in dit dossier": inside.get(SEALED, b"")}
    return [*rows, *seal_rows(judges.seal, digest, sealed, entries, judges.tokens)]


def _against_trail(
    inside: Mapping[str, bytes], payload: Mapping[str, bytes], digest: str, entries: Sequence[Entry]
) -> list[Row]:
    rows: list[Row] = []
    papers = {name.removeprefix("data/"): data for name, data in inside.items()}
    manifest = paper(Manifest, MANIFEST, papers, f"{_INSIDE}data/", rows)
    head = paper(TrailHead, TRAIL_HEAD, papers, f"{_INSIDE}data/", rows)
    if manifest is None:
        # The failed row for it stands in the table already, from the check of the pakket itself.
        return []
    rows = dossier_rows(Dossier(payload=payload, manifest=manifest, head=head, package=digest), entries)
    return [*rows, *goes_on_from(papers, entries)]


def _head_alone(files: Mapping[str, bytes]) -> Row:
    subject = f"data/{TRAIL_HEAD}: logboek"
    if f"data/{TRAIL_HEAD}" not in files:
        return no(subject, "Ontbreekt.")
    return unknown(subject, "Of het logboek zo doorloopt, laat alleen het dossier zien.")


def _title(path: Path, is_dossier: bool) -> Line:
    return f"{'Dossier' if is_dossier else 'Pakket'} {shown(str(path))}"
