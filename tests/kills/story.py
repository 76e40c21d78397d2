"""What an edition's life is made of: acts of persons, each followed by whatever the edition then does by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.wiring import App, pipeline
from tests.kills.post_office import PostOffice

LATER = timedelta(minutes=7)
"""How much later a person tries again after a kill; nothing but times may follow from it."""


@dataclass(frozen=True)
class Act:
    """One act of a person.

    Attributes:
        name: how reports call it.
        at: when, on the played clock.
        do: the act itself; None when something only arrives.
        arrives: files that have come to lie in the project before it, by path below the root, with their bytes.
        posted: what has happened at the mail servers before it.
    """

    name: str
    at: datetime
    do: Callable[[App], object] | None
    arrives: Callable[[Path], Mapping[str, bytes]] = field(default=lambda _root: {})
    posted: Callable[[PostOffice], object] | None = None


def released(state: EditionState) -> str:
    """The content digest of what was sent; empty when it was not."""
    return state.armed.content_digest if state.armed is not None and state.phase is Phase.FINISHED else ""


@dataclass(frozen=True)
class Story:
    """A whole edition: how its project begins, and everything that happens to it.

    Attributes:
        ended: gives a digest of what it ended in, the same in every good run; empty when it has not ended.
        by_mail: whether its round goes by mail.
        tools: a change of the ports in every run, so that no run draws lots.
        later: how much later a person tries again after a kill.
        far_side: begins the servers of a release in a folder; None: there are none but those of mail.
    """

    edition: str
    lay_out: Callable[[Path], object]
    acts: tuple[Act, ...]
    ended: Callable[[EditionState], str] = released
    by_mail: bool = False
    tools: Callable[[pipeline.Tools], pipeline.Tools] = field(default=lambda tools: tools)
    later: timedelta = LATER
    far_side: Callable[[Path], PostOffice] | None = None


def arrive(act: Act, root: Path, post: PostOffice | None) -> None:
    """Put what has come in before an act where people put it."""
    if act.posted is not None and post is not None:
        act.posted(post)
    for path, data in act.arrives(root).items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def follow(app: App, edition: str) -> tuple[pipeline.Step, ...]:
    """Everything that can be done without a person, as the command does after an act."""
    return pipeline.advance(app.tools(edition), app.system())
