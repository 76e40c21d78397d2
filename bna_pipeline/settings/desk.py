"""The tables `[desk]` and `[oidc]` of the settings: where the desk is to be found, and who vouches for its visitors."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from bna_pipeline.errors import SettingsInvalid
from bna_pipeline.model.base import Frozen, Line
from bna_pipeline.settings.mail import is_loopback
from bna_pipeline.settings.secret_files import open_to_others
from bna_pipeline.system_words import in_words

LEAST_TOKEN = 32
"""Characters of the token for `/metrics`: nobody counts how often it is guessed."""

USUAL_SECRET = "BNA_OIDC_CLIENT_SECRET"  # noqa: S105 - the name of a variable


def _secured(value: str) -> str:
    """An address over https; over http only on this machine."""
    parts = _parts(value)
    if parts is None or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("moet een adres zijn als https://naam of https://naam:poort")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ValueError("moet met https:// beginnen; http:// mag alleen op de eigen machine")
    return value


def _parts(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        known = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, or a bracket too many
        return None
    return parts if known else None


_Printable = Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=2000)]
WebAddress = Annotated[_Printable, AfterValidator(_secured)]
"""A web address without user, query and fragment: https, or http on this machine."""


class DeskSettings(Frozen):
    """Where the desk is to be found.

    Attributes:
        address: what people type and mails name, such as `https://bna.example.org`; None: it is for this machine
            alone, and mails hold no links.
        host, port: where it listens.
        trusted_proxies: addresses or networks of proxies whose `X-Forwarded-For` is believed.
        link_days: how long a link in a mail works, where nothing ends it sooner.
        metrics_token_file: file (mode 600) with what `/metrics` asks for, a relative one below the project's folder;
            None: `/metrics` does not exist.
    """

    address: WebAddress | None = None
    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:_-]+$", max_length=253)] = "127.0.0.1"
    port: int = Field(default=8400, ge=1, le=65535)
    trusted_proxies: tuple[str, ...] = ()
    link_days: int = Field(default=14, ge=1, le=90)
    metrics_token_file: Path | None = None

    @field_validator("address")
    @classmethod
    def _no_path(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).path not in ("", "/"):
            raise ValueError("het loket staat op een eigen naam, niet onder een pad")
        return None if value is None else value.rstrip("/").lower()

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ipaddress.ip_network(network)
            except ValueError as fault:
                raise ValueError(f"{network} is geen IP-adres of netwerk, zoals 10.0.0.0/8") from fault
        return value

    @model_validator(mode="after")
    def _known_to_others(self) -> Self:
        if self.address is None and not is_loopback(self.host):
            raise ValueError("wie buiten deze machine luistert, zegt met address onder welk adres")
        return self

    def metrics_token(self) -> str | None:
        """What opens `/metrics`; None: nothing does.

        Raises:
            SettingsInvalid: the file is missing, unreadable or open to others, or what is in it is too short.
        """
        if self.metrics_token_file is None:
            return None
        token = _secret(self.metrics_token_file)
        if len(token) < LEAST_TOKEN:
            raise SettingsInvalid(
                f"Het token in {self.metrics_token_file} is korter dan {LEAST_TOKEN} tekens.",
                "Maak er een met: openssl rand -hex 32",
            )
        return token

    def below(self, root: Path) -> DeskSettings:
        """The same with its path taken from the project's folder."""
        file = self.metrics_token_file
        return self.model_copy(update={"metrics_token_file": None if file is None else root / file})

    @property
    def public(self) -> str:
        """The address as a browser has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.address or f"http://{host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether browsers come over https."""
        return self.public.startswith("https://")


class OidcSettings(Frozen):
    """The identity provider that vouches for staff (OpenID Connect).

    Attributes:
        issuer: its address to the letter, a slash at its end too; what it says of itself stands below it, in
            `.well-known/openid-configuration`.
        client_id: what it knows the desk by.
        client_secret_file: file (mode 600) with the secret, a relative one below the project's folder; None: it stands
            in `BNA_OIDC_CLIENT_SECRET`.
        public_client: it gave no secret; PKCE alone protects the exchange.
        claim: which claim names a person; it must equal the person's `account`, or `mail` where there is none.
        scopes: what is asked beside `openid`.
        name: what stands on the button.
        timeout_seconds: how long an answer is waited for.
    """

    issuer: WebAddress
    client_id: Annotated[str, StringConstraints(pattern=r"^[ -~]+$", max_length=500)]
    client_secret_file: Path | None = None
    public_client: bool = False
    claim: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:/-]+$", max_length=200)] = "email"
    scopes: tuple[Annotated[str, StringConstraints(pattern=r"^[!#-\[\]-~]+$")], ...] = ("email", "profile")
    name: Line = "uw werkaccount"
    timeout_seconds: int = Field(default=10, ge=1, le=60)

    def secret(self, environment: Mapping[str, str] = os.environ) -> str | None:
        """The client's secret; None for a public client.

        Raises:
            SettingsInvalid: the file is missing, unreadable or open to others, or the variable is empty.
        """
        if self.public_client:
            return None
        if self.client_secret_file is not None:
            return _secret(self.client_secret_file)
        value = environment.get(USUAL_SECRET)
        if not value:
            raise SettingsInvalid(
                f"De variabele {USUAL_SECRET} is leeg; het geheim voor {self.issuer} ontbreekt.",
                "Zet het geheim erin, of noem een bestand met client_secret_file.",
            )
        return value

    def below(self, root: Path) -> OidcSettings:
        """The same with its path taken from the project's folder."""
        file = self.client_secret_file
        return self.model_copy(update={"client_secret_file": None if file is None else root / file})


def _secret(path: Path) -> str:
    try:
        if open_to_others(path):
            raise SettingsInvalid(f"{path} is leesbaar voor anderen.", f"Voer uit: chmod 600 {path}")
        value = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError as fault:
        raise SettingsInvalid(f"{path} ontbreekt.", "Zet het geheim in dat bestand.") from fault
    except OSError as fault:
        raise SettingsInvalid(f"{path} is niet te lezen: {in_words(fault)}.", "Kijk van wie het bestand is.") from fault
    except UnicodeDecodeError as fault:
        raise SettingsInvalid(f"{path} is geen tekst (UTF-8).", "Zet er alleen het geheim in.") from fault
    if not value:
        raise SettingsInvalid(f"{path} is leeg.", "Zet het geheim in dat bestand.")
    return value
