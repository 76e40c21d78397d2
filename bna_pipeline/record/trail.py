"""The audit trail as a file, and the proof that nothing in it was changed, dropped, added or swapped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from bna_pipeline.errors import LedgerDamaged, PackageInvalid
from bna_pipeline.model.base import EditionId, Frozen, Sha256, canonical_json, digest_of
from bna_pipeline.model.events import GENESIS, Entry
from bna_pipeline.model.verdicts import Holds, Row
from bna_pipeline.record.rows import no, yes

TRAIL = "logboek"
_MEND = "Haal het logboek opnieuw uit het grootboek van de editie."


class TrailHead(Frozen):
    """The last entry at the moment a package was frozen: whoever holds it can tell whether a trail goes on from it."""

    edition: EditionId
    seq: int = Field(ge=1)
    hash: Sha256


class TrailSums(Frozen):
    """The hash of every entry, kept beside the trail: it tells what was cut off, added or hashed anew, and where."""

    edition: EditionId
    hashes: tuple[Sha256, ...]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> TrailSums:
        """The sums of a trail.

        Raises:
            PackageInvalid: there is no entry.
        """
        return cls(edition=head_of(entries).edition, hashes=tuple(entry.hash for entry in entries))


@dataclass(frozen=True)
class TrailLine:
    """One line of a trail: the JSON that was written once and hashed, and the entry that it says.

    The hash is that of `body`, not of the entry as the model would write it today: a field that the model gains later
    must not make an old trail look damaged.
    """

    body: Mapping[str, Any]
    entry: Entry

    @classmethod
    def of(cls, entry: Entry) -> TrailLine:
        """The line for an entry that the ledger gave back.

        An entry that an older version wrote lacks the fields that came later; pydantic remembers which were given. An
        entry of this version has them all. Which of the two it is, its hash tells.
        """
        whole = entry.model_dump(mode="json")
        if _hash_of(whole) == entry.hash:
            return cls(whole, entry)
        given = entry.model_dump(mode="json", exclude_unset=True)
        return cls(given if _hash_of(given) == entry.hash else whole, entry)

    @property
    def holds(self) -> bool:
        """Whether the line is what it was when it was hashed."""
        return _hash_of(self.body) == self.entry.hash


def _hash_of(body: Mapping[str, Any]) -> Sha256:
    return digest_of({key: value for key, value in body.items() if key != "hash"})


def audit_jsonl(entries: Sequence[Entry]) -> bytes:
    """The whole trail, one canonical JSON entry a line, UTF-8, each line closed with a newline."""
    return b"".join(canonical_json(TrailLine.of(entry).body) + b"\n" for entry in entries)


def read_audit(data: bytes) -> tuple[TrailLine, ...]:
    """Lines from `audit_jsonl`'s bytes; the chain itself is judged by `check_trail`.

    Raises:
        LedgerDamaged: a line is no entry, or not in exactly the canonical form; the message names the line.
    """
    if not data:
        return ()
    lines = data.split(b"\n")
    if lines.pop() != b"":
        raise LedgerDamaged(f"Regel {len(lines) + 1} van het logboek is afgebroken.", _MEND)
    return tuple(_read_line(number, line) for number, line in enumerate(lines, start=1))


def _read_line(number: int, line: bytes) -> TrailLine:
    try:
        body = json.loads(line)
        read = TrailLine(body, Entry.model_validate(body))
        exact = canonical_json(body) == line
    except (ValueError, RecursionError) as fault:  # pydantic's ValidationError is a ValueError
        raise LedgerDamaged(f"Regel {number} van het logboek is geen leesbare regel.", _MEND) from fault
    if not exact:
        raise LedgerDamaged(f"Regel {number} van het logboek is veranderd: zo schrijft het logboek niet.", _MEND)
    return read


def check_trail(lines: Sequence[TrailLine]) -> tuple[Row, ...]:
    """One row that holds, or one failed row for each entry that is changed, dropped, added or swapped.

    What was cut off at the end, or hashed anew up to the end, cannot be seen from the lines alone: hold them against a
    `TrailHead`, or with `check_sums`.
    """
    if not lines:
        return (no(TRAIL, "Het logboek is leeg."),)
    rows = (*_numbering([line.entry.seq for line in lines]), *_chain(lines))
    if rows:
        return rows
    return (yes(TRAIL, f"De {len(lines)} regels sluiten op elkaar aan en geen regel is veranderd."),)


def check_sums(entries: Sequence[Entry], sums: TrailSums) -> Row:
    """Whether a trail is the one whose sums these are; if not, the first entry that is another, missing or too many."""
    for place, (entry, expected) in enumerate(zip(entries, sums.hashes, strict=False), start=1):
        if entry.edition != sums.edition:
            return no(TRAIL, f"Regel {place} is van editie {entry.edition}, en hoort van {sums.edition} te zijn.")
        if entry.hash != expected:
            return no(TRAIL, f"Regel {place} is niet meer de regel die er stond.")
    count, needed = len(entries), len(sums.hashes)
    if count == needed - 1:
        return no(TRAIL, f"Regel {needed} ontbreekt: de laatste is weggelaten.")
    if count < needed:
        return no(TRAIL, f"Regels {count + 1} tot en met {needed} ontbreken: het eind is weggelaten.")
    if count > needed:
        return no(TRAIL, f"Regel {needed + 1} is toegevoegd: het logboek telt {needed} regels.")
    return yes(TRAIL, f"Het logboek is heel: het heeft precies de {needed} regels waarvan hier de sommen staan.")


def check_against(lines: Sequence[TrailLine], ledger: Sequence[Entry]) -> tuple[Row, ...]:
    """Whether a ledger still goes through an exported trail, which may be older and so shorter.

    Args:
        lines: the exported trail.
        ledger: all entries that the ledger has now.
    """
    if not lines:
        return (no(TRAIL, "Het bestand is leeg: het zegt niets over het logboek."),)
    return (*check_trail(lines), _goes_on_from([line.entry for line in lines], ledger))


def _goes_on_from(exported: Sequence[Entry], ledger: Sequence[Entry]) -> Row:
    for place, (line, entry) in enumerate(zip(exported, ledger, strict=False), start=1):
        if line.edition != entry.edition:
            return no(TRAIL, f"Regel {place} van het bestand is van editie {line.edition}, niet van {entry.edition}.")
        if line.hash != entry.hash:
            return no(TRAIL, f"Regel {place} is in het logboek een andere dan in het bestand.")
    count, now = len(exported), len(ledger)
    if count == now + 1:
        return no(TRAIL, f"In het logboek ontbreekt regel {count}, die wel in het bestand staat.")
    if count > now:
        return no(TRAIL, f"In het logboek ontbreken regels {now + 1} tot en met {count}, die wel in het bestand staan.")
    if count == now:
        return yes(TRAIL, f"Het logboek is heel: het heeft precies de {count} regels van het bestand.")
    more = "1 regel" if now == count + 1 else f"{now - count} regels"
    return yes(TRAIL, f"De {count} regels van het bestand staan zo in het logboek; dat telt sindsdien {more} meer.")


def require_trail(lines: Sequence[TrailLine]) -> None:
    """Go on only with a trail that holds.

    Raises:
        LedgerDamaged: names every entry that is changed, dropped, added or swapped.
    """
    failed = [row.detail for row in check_trail(lines) if row.holds is Holds.NO]
    if failed:
        raise LedgerDamaged(" ".join(failed), _MEND)


def _numbering(numbers: Sequence[int]) -> list[Row]:
    rows = []
    last = 0
    for number in sorted(set(numbers)):
        if number > last + 1:
            which = f"Regel {last + 1} ontbreekt" if number == last + 2 else f"Regels {last + 1} tot {number} ontbreken"
            rows.append(no(TRAIL, f"{which}: weggelaten."))
        last = number
    seen: set[int] = set()
    highest = 0
    for number in numbers:
        if number in seen:
            rows.append(no(TRAIL, f"Regel {number} staat er meer dan een keer: er is een regel toegevoegd."))
        elif number < highest:
            rows.append(no(TRAIL, f"Regel {number} staat na regel {highest}: regels zijn verwisseld."))
        seen.add(number)
        highest = max(highest, number)
    return rows


def _chain(lines: Sequence[TrailLine]) -> list[Row]:
    rows = []
    before: Entry | None = None
    for place, line in enumerate(lines, start=1):
        entry = line.entry
        if not line.holds:
            which = f"Regel {entry.seq}" if entry.seq == place else f"Regel {entry.seq} (op plaats {place})"
            rows.append(no(TRAIL, f"{which} is veranderd: de inhoud past niet bij zijn eigen som."))
        if entry.edition != lines[0].entry.edition:
            rows.append(no(TRAIL, f"Regel {entry.seq} hoort bij een andere editie: hij is toegevoegd."))
        if before is None:
            if entry.seq == 1 and entry.previous != GENESIS:
                rows.append(no(TRAIL, "Regel 1 is veranderd: er gaat iets aan vooraf, en dat kan niet."))
        elif entry.seq == before.seq + 1 and entry.previous != before.hash:
            rows.append(
                no(TRAIL, f"Regel {entry.seq} sluit niet aan op regel {before.seq}: een van beide is vervangen.")
            )
        before = entry
    return rows


def head_of(entries: Sequence[Entry]) -> TrailHead:
    """The head of a trail.

    Raises:
        PackageInvalid: there is no entry.
    """
    if not entries:
        raise PackageInvalid("Er is nog geen logboek om naar te verwijzen.", "Open eerst de editie.")
    last = entries[-1]
    return TrailHead(edition=last.edition, seq=last.seq, hash=last.hash)


def trail_head(entries: Sequence[Entry]) -> bytes:
    """`trail-head.json`: edition, sequence number and hash of the last entry, as canonical JSON with a newline.

    Raises:
        PackageInvalid: there is no entry.
    """
    return canonical_json(head_of(entries)) + b"\n"


def trail_sums(entries: Sequence[Entry]) -> bytes:
    """`audit-sums.json`: edition and the hash of every entry in order, as canonical JSON with a newline.

    Raises:
        PackageInvalid: there is no entry.
    """
    return canonical_json(TrailSums.of(entries)) + b"\n"


def goes_through(entries: Sequence[Entry], head: TrailHead) -> bool:
    """Whether a trail holds exactly the entry that a head names."""
    return any(e.seq == head.seq and e.hash == head.hash and e.edition == head.edition for e in entries)
