"""When an edition must be looked at again by itself, sooner than the next tick: a release counts in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bna_pipeline.model.delivery import MailRule
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.channels import deliveries_due
from bna_pipeline.pipeline.mailing_out import waits_for_somebody
from bna_pipeline.pipeline.moment import is_confirmed
from bna_pipeline.pipeline.signal_state import near, waited_for
from bna_pipeline.pipeline.tools import Tools, state


def next_wake(tools: Tools, at: datetime) -> datetime | None:
    """The earliest moment at which a look may find something to do; None: nothing waits for a moment or a signal.

    At or before `at`: the next look may find something; who asks looks at most as often as the settings say. It costs a
    fold of the ledger's new entries, and asks nobody outside.

    Args:
        at: now, aware.
    """
    return min(_wakes(tools, state(tools), at), default=None)


def _wakes(tools: Tools, now: EditionState, at: datetime) -> Iterator[datetime]:
    signal = tools.programme.delivery.signal
    if now.phase is Phase.FINISHED:
        return
    if near(now) and _stands_open(now):
        yield at  # what should go did not: an interruption between signal and release
    planned = now.release.planned
    if planned is not None and near(now) and now.release.reached is None and is_confirmed(tools, now):
        yield planned.at if planned.at > at else at
    if waited_for(now):
        if signal.tweede_kamer is not None and tools.kamer is not None:
            yield tools.kamer.pace.not_before(near=near(now)) or at
        if signal.inbox and near(now):
            yield at  # folder and mailbox say nothing by themselves
    if now.phase is Phase.RELEASED:
        for rule in deliveries_due(tools, now):
            late = next((late for late in now.release.late.values() if late.channel == rule.id), None)
            tried = late is not None and tools.mailer is not None
            if tried and isinstance(rule, MailRule) and waits_for_somebody(tools, now, rule):
                continue  # no moment helps: a person must mend the address
            yield at if late is None else late.after


def _stands_open(now: EditionState) -> bool:
    signal = now.kamerbrief is not None or now.release.reached is not None
    return signal and not now.release.doubts
