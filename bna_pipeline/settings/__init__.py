"""Configuration: `BNA_*` in the environment, then `.bna/settings.toml` (mode 600), then what works out of the box."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from bna_pipeline.errors import NoProject, SettingsInvalid
from bna_pipeline.model.base import Frozen
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.pydantic_dutch import in_dutch
from bna_pipeline.settings.channels import ChannelSetting, KamerSetting
from bna_pipeline.settings.desk import DeskSettings, OidcSettings
from bna_pipeline.settings.mail import MailSettings
from bna_pipeline.settings.retention import RetentionSettings
from bna_pipeline.settings.secret_files import open_to_others
from bna_pipeline.settings.signing import KeySetting, SigningSettings
from bna_pipeline.system_words import in_words

__all__ = [
    "ChannelSetting",
    "DeskSettings",
    "KamerSetting",
    "KeySetting",
    "MailSettings",
    "OidcSettings",
    "RetentionSettings",
    "Settings",
    "SigningSettings",
    "find_root",
    "load_settings",
]

STATE_FOLDER = ".bna"
PREFIX = "BNA_"
_FROM_ENVIRONMENT = ("database", "ledger_key", "blobs", "prefect_api", "tick_seconds", "signal_seconds")
_TABLES_FROM_ENVIRONMENT = {
    "signing": {"level": "SIGNING_LEVEL", "timestamp_url": "TIMESTAMP_URL"},
    "desk": {"address": "DESK_ADDRESS", "host": "DESK_HOST", "port": "DESK_PORT"},
}
VARIABLES = frozenset(
    {
        "BNA_DIR",
        *(PREFIX + name.upper() for name in _FROM_ENVIRONMENT),
        *(PREFIX + name for table in _TABLES_FROM_ENVIRONMENT.values() for name in table.values()),
        "BNA_TIMESTAMP_SECRET",
        "BNA_OIDC_CLIENT_SECRET",
        "BNA_MAIL_SMTP_PASSWORD",
        "BNA_MAIL_IMAP_PASSWORD",
    }
)
"""Every variable that means something by itself; the settings may name others."""
_SQLITE_FILE = re.compile(r"(sqlite(?:\+\w+)?:///)([^?:][^?]*)(.*)")


class Settings(Frozen):
    """What the composition root needs to know.

    Attributes:
        root: the project's folder, the parent of `templates/`.
        database: SQLAlchemy URL of the ledger, a relative file below the root; empty: SQLite in `.bna/`.
        ledger_key: the key that seals the ledger, 64 hexadecimal digits, for several machines on one database; empty:
            a file that the first entry makes, beside an SQLite file or in `.bna/`.
        blobs: fsspec URL or folder of the blob store, a relative one below the root; empty: `.bna/blobs`.
        keys: per signature field.
        signing: the level of signatures, the timestamp authority, and who is trusted.
        mail: how the round mails; None: it works through folders alone.
        desk: where the review desk is to be found.
        oidc: who vouches for staff at the desk; None: links alone let people in.
        channels: by channel of the programme: what its other side asks for.
        tweede_kamer: how the Tweede Kamer's open data is asked.
        retention: how long personal data is kept outside the dossier.
        prefect_api: URL of a running Prefect server; empty: commands call the pipeline directly.
        intake: what one file that arrives may ask of the machine.
        tick_seconds: how often `bna serve` advances every open edition.
        signal_seconds: how often it looks whether a release's signal or moment has come.
    """

    root: Path
    database: str = Field(default="", repr=False)  # it may hold a password
    ledger_key: str = Field(default="", pattern=r"^([0-9a-fA-F]{64})?$", repr=False)
    blobs: str = ""
    keys: dict[str, KeySetting] = Field(default_factory=dict)
    signing: SigningSettings = SigningSettings()
    mail: MailSettings | None = None
    desk: DeskSettings = DeskSettings()
    oidc: OidcSettings | None = None
    channels: dict[str, ChannelSetting] = Field(default_factory=dict)
    tweede_kamer: KamerSetting = KamerSetting()
    retention: RetentionSettings = RetentionSettings()
    prefect_api: str = ""
    intake: IntakeLimits = IntakeLimits()
    tick_seconds: int = Field(default=300, ge=10)
    signal_seconds: int = Field(default=30, ge=5)

    def prefect_sign_on(self, environment: Mapping[str, str] = os.environ) -> str:
        """What that server asks of who comes to its API, as Prefect's own programs are told; empty: nothing."""
        return environment.get("PREFECT_API_AUTH_STRING", "")

    @property
    def state(self) -> Path:
        return self.root / STATE_FOLDER

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.state / 'ledger.sqlite'}"

    @property
    def blobs_url(self) -> str:
        return self.blobs or str(self.state / "blobs")

    def named_variables(self) -> frozenset[str]:
        """Variables that the settings themselves name for a secret."""
        return frozenset(_named(self.model_dump(exclude={"root"})))

    @property
    def templates(self) -> Path:
        return self.root / "templates"


def _named(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _named(value)
        elif name.endswith("_env") and isinstance(value, str):
            yield value


def find_root(start: Path) -> Path:
    """The nearest folder, from `start` upwards, that holds `templates/`.

    Raises:
        NoProject: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "templates").is_dir():
            return folder
    raise NoProject(
        f"In {start} en daarboven staat geen map templates/.",
        "Ga naar de map van het project, geef `--dir MAP`, of begin met `bna init MAP`.",
    )


def load_settings(root: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings of the project in `root`.

    Raises:
        SettingsInvalid: the file is open to others, is no TOML, or a value is wrong; every fault is named.
    """
    values: dict[str, Any] = {**_from_file(root / STATE_FOLDER / "settings.toml"), "root": root}
    for name in _FROM_ENVIRONMENT:
        key = PREFIX + name.upper()
        if environment.get(key):
            values[name] = environment[key]
    for table, variables in _TABLES_FROM_ENVIRONMENT.items():
        _table_from(environment, values, table, variables)
    try:
        found = Settings.model_validate(values)
    except ValidationError as wrong:
        faults = "; ".join(_told(detail) for detail in wrong.errors())
        raise SettingsInvalid(
            f"De instellingen kloppen niet: {faults}.", "Pas .bna/settings.toml of BNA_* aan."
        ) from wrong
    return found.model_copy(
        update={
            "keys": {field: key.below(root) for field, key in found.keys.items()},
            "channels": {name: channel.below(root) for name, channel in found.channels.items()},
            "database": _database_below(root, found.database),
            "blobs": _blobs_below(root, found.blobs),
            "signing": found.signing.below(root),
            "desk": found.desk.below(root),
            "mail": None if found.mail is None else found.mail.below(root),
            "oidc": None if found.oidc is None else found.oidc.below(root),
        }
    )


def _table_from(
    environment: Mapping[str, str], values: dict[str, Any], name: str, variables: Mapping[str, str]
) -> None:
    """What of a table the environment says otherwise than the file."""
    said = {field: environment.get(PREFIX + variable) for field, variable in variables.items()}
    said = {field: value for field, value in said.items() if value}
    table = values.get(name, {})
    if said and isinstance(table, dict):
        values[name] = {**table, **said}


def _told(detail: Mapping[str, Any]) -> str:
    field = ".".join(str(part) for part in detail["loc"])
    if field == "ledger_key":
        return f"{field}: moet uit 64 hexadecimale cijfers bestaan"
    return f"{field}: {in_dutch(detail)}"


def _database_below(root: Path, url: str) -> str:
    # From a folder deeper a relative path would be a second, empty record.
    file = _SQLITE_FILE.fullmatch(url)
    return f"{file[1]}{root / file[2]}{file[3]}" if file else url


def _blobs_below(root: Path, place: str) -> str:
    return str(root / place) if place and "://" not in place else place


def _from_file(path: Path) -> dict[str, Any]:
    try:
        if open_to_others(path):
            raise SettingsInvalid(f"{path} is leesbaar voor anderen.", f"Voer uit: chmod 600 {path}")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as wrong:
        raise SettingsInvalid(f"{path} is niet te lezen: {in_words(wrong)}.", "Kijk van wie het bestand is.") from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise SettingsInvalid(f"{path} is geen goede TOML: {wrong}.", "Herstel de genoemde regel.") from wrong
