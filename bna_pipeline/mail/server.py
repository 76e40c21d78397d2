"""A mail server as both adapters reach it: where, how secured, as whom."""

from __future__ import annotations

import errno
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bna_pipeline.errors import MailError
from bna_pipeline.system_words import in_words

_SHOWN = 300


@dataclass(frozen=True)
class Server:
    """A mail server and an account on it.

    Attributes:
        security: `starttls`, `tls` from the first byte, or `none`.
        user: empty: the server asks for none.
        password: read when it is needed, so that who mails nothing needs none; may raise MailError.
        ca_file: certificates (PEM) that are trusted beside those of the system.
        seconds: how long an answer is waited for.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str = ""
    password: Callable[[], str] = field(default=str, repr=False)
    ca_file: Path | None = None
    seconds: float = 60

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"

    def tls(self) -> ssl.SSLContext:
        """What a certificate is checked with: the system's authorities and those of `ca_file`.

        Raises:
            MailError: the file cannot be read or holds no certificate.
        """
        context = ssl.create_default_context()
        if self.ca_file is None:
            return context
        try:
            context.load_verify_locations(cafile=str(self.ca_file))
        except (ssl.SSLError, OSError) as fault:
            why = "er staat geen certificaat in" if isinstance(fault, ssl.SSLError) else in_words(fault)
            raise MailError(
                f"{self.ca_file} is niet te gebruiken: {why}.", "Zet in ca_file een bestand met certificaten (PEM)."
            ) from fault
        return context


def wrong_certificate(server: Server, fault: ssl.SSLCertVerificationError) -> MailError:
    """The server could not show that it is who it should be."""
    return MailError(
        f"Het certificaat van {server.name} is niet te vertrouwen: {fault.verify_message}.",
        "Kijk of host klopt; is het een eigen certificaat, noem dan de uitgever in ca_file.",
    )


def no_tls(server: Server, fault: ssl.SSLError) -> MailError:
    """The server does not speak TLS, or no version of it that may be used."""
    return MailError(
        f"Met {server.name} komt geen beveiligde verbinding tot stand: {fault.reason or fault}.",
        'Kijk of port en security bij elkaar horen ("tls" of "starttls").',
    )


def wrong_password(server: Server, words: str) -> MailError:
    """The server refused the account."""
    return MailError(
        f"{server.name} laat {server.user or 'een mail zonder account'} niet toe: {words}.",
        "Kijk of user en het wachtwoord in de instellingen kloppen.",
    )


_NETWORK = {
    errno.ECONNREFUSED: "er luistert niemand op die poort",
    errno.ECONNRESET: "de andere kant brak de verbinding af",
    errno.EPIPE: "de andere kant brak de verbinding af",
    errno.ETIMEDOUT: "er kwam geen antwoord",
    errno.EHOSTUNREACH: "de computer is niet bereikbaar",
    errno.ENETUNREACH: "er is geen netwerk",
}


def why_not_reached(fault: OSError) -> str:
    """Why there is no connection, in Dutch, as the end of a sentence."""
    if isinstance(fault, smtplib.SMTPServerDisconnected):
        return "de andere kant brak de verbinding af of zei niets meer"
    if isinstance(fault, smtplib.SMTPException):
        return said(str(fault))
    if isinstance(fault, socket.gaierror):
        return "de naam is niet bekend"
    if isinstance(fault, TimeoutError):
        return _NETWORK[errno.ETIMEDOUT]
    return _NETWORK.get(fault.errno or 0) or in_words(fault)


def said(words: bytes | str) -> str:
    """What a server answered, as it can be put on record: one line, nothing hidden, cut when it is long."""
    text = words.decode("utf-8", "backslashreplace") if isinstance(words, bytes) else words
    line = " ".join(text.encode("utf-8", "backslashreplace").decode().split())
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)
    return line[:_SHOWN].rstrip(" .") or "zonder uitleg"
