"""`advance`: everything that can be done without a person, in order, as often as one likes."""

from __future__ import annotations

from bna_pipeline.errors import BnaError
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.pipeline.collecting import collect, lay_out_forms, open_conflicts
from bna_pipeline.pipeline.drafting import draft, draft_inputs, draft_is_current, lay_out_draft
from bna_pipeline.pipeline.releasing import assemble, deliver
from bna_pipeline.pipeline.reviewing import review
from bna_pipeline.pipeline.tools import Actor, Step, Tools, state
from bna_pipeline.pipeline.waiting import waits_for


def advance(tools: Tools, actor: Actor) -> tuple[Step, ...]:
    """Move the edition on as far as it goes, under its lease. What was refused on the way is said, not raised.

    Raises:
        LeaseTaken: another process is at it; a mark makes it look again.
    """
    steps: list[Step] = []
    while True:
        with tools.lease.hold(tools.id):
            steps = _joined(steps, _once(tools, actor))
        # Asked after letting go: a mark set between a last look and letting go would wait for the next tick.
        if not tools.lease.marked(tools.id):
            return tuple(steps)


def _joined(before: list[Step], more: list[Step]) -> list[Step]:
    """Only the last word on what is waited for counts."""
    return [*(step for step in before if not step.waits_for), *more]


def _once(tools: Tools, actor: Actor) -> list[Step]:
    now = state(tools)
    if now.phase is Phase.NONE:
        return [_waiting(tools)]
    done = [_lay_out(tools, now)]
    for act, step in ((Act.COLLECT, collect), (Act.DRAFT, _draft_when_due)):
        if allowed(state(tools).phase, act):
            done.append(_tried(step.__name__.strip("_"), lambda step=step: step(tools, actor)))
    done.append(_tried("review", lambda: review(tools, actor)))
    done.append(_tried("assemble", lambda: assemble(tools, actor)))
    done.append(_tried("deliver", lambda: deliver(tools, actor)))
    return [*(s for s in done if s.changed or s.said), _waiting(tools)]


def _lay_out(tools: Tools, now: EditionState) -> Step:
    if now.phase is Phase.OPEN:
        return Step("lay-out", lay_out_forms(tools, now))
    if now.phase in (Phase.RELEASED, Phase.FINISHED):
        return Step("lay-out", False)
    return Step("lay-out", lay_out_draft(tools, now))


def _draft_when_due(tools: Tools, actor: Actor) -> Step:
    now = state(tools)
    if not draft_due(tools, now):
        return Step("draft", False)
    return draft(tools, actor)


def draft_due(tools: Tools, now: EditionState) -> bool:
    """Whether a draft must be made without anyone asking: after closing, when what counts has changed."""
    if now.phase in (Phase.NONE, Phase.OPEN) or not allowed(now.phase, Act.DRAFT):
        return False
    if draft_inputs(tools, now) is None or open_conflicts(tools, now):
        return False
    return not draft_is_current(tools, now)


def _tried(name: str, step: object) -> Step:
    assert callable(step)
    try:
        done = step()
    except BnaError as refused:
        return Step(name, False, (str(refused),))
    assert isinstance(done, Step)
    return done


def _waiting(tools: Tools) -> Step:
    return Step("wait", False, waits_for=waits_for(tools))
