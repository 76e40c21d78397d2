"""The product's side of every measurement. What it needs is imported inside, so that loading it is timed too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measurement import Stopwatch, Workshop

if TYPE_CHECKING:
    from bna_pipeline.wiring import App


def stage(name: str) -> Callable[[Workshop, Path, Stopwatch], None]:
    """One stage of the sample's story in a fresh process, as a measurement's act."""

    def act(_workshop: Workshop, scratch: Path, _watch: Stopwatch) -> None:
        from benchmarks import story

        story.play_stage(scratch, name)

    return act


def whole(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """The whole story in one fresh process."""
    from benchmarks import story

    edition = story.read_story(scratch)
    for name, acts in story.by_stage(edition):
        with watch.timing(name):
            story.play(scratch, edition.edition, acts)


def crowd(_workshop: Workshop, scratch: Path, _watch: Stopwatch) -> None:
    """Collect what a generated programme's partners sent."""
    from benchmarks import story

    story.play_stage(scratch, "collect")


def change_in_a_warm_process(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """A full draft with every library loaded; then one partner sends another text, which is admitted and drafted."""
    from benchmarks import story
    from bna_pipeline.pipeline import drafting  # noqa: F401  (loaded, so that the full draft is not charged for it)

    acts = dict(story.by_stage(story.read_story(scratch)))["draft"]
    app, edition = story.app_at(scratch, acts[0][0]), story.read_story(scratch).edition
    with watch.timing("full"):
        _draft(app, edition)
    send_a_change(scratch, edition)
    with watch.timing("collect"):
        _collect(app, edition)
    with watch.timing("change"):
        _draft(app, edition)


def change_in_a_fresh_process(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """One partner sends another text to an edition that has a draft; collected and drafted as two commands would."""
    _sent_and_drafted(send_a_change, scratch, watch)


def letter_change_in_a_fresh_process(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """The redactie sends one statement of the letter anew to an edition that has a draft; the report stays."""
    _sent_and_drafted(send_another_statement, scratch, watch)


def _sent_and_drafted(send: Callable[[Path, str], None], scratch: Path, watch: Stopwatch) -> None:
    from benchmarks import story

    script = story.read_story(scratch)
    app, edition = story.app_at(scratch, dict(story.by_stage(script))["draft"][0][0]), script.edition
    send(scratch, edition)
    with watch.timing("collect"):
        _collect(app, edition)
    with watch.timing("change"):
        _draft(app, edition)


def send_another_statement(root: Path, edition: str) -> None:
    """The redactie comes a second time: a minute later, the argument of its first statement longer by a sentence."""
    import yaml

    (first,) = (root / "inbox" / edition / "redactie").glob("*.yaml")
    editorial = yaml.safe_load(first.read_text(encoding="utf-8"))
    editorial["sent_at"] += timedelta(minutes=1)
    editorial["core"][0]["argument"] += "\n\nDeze zin is er later bij gekomen."
    text = yaml.safe_dump(editorial, allow_unicode=True, sort_keys=False)
    first.with_name(f"tweede-{first.name}").write_text(text, encoding="utf-8")


def send_a_change(root: Path, edition: str) -> None:
    """The first contribution that is JSON comes a second time: a minute later, one text of it longer by a sentence."""
    first = sorted((root / "inbox" / edition).glob("*/*.json"))[0]
    contribution = json.loads(first.read_bytes())
    sent = datetime.fromisoformat(contribution["sent_at"]) + timedelta(minutes=1)
    contribution["sent_at"] = sent.isoformat()
    contribution["reports"][0]["achieved"] += "\n\nDeze zin is er later bij gekomen."
    first.with_name(f"tweede-{first.name}").write_text(json.dumps(contribution, ensure_ascii=False), encoding="utf-8")


def _collect(app: App, edition: str) -> None:
    from bna_pipeline.model.transitions import Act
    from bna_pipeline.wiring import pipeline

    tools = app.tools(edition)
    if not pipeline.collect(tools, app.system()).changed:
        raise RuntimeError("nothing was collected")
    for partner, _ in sorted(pipeline.state(tools).late):  # the round is closed
        pipeline.admit(tools, app.actor(edition, None, Act.ADMIT), partner=partner, reason="Gemeten")


def _draft(app: App, edition: str) -> None:
    from bna_pipeline.wiring import pipeline

    if not pipeline.draft(app.tools(edition), app.system()).changed:
        raise RuntimeError("no draft was made")
