"""The page on which the coordinator sees all contributions side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bna_pipeline.contributions.observing import observe
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.observations import Observations, Pointer, PointerKind, Side
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.counting import counting, counting_in_parts, originals
from bna_pipeline.pipeline.merging import spoken_of
from bna_pipeline.pipeline.tools import Tools

COHERENCE = f"{REDACTIE}/samenhang"
"""Where the page stands in the outbox, without the file's extension."""


def observations(tools: Tools, now: EditionState) -> Observations:
    """What is to be seen with everything that counts side by side."""
    contributions = {partner: contribution for partner, (_, contribution) in counting(tools, now).items()}
    seen = observe(tools.programme, tools.edition, contributions, now.settlements)
    twice = tuple(_reported_twice(tools, now))
    return seen.model_copy(update={"pointers": (*seen.pointers, *twice)}) if twice else seen


def _reported_twice(tools: Tools, now: EditionState) -> Iterator[Pointer]:
    """Actions on which more than one part of a partner reports: one report counts, and somebody should know."""
    for partner, read in sorted(counting_in_parts(tools, now).items()):
        names = {department.id: department.name for department in tools.programme.partner(partner).departments}
        for action, order in spoken_of(read).items():
            if len(order) > 1:
                said = [names.get(part or "", part or "de partner als geheel") for part in order]
                values = [*said[:-1], f"{said[-1]} (dit telt)"]
                sides = tuple(Side(partner=partner, action=action, value=value) for value in values)
                yield Pointer(kind=PointerKind.DEPARTMENTS, about=action, sides=sides)


def last_observations(tools: Tools) -> Observations | None:
    """What was seen at the last collection or choice, from the outbox; None when it is not there or was edited."""
    data = tools.outbox.read(tools.id, f"{COHERENCE}.json")
    if data is None:
        return None
    try:
        kept = json.loads(data)
        return Observations.model_validate({key: value for key, value in kept.items() if key != "inputs"})
    except (ValueError, AttributeError):  # no JSON, no object, or not ours
        return None


def write_observations(tools: Tools, now: EditionState) -> bool:
    """Put the page and its data in the outbox; says whether they are other than what stood there.

    What was made from the same contributions and choices is left alone: of a great many contributions it takes seconds.

    Raises:
        StorageError: the outbox cannot be written.
    """
    from bna_pipeline.contributions.observations_page import (  # here, because a status only reads what was written
        observations_html,
        observations_json,
    )

    counts = {partner: digest for partner, digest in originals(tools, now).items() if partner != REDACTIE}
    page, data = f"{COHERENCE}.html", f"{COHERENCE}.json"
    before = tools.outbox.read(tools.id, data)
    if before is None and not counts:
        return False
    settlements = [settlement.model_dump(mode="json") for settlement in now.settlements]
    inputs = digest_of({"programme": tools.programme_digest, "contributions": counts, "settlements": settlements})
    if before is not None and inputs.encode() in before and tools.outbox.read(tools.id, page) is not None:
        return False
    seen = observations(tools, now)
    written = tools.outbox.write(tools.id, page, observations_html(tools.programme, tools.edition.title, seen))
    # The data last: they say of both what they were made from.
    return tools.outbox.write(tools.id, data, observations_json(seen, inputs)) or written
