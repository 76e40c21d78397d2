"""A bag held against its seal, a file that comes by another way: a timestamp token, or a text with a digest in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from bna_pipeline.model.base import Sha256
from bna_pipeline.model.events import Entry
from bna_pipeline.model.verdicts import Row
from bna_pipeline.ports import TokenFound
from bna_pipeline.record.rows import no, unknown, yes
from bna_pipeline.record.tokens import Authorities, trust_rows, when_in_words

SEALED: Final = "tagmanifest-sha512.txt"
"""What a token seals of a bag: this file names the digests of all others of the bag's own, and those name the rest."""

_SUBJECT: Final = "verzegeling"
_HEX = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_ALGORITHMS: Final = ("sha256", "sha384", "sha512")
_LONGEST: Final = 65536


def seal_rows(
    seal: bytes | None,
    package: Sha256,
    bags: Mapping[str, bytes],
    entries: Sequence[Entry],
    authorities: Authorities,
) -> list[Row]:
    """Whether a seal is this bag's.

    Args:
        seal: the file's bytes: a timestamp token (RFC 3161, DER) over `SEALED`, or over the hash of an entry of the
            trail; or a text with the SHA-256 of the package or of such an entry in it. None: no seal was given.
        package: digest over the package's list of files.
        bags: `SEALED` of each bag that is looked at, by what the bag is called ("dit pakket").
        entries: the trail, when the dossier shows it.
    """
    if seal is None:
        return [unknown(_SUBJECT, f"Geen verzegeling opgegeven (--seal). De som van dit pakket is {package}.")]
    found = authorities.read(seal)
    if found is not None:
        return _token_rows(found, bags, entries)
    return [_text_row(seal, package, entries)]


def _token_rows(found: TokenFound, bags: Mapping[str, bytes], entries: Sequence[Entry]) -> list[Row]:
    if not found.holds or found.algorithm not in _ALGORITHMS:
        return [no(_SUBJECT, "De verzegeling deugt niet: de handtekening van de tijdstempeldienst klopt niet.")]
    what = next((name for name, tags in bags.items() if _digest(found, tags) == found.imprint), None)
    entry = next((entry for entry in entries if entry.hash == found.imprint), None)
    when = when_in_words(found)
    if what is not None:
        said = f"{what[0].upper()}{what[1:]} stond er {when} precies zo, volgens {found.authority}."
    elif entry is not None:
        said = f"Het logboek tot en met regel {entry.seq} stond er {when} precies zo, volgens {found.authority}."
    else:
        return [no(_SUBJECT, f"De verzegeling is van iets anders: zij is niet van {' of '.join(bags)}.")]
    return [yes(_SUBJECT, said), *trust_rows([found], _SUBJECT)]


def _digest(found: TokenFound, data: bytes) -> str:
    return hashlib.new(found.algorithm, data).hexdigest()


def _text_row(seal: bytes, package: Sha256, entries: Sequence[Entry]) -> Row:
    named = {found.decode("ascii") for found in _HEX.findall(seal[:_LONGEST].lower())}
    if not named:
        return no(_SUBJECT, "Het bestand van de verzegeling is geen tijdstempel en noemt geen SHA-256.")
    if package in named:
        return yes(_SUBJECT, f"De verzegeling noemt de som van dit pakket, {package}.")
    entry = next((entry for entry in entries if entry.hash in named), None)
    if entry is not None:
        said = f"De verzegeling noemt regel {entry.seq} van het logboek; wat tot en met die regel staat, stond er toen."
        return yes(_SUBJECT, said)
    return no(_SUBJECT, f"De verzegeling is van iets anders: zij noemt niet de som van dit pakket, {package}.")
