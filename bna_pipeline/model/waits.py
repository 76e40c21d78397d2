"""What an edition waits for, for people and programs alike: an act, who may do it, and the command that does it."""

from __future__ import annotations

from enum import StrEnum

from bna_pipeline.model.base import Frozen, Line, PersonId
from bna_pipeline.model.transitions import Act


class Outside(StrEnum):
    """What no transition table governs, because it happens around the edition."""

    SEND = "bestand insturen"
    RESTORE = "bestand herstellen"
    CONFIGURE = "programma aanpassen"
    RUN = "verder laten lopen"
    RECEIVE = "ontvangen"


class When(StrEnum):
    NOW = "nu"
    LATER = "daarna"  # only after what must be done now
    INSTEAD = "of"  # another way on than what must be done now


class Wait(Frozen):
    """One thing that an edition waits for.

    Attributes:
        who: ids of the people who can do it; empty when it is nobody of the programme's people.
        subject: what it is about: a partner, an action, a stage, a signature field, a file or a channel.
        command: the command that does it; what a person must fill in stands in it in capitals. None: no command does.
        choices: what may stand for the choice in the command, when there is one to make.
        sentence: the whole in Dutch. At the machine the command stands in it (the desk leaves it out), but not where
            something else comes first: what can only be done later, a receipt that others give, a file that must be
            put right by hand.
    """

    act: Act | Outside
    who: tuple[PersonId, ...] = ()
    subject: Line
    command: Line | None = None
    choices: tuple[str, ...] = ()
    when: When = When.NOW
    sentence: Line
