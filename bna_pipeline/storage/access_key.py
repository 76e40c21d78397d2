"""The secret from which a mail's links are made: a file of its own, so that who has the database has no link."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from base64 import b32encode, urlsafe_b64encode
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from bna_pipeline.errors import StorageError
from bna_pipeline.system_words import in_words

KEY_BYTES = 32


class AccessKey:
    """Where the secret is.

    Args:
        file: 64 hexadecimal digits, mode 600; made at first use.
        given: the key that seals the ledger, when it came with the settings: every machine then makes the same links.
            What is made of it does not tell it.
    """

    def __init__(self, file: Path, given: str = "") -> None:
        self._file, self._given = file, given

    def token(self, key: str) -> str:
        """The token that belongs to a mail's key: HMAC-SHA256, 43 characters (RFC 4648 base64url).

        Raises:
            StorageError: the file cannot be read or made, is open to others, or holds no key.
        """
        return in_address(hmac.digest(self._secret, f"link\n{key}".encode(), "sha256"))

    def reference(self, about: str) -> str:
        """The reference of a request or a mail: 100 bits of HMAC-SHA256, as 20 small letters and digits (base32).

        Raises:
            StorageError: as `token`.
        """
        return b32encode(hmac.digest(self._secret, f"reference\n{about}".encode(), "sha256")).decode().lower()[:20]

    @cached_property
    def _secret(self) -> bytes:
        if self._given:
            return hmac.digest(bytes.fromhex(self._given), b"access\n", "sha256")
        try:
            if not self._file.exists():
                self._make()
            if self._file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise StorageError(f"{self._file} is leesbaar voor anderen.", f"Voer uit: chmod 600 {self._file}")
            key = bytes.fromhex(self._file.read_text(encoding="ascii"))
        except OSError as fault:
            raise StorageError(
                f"De sleutel van de links, {self._file}, is niet te gebruiken: {in_words(fault)}.",
                "Kijk van wie de map is en of er ruimte is.",
            ) from fault
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise StorageError(
                f"In {self._file} staat geen sleutel van links.",
                "Zet hem terug uit een reservekopie, of haal het bestand weg: eerder gemailde links blijven werken.",
            )
        return key

    def _make(self) -> None:
        draft = self._file.with_name(f".{self._file.name}.{secrets.token_hex(8)}")
        self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
                out.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
                out.flush()
                os.fsync(out.fileno())
            with suppress(FileExistsError):  # another process made one: then that is the key
                os.link(draft, self._file)
        finally:
            draft.unlink(missing_ok=True)


def in_address(data: bytes) -> str:
    """Bytes as they may stand in an address (RFC 4648 base64url, no padding)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
