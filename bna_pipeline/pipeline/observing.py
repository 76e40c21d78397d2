"""The page on which the coordinator sees all contributions side by side."""

from __future__ import annotations

import json

from bna_pipeline.contributions.observing import observe
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.observations import Observations
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.counting import counting, originals
from bna_pipeline.pipeline.tools import Tools

COHERENCE = f"{REDACTIE}/samenhang"
"""Where the page stands in the outbox, without the file's extension."""


def observations(tools: Tools, now: EditionState) -> Observations:
    """What is to be seen with everything that counts side by side."""
    contributions = {partner: contribution for partner, (_, contribution) in counting(tools, now).items()}
    return observe(tools.programme, tools.edition, contributions, now.settlements)


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
