"""The way out for mails: SMTP submission (RFC 5321, RFC 6409), one connection for many mails.

`smtplib` says little of where in a delivery it broke, so mail, recipients and text are handed over command by command:
before the final dot a mail that is not taken surely did not arrive, after it nobody can tell without an answer.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Mapping, Sequence

from bna_pipeline.errors import MailError, MailRefusedForGood, MailUnsure
from bna_pipeline.mail.server import Server, why_not_reached, wrong_password
from bna_pipeline.mail.smtp_connection import Answer, ask, broken, connect, not_now
from bna_pipeline.ports import Taken

FINAL_SECONDS = 600
"""How long the answer to the final dot is waited for (RFC 5321, 4.5.3.2.6): giving up early means a mail sent twice."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_TOO_LARGE = 552
_NEEDS_ACCOUNT = (530, 534, 535, 538)
_REFUSED = "Kijk of de adressen kloppen; daarna kan de mail opnieuw."


class SmtpMailer:
    """Hands mails to one server; a port `Mailer`.

    Args:
        server: where to.
        sender: address that mails come from, also for what cannot be delivered.
        sender_name: the name beside it.
        reply_pattern: address for replies, with `{reference}` in it.
        final_seconds: how long the answer to the final dot is waited for.
    """

    def __init__(
        self, server: Server, sender: str, sender_name: str, reply_pattern: str, final_seconds: float = FINAL_SECONDS
    ) -> None:
        self._server = server
        self._sender = sender
        self._domain = sender.rpartition("@")[2]
        self._sender_name = sender_name
        self._reply_pattern = reply_pattern
        self._final_seconds = final_seconds
        self._open: smtplib.SMTP | None = None

    @property
    def sender(self) -> str:
        return self._sender

    @property
    def sender_name(self) -> str:
        return self._sender_name

    def reply_address(self, reference: str) -> str:
        return self._reply_pattern.replace("{reference}", reference)

    def send(self, message: bytes, to: Sequence[str]) -> Taken:
        """Hand one mail over; see the port.

        Args:
            message: RFC 5322 in 7-bit lines.
            to: addresses in ASCII.
        """
        everyone = tuple(dict.fromkeys(to))
        if not all(_ADDRESS.fullmatch(address) for address in everyone) or not everyone:
            raise MailRefusedForGood(
                f"Aan deze adressen is niet te mailen: {', '.join(everyone) or 'geen'}.", _REFUSED, addresses=everyone
            )
        text = _transparent(message)
        connection = self._with_sender(len(text), everyone)
        try:
            refused = self._recipients(connection, everyone)
            self._text(connection, text, everyone)
        except smtplib.SMTPException as fault:
            self.close()
            raise broken(self._server, fault) from fault
        except MailError:
            self._forget(connection)
            raise
        return Taken(self._after_the_dot(connection, everyone), refused)

    def check(self) -> None:
        """Open a connection and sign on, without sending anything.

        Raises:
            MailNotTaken: the server cannot be reached.
            MailError: the settings are wrong.
        """
        self.close()
        self._open = connect(self._server, self._domain)
        self.close()

    def close(self) -> None:
        """Let go of the connection, politely when it still stands."""
        connection, self._open = self._open, None
        if connection is not None and connection.sock is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    # -- a delivery ------------------------------------------------------------------------------------

    def _with_sender(self, size: int, to: tuple[str, ...]) -> smtplib.SMTP:
        """A connection on which the sender was taken; one that went stale since the last mail is opened anew."""
        if self._open is not None:
            try:
                answer = self._mail_from(self._open, size)
            except smtplib.SMTPException:
                answer = Answer(421, "")
            if answer.code != 421:
                return self._taken_sender(self._open, answer, to)
            self.close()
        self._open = connect(self._server, self._domain)
        try:
            answer = self._mail_from(self._open, size)
        except smtplib.SMTPException as fault:
            self.close()
            raise broken(self._server, fault) from fault
        return self._taken_sender(self._open, answer, to)

    def _mail_from(self, connection: smtplib.SMTP, size: int) -> Answer:
        most = connection.esmtp_features.get("size", "")
        if most.isdecimal() and 0 < int(most) < size:
            return Answer(_TOO_LARGE, f"de server neemt ten hoogste {most} bytes aan")
        announced = f" SIZE={size}" if "size" in connection.esmtp_features else ""
        return ask(connection, f"MAIL FROM:<{self._sender}>{announced}")

    def _taken_sender(self, connection: smtplib.SMTP, answer: Answer, to: tuple[str, ...]) -> smtplib.SMTP:
        if answer.good:
            return connection
        self._forget(connection)
        if answer.code == _TOO_LARGE:
            raise MailRefusedForGood(
                f"De mail is te groot voor {self._server.name}: {answer}.",
                "Maak de bijlagen kleiner, of vraag de beheerder om een hogere grens.",
                addresses=to,
            )
        if answer.code in _NEEDS_ACCOUNT:
            raise wrong_password(self._server, str(answer))
        if answer.final:
            raise MailError(
                f"{self._server.name} neemt geen mail aan van {self._sender}: {answer}.",
                "Kijk of `from`, user en het wachtwoord in de instellingen bij elkaar horen.",
            )
        raise not_now(self._server, answer)

    def _recipients(self, connection: smtplib.SMTP, to: Sequence[str]) -> Mapping[str, str]:
        """Name the recipients; those that the server refuses, while it took at least one."""
        refused: dict[str, str] = {}
        for address in to:
            answer = ask(connection, f"RCPT TO:<{address}>")
            if answer.code in _NEEDS_ACCOUNT:
                raise wrong_password(self._server, str(answer))
            if answer.final:
                refused[address] = str(answer)
            elif not answer.good:
                # All or nobody: who gets the mail later must not get it a second time because of another's full box.
                raise not_now(self._server, answer)
        if len(refused) == len(to):
            why = "; ".join(f"{address}: {words}" for address, words in refused.items())
            raise MailRefusedForGood(f"{self._server.name} weigert {why}.", _REFUSED, addresses=tuple(refused))
        return refused

    def _text(self, connection: smtplib.SMTP, text: bytes, to: tuple[str, ...]) -> None:
        """Hand over everything but the final dot."""
        answer = ask(connection, "DATA")
        if answer.code != 354:
            if answer.final:
                raise MailRefusedForGood(f"{self._server.name} weigert de mail: {answer}.", _REFUSED, addresses=to)
            if not 400 <= answer.code < 500:
                self._drop(connection)  # perhaps it waits for a text now
            raise not_now(self._server, answer)
        connection.send(text)

    def _after_the_dot(self, connection: smtplib.SMTP, to: tuple[str, ...]) -> str:
        try:
            if connection.sock is not None:
                connection.sock.settimeout(self._final_seconds)
            answer = ask(connection, ".")
            if connection.sock is not None:
                connection.sock.settimeout(self._server.seconds)
        except (smtplib.SMTPException, OSError) as fault:
            self._drop(connection)
            raise self._unsure(why_not_reached(fault)) from fault
        if answer.good:
            return str(answer)
        if answer.code == 421:
            self._drop(connection)
        if answer.final:
            raise MailRefusedForGood(f"{self._server.name} weigert de mail: {answer}.", _REFUSED, addresses=to)
        if 400 <= answer.code < 500:
            raise not_now(self._server, answer)
        self._drop(connection)
        raise self._unsure(str(answer))

    def _forget(self, connection: smtplib.SMTP) -> None:
        """Make the connection ready for another mail after one that was not taken."""
        try:
            if connection.sock is not None and ask(connection, "RSET").good:
                return
        except smtplib.SMTPException:
            self._drop(connection)
            return
        self._drop(connection)

    def _drop(self, connection: smtplib.SMTP) -> None:
        connection.close()
        self._open = None

    def _unsure(self, why: str) -> MailUnsure:
        return MailUnsure(
            f"De verbinding met {self._server.name} brak nadat de mail was overgedragen: {why}.",
            "Misschien is de mail al aangekomen; hij gaat nog eens, met hetzelfde Message-ID.",
        )


def _transparent(message: bytes) -> bytes:
    """The text as it goes over the line: lines end in CRLF, a leading dot is doubled (RFC 5321, 4.5.2)."""
    lines = _LEADING_DOT.sub(b"..", _LINE_END.sub(b"\r\n", message))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"
