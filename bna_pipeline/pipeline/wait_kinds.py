"""Waits of each kind, put into words: what a person does, what is sent, what a run does, what must be put right."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.errors import BytesChanged, StorageError
from bna_pipeline.model.transitions import Act
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.who_may import as_who, people


def act_wait(
    tools: Tools,
    act: Act,
    subject: str,
    command: str | None,
    said: str,
    when: When = When.NOW,
    choices: Iterable[str] = (),
) -> Wait:
    """What a person does with a command; `said` comes before it in the sentence."""
    named = None if command is None else f"{command}{as_who(tools, act)}"
    return Wait(
        act=act,
        who=people(tools, act),
        subject=subject,
        command=named,
        choices=tuple(choices),
        when=when,
        sentence=said if named is None else f"{said} `{named}`",
    )


def send_wait(sender: str, sentence: str) -> Wait:
    """A file that somebody must send."""
    return Wait(act=Outside.SEND, subject=sender, sentence=sentence)


def run_wait(tools: Tools, subject: str, what: str, after: str = "") -> Wait:
    """What the next run does by itself."""
    command = f"bna run {tools.id}"
    said = f"{what}: `{command}`{after}" if after else f"`{command}`: {what}"
    return Wait(act=Outside.RUN, subject=subject, command=command, sentence=said)


def restore_wait(tools: Tools, changed: BytesChanged | StorageError) -> Wait:
    """A file that is not what it was, or cannot be read."""
    # What must be done about it stands in the refusal itself.
    return Wait(act=Outside.RESTORE, subject="bestand", command=f"bna run {tools.id}", sentence=str(changed))


def withdraw_wait(tools: Tools, why: str, when: When = When.NOW) -> Wait:
    """A decision that no longer holds."""
    command = f"bna adopt {tools.id} --withdraw --reason REDEN"
    said = f"{why.rstrip('.')}. De secretaris: trek het besluit in met"
    return act_wait(tools, Act.WITHDRAW_ADOPTION, "besluit", command, said, when)
