"""A mail channel as a channel like any other: it carries the mails that are due, and the server's word is its receipt.

Every mail goes by the round's own post (`sending.py`): at least once, always with the same Message-ID, and what comes
back is found by that. So that a server that keeps one waiting keeps no other channel waiting, the mails go beside the
other channels; their intents and outcomes are put on record by the one thread that writes the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock

from bna_pipeline import ports
from bna_pipeline.errors import BnaError, DeliveryFailed, MailError, MailNotTaken, MailRefusedForGood, StorageError
from bna_pipeline.model.base import FileDigest, Slug
from bna_pipeline.model.correspondence import MailLine
from bna_pipeline.model.delivery import MailRule
from bna_pipeline.model.draft import Receipt
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.due_mail import Due
from bna_pipeline.pipeline.posting import written
from bna_pipeline.pipeline.released_mails import lines_of, mails_of
from bna_pipeline.pipeline.sending import Attempt, attempted, settle
from bna_pipeline.pipeline.tools import Actor, Tools, state

_MOST_SAID = 3


class MailChannel:
    """The mails of one channel (`ports.Channel`).

    Args:
        line: held around the mailer, which has one connection.
    """

    def __init__(self, rule: MailRule, line: Lock) -> None:
        self._rule, self._line = rule, line
        self._mailer: ports.Mailer | None = None
        self._attempts: tuple[Attempt, ...] = ()
        self._fault: BnaError | None = None
        self._went: dict[str, MailLine] = {}
        self._outcomes: list[ports.Taken | MailError] = []

    @property
    def id(self) -> Slug:
        return self._rule.id

    @property
    def target(self) -> str:
        """The addresses, each once."""
        return ", ".join(dict.fromkeys(f"mailto:{contact.mail}" for contact in self._rule.to))

    def prepare(self, tools: Tools, actor: Actor) -> None:
        """Write what was never written, and have on record what is about to go.

        Raises:
            StorageError: nothing can be recorded.
        """
        self._mailer = tools.mailer
        if self._mailer is None:
            return
        due, going = mails_of(tools, state(tools), self._rule), list[Attempt | None]()
        for one in due:
            try:
                going.append(self._attempt(tools, actor, self._mailer, one))
            except StorageError:
                raise
            except BnaError as fault:  # a template, an address that is none: the others go
                self._fault = fault
        self._attempts = tuple(attempt for attempt in going if attempt is not None)
        self._went = {line.mail.key: line for line in lines_of(state(tools), due) if line is not None}

    def _attempt(self, tools: Tools, actor: Actor, mailer: ports.Mailer, due: Due) -> Attempt | None:
        line = state(tools).post.line(due.key)
        if line is not None and not line.open:
            return None
        return attempted(tools, actor, written(tools, mailer, due) if line is None else line.mail)

    def find(self, _key: str, _files: Sequence[FileDigest], _at: datetime) -> Receipt | None:
        """None: a mail server cannot be asked what it took. What it said before this is on record."""
        return None

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        """Hand over what was prepared.

        Raises:
            DeliveryFailed: not every mail was taken. Those that were do not go again.
        """
        if self._mailer is None:
            raise DeliveryFailed("Er is geen mailserver ingesteld.", "Vul [mail] in .bna/settings.toml in.")
        with self._line:
            try:
                self._hand_over(self._mailer)
            finally:
                self._mailer.close()
        if self._fault is not None:
            raise DeliveryFailed(self._fault.message, self._fault.mend) from self._fault
        return self._receipt(key, files, at)

    def _hand_over(self, mailer: ports.Mailer) -> None:
        """Each mail in turn; where the server does no mail at all, the others surely did not go."""
        away: MailError | None = None
        for attempt in self._attempts:
            outcome = attempt.carry(mailer) if away is None else away
            self._outcomes.append(outcome)
            if isinstance(outcome, MailError) and not isinstance(outcome, MailNotTaken | MailRefusedForGood):
                away = away or MailNotTaken(outcome.message, outcome.mend)

    def _receipt(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        said = {mail_key: line.server for mail_key, line in self._went.items() if line.sent_at is not None}
        wrong = [f"{', '.join(line.mail.to)}: {line.refused}" for line in self._went.values() if line.refused]
        for attempt, outcome in zip(self._attempts, self._outcomes, strict=True):
            if isinstance(outcome, MailError):
                wrong.append(f"{', '.join(attempt.mail.to)}: {outcome.message}")
            else:
                said[attempt.mail.key] = outcome.server
        if not wrong and self._went.keys() - said.keys():
            wrong.append("een ander proces is met deze mail bezig")
        if wrong:
            shown = "; ".join(wrong[:_MOST_SAID])
            more = f"; en nog {len(wrong) - _MOST_SAID}" if len(wrong) > _MOST_SAID else ""
            raise DeliveryFailed(f"{shown}{more}.".replace("..", "."), self._what_now())
        proofs = [
            f"<{line.mail.message_id}> aan {', '.join(line.mail.to)}: {said[mail_key]}"
            for mail_key, line in self._went.items()
        ]
        listed = tuple(FileDigest.of(name, data) for name, data in sorted(files.items()))
        return Receipt(channel=self.id, key=key, target=self.target, files=listed, at=at, proof="; ".join(proofs))

    def _what_now(self) -> str:
        refused = [attempt.mail.key for attempt, outcome in self._outcome_of if isinstance(outcome, MailRefusedForGood)]
        refused += [mail_key for mail_key, line in self._went.items() if line.refused]
        if refused:
            return f"Zet een goed adres in het programma, of stuur nog eens: mail {' en '.join(refused)}."
        return "Het wordt vanzelf opnieuw geprobeerd."

    @property
    def _outcome_of(self) -> list[tuple[Attempt, ports.Taken | MailError]]:
        return list(zip(self._attempts, self._outcomes, strict=True))

    def settle(self, tools: Tools, actor: Actor) -> None:
        """Have on record what the server said of each mail; asked for after every `deliver`, before its outcome is."""
        for attempt, outcome in self._outcome_of:
            settle(tools, actor, attempt, outcome)


def waits_for_somebody(tools: Tools, now: EditionState, rule: MailRule) -> bool:
    """Whether all that is left of a channel's mails was refused for good, and nobody had it sent once more."""
    left = [line for line in lines_of(now, mails_of(tools, now, rule)) if line is None or line.sent_at is None]
    return bool(left) and all(line is not None and not line.open for line in left)


def never_tried(tools: Tools, now: EditionState, rule: MailRule) -> bool:
    """Whether a mail of the channel was never about to go, as one that is sent once more: it waits for no pause."""
    return any(line is None for line in lines_of(now, mails_of(tools, now, rule)))
