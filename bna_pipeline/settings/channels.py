"""The tables `[channels.<id>]` of the settings: what a channel of the programme needs and nobody else may know."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, field_validator

from bna_pipeline.errors import SettingsInvalid
from bna_pipeline.model.base import Frozen, Line
from bna_pipeline.settings.desk import WebAddress
from bna_pipeline.settings.secret_files import open_to_others
from bna_pipeline.system_words import in_words


class ChannelSetting(Frozen):
    """What stands beside a channel's address. Relative paths are below the project's folder.

    Attributes:
        user: account on a file server, or access key of an object store.
        secret_file, secret_env: where the password, the secret key or the webhook's key stands (file: mode 600).
        key_file: private SSH key (mode 600), in place of a password.
        known_hosts: the file server's own key, as OpenSSH writes it; without it no file server is believed.
        endpoint: address of an object store that is not Amazon's.
        timeout_seconds: how long an answer is waited for.
    """

    user: Line | None = None
    secret_file: Path | None = None
    secret_env: str | None = None
    key_file: Path | None = None
    known_hosts: Path | None = None
    endpoint: str = Field(default="", pattern=r"^(https?://[!-~]+)?$", max_length=500)
    timeout_seconds: int = Field(default=30, ge=1, le=300)

    def below(self, root: Path) -> ChannelSetting:
        """The same with its paths taken from the project's folder, wherever the command is run."""
        names = ("secret_file", "key_file", "known_hosts")
        files = {name: getattr(self, name) for name in names}
        return self.model_copy(update={name: None if file is None else root / file for name, file in files.items()})

    def secret(self, channel: str, environment: Mapping[str, str] = os.environ) -> str:
        """What the other side asks for; empty when nothing is set.

        Raises:
            SettingsInvalid: the file is missing, unreadable or open to others, or the variable is empty.
        """
        if self.secret_file is not None:
            return _secret(self.secret_file, channel)
        if self.secret_env is None:
            return ""
        value = environment.get(self.secret_env)
        if not value:
            raise SettingsInvalid(
                f"De variabele {self.secret_env} is leeg; het geheim van kanaal {channel} ontbreekt.",
                "Zet het erin, of noem een bestand met secret_file.",
            )
        return value

    def require_private(self, channel: str) -> None:
        """Refuse a key that others can read.

        Raises:
            SettingsInvalid.
        """
        if self.key_file is not None:
            _require_private(self.key_file, channel)


def _require_private(path: Path, channel: str) -> None:
    try:
        if open_to_others(path):
            raise SettingsInvalid(f"{path} is leesbaar voor anderen.", f"Voer uit: chmod 600 {path}")
    except FileNotFoundError as fault:
        raise SettingsInvalid(f"{path} ontbreekt.", f"Zet daar wat kanaal {channel} nodig heeft.") from fault
    except OSError as fault:
        raise SettingsInvalid(f"{path} is niet te lezen: {in_words(fault)}.", "Kijk van wie het bestand is.") from fault


def _secret(path: Path, channel: str) -> str:
    _require_private(path, channel)
    try:
        found = path.read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise SettingsInvalid(f"{path} is niet te lezen: {in_words(fault)}.", "Kijk van wie het bestand is.") from fault
    except UnicodeDecodeError as fault:
        raise SettingsInvalid(f"{path} is geen tekst (UTF-8).", "Zet er alleen het geheim in.") from fault
    if not found:
        raise SettingsInvalid(f"{path} is leeg.", f"Zet er het geheim van kanaal {channel} in.")
    return found


class KamerSetting(Frozen):
    """The table `[tweede_kamer]`: how the open data is asked.

    Attributes:
        root: the service's root, with a slash at its end; http on this machine alone: what it says lets a release go.
        contact: an address for who runs the service, in what it sees of us; empty: the province's name.
        seconds: pause between two questions once the release is armed.
        seconds_before: pause between two questions before that, and after the release.
    """

    root: WebAddress = "https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0/"
    contact: str = Field(default="", max_length=200)
    timeout_seconds: int = Field(default=20, ge=1, le=120)
    seconds: int = Field(default=30, ge=5, le=600)
    seconds_before: int = Field(default=300, ge=5, le=86_400)

    @field_validator("root")
    @classmethod
    def _ends_as_a_folder(cls, value: str) -> str:
        if not value.endswith("/"):
            raise ValueError("moet eindigen op een schuine streep")
        return value
