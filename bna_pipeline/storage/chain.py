"""Whether the rows of a ledger are what was written, and which one is not. No database in here."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bna_pipeline.errors import LedgerDamaged, LedgerKeyMissing
from bna_pipeline.model.base import canonical_json, digest_of
from bna_pipeline.model.events import GENESIS, Entry
from bna_pipeline.storage.seals import Seal

Row = Sequence[Any]
"""Kind (0: the head, 1: an entry, 2: a seal behind the last entry), sequence number, text (of a head: the key's
fingerprint), seal or None. SQLite keeps a value of any type in any column."""

RESTORE = "Zet het logboek terug uit een reservekopie."


@dataclass(frozen=True)
class Reading:
    """What one look in the database gave.

    Attributes:
        rows: the head of the edition, if there is one, then its entries in order.
        sealed: whether the database has seals at all; one of an older version has none yet.
        key: where the key is kept, for the reader of a message.
    """

    edition: str
    rows: Sequence[Row]
    sealed: bool
    seal: Seal | None
    key: str

    def entries(self, after: Entry | None = None) -> tuple[Entry, ...]:
        """All entries read, each held against its hash, its seal and the entry before; the last against the head.

        Args:
            after: the entry that the first row must be; it does not come back.

        Raises:
            LedgerDamaged: names the first entry that is not what was written.
            LedgerKeyMissing: the ledger is sealed and there is no key.
        """
        rows = [row for row in self.rows if row[0] == 1]
        if after is None:
            found = tuple(self._chained(rows, None))
        else:
            if not rows or entry_in(self.edition, rows[0], after.seq).hash != after.hash:
                raise damaged(self.edition, after.seq, "is niet meer wat die was")
            self._sealed(after, rows[0][3])
            found = tuple(self._chained(rows[1:], after))
        self._ends_at(found[-1] if found else after)
        self._nothing_beyond()
        return found

    def last(self) -> Entry | None:
        """The last entry, held against its hash, its seal and the head; None when there is none.

        Raises:
            LedgerDamaged, LedgerKeyMissing: as `entries`.
        """
        rows = [row for row in self.rows if row[0] == 1]
        last = entry_in(self.edition, rows[-1]) if rows else None
        if last is not None:
            self._sealed(last, rows[-1][3])
        self._ends_at(last)
        self._nothing_beyond()
        return last

    def _chained(self, rows: Sequence[Row], before: Entry | None) -> Iterator[Entry]:
        for row in rows:
            expected = 1 if before is None else before.seq + 1
            entry = entry_in(self.edition, row, expected)
            if entry.seq != expected:
                raise damaged(self.edition, expected, "ontbreekt")
            # Before the chain: of an entry that was replaced and hashed anew, only its seal tells which one it is.
            self._sealed(entry, row[3])
            if entry.previous != (GENESIS if before is None else before.hash):
                raise damaged(self.edition, entry.seq, "sluit niet aan op de regel ervoor")
            yield entry
            before = entry

    def _sealed(self, entry: Entry, seal: str | None) -> None:
        if not self.sealed:
            return
        if seal is None:
            raise damaged(self.edition, entry.seq, "is toegevoegd buiten deze software om: er hoort geen zegel bij")
        if seal != self._key().of_entry(self.edition, entry.seq, entry.hash):
            self._same_key()
            raise damaged(self.edition, entry.seq, "is vervangen: het zegel past er niet op")

    def _ends_at(self, last: Entry | None) -> None:
        if not self.sealed:
            return
        head = self._head()
        if head is None:
            if last is not None:
                raise damaged(
                    self.edition, last.seq, "is de laatste die er is; welke de laatste hoort te zijn, is weggehaald"
                )
            return
        count, needed = 0 if last is None else last.seq, head[1]
        if not isinstance(needed, int):
            if last is None:
                raise damaged(self.edition, 1, "ontbreekt")
            raise damaged(self.edition, count, "is de laatste die er is; welke het hoort te zijn, is veranderd")
        if needed > count:
            raise _cut_off(self.edition, count + 1, needed)
        if last is None or needed < count:
            raise damaged(self.edition, needed + 1, "is toegevoegd buiten deze software om")
        if head[3] != self._key().of_head(self.edition, last.seq, last.hash):
            self._same_key()
            raise damaged(
                self.edition, last.seq, "is volgens een vervalst zegel de laatste: wat erna kwam, kan zijn weggehaald"
            )

    def _nothing_beyond(self) -> None:
        """A seal at the next number would keep every writer from it, who would think that another was first."""
        for row in self.rows:
            if row[0] == 2:
                place = row[1] if isinstance(row[1], int) else None
                raise damaged(self.edition, place, "ontbreekt: er staat een zegel zonder regel")

    def _head(self) -> Row | None:
        return next((row for row in self.rows if row[0] == 0), None)

    def _key(self) -> Seal:
        if self.seal is None:
            raise key_missing(self.key)
        return self.seal

    def _same_key(self) -> None:
        """Which of the two it is, another key or a forged seal, decides what a person must do."""
        head = self._head()
        if head is not None and head[2] != self._key().fingerprint:
            raise other_key(self.edition, self.key)


def entry_in(edition: str, row: Row, place: int | None = None) -> Entry:
    """One entry, checked by itself: the text is hashed as it stands.

    Not as the model would write it today: a field that the model gains later must not make old entries look damaged.

    Args:
        place: where it should stand; names it when its number is none.

    Raises:
        LedgerDamaged: names it.
    """
    seq, text = row[1], str(row[2])
    if not isinstance(seq, int):
        raise damaged(edition, place, "heeft een nummer dat geen getal is")
    try:
        body = json.loads(text)
        entry = Entry.model_validate(body)
        exact = canonical_json(body).decode("utf-8") == text
    except (ValueError, RecursionError) as fault:  # pydantic's ValidationError and json's error are ValueErrors
        raise damaged(edition, seq, "is niet te lezen") from fault
    if (entry.edition, entry.seq) != (edition, seq):
        raise damaged(edition, seq, "hoort op een andere plaats")
    if not exact or digest_of({k: body[k] for k in body if k != "hash"}) != entry.hash:
        raise damaged(edition, seq, "is veranderd sinds die is geschreven")
    return entry


def damaged(edition: str, seq: int | None, how: str) -> LedgerDamaged:
    """The error that names an entry; None: which one cannot be told."""
    which = "Een regel" if seq is None else f"Regel {seq}"
    return LedgerDamaged(f"{which} van het logboek van editie {edition} {how}.", RESTORE)


def readable_ids(editions: Iterable[Any]) -> tuple[str, ...]:
    """Ids of editions as a database gave them.

    Raises:
        LedgerDamaged: one is no text.
    """
    ids = tuple(editions)
    if not all(isinstance(name, str) and "\ufffd" not in name for name in ids):
        raise LedgerDamaged("In het logboek staat een regel van een editie zonder leesbare naam.", RESTORE)
    return ids


def key_missing(key: str) -> LedgerKeyMissing:
    """The error for a sealed ledger without its key."""
    return LedgerKeyMissing(
        f"De sleutel van het logboek ontbreekt: {key}.",
        "Zet de sleutel terug uit de reservekopie, of neem hem over van de andere machine.",
    )


def seals_taken_away(key: str) -> LedgerDamaged:
    """The error for entries without seals under a key that sealed some before."""
    return LedgerDamaged(
        "De zegels van het logboek zijn weggehaald: er zijn regels, en de sleutel is in gebruik.",
        f"{RESTORE} Vervangt u met opzet de sleutel ({key}), zet dan ook de oude sleutel opzij.",
    )


def seals_not_there(key: str) -> LedgerDamaged:
    """The error for entries without seals under a key from the settings: nobody can tell what it sealed before."""
    return LedgerDamaged(
        "Het logboek heeft nog geen zegels, of ze zijn weggehaald.",
        f"Komt het van een oudere versie: leg een keer iets vast zonder {key}, en geef daarna de sleutel die toen is "
        f"gemaakt. Anders: {RESTORE.lower()}",
    )


def gone(where: str, key: str) -> LedgerDamaged:
    """The error for a ledger without a single row under a key that sealed some."""
    return LedgerDamaged(
        f"Het logboek {where} is weg of leeg, en dat was het niet: de sleutel ervan is in gebruik.",
        f"{RESTORE} Begint u met opzet opnieuw, zet dan ook de oude sleutel {key} opzij.",
    )


def has_seals(tables: Collection[str], key: str) -> bool:
    """Whether a database has the tables of seals; one of an older version has none of them.

    Raises:
        LedgerDamaged: some of the ledger's tables were taken away.
    """
    seals = {"ledger_seal", "ledger_head"}.intersection(tables)
    if seals and "ledger_entry" not in tables:
        raise LedgerDamaged("De regels van het logboek zijn weggehaald: de zegels ervan staan er nog.", RESTORE)
    if len(seals) == 1:
        raise seals_taken_away(key)
    return bool(seals)


def other_key(edition: str, key: str) -> LedgerDamaged:
    """The error for a ledger that was sealed with another key than the one at hand."""
    return LedgerDamaged(
        f"Het logboek van editie {edition} is verzegeld met een andere sleutel dan die in {key}.",
        f"Neem de sleutel over waarmee het is geschreven. Is dat deze, dan is het logboek veranderd: {RESTORE.lower()}",
    )


def _cut_off(edition: str, first: int, last: int) -> LedgerDamaged:
    if first == last:
        return damaged(edition, first, "ontbreekt: zij was de laatste")
    return LedgerDamaged(
        f"Regels {first} tot en met {last} van het logboek van editie {edition} ontbreken: het eind is weggehaald.",
        RESTORE,
    )
