"""A connection to an SMTP server: secured, signed on, and its answers."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64encode
from dataclasses import dataclass

from bna_pipeline.errors import MailError, MailNotTaken
from bna_pipeline.mail.server import Server, no_tls, said, why_not_reached, wrong_certificate, wrong_password

_LATER = "De volgende keer wordt het opnieuw geprobeerd."


@dataclass(frozen=True)
class Answer:
    """A server's answer: its code (RFC 5321, 4.2; -1: none that can be read) and its words."""

    code: int
    words: str

    @property
    def good(self) -> bool:
        return 200 <= self.code < 300

    @property
    def final(self) -> bool:
        """Whether the same again gives the same (RFC 5321, 4.2.1)."""
        return 500 <= self.code < 600

    def __str__(self) -> str:
        return f"{self.code} {self.words}"


def ask(connection: smtplib.SMTP, command: str) -> Answer:
    """Give one command.

    Raises:
        smtplib.SMTPException: the connection broke.
    """
    code, words = connection.docmd(command)
    return Answer(code, said(words))


def connect(server: Server, own_name: str) -> smtplib.SMTP:
    """A connection on which mails can be handed over.

    Args:
        own_name: how this side calls itself; a domain.

    Raises:
        MailNotTaken: the server cannot be reached, or not now.
        MailError: the settings are wrong (certificate, security, account).
    """
    password = server.password() if server.user else ""
    try:
        connection = _opened(server, own_name)
        try:
            _sign_on(connection, server, password)
        except BaseException:
            connection.close()
            raise
    except ssl.SSLCertVerificationError as fault:
        raise wrong_certificate(server, fault) from fault
    except ssl.SSLError as fault:
        raise no_tls(server, fault) from fault
    except OSError as fault:  # smtplib's own errors are of this kind too
        raise broken(server, fault) from fault
    return connection


def _opened(server: Server, own_name: str) -> smtplib.SMTP:
    try:
        if server.security == "tls":
            return smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=own_name, timeout=server.seconds, context=server.tls()
            )
        return smtplib.SMTP(server.host, server.port, local_hostname=own_name, timeout=server.seconds)
    except smtplib.SMTPConnectError as fault:
        raise _unwilling(server, Answer(fault.smtp_code, said(fault.smtp_error))) from fault


def _sign_on(connection: smtplib.SMTP, server: Server, password: str) -> None:
    _greet(connection, server)
    if server.security == "starttls":
        _secure(connection, server)
    if server.user:
        _authenticate(connection, server, password)


def _greet(connection: smtplib.SMTP, server: Server) -> None:
    code, words = connection.ehlo()
    if not 200 <= code < 300:
        raise _unwilling(server, Answer(code, said(words)))


def _secure(connection: smtplib.SMTP, server: Server) -> None:
    if not connection.has_extn("starttls"):
        raise MailError(
            f"{server.name} biedt geen STARTTLS, en onbeveiligd wordt er niet gemaild.",
            'Kijk of port klopt, of kies security = "tls".',
        )
    try:
        connection.starttls(context=server.tls())
    except smtplib.SMTPResponseException as fault:
        raise _unwilling(server, Answer(fault.smtp_code, said(fault.smtp_error))) from fault
    _greet(connection, server)


def _authenticate(connection: smtplib.SMTP, server: Server, password: str) -> None:
    """Sign on with PLAIN (RFC 4616) or LOGIN, in UTF-8; `smtplib` knows ASCII alone."""
    offered = connection.esmtp_features.get("auth", "").upper().split()
    user, secret = server.user.encode(), password.encode()
    if "PLAIN" in offered:
        answer = ask(connection, "AUTH PLAIN " + _base64(b"\0" + user + b"\0" + secret))
    elif "LOGIN" in offered:
        answer = ask(connection, "AUTH LOGIN")
        for part in (user, secret):
            answer = ask(connection, _base64(part)) if answer.code == 334 else answer
    else:
        raise MailError(
            f"{server.name} vraagt niet om een wachtwoord op een manier die hier kan (PLAIN of LOGIN).",
            "Kijk of host, port en security kloppen; heeft de server geen account nodig, laat user dan weg.",
        )
    if not answer.good:
        raise wrong_password(server, str(answer)) if answer.final else not_now(server, answer)


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _unwilling(server: Server, answer: Answer) -> MailError:
    if answer.final:
        return MailError(f"{server.name} laat dit programma niet toe: {answer}.", "Kijk of host en port kloppen.")
    return not_now(server, answer)


def not_now(server: Server, answer: Answer) -> MailNotTaken:
    """The server puts it off."""
    return MailNotTaken(f"{server.name} neemt de mail nu niet aan: {answer}.", _LATER)


def broken(server: Server, fault: OSError) -> MailNotTaken:
    """There is no connection, or it broke."""
    return MailNotTaken(f"Met {server.name} is geen verbinding te houden: {why_not_reached(fault)}.", _LATER)
