"""The whole sample edition as `bna demo` plays it, held once between arming and the Kamerbrief."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from bna_pipeline.model.transitions import Act as Opens
from bna_pipeline.wiring import App, lay_out_sample, pipeline
from flows import script
from flows.acts import do_act
from tests.kills.story import Act, Story

DEMO = Path(__file__).parents[2] / "templates" / "bna" / "demo.yaml"


def story() -> Story:
    """The acts of demo.yaml, and what follows from each."""
    told = script.read_script(DEMO)
    return Story(told.edition, lay_out_sample, tuple(_acts(told)))


def _acts(told: script.Script) -> Iterator[Act]:
    # The test keys are made first: with other keys every later signature, and so its place in the store, is another.
    yield Act("check", told.steps[0].at, lambda app: pipeline.check(app.tools(told.edition)))
    for step in told.steps:
        yield Act(_name(step), step.at, _does(told.edition, step))
        if isinstance(step, script.Arm):
            yield Act("hold", step.at + timedelta(hours=1), _hold(told.edition, step))
            yield Act("arm again", step.at + timedelta(hours=2), _does(told.edition, step))


def _name(step: script.Act) -> str:
    return f"{step.do} {step.person or ''}".strip()


def _does(edition: str, step: script.Act) -> Callable[[App], object]:
    return lambda app: do_act(app, edition, step)


def _hold(edition: str, step: script.Arm) -> Callable[[App], object]:
    def hold(app: App) -> object:
        return pipeline.hold(app.tools(edition), app.actor(edition, step.person, Opens.HOLD), reason="Vraag")

    return hold
