"""The tables `[signing]` and `[keys.*]` of the settings: whose keys sign, where they are, and how long it must last."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from bna_pipeline.errors import KeyUnusable, SettingsInvalid
from bna_pipeline.model.base import Frozen, Line
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.settings.mail import is_loopback
from bna_pipeline.settings.secret_files import open_to_others
from bna_pipeline.system_words import in_words

Address = Annotated[str, StringConstraints(pattern=r"^(https?://[!-~]+)?$", max_length=2000)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]*$", max_length=100)]
USUAL_SECRET = "BNA_TIMESTAMP_SECRET"  # noqa: S105 - the name of a variable


class KeySetting(Frozen):
    """A signatory's key: a PKCS#12 file, or a card or module that speaks PKCS#11.

    Relative paths are below the project's folder.

    Attributes:
        pkcs12: the file; its passphrase stands in `passphrase_file` (mode 600) or in the variable `passphrase_env`.
        pkcs11_module: the maker's library, such as `/usr/lib/opensc-pkcs11.so`.
        token_label: which token, where there may be several; None: the only one.
        key_label: which key on it; None: that of the certificate.
        cert_label: which certificate on it; None: that of the key.
        pin_file, pin_env: where the PIN stands.
    """

    pkcs12: Path | None = None
    passphrase_file: Path | None = None
    passphrase_env: str | None = None
    pkcs11_module: Path | None = None
    token_label: Line | None = None
    key_label: Line | None = None
    cert_label: Line | None = None
    pin_file: Path | None = None
    pin_env: str | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.pkcs12 is None) == (self.pkcs11_module is None):
            raise ValueError("een sleutel staat in pkcs12 of op een kaart (pkcs11_module), een van de twee")
        card = (self.token_label, self.key_label, self.cert_label, self.pin_file, self.pin_env)
        file = (self.passphrase_file, self.passphrase_env)
        if any(value is not None for value in (card if self.pkcs12 is not None else file)):
            raise ValueError(
                "token_label, key_label, cert_label en pin_* horen bij pkcs11_module, passphrase_* bij pkcs12"
            )
        if self.pkcs11_module is not None and self.key_label is None and self.cert_label is None:
            raise ValueError("bij pkcs11_module hoort key_label of cert_label")
        return self

    def passphrase(self, environment: Mapping[str, str] = os.environ) -> bytes | None:
        """The key's passphrase, from its file or its variable; None when it has none.

        Raises:
            KeyUnusable: the file is missing, unreadable or open to others, or the variable is empty.
        """
        return _key_secret(self.passphrase_file, self.passphrase_env, environment, "het wachtwoord van de sleutel")

    def pin(self, environment: Mapping[str, str] = os.environ) -> str | None:
        """The card's PIN; None when it is asked for outside this program (a reader with keys of its own).

        Raises:
            KeyUnusable: as `passphrase`; also when it is no text.
        """
        found = _key_secret(self.pin_file, self.pin_env, environment, "de pincode van de kaart")
        try:
            return None if found is None else found.decode()
        except UnicodeDecodeError as fault:
            raise KeyUnusable(
                "De pincode van de kaart is geen tekst.", "Zet alleen de pincode in het bestand."
            ) from fault

    def below(self, root: Path) -> KeySetting:
        """The same with its paths taken from the project's folder, wherever the command is run."""
        names = ("pkcs12", "passphrase_file", "pkcs11_module", "pin_file")
        files = {name: getattr(self, name) for name in names}
        return self.model_copy(update={name: None if file is None else root / file for name, file in files.items()})


class SigningSettings(Frozen):
    """How signatures are made and what is asked of those that come from elsewhere.

    Attributes:
        level: B-B, B-T, B-LT or B-LTA (PAdES).
        timestamp_url: the timestamp authority (RFC 3161).
        timestamp_user: name for it, with the secret as password; empty: it asks for none.
        timestamp_header: the name of a header that carries the secret, such as `X-Api-Key`, in place of name and
            password.
        timestamp_secret_file: file (mode 600) with the secret, a relative one below the project's folder.
        timestamp_secret_env: name of the variable with it. With neither of both it stands in BNA_TIMESTAMP_SECRET.
        trust: PEM files with CA certificates: signers and timestamp authority must lead to one of them.
        timeout_seconds: how long the timestamp authority and the issuers' services are waited for.
    """

    level: SignatureLevel = SignatureLevel.B_B
    timestamp_url: Address = ""
    timestamp_user: Line | None = None
    timestamp_header: HeaderName = ""
    timestamp_secret_file: Path | None = None
    timestamp_secret_env: str | None = None
    trust: tuple[Path, ...] = ()
    timeout_seconds: int = Field(default=30, ge=1, le=300)

    @model_validator(mode="after")
    def _level_can_be_reached(self) -> Self:
        if self.level.timestamped and not self.timestamp_url:
            raise ValueError(f"level {self.level.value} vraagt een tijdstempeldienst: zet timestamp_url")
        if self.level.holds_validation_data and not self.trust:
            raise ValueError(f"level {self.level.value} vraagt vertrouwde uitgevers: zet trust (bestanden in PEM)")
        return self

    @model_validator(mode="after")
    def _secret_stays_secret(self) -> Self:
        if self.timestamp_user and self.timestamp_header:
            raise ValueError("geef timestamp_user of timestamp_header, niet allebei")
        address = urlsplit(self.timestamp_url)
        asks = bool(self.timestamp_user or self.timestamp_header)
        if asks and address.scheme == "http" and not is_loopback(address.hostname or ""):
            raise ValueError("een wachtwoord gaat alleen over https naar de tijdstempeldienst")
        return self

    def secret(self, environment: Mapping[str, str] = os.environ) -> str:
        """What the timestamp authority asks for; empty when it asks for nothing.

        Raises:
            SettingsInvalid: the file is missing, unreadable or open to others, or the variable is empty.
        """
        if not (self.timestamp_user or self.timestamp_header):
            return ""
        if self.timestamp_secret_file is not None:
            return _secret(self.timestamp_secret_file)
        name = self.timestamp_secret_env or USUAL_SECRET
        value = environment.get(name)
        if not value:
            raise SettingsInvalid(
                f"De variabele {name} is leeg; het geheim voor de tijdstempeldienst ontbreekt.",
                "Zet het erin, of noem een bestand met timestamp_secret_file.",
            )
        return value

    def trusted(self) -> tuple[bytes, ...]:
        """The files in `trust`, as they are.

        Raises:
            SettingsInvalid: one is missing or cannot be read.
        """
        found = []
        for path in self.trust:
            try:
                found.append(path.read_bytes())
            except OSError as fault:
                said = f"Het bestand met vertrouwde uitgevers {path} is niet te lezen: {in_words(fault)}."
                raise SettingsInvalid(said, "Kijk `trust` onder [signing] na.") from fault
        return tuple(found)

    def below(self, root: Path) -> SigningSettings:
        """The same with its paths taken from the project's folder."""
        file = self.timestamp_secret_file
        return self.model_copy(
            update={
                "trust": tuple(root / path for path in self.trust),
                "timestamp_secret_file": None if file is None else root / file,
            }
        )


def _key_secret(file: Path | None, variable: str | None, environment: Mapping[str, str], what: str) -> bytes | None:
    if file is not None:
        return _private(file, what)
    if variable is None:
        return None
    value = environment.get(variable)
    if not value:
        raise KeyUnusable(f"De variabele {variable} is leeg.", f"Zet {what} erin.")
    return value.encode()


def _private(path: Path, what: str) -> bytes:
    try:
        if open_to_others(path):
            raise KeyUnusable(f"{path} is leesbaar voor anderen.", f"Voer uit: chmod 600 {path}")
        return path.read_bytes().strip()
    except FileNotFoundError as fault:
        raise KeyUnusable(f"{path} ontbreekt.", f"Zet {what} in dat bestand.") from fault
    except OSError as fault:
        raise KeyUnusable(f"{path} is niet te lezen: {in_words(fault)}.", "Kijk van wie het bestand is.") from fault


def _secret(path: Path) -> str:
    try:
        return _private(path, "het geheim voor de tijdstempeldienst").decode()
    except KeyUnusable as fault:
        raise SettingsInvalid(fault.message, fault.mend) from fault
    except UnicodeDecodeError as fault:
        raise SettingsInvalid(f"{path} is geen tekst (UTF-8).", "Zet er alleen het geheim in.") from fault
