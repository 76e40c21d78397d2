"""Who may do an act, as a wait and its command say it."""

from __future__ import annotations

from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.transitions import Act
from bna_pipeline.pipeline.tools import Tools


def people(tools: Tools, act: Act) -> tuple[str, ...]:
    """Ids of the programme's people whose role opens an act."""
    return tuple(p.id for p in tools.programme.people if MAY[act] & set(p.roles))


def as_who(tools: Tools, act: Act) -> str:
    """What a command needs behind it to know who acts: nothing, where only one person may."""
    return " --as WIE" if len(people(tools, act)) > 1 else ""
