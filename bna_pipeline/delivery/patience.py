"""When a channel that did not take the package is tried again: soon, then ever later, and never given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=30)
"""Of the first day: 15 s, twice as long each time, and from the eighth time on this."""
ALARMING: Final = 4
"""From so many attempts on it is the step counts as stuck: some two minutes after the first."""
DAY_OF_TRIES: Final = 55
"""So many attempts fit in the first day."""
LATER_PAUSE: Final = timedelta(hours=4)
"""After that day: it is in every digest, who mends it may run it at once, and each attempt stays on record for good."""


def next_try(attempt: int, at: datetime) -> datetime:
    """Before when nobody tries by himself again.

    Args:
        attempt: how many have failed, this one included; from 1.
        at: when it failed.
    """
    if attempt > DAY_OF_TRIES:
        return at + LATER_PAUSE
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(attempt - 1, 20), LONGEST_PAUSE)
    return at + pause


def is_time(after: datetime, at: datetime) -> bool:
    """Whether a pause that lasts until `after` is over.

    One that lasts longer than any pause is of a clock that ran ahead and was set right: nobody waits for that.
    """
    return at >= after or after - at > LATER_PAUSE
