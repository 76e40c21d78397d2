"""From what lies in the inbox to contributions and findings."""

from __future__ import annotations

from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.correcting import take_over
from bna_pipeline.pipeline.judging import judge_all
from bna_pipeline.pipeline.mailroom import fetch, take_in
from bna_pipeline.pipeline.observing import write_observations
from bna_pipeline.pipeline.receiving import receive_all
from bna_pipeline.pipeline.replies import take_replies
from bna_pipeline.pipeline.telling import write_findings
from bna_pipeline.pipeline.tools import Actor, Step, Tools, state


def collect(tools: Tools, actor: Actor) -> Step:
    """Read what lies in the inbox: keep every original first, then look inside.

    What was judged before under the same programme is left alone; after a change of the programme every original is
    judged anew, also one that no longer lies in the inbox. The findings of every file are written to its partner's
    outbox folder; a bad file disturbs no other. Beside them the coordinator finds what is to be seen with all of them
    side by side.

    Raises:
        TransitionRefused: the edition no longer takes contributions.
    """
    require(state(tools).phase, Act.COLLECT)
    before = state(tools).seq
    taken = take_over(tools, actor)
    said, changed = receive_all(tools, actor)
    said = [*taken, *said]
    fetched, trouble = fetch(tools, actor)
    said += fetched
    take_in(tools, actor)
    said += take_replies(tools, actor)
    said += judge_all(tools, actor)
    changed |= state(tools).seq != before
    changed |= write_findings(tools)
    changed |= write_observations(tools, state(tools))
    return Step("collect", changed, tuple(said), trouble=trouble)


def read_mailbox(tools: Tools, actor: Actor) -> Step:
    """Put on record what waits in the mailbox of an edition that takes no contributions any more: replies of people who
    decide, and what came back.

    Raises:
        TransitionRefused: the edition has no post any more.
    """
    before = state(tools).seq
    said, trouble = fetch(tools, actor)
    return Step("collect", state(tools).seq != before, tuple(said), trouble=trouble)
