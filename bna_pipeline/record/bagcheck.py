"""Our own check of a bag, on exact bytes.

The reference tool accepts flips of letter case in a tag manifest, extra tag files and loose white space; one flipped
byte anywhere must fail here, under the name of its file.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import bagit

from bna_pipeline.model.verdicts import Holds, Row
from bna_pipeline.record.bag import ALGORITHMS, BAGIT_TXT, MANIFESTS, TAG_MANIFESTS, TAGGED, oxum, safe_path
from bna_pipeline.record.rows import no, unknown, yes

# Without a handler of its own the library's warnings would land on the reader's terminal, above our table.
logging.getLogger("bagit").addHandler(logging.NullHandler())

_TOP_LEVEL = frozenset({*TAGGED, *TAG_MANIFESTS})
_DIGITS = {"sha256": 64, "sha512": 128}
_BAGIT_FAULTS = (bagit.BagError, OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError)


@dataclass(frozen=True)
class BagCheck:
    """What the check of a bag found.

    Attributes:
        rows: one row that holds, or the failed rows, each naming its file.
        spoiled: paths of payload files that are not the bag's own; looking inside them proves nothing.
    """

    rows: tuple[Row, ...]
    spoiled: frozenset[str]


def check_bag(files: Mapping[str, bytes], where: str = "") -> BagCheck:
    """Hold every byte of a bag against its manifests.

    Args:
        files: bytes by path below the bag's folder.
        where: put before every path in the rows (the bag inside a bag).
    """
    rows = [*_declaration(files, where), *_strangers(files, where)]
    payload = {path: data for path, data in files.items() if path.startswith("data/")}
    listed = {name: _read_manifest(name, files, where, rows) for name in (*MANIFESTS, *TAG_MANIFESTS)}
    spoiled: set[str] = set()
    rows += _compare(payload, {name: listed[name] for name in MANIFESTS}, where, spoiled)
    tags = {path: files[path] for path in TAGGED if path in files}
    rows += _compare(tags, {name: listed[name] for name in TAG_MANIFESTS}, where, spoiled)
    rows += _oxum_row(files, payload, where)
    if not rows:
        rows = [yes(f"{where}alle bestanden", f"Alle {len(files)} bestanden zijn precies die van de manifesten.")]
    return BagCheck(tuple(rows), frozenset(spoiled))


def second_opinion(path: Path, where: str = "") -> Row:
    """What the reference tool (bagit) says of a bag on disk."""
    subject = f"{where}tweede oordeel (bagit)"
    try:
        bagit.Bag(str(path)).validate(processes=1)
    except _BAGIT_FAULTS as fault:
        return no(subject, f"bagit keurt de zak af: {fault}")
    return yes(subject, "bagit keurt de zak goed.")


def skipped_opinion(where: str = "") -> Row:
    """The row for a bag that bagit is not let near: it follows links and reads files of any size."""
    return unknown(f"{where}tweede oordeel (bagit)", "Overgeslagen: er staat iets in de map dat er niet hoort.")


def _declaration(files: Mapping[str, bytes], where: str) -> list[Row]:
    if files.get("bagit.txt") == BAGIT_TXT:
        return []
    detail = "Ontbreekt." if "bagit.txt" not in files else "Is veranderd: de inhoud is niet die van BagIt 0.97."
    return [no(f"{where}bagit.txt", detail)]


def _strangers(files: Mapping[str, bytes], where: str) -> list[Row]:
    return [
        no(f"{where}{path}", "Hoort niet in de zak: geen manifest noemt dit bestand.")
        for path in sorted(files)
        if not path.startswith("data/") and path not in _TOP_LEVEL
    ]


def _read_manifest(name: str, files: Mapping[str, bytes], where: str, rows: list[Row]) -> dict[str, str]:
    """Digests by path; what is not exactly in form goes to `rows`."""
    data = files.get(name)
    subject = f"{where}{name}"
    if data is None:
        rows.append(no(subject, "Ontbreekt."))
        return {}
    if not data.endswith(b"\n"):
        rows.append(no(subject, "Is veranderd: de laatste regel is afgebroken."))
    algorithm = name.rsplit("-", 1)[1].removesuffix(".txt")
    # bagit puts two spaces in a payload manifest and one in a tag manifest.
    space = " " if name in TAG_MANIFESTS else "  "
    form = re.compile(rf"([0-9a-f]{{{_DIGITS[algorithm]}}}){space}(.+)")
    listed: dict[str, str] = {}
    for number, line in enumerate(data.removesuffix(b"\n").split(b"\n"), start=1):
        match = form.fullmatch(line.decode("utf-8", "backslashreplace"))
        if match is None or not safe_path(match[2]):
            rows.append(no(subject, f"Is veranderd: regel {number} heeft niet de vaste vorm."))
        elif match[2] in listed:
            rows.append(no(subject, f"Is veranderd: regel {number} noemt {match[2]} nog een keer."))
        else:
            listed[match[2]] = match[1]
    # A payload manifest is held by the tag manifests; nothing but its own form holds a tag manifest.
    if name in TAG_MANIFESTS and list(listed) != sorted(listed):
        rows.append(no(subject, "Is veranderd: de regels staan niet op volgorde."))
    return listed


def _compare(
    files: Mapping[str, bytes], manifests: Mapping[str, Mapping[str, str]], where: str, spoiled: set[str]
) -> list[Row]:
    """Files against two manifests. Where only one of the two disagrees, that manifest is what changed."""
    rows = []
    for path in sorted({*files, *(p for listed in manifests.values() for p in listed)}):
        wrong = []
        for algorithm, (name, listed) in zip(ALGORITHMS, manifests.items(), strict=True):
            said = _disagreement(algorithm, files.get(path), listed.get(path))
            if said:
                wrong.append((name, said))
        if len(wrong) == len(manifests):
            spoiled.add(path)
            rows.append(no(f"{where}{path}", f"{wrong[0][1]} (volgens {' en '.join(name for name, _ in wrong)})."))
        else:
            rows += [no(f"{where}{name}", f"Is veranderd, bij {path}: {said}.") for name, said in wrong]
    return rows


def _disagreement(algorithm: str, data: bytes | None, listed: str | None) -> str:
    if listed is None:
        return "Staat er niet in genoemd"
    if data is None:
        return "Ontbreekt"
    if hashlib.new(algorithm, data).hexdigest() != listed:
        return "Is veranderd: de som klopt niet"
    return ""


def _oxum_row(files: Mapping[str, bytes], payload: Mapping[str, bytes], where: str) -> list[Row]:
    info = files.get("bag-info.txt")
    if info is None:
        return [no(f"{where}bag-info.txt", "Ontbreekt.")]
    said = re.findall(rb"^Payload-Oxum: (.*)$", info, re.MULTILINE)
    if said == [oxum(payload.values()).encode("ascii")]:
        return []
    if len(said) != 1:
        return [no(f"{where}bag-info.txt", "Noemt niet precies een keer hoeveel bestanden en bytes er zijn.")]
    return [no(f"{where}bag-info.txt", f"Noemt als omvang {said[0].decode('utf-8', 'replace')}; dat klopt niet.")]


def failed(rows: tuple[Row, ...]) -> bool:
    """Whether a row among these fails."""
    return any(row.holds is Holds.NO for row in rows)
