"""The audit trail as a file, and the proof that nothing in it was changed, dropped, added or swapped."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field, ValidationError

from bna_pipeline.errors import LedgerDamaged, PackageInvalid
from bna_pipeline.model.base import EditionId, Frozen, Sha256, canonical_json
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


def audit_jsonl(entries: Sequence[Entry]) -> bytes:
    """The whole trail, one canonical JSON entry a line, UTF-8, each line closed with a newline."""
    return b"".join(canonical_json(entry) + b"\n" for entry in entries)


def read_audit(data: bytes) -> tuple[Entry, ...]:
    """Entries from `audit_jsonl`'s bytes; the chain itself is judged by `check_trail`.

    Raises:
        LedgerDamaged: a line is no entry, or not in exactly the canonical form; the message names the line.
    """
    if not data:
        return ()
    lines = data.split(b"\n")
    if lines.pop() != b"":
        raise LedgerDamaged(f"Regel {len(lines) + 1} van het logboek is afgebroken.", _MEND)
    return tuple(_read_line(number, line) for number, line in enumerate(lines, start=1))


def _read_line(number: int, line: bytes) -> Entry:
    try:
        entry = Entry.model_validate_json(line)
        exact = canonical_json(entry) == line
    except (ValidationError, ValueError) as fault:
        raise LedgerDamaged(f"Regel {number} van het logboek is geen leesbare regel.", _MEND) from fault
    if not exact:
        raise LedgerDamaged(f"Regel {number} van het logboek is veranderd: zo schrijft het logboek niet.", _MEND)
    return entry


def check_trail(entries: Sequence[Entry]) -> tuple[Row, ...]:
    """One row that holds, or one failed row for each entry that is changed, dropped, added or swapped.

    What was cut off at the end cannot be seen from the entries alone: hold them against a `TrailHead`.
    """
    if not entries:
        return (no(TRAIL, "Het logboek is leeg."),)
    rows = (*_numbering(entries), *_chain(entries))
    if rows:
        return rows
    return (yes(TRAIL, f"De {len(entries)} regels sluiten op elkaar aan en geen regel is veranderd."),)


def require_trail(entries: Sequence[Entry]) -> None:
    """Go on only with a trail that holds.

    Raises:
        LedgerDamaged: names every entry that is changed, dropped, added or swapped.
    """
    failed = [row.detail for row in check_trail(entries) if row.holds is Holds.NO]
    if failed:
        raise LedgerDamaged(" ".join(failed), _MEND)


def _numbering(entries: Sequence[Entry]) -> list[Row]:
    numbers = [entry.seq for entry in entries]
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


def _chain(entries: Sequence[Entry]) -> list[Row]:
    rows = []
    before: Entry | None = None
    for place, entry in enumerate(entries, start=1):
        if entry.computed_hash() != entry.hash:
            which = f"Regel {entry.seq}" if entry.seq == place else f"Regel {entry.seq} (op plaats {place})"
            rows.append(no(TRAIL, f"{which} is veranderd: de inhoud past niet bij zijn eigen som."))
        if entry.edition != entries[0].edition:
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


def goes_through(entries: Sequence[Entry], head: TrailHead) -> bool:
    """Whether a trail holds exactly the entry that a head names."""
    return any(e.seq == head.seq and e.hash == head.hash and e.edition == head.edition for e in entries)
