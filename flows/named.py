"""The flows of an edition by name, and one way to run one in this process."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from prefect import Flow

from flows.assemble import assemble
from flows.collect import collect
from flows.conduct import Steps
from flows.deliver import deliver
from flows.draft import draft
from flows.review import review

EDITION_FLOWS: Final[dict[str, Flow[..., Any]]] = {
    flow.name: flow for flow in (collect, draft, review, assemble, deliver)
}


def run_flow(name: str, edition: str, root: Path, moment: datetime | None = None) -> Steps:
    """Run a flow here and now; `embedded` must be open around it.

    Args:
        moment: where a sample edition's clock stands; None: now.

    Raises:
        BnaError: what ended the run, if it was an error of ours.
    """
    played = None if moment is None else moment.isoformat()
    chosen: Any = EDITION_FLOWS[name]
    steps: Steps = chosen(edition=edition, root=str(root), moment=played)
    return steps
