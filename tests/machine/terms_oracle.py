"""What time may do to the route, written anew: whose turn it is, when a term is over, whose silence is agreement.

The calendar is reckoned here (Algemene termijnenwet, article 3), not looked up: Easter by the Gregorian computus.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bna_pipeline.model.programme import Programme
from bna_pipeline.model.review_events import StageOpened, StageSetBack, TermExpired, TermExtended

HOME = ZoneInfo("Europe/Amsterdam")
ONE = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday (Meeus, "Astronomical Algorithms", chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def works(day: date) -> bool:
    """Whether people work on this day."""
    after_easter = {(-2), 1, 39, 50}  # Good Friday, Easter Monday, Ascension Day, Whit Monday
    king = 26 if date(day.year, 4, 27).isoweekday() == 7 else 27
    fixed = {(1, 1), (4, king), (5, 5), (12, 25), (12, 26)}
    free = (day - easter(day.year)).days in after_easter or (day.month, day.day) in fixed
    return day.isoweekday() < 6 and not free


def end_of_term(first: date, term: int) -> date:
    """So many days of work after a day."""
    day = first
    while term:
        day += ONE
        term -= works(day)
    return day


def day_of(moment: datetime) -> date:
    return moment.astimezone(HOME).date()


@dataclass
class Term:
    """A term as the oracle keeps it; `asked` is what the stage asked of whom when it began."""

    due: date | None
    asked: object
    expired: bool = False


@dataclass
class Terms:
    """The terms that run for the draft that counts, by stage."""

    running: dict[str, Term] = field(default_factory=dict)

    def next_draft(self) -> None:
        self.running.clear()

    def opened(self, event: StageOpened, at: datetime, programme: Programme, *, turn: bool, done: bool) -> None:
        assert turn and not done, "a stage was opened that has nothing to do"
        (stage,) = (s for s in programme.review if s.id == event.stage)
        before = self.running.get(event.stage)
        asked = (stage.reviewers, stage.needed, stage.term)
        assert before is None or before.asked != asked, "a term began anew without cause"
        assert event.due == (None if stage.term is None else end_of_term(day_of(at), stage.term)), "another last day"
        self.running[event.stage] = Term(event.due, asked)

    def set_back(self, event: StageSetBack, *, turn: bool) -> None:
        assert not turn and self.running.pop(event.stage, None) is not None, "set back while it is its turn"

    def expired(self, event: TermExpired, at: datetime, *, turn: bool, done: bool) -> None:
        term = self.running[event.stage]
        assert turn and not done and not term.expired, "nothing was late"
        assert term.due == event.due and day_of(at) > event.due, "a term passed before its last day was over"
        term.expired = True

    def extended(self, event: TermExtended, at: datetime, *, turn: bool, done: bool) -> None:
        term = self.running[event.stage]
        assert turn and not done and event.reason, "nothing to extend"
        assert term.due is not None and event.until > term.due and event.until >= day_of(at), "no more time than before"
        term.due, term.expired = event.until, False

    def is_over(self, stage: str, at: datetime) -> bool:
        """Whether the stage's term ended before this moment."""
        term = self.running.get(stage)
        return term is not None and term.due is not None and day_of(at) > term.due
