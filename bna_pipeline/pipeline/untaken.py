"""Mails on record that no server took yet: which of them still say what is so, and go; the others have lapsed."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.model.correspondence import MailLine
from bna_pipeline.model.round import Purpose
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.alarming import alarm_keys
from bna_pipeline.pipeline.counting import missing_by_partner
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.turn_mails import still_wanted
from bna_pipeline.pipeline.whose_turn import turns
from bna_pipeline.rounds.reminders import still_due
from bna_pipeline.rounds.terms import local_day


def still_so(tools: Tools, now: EditionState, lines: Iterable[MailLine]) -> tuple[MailLine, ...]:
    """Those of these open lines whose mail still says what is so, in their order."""
    asked = tuple(lines)
    if not asked:
        return ()
    missing = missing_by_partner(tools, now) if now.phase is Phase.OPEN else {}
    open_now = turns(tools, now) if any(line.mail.person is not None for line in asked) else ()
    today = local_day(tools.clock.now())
    alarming = alarm_keys(tools, now) if any(line.mail.purpose is Purpose.ALARM for line in asked) else frozenset()
    return tuple(
        line
        for line in asked
        if (line.mail.purpose is not Purpose.REMINDER or still_due(line.mail, missing))
        and (line.mail.purpose is not Purpose.ALARM or line.mail.key.partition("#")[0] in alarming)
        and still_wanted(line.mail, open_now, today)
    )
