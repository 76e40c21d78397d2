"""What the demo's persons do: each act calls the pipeline directly, as a command would; the flows run in between."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bna_pipeline.errors import ConfigurationError
from bna_pipeline.model import transitions
from bna_pipeline.wiring import App, pipeline
from flows import script


def do_act(app: App, edition: str, act: script.Act) -> pipeline.Step | None:
    """Let a person do this act at the moment that the app's clock shows.

    Returns:
        what it did; None when the act is a flow's own and no person does it.

    Raises:
        BnaError: the act was refused.
    """
    tools = app.tools(edition)

    def by(opened: transitions.Act) -> pipeline.Actor:
        return app.actor(edition, act.person, opened)

    match act:
        case script.Open():
            return pipeline.open_edition(tools, by(transitions.Act.OPEN))
        case script.Settle():
            actor = by(transitions.Act.SETTLE)
            return pipeline.settle(tools, actor, subject=act.subject, chosen=act.chosen, reason=act.reason)
        case script.Close():
            return pipeline.close(tools, by(transitions.Act.CLOSE), reason=act.reason)
        case script.Decide():
            actor = by(transitions.Act.DECIDE)
            return pipeline.decide(
                tools, actor, stage=act.stage, verdict=act.verdict, comment=act.comment, on_behalf=act.on_behalf
            )
        case script.Delegate():
            return pipeline.delegate(
                tools,
                by(transitions.Act.DELEGATE),
                principal=act.principal,
                deputy=act.deputy,
                valid_from=act.valid_from,
                valid_until=act.valid_until,
                reason=act.reason,
            )
        case script.Adopt():
            actor = by(transitions.Act.ADOPT)
            return pipeline.adopt(tools, actor, on=act.on, number=act.number, outcome=act.outcome, holder=act.holder)
        case script.FinishMandate():
            return pipeline.finish_mandate(tools, by(transitions.Act.SETTLE_MANDATE))
        case script.Sign():
            return pipeline.sign(tools, _signer_of(app, edition, act))
        case script.Arm():
            return pipeline.arm(tools, by(transitions.Act.ARM))
        case script.KamerbriefArrives():
            return _note_kamerbrief(app, tools, by(transitions.Act.NOTE_KAMERBRIEF), act)
        case script.Collect() | script.DraftAct():
            return None


def _signer_of(app: App, edition: str, act: script.Sign) -> pipeline.Actor:
    """Whoever signs in the named field; a script that names another person than the programme is wrong."""
    signatories = app.tools(edition).programme.letter.signatories
    person = next((s.person for s in signatories if s.field == act.field), None)
    if person is None or (act.person is not None and act.person != person):
        raise ConfigurationError(
            f"In het veld {act.field} ondertekent {person or 'niemand'}, niet {act.person or 'niemand'}.",
            "Herstel `field` en `as` in demo.yaml.",
        )
    return app.actor(edition, person, transitions.Act.SIGN)


def _note_kamerbrief(
    app: App, tools: pipeline.Tools, actor: pipeline.Actor, act: script.KamerbriefArrives
) -> pipeline.Step:
    path = app.root / act.file
    try:
        data = path.read_bytes()
    except OSError as wrong:
        raise ConfigurationError(
            f"{path} is niet te lezen: {wrong.strerror}.", "Herstel `file` in demo.yaml."
        ) from wrong
    return pipeline.note_kamerbrief(tools, actor, name=path.name, data=data, on=act.on, number=act.number)


def flow_after(act: script.Act, following: script.Act | None) -> str | None:
    """The flow that a portal or command would start after this act; after decisions, once a stage."""
    match act:
        case script.Collect():
            return "collect"
        case script.DraftAct():
            return "draft"
        case script.Decide():
            same_stage = isinstance(following, script.Decide) and following.stage == act.stage
            return None if same_stage else "review"
        case script.Adopt() | script.FinishMandate() | script.Sign():
            return "assemble"
        case script.Arm() | script.KamerbriefArrives():
            return "deliver"
        case script.Open() | script.Settle() | script.Close() | script.Delegate():
            return None


def with_flows(steps: tuple[script.Act, ...]) -> Iterator[tuple[script.Act, str | None]]:
    """Every act with the flow that runs after it."""
    for act, following in pairwise((*steps, None)):
        assert act is not None
        yield act, flow_after(act, following)
