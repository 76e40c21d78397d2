"""What is told to who does not sit at the machine: files from the project on, and no commands for a terminal.

The ledger, `audit.jsonl` and the command line say whole paths and commands. Pages, mails and the API tell what was said
there through these.
"""

from __future__ import annotations

import re
from typing import Final

from bna_pipeline.model.transitions import Act
from bna_pipeline.model.waits import Outside, Wait
from bna_pipeline.pipeline.tools import Tools

ASK_TO_RESTORE: Final = "Vraag de beheerder om dit te herstellen."
"""Of what takes who can reach the folder."""

BY_ITSELF: Final = frozenset({Outside.RUN, Outside.RECEIVE, Act.HAND_OVER, Act.ARCHIVE, Act.RELEASE, Act.DELIVER})
"""What nobody has to do by hand: the next run of the program does it."""

_COMMAND: Final = re.compile(r"`(?:bna|--)[^`]*`")
_CODE: Final = re.compile(r"^\[[A-Z]+-\d+\]\s*")


def from_project(root: str, text: str) -> str:
    """A text in which every path below the project's folder begins there; paths elsewhere stay as they are."""
    if root in ("/", "."):
        return text
    # A database that is a file has its scheme before its path (`storage.address`).
    return re.sub(rf"(?:sqlite:///|(?<![\w./-])){re.escape(root)}/", "", text)


def project_of(tools: Tools) -> str:
    """The folder of the project, in which the programme's folder stands below `templates/`."""
    return str(tools.templates.parent.parent)


def without_commands(said: str) -> str:
    """Sentences without those that give a command for a terminal."""
    sentences = re.split(r"(?<=[.!?])\s+", said)
    return " ".join(sentence for sentence in sentences if _COMMAND.search(sentence) is None)


def to_restore(said: str) -> str:
    """What broke, without its code; sentences that say what to do at a terminal are one that says whom to ask."""
    whole = _CODE.sub("", said)
    kept = without_commands(whole)
    return whole if kept == whole else f"{kept} {ASK_TO_RESTORE}".strip()


def without_command(wait: Wait) -> str:
    """A wait's sentence without commands, and with its first letter a capital."""
    said = wait.sentence
    if wait.act is Outside.RESTORE:
        return to_restore(said)
    if wait.act in BY_ITSELF:
        head, _, tail = said.partition(": `")
        said = head if tail and not head.startswith("`") else said
    said = re.sub(r"(?:\s*Nakijken: |; nakijken kan met )`[^`]*`", "", said)
    said = re.sub(r", of elders: eerst met .*", ", hier of elders", said)
    said = re.sub(rf"(:| met| kan met)?\s*\(?{_COMMAND.pattern}\)?:?", "", said).replace("`", "")
    said = re.sub(r"^(of )?de coördinator: ", "", said)
    said = re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s{2,}", " ", said)).strip(" :;,")
    if wait.act is Outside.SEND and said.startswith("een "):
        said = f"nog nodig: {said}"
    return said[:1].upper() + said[1:]
