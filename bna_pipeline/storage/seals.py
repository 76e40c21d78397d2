"""The key that seals a ledger: who can write the database but lacks the key changes nothing in it unnoticed.

A hash chain alone stops nobody who hashes anew. So beside every entry stands its seal, and for every edition one that
says which entry is the last: HMAC-SHA256 with a key that is not in the database.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bna_pipeline.errors import StorageError
from bna_pipeline.model.base import Sha256
from bna_pipeline.system_words import in_words

KEY_BYTES = 32
_PENDING = ".new"


@dataclass(frozen=True)
class Seal:
    """Makes and checks seals.

    Attributes:
        key: 32 random bytes.
        pending: no entry was written under this key yet, as far as is known.
    """

    key: bytes = field(repr=False)
    pending: bool = False

    @property
    def fingerprint(self) -> str:
        """Names the key without telling it: 16 hexadecimal digits."""
        return hashlib.sha256(b"fingerprint\n" + self.key).hexdigest()[:16]

    def of_entry(self, edition: str, seq: int, entry: Sha256) -> Sha256:
        """The seal of one entry, from its hash."""
        return self._over("entry", edition, seq, entry)

    def of_head(self, edition: str, seq: int, entry: Sha256) -> Sha256:
        """The seal that says: this is the edition's last entry. An entry's own seal is never one of these."""
        return self._over("head", edition, seq, entry)

    def _over(self, kind: str, edition: str, seq: int, entry: Sha256) -> Sha256:
        return hmac.digest(self.key, f"{kind}\n{edition}\n{seq}\n{entry}".encode(), "sha256").hex()


class LedgerKey:
    """Where the key of a ledger is kept.

    Until the first entry under it is written, a key made here stands in `FILE.new`. That tells a ledger of an older
    version, which has no seals yet, from one whose seals were taken away: only under a new key are seals made for
    entries that stand there already.

    Args:
        file: 64 hexadecimal digits, mode 600; made at the first entry.
        given: the key itself in hexadecimal, for several hosts on one database; the file is then not looked at.
    """

    def __init__(self, file: Path, given: str = "") -> None:
        self.file = file
        self._given = given
        self._known: Seal | None = None
        self._settled = False

    @property
    def where(self) -> str:
        """Where a person finds it."""
        return "BNA_LEDGER_KEY" if self._given else str(self.file)

    @property
    def given(self) -> bool:
        """Whether the key came with the settings, and is not bound to one database."""
        return bool(self._given)

    def read(self) -> Seal | None:
        """The key, or None when there is none yet.

        Raises:
            StorageError: the file cannot be read, is open to others, or holds no key.
        """
        if self._known is None:
            found = Seal(bytes.fromhex(self._given)) if self._given else self._in_file()
            if found is None or found.pending:
                return found
            self._known = found
        return self._known

    def read_or_make(self) -> Seal:
        """The key; a new one when there is none yet.

        Raises:
            StorageError: it cannot be read or written.
        """
        return self.read() or self._make()

    def confirm(self) -> None:
        """An entry stands under the key: from now on every entry must."""
        if self._given or self._settled:
            return
        try:
            # Also under a known key: who was killed between the two names left both.
            if self._pending.exists():
                # Never over a key that is there: what was sealed with it could not be checked any more.
                with suppress(FileExistsError, FileNotFoundError):
                    os.link(self._pending, self.file)
                    _settle(self.file.parent)
                self._pending.unlink(missing_ok=True)
        except OSError as fault:
            raise _unusable(self.file, fault) from fault
        self._settled = True

    @property
    def _pending(self) -> Path:
        return self.file.with_name(self.file.name + _PENDING)

    def _in_file(self) -> Seal | None:
        found: Seal | None = None
        # The last look is for a key that was confirmed between the first two. It goes before what waits: that may be
        # of somebody who came too late and is about to take it away.
        for path in (self.file, self._pending, self.file):
            try:
                found = Seal(_key_in(path), pending=path == self._pending)
            except FileNotFoundError:
                continue
            except OSError as fault:
                raise _unusable(path, fault) from fault
            if not found.pending:
                return found
        return found

    def _make(self) -> Seal:
        draft = self.file.with_name(f".{self.file.name}.{secrets.token_hex(8)}")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            try:
                with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
                    out.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
                    out.flush()
                    os.fsync(out.fileno())
                with suppress(FileExistsError):  # another process made one: then that is the key
                    os.link(draft, self._pending)
            finally:
                draft.unlink(missing_ok=True)
            _settle(self.file.parent)
            if self.file.exists():  # confirmed by another just before
                self._pending.unlink(missing_ok=True)
        except OSError as fault:
            raise _unusable(self.file, fault) from fault
        found = self.read()
        if found is None:
            raise StorageError(f"De sleutel van het logboek, {self.file}, is meteen weer weggehaald.", "Kijk door wie.")
        return found


def _settle(folder: Path) -> None:
    """Let a name survive a power cut: entries under a key that is gone could never be believed again."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _key_in(path: Path) -> bytes:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise StorageError(
            f"De sleutel van het logboek, {path}, is leesbaar voor anderen.", f"Voer uit: chmod 600 {path}"
        )
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StorageError(
            f"In {path} staat geen sleutel van een logboek.", "Zet de sleutel terug uit een reservekopie."
        )
    return key


def _unusable(path: Path, fault: OSError) -> StorageError:
    return StorageError(
        f"De sleutel van het logboek, {path}, is niet te gebruiken: {in_words(fault)}.",
        "Kijk van wie de map is en of er ruimte is.",
    )
