"""Faults in the post that only a kill brings to light, to see that the harness finds them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from bna_pipeline import ports
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.events import Entry, Event
from bna_pipeline.model.round import OutgoingMail
from bna_pipeline.model.round_events import MailIntended, MailSent
from bna_pipeline.pipeline import posting
from bna_pipeline.pipeline.sending import Sent
from bna_pipeline.pipeline.tools import blob_of, record
from bna_pipeline.wiring import pipeline
from tests.kills.children import in_children
from tests.kills.harness import Change, Harness, Place

ACT = "the mended form, and a mail without one"
"""In which mails come in and go out."""

_LOOKED_AT = ("ledger.append", "mailer.send", "mailbox.handled", "final dot", "before .")


@dataclass(frozen=True)
class _LedgerInstead:
    inner: ports.Ledger

    def editions(self) -> tuple[str, ...]:
        return self.inner.editions()

    def entries(self, edition: str, after: Entry | None = None) -> tuple[Entry, ...]:
        return self.inner.entries(edition, after)

    def append(self, edition: str, event: Event, *, actor: str, account: str, at: datetime, after: int) -> Entry:
        return self.inner.append(edition, event, actor=actor, account=account, at=at, after=after)


@dataclass(frozen=True)
class _MailerInstead:
    inner: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@dataclass(frozen=True)
class PromisingMailer(_MailerInstead):
    """Says that a mail is taken, and hands it over once that is on record."""

    promised: list[tuple[bytes, Sequence[str]]] = field(default_factory=list)

    def send(self, message: bytes, to: Sequence[str]) -> ports.Taken:
        self.promised.append((message, to))
        return ports.Taken("250 2.0.0 Ok: queued as 0")


@dataclass(frozen=True)
class PromisingLedger(_LedgerInstead):
    """Puts a mail on record as sent, and then sends it."""

    mailer: PromisingMailer

    def append(self, edition: str, event: Event, **how: Any) -> Entry:
        made = self.inner.append(edition, event, **how)
        while isinstance(event, MailSent) and self.mailer.promised:
            self.mailer.inner.send(*self.mailer.promised.pop(0))
        return made


@dataclass(frozen=True)
class DiscreetLedger(_LedgerInstead):
    """Never tells that the server may have a mail twice."""

    def append(self, edition: str, event: Event, **how: Any) -> Entry:
        if isinstance(event, MailSent):
            event = event.model_copy(update={"again": False})
        return self.inner.append(edition, event, **how)


@dataclass(frozen=True)
class HastyMailbox:
    """Puts a mail away as soon as somebody has seen it."""

    inner: ports.Mailbox

    def waiting(self, most_bytes: int) -> Iterator[ports.MailWaiting]:
        for mail in self.inner.waiting(most_bytes):
            self.inner.handled(mail.name)
            yield mail

    def handled(self, name: str) -> None:
        """It is put away already."""

    def close(self) -> None:
        self.inner.close()


def _promising(tools: pipeline.Tools) -> pipeline.Tools:
    mailer = PromisingMailer(tools.mailer)
    return dataclasses.replace(tools, mailer=mailer, ledger=PromisingLedger(tools.ledger, mailer))


def _discreet(tools: pipeline.Tools) -> pipeline.Tools:
    return dataclasses.replace(tools, ledger=DiscreetLedger(tools.ledger))


def _hasty(tools: pipeline.Tools) -> pipeline.Tools:
    assert tools.mailbox is not None
    return dataclasses.replace(tools, mailbox=HastyMailbox(tools.mailbox))


def _without_intent(tools: pipeline.Tools) -> pipeline.Tools:
    def send(
        tools: pipeline.Tools, actor: pipeline.Actor, mailer: ports.Mailer, mail: OutgoingMail
    ) -> tuple[Sent, str]:
        taken = mailer.send(blob_of(tools, mail.message), mail.to)
        record(tools, actor, lambda _now: MailIntended(mail=mail))
        record(tools, actor, lambda _now: MailSent(key=mail.key, server=taken.server))
        return Sent.TAKEN, ""

    vars(posting)["send"] = send  # in a child, which ends with this fault
    return tools


def _forgetful(tools: pipeline.Tools) -> pipeline.Tools:
    type.__setattr__(Correspondence, "has", lambda _post, _message: False)  # in a child, which ends with this fault
    return tools


FAULTS: Mapping[str, Change] = {
    "a mail on record as sent before it is": _promising,
    "a mail that goes before its intent is on record": _without_intent,
    "a second copy that nobody is told of": _discreet,
    "a mail put away before it is on record": _hasty,
    "a mail that is not known again": _forgetful,
    "no fault": lambda tools: tools,
}


def found_in_the_post(harness: Harness) -> dict[tuple[str, bool], int]:
    """At how many points of one act kills brought nothing to light (False) until one did (True), for each fault.

    Args:
        harness: of the round over the post, in which everything has happened already that is killed here.
    """
    found: dict[tuple[str, bool], int] = {}
    for number, (name, change) in enumerate(FAULTS.items(), start=1):
        (outcomes,) = in_children([partial(_outcomes, harness, -number, change)])
        for outcome in (True, False):
            found[name, outcome] = outcomes.count(outcome)
    return found


def _outcomes(harness: Harness, worker: int, change: Change) -> list[bool]:
    faulty = harness.as_worker(worker)
    faulty.change = change
    number = next(n for n, act in enumerate(faulty.story.acts) if act.name == ACT)
    points = faulty.points_of(number)
    places = [
        Place(number, n, point) for n, point in enumerate(points) if any(word in str(point) for word in _LOOKED_AT)
    ]
    outcomes: list[bool] = []
    for place in places:
        (survived,), _ = faulty.play({number: place}, through=number, verify=False)
        outcomes.append(bool(survived.faults))
        if outcomes[-1]:
            break
    return outcomes
