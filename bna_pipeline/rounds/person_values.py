"""What a mail to a person of the programme is told: whose turn it is, which term passes, how everything stands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, Literal

from pydantic import Field

from bna_pipeline.model.base import Frozen, Line, Moment
from bna_pipeline.model.round import Purpose
from bna_pipeline.rounds.release_values import ReleasedValues
from bna_pipeline.rounds.values import (
    EditedValues,
    FindingsValues,
    MailValues,
    ReceiptValues,
    ReminderValues,
    RequestValues,
    SignOffValues,
    ThanksValues,
    UnusableValues,
)


class TurnKind(StrEnum):
    """What somebody is asked to decide."""

    REVIEW = "beoordelen"
    ADOPT = "besluit vastleggen"
    SETTLE_MANDATE = "mandaat afronden"
    SIGN = "ondertekenen"


class AgainText(Frozen):
    """A section that must be looked at again, and why: the reason follows on "want".

    Attributes:
        derived: it follows from other texts or figures, and can be confirmed on a comparison.
    """

    title: Line
    reason: Line
    derived: bool = False


class TurnText(Frozen):
    """One thing that somebody is asked.

    Attributes:
        stage: the stage's name, of a review; None: it is no review.
        draft: number of the draft that it is about.
        due: the last day on which to decide; None: there is no term.
        silence: whoever is silent until then has no objection.
        whole: it is about the whole draft.
        sections: titles to look at for the first time; empty when it is about the whole draft.
        again: sections that he approved before and must look at again; what else he approved still stands.
        instead_of: the function of the person in whose place he decides.
        link: the address of the page on which he does it; None: there is none.
        link_until: the last day on which it works.
    """

    kind: TurnKind
    stage: Line | None = None
    draft: int = Field(ge=1)
    due: date | None = None
    silence: bool = False
    whole: bool = False
    sections: tuple[Line, ...] = ()
    again: tuple[AgainText, ...] = ()
    instead_of: Line | None = None
    link: Line | None = None
    link_until: date | None = None

    @property
    def one_click(self) -> bool:
        """Whether all there is to look at follows from something else, so that one click confirms it."""
        return bool(self.again) and not self.sections and not self.whole and all(a.derived for a in self.again)


class TurnValues(MailValues):
    """It is somebody's turn: everything that he can decide now and was not told before."""

    purpose = Purpose.YOUR_TURN

    turns: tuple[TurnText, ...] = Field(min_length=1)


class TermValues(MailValues):
    """A reminder of terms that run out or have passed; what he is asked is as in `TurnValues`."""

    purpose = Purpose.TERM

    turns: tuple[TurnText, ...] = Field(min_length=1)

    @property
    def first_due(self) -> date:
        """The earliest of the terms."""
        return min(turn.due for turn in self.turns if turn.due is not None)


class OverdueValues(MailValues):
    """A stage's term has passed: to whom the programme names for that.

    Attributes:
        stage: the stage's name.
        missing: who has not decided, by function.
    """

    purpose = Purpose.OVERDUE

    stage: Line
    draft: int = Field(ge=1)
    due: date
    missing: tuple[Line, ...] = Field(min_length=1)


class AlarmValues(MailValues):
    """Something about a release that the coordinator must hear at once.

    Attributes:
        short: for the subject, after the programme's name.
        what, do: whole Dutch sentences.
    """

    purpose = Purpose.ALARM

    short: Line
    what: Line
    do: Line


class Trouble(Frozen):
    """Something that went wrong, and what to do about it: whole Dutch sentences.

    Attributes:
        since: the day on which it began, where that is known.
    """

    what: Line
    do: Line | None = None
    since: date | None = None


class WaitsFor(Frozen):
    """Who must do what.

    Attributes:
        since, due: from when he could, and his last day, where there is a term.
        late: that day has passed.
        away: he is away, until this day.
    """

    who: Line
    what: Line
    since: date | None = None
    due: date | None = None
    late: bool = False
    away: date | None = None


class DatedLine(Frozen):
    """A date of the edition as the time line has it, in words."""

    label: Line
    when: Line


class DigestValues(MailValues):
    """How an edition stands, for who coordinates it.

    Attributes:
        since: the day of the digest before; None: this is the first.
        troubles: what went wrong and nobody has dealt with.
        moved: what happened since then, a sentence each; `more`: how many sentences more there are.
        yours: what the reader can do, as anybody else who coordinates.
        waiting: who else must do what.
        warnings: whole sentences about terms that fall in somebody's absence.
        dates: what the picture shows.
        picture: the Content-ID of the time line; None: the mail has no picture.
        described: the picture in words.
    """

    purpose = Purpose.DIGEST

    since: date | None = None
    troubles: tuple[Trouble, ...] = ()
    moved: tuple[Line, ...] = ()
    more: int = Field(default=0, ge=0)
    yours: tuple[Line, ...] = ()
    waiting: tuple[WaitsFor, ...] = ()
    warnings: tuple[Line, ...] = ()
    dates: tuple[DatedLine, ...] = ()
    picture: Line | None = None
    described: Line | None = None


class RepliedValues(MailValues):
    """An answer to who wrote back to a mail of ours: a reply decides nothing.

    Attributes:
        subject_received: of his mail; None: it had none.
        received_at: when it was sent.
        asked: how he was asked to decide, in this mail or in another; None: he was asked for no decision.
        returned: names of the Word files from which proposals were taken.
        remarks: what there is to say of his files, whole Dutch sentences.
    """

    purpose = Purpose.REPLIED

    subject_received: Line | None = None
    received_at: Moment
    asked: Literal["link", "coordinator"] | None = None
    returned: tuple[Line, ...] = ()
    remarks: tuple[Line, ...] = ()


ALL_VALUES: Final[tuple[type[MailValues], ...]] = (
    RequestValues,
    ReceiptValues,
    FindingsValues,
    ReminderValues,
    ThanksValues,
    EditedValues,
    SignOffValues,
    UnusableValues,
    TurnValues,
    TermValues,
    OverdueValues,
    DigestValues,
    RepliedValues,
    ReleasedValues,
    AlarmValues,
)
"""One type for each purpose of a mail."""
