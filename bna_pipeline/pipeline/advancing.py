"""`advance`: everything that can be done without a person, in order, as often as one likes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bna_pipeline.errors import BnaError, LeaseTaken, StorageError, SystemRefused
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.pipeline.approval import lay_out_draft
from bna_pipeline.pipeline.archive_stamp import put_archive_stamp
from bna_pipeline.pipeline.collecting import collect, read_mailbox
from bna_pipeline.pipeline.counting import draft_inputs, draft_is_current, open_conflicts
from bna_pipeline.pipeline.delivering import archive, assemble, deliver
from bna_pipeline.pipeline.drafting import draft
from bna_pipeline.pipeline.kamer_watch import watch_kamer
from bna_pipeline.pipeline.moment import reach_moment
from bna_pipeline.pipeline.post_after import takes_post
from bna_pipeline.pipeline.posting import post
from bna_pipeline.pipeline.readiness import probe
from bna_pipeline.pipeline.reviewing import review
from bna_pipeline.pipeline.rounds import lay_out_forms
from bna_pipeline.pipeline.sealing import seal_dossier, seal_package
from bna_pipeline.pipeline.sent_signals import take_sent
from bna_pipeline.pipeline.stuck import note_trouble
from bna_pipeline.pipeline.tools import Actor, Step, Tools, entries, state
from bna_pipeline.pipeline.trail_stamps import stamp_trail
from bna_pipeline.pipeline.waiting import waits_for

SLACK = timedelta(minutes=1)
"""How far the clocks of two machines that work on one edition may lie apart."""


def advance(tools: Tools, actor: Actor) -> tuple[Step, ...]:
    """Move the edition on as far as it goes, under its lease. What was refused on the way is said, not raised.

    Raises:
        LeaseTaken: another process is at it; a mark makes it look again.
    """
    steps: list[Step] = []
    while True:
        try:
            with tools.lease.hold(tools.id):
                steps = _joined(steps, _once(tools, actor))
        except LeaseTaken:
            if not steps:
                raise
            return tuple(steps)  # who holds it now looks at everything
        # Asked after letting go: a mark set between a last look and letting go would wait for the next tick.
        if not tools.lease.marked(tools.id):
            return tuple(steps)


def _joined(before: list[Step], more: list[Step]) -> list[Step]:
    """Only the last word on what is waited for counts."""
    return [*(step for step in before if not step.waits_for), *more]


def _once(tools: Tools, actor: Actor) -> list[Step]:
    if state(tools).phase is Phase.NONE:
        return [_waiting(tools)]
    steps: tuple[tuple[str, Callable[[Tools, Actor], Step]], ...] = (
        ("lay-out", _lay_out),
        ("readiness", probe),
        ("collect", _collect),
        ("draft", _draft_when_due),
        ("review", review),
        ("assemble", assemble),
        ("archive-stamp", put_archive_stamp),
        ("kamerbrief", take_sent),
        ("kamer", watch_kamer),
        ("moment", reach_moment),
        ("deliver", deliver),
        ("seal", seal_package),
        ("trail-stamp", stamp_trail),
        ("archive", archive),
        ("seal-dossier", seal_dossier),
        ("post", post),  # at the end: whose turn it became is told at once, and what went wrong as well
    )
    done = [_clock(tools), *(_tried(name, step, tools, actor) for name, step in steps)]
    return [*(s for s in done if s.changed or s.said), _waiting(tools)]


def _tried(name: str, step: Callable[[Tools, Actor], Step], tools: Tools, actor: Actor) -> Step:
    """One step; when it is refused or breaks off, why, and whether it recorded anything before that.

    The other steps go on: one partner's folder that cannot be written must not keep a release from going out.
    """
    before = state(tools).seq
    try:
        done = step(tools, actor)
    except (StorageError, OSError) as broken:
        fault = broken if isinstance(broken, StorageError) else SystemRefused.of(broken)
        done = Step(name, state(tools).seq != before, (str(fault),), fault=fault, trouble=fault)
    except BnaError as refused:
        done = Step(name, state(tools).seq != before, (str(refused),), trouble=refused)
    note_trouble(tools, actor, name, done.trouble)
    return done


def _clock(tools: Tools) -> Step:
    """Says it when the clock was set back. Nothing waits for that: the order in the ledger is that of its numbers."""
    last, now = entries(tools)[-1], tools.clock.now()
    if last.at - now <= SLACK:
        return Step("clock", False)
    return Step(
        "clock",
        False,
        (
            f"De klok ({now:%d-%m-%Y %H:%M} UTC) staat vóór de laatste regel van het logboek ({last.at:%d-%m-%Y %H:%M} "
            "UTC). Zet de klok van deze computer goed; de volgorde in het logboek is die van de nummers.",
        ),
    )


def _lay_out(tools: Tools, _actor: Actor) -> Step:
    """Put back what is missing in the outbox of what people work on now."""
    now = state(tools)
    if now.phase is Phase.OPEN:
        return Step("lay-out", lay_out_forms(tools, now) | lay_out_draft(tools, now))
    if now.phase in (Phase.RELEASED, Phase.FINISHED):
        return Step("lay-out", False)
    return Step("lay-out", lay_out_draft(tools, now))


def _collect(tools: Tools, actor: Actor) -> Step:
    now = state(tools)
    if allowed(now.phase, Act.COLLECT):
        return collect(tools, actor)
    return read_mailbox(tools, actor) if takes_post(now) else Step("collect", False)


def _draft_when_due(tools: Tools, actor: Actor) -> Step:
    return draft(tools, actor) if draft_due(tools, state(tools)) else Step("draft", False)


def draft_due(tools: Tools, now: EditionState) -> bool:
    """Whether a draft must be made without anyone asking: after closing, when what counts has changed."""
    if now.phase is Phase.OPEN or not allowed(now.phase, Act.DRAFT):
        return False
    if draft_inputs(tools, now) is None or open_conflicts(tools, now):
        return False
    return not draft_is_current(tools, now)


def _waiting(tools: Tools) -> Step:
    return Step("wait", False, waits_for=waits_for(tools))
