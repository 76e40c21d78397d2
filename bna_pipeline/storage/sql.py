"""What is asked of a ledger's database, the same for SQLite and PostgreSQL. No library in here."""

from __future__ import annotations

from bna_pipeline.model.events import Entry
from bna_pipeline.storage.seals import Seal

EDITIONS = "SELECT edition FROM ledger_entry UNION SELECT edition FROM ledger_head ORDER BY 1"
# One statement sees one moment: a head and a last entry of two moments would look like damage.
_HEAD_AND_ENTRIES = (
    "SELECT 0, seq, key, seal FROM ledger_head WHERE edition = :edition "
    "UNION ALL SELECT 1, e.seq, e.entry, s.seal FROM ledger_entry e "
    "LEFT JOIN ledger_seal s ON s.edition = e.edition AND s.seq = e.seq WHERE e.edition = :edition AND "
)
_SEALS_BEYOND = (
    " UNION ALL SELECT 2, seq, '', seal FROM ledger_seal WHERE edition = :edition AND seq > "
    "(SELECT coalesce(max(seq), 0) FROM ledger_entry WHERE edition = :edition) ORDER BY 1, 2"
)
ENTRIES = _HEAD_AND_ENTRIES + "e.seq >= :first" + _SEALS_BEYOND
_NEWEST = "e.seq = (SELECT max(seq) FROM ledger_entry WHERE edition = :edition)"
LAST = _HEAD_AND_ENTRIES + _NEWEST + _SEALS_BEYOND
# What an older version left has no seals yet.
HEADS = "SELECT edition, seq, seal FROM ledger_head"
OLD_HEADS = "SELECT edition, max(seq), '' FROM ledger_entry GROUP BY edition"
OLD_EDITIONS = "SELECT DISTINCT edition FROM ledger_entry ORDER BY 1"
OLD_ENTRIES = "SELECT 1, seq, entry, NULL FROM ledger_entry WHERE edition = :edition AND seq >= :first ORDER BY seq"

ANY_HEAD = "SELECT edition, key FROM ledger_head LIMIT 1"
ANYTHING = "SELECT 1 FROM ledger_entry UNION ALL SELECT 1 FROM ledger_head LIMIT 1"
ANY_ENTRY = "SELECT 1 FROM ledger_entry LIMIT 1"
ADD = "INSERT INTO ledger_entry (edition, seq, entry) VALUES (:edition, :seq, :entry)"
ADD_SEAL = "INSERT INTO ledger_seal (edition, seq, seal) VALUES (:edition, :seq, :seal)"
MOVE_HEAD = (
    "INSERT INTO ledger_head (edition, seq, key, seal) VALUES (:edition, :seq, :key, :seal) "
    "ON CONFLICT (edition) DO UPDATE SET seq = excluded.seq, key = excluded.key, seal = excluded.seal"
)


def seal_values(entry: Entry, seal: Seal) -> dict[str, str | int]:
    """What `ADD_SEAL` takes."""
    return {"edition": entry.edition, "seq": entry.seq, "seal": seal.of_entry(entry.edition, entry.seq, entry.hash)}


def head_values(entry: Entry, seal: Seal) -> dict[str, str | int]:
    """What `MOVE_HEAD` takes when this entry is its edition's last."""
    return {
        "edition": entry.edition,
        "seq": entry.seq,
        "key": seal.fingerprint,
        "seal": seal.of_head(entry.edition, entry.seq, entry.hash),
    }


def readable(text: bytes) -> str:
    """SQLite's text whatever bytes it holds: what is no UTF-8 must fail its hash or seal, not the whole query."""
    return text.decode("utf-8", "replace")
