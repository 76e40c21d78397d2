"""The table `[mail]` of the settings: how mails leave and where replies arrive."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bna_pipeline.errors import SettingsInvalid
from bna_pipeline.model.base import Frozen, Line
from bna_pipeline.settings.secret_files import open_to_others
from bna_pipeline.system_words import in_words

Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:_-]+$", max_length=253)]
Sender = Annotated[str, StringConstraints(pattern=r"^[!-;=?A-~]+@[!-;=?A-~]+\.[!-;=?A-~]+$", max_length=254)]
"""An address in ASCII: a server without SMTPUTF8 takes no other."""

Security = Literal["starttls", "tls", "none"]
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`|~.-]"
ReplyPattern = Annotated[
    str,
    StringConstraints(
        pattern=rf"^({_LOCAL}*[^A-Za-z0-9])?\{{reference\}}([^A-Za-z0-9@]{_LOCAL}*)?@[A-Za-z0-9.-]+\.[A-Za-z]+$"
    ),
]
"""An address with `{reference}`, which no letter or digit touches: else it is not found again."""


def is_loopback(host: str) -> bool:
    """Whether what is sent to this host stays on the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _ServerSetting(Frozen):
    """A mail server and the account on it.

    Attributes:
        port: None: the usual one for the way of securing it.
        security: `starttls`, `tls` from the first byte, or `none`, on this machine alone.
        user: account; empty: the server asks for none.
        password_file: file (mode 600) with the password, a relative one below the project's folder.
        password_env: name of the variable with the password. With neither of both it stands in `usual_variable`.
        ca_file: certificates (PEM) that are trusted beside those of the system.
        timeout_seconds: how long an answer is waited for.
    """

    usual_variable: ClassVar[str]
    usual_ports: ClassVar[Mapping[str, int]]

    host: Host
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Security = "starttls"
    user: str = ""
    password_file: Path | None = None
    password_env: str | None = None
    ca_file: Path | None = None
    timeout_seconds: int = Field(default=60, ge=1, le=600)

    @model_validator(mode="after")
    def _in_the_clear_only_at_home(self) -> Self:
        if self.security == "none" and not is_loopback(self.host):
            raise ValueError('security = "none" mag alleen naar de eigen machine; kies "starttls" of "tls"')
        return self

    @property
    def port_used(self) -> int:
        return self.port or self.usual_ports[self.security]

    def password(self, environment: Mapping[str, str] = os.environ) -> str:
        """The account's password; empty when there is no account.

        Raises:
            SettingsInvalid: the file is missing, unreadable or open to others, or the variable is empty.
        """
        if not self.user:
            return ""
        if self.password_file is not None:
            return _secret(self.password_file)
        name = self.password_env or self.usual_variable
        value = environment.get(name)
        if not value:
            raise SettingsInvalid(
                f"De variabele {name} is leeg; het wachtwoord van {self.user} op {self.host} ontbreekt.",
                "Zet het wachtwoord erin, of noem een bestand met password_file.",
            )
        return value

    def below(self, root: Path) -> Self:
        """The same with its paths taken from the project's folder, wherever the command is run."""
        files = {name: getattr(self, name) for name in ("password_file", "ca_file")}
        return self.model_copy(update={name: None if file is None else root / file for name, file in files.items()})


class SmtpSetting(_ServerSetting):
    """The server that mails are handed to."""

    usual_variable = "BNA_MAIL_SMTP_PASSWORD"
    usual_ports: ClassVar[Mapping[str, int]] = {"starttls": 587, "tls": 465, "none": 25}  # RFC 8314, 3.3


class ImapSetting(_ServerSetting):
    """The mailbox in which replies arrive.

    Attributes:
        folder: where they arrive.
        handled_folder: where they go when they are on record; made when it is missing. None: they stay where they are,
            with a keyword of ours.
    """

    usual_variable = "BNA_MAIL_IMAP_PASSWORD"
    usual_ports: ClassVar[Mapping[str, int]] = {"starttls": 143, "tls": 993, "none": 143}  # RFC 8314, 3.2
    security: Security = "tls"
    user: Line
    folder: Line = "INBOX"
    handled_folder: Line | None = None

    @model_validator(mode="after")
    def _two_folders(self) -> Self:
        if self.handled_folder == self.folder:
            raise ValueError("handled_folder moet een andere map zijn dan folder")
        return self


class MailSettings(Frozen):
    """How the round mails.

    Attributes:
        sender: the address that mails come from; `from` in the file.
        name: the name beside it.
        reply_to: the address for replies, with `{reference}` where the request's reference comes; empty: the sender's
            address with the reference after a plus sign.
        smtp: the way out.
        imap: the mailbox; None: replies are put in the inbox folder by hand.
    """

    sender: Sender = Field(alias="from")
    name: Line
    reply_to: ReplyPattern | None = None
    smtp: SmtpSetting
    imap: ImapSetting | None = None

    @property
    def reply_pattern(self) -> str:
        """The address for replies, with `{reference}` in it."""
        account, _, domain = self.sender.rpartition("@")
        return self.reply_to or f"{account}+{{reference}}@{domain}"

    def below(self, root: Path) -> MailSettings:
        """The same with its paths taken from the project's folder."""
        imap = None if self.imap is None else self.imap.below(root)
        return self.model_copy(update={"smtp": self.smtp.below(root), "imap": imap})


def _secret(path: Path) -> str:
    try:
        if open_to_others(path):
            raise SettingsInvalid(f"{path} is leesbaar voor anderen.", f"Voer uit: chmod 600 {path}")
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError as fault:
        raise SettingsInvalid(f"{path} ontbreekt.", "Zet het wachtwoord van de mail in dat bestand.") from fault
    except OSError as fault:
        raise SettingsInvalid(f"{path} is niet te lezen: {in_words(fault)}.", "Kijk van wie het bestand is.") from fault
    except UnicodeDecodeError as fault:
        raise SettingsInvalid(f"{path} is geen tekst (UTF-8).", "Zet er alleen het wachtwoord in.") from fault
