"""The sample edition, played by the product without Prefect: by the same acts and steps as `bna demo`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from bna_pipeline.wiring import App, open_app, pipeline
from flows import script
from flows.acts import do_act, with_flows

Played = tuple[script.Act, str | None]
OpenApp = Callable[[Path, script.Act], App]

STAGES: Final = ("open", "collect", "settle", "draft", "review", "adopt", "sign", "package")
"""The story in order; `finished` comes after the last."""

_STAGE_OF: Final[dict[str, str]] = {
    "open": "open",
    "collect": "collect",
    "settle": "settle",
    "close": "settle",
    "draft": "draft",
    "decide": "review",
    "delegate": "review",
    "adopt": "adopt",
    "sign": "sign",
    "arm": "package",
    "kamerbrief": "package",
}

_STEPS: Final[dict[str, tuple[str, ...]]] = {"deliver": ("deliver", "archive")}
"""The steps of a flow that has more than the one of its name, without those that ask a service of others."""


def read_story(root: Path) -> script.Script:
    """The one story that the project holds."""
    return script.read_script(script.find_script(root))


def by_stage(story: script.Script) -> Iterator[tuple[str, list[Played]]]:
    """The story's acts, each with the flow that follows it, in stages."""
    for stage, acts in groupby(with_flows(story.steps), key=lambda played: _STAGE_OF[played[0].do]):
        yield stage, list(acts)


def app_at(root: Path, act: script.Act) -> App:
    """The project with its clock at the moment of an act, as every command opens it anew."""
    return open_app(root, act.at)


def play(root: Path, edition: str, acts: list[Played], opened: OpenApp = app_at) -> None:
    """Do these acts and what follows each of them."""
    for act, following in acts:
        app = opened(root, act)
        do_act(app, edition, act)
        if following is not None:
            for step in _STEPS.get(following, (following,)):
                getattr(pipeline, step)(app.tools(edition), app.system())


def play_stage(root: Path, stage: str, opened: OpenApp = app_at) -> None:
    """Play one stage on a project that stands before it."""
    story = read_story(root)
    play(root, story.edition, next(acts for name, acts in by_stage(story) if name == stage), opened)


def new_project(source: Path, root: Path) -> None:
    """A project with the templates and the inbox of another one, and nothing done yet."""
    for part in ("templates", "inbox"):
        shutil.copytree(source / part, root / part)
    (root / "outbox").mkdir()
