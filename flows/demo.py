"""`bna demo`: one sample edition from inbox to released package, through the flows on an embedded Prefect server.

No Prefect is imported before the server is on its way: see `embedded`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.transitions import Phase
from bna_pipeline.model.verdicts import Holds, Verification
from bna_pipeline.wiring import App, open_app, pipeline, verify_package
from flows import script
from flows.acts import do_act, with_flows
from flows.embedded import flow_runs, prefect_server

Say = Callable[[str], None]
Moved = Callable[[str], None]

SHOWN_SENTENCES = 4
NOTHING_YET = "(ran; nothing could be done yet)"
LOCAL = ZoneInfo("Europe/Amsterdam")


def play(root: Path, say: Say) -> int:
    """Start the sample edition anew and play its script to the end.

    Args:
        root: the project's folder.
        say: prints one line for the operator.

    Returns:
        0 when the edition is finished and its package verifies, else 1.

    Raises:
        BnaError: the script is wrong, or a step was refused; what was done until then stays.
    """
    started = time.monotonic()
    story = script.read_script(script.find_script(root))
    # A play starts anew every time: no mail of it may go out, and none that came in may go with it.
    app = open_app(root, by_mail=False)
    app.forget_sample(story.edition)
    say(f"Playing {story.edition} in {root}: {len(story.steps)} acts of persons, and the flows in between.")
    with _progress(len(story.steps)) as moved:
        moved("starting Prefect's embedded server")
        with prefect_server(root, say) as server:
            acts = list(with_flows(story.steps))
            before = next((n for n, (_, flow_name) in enumerate(acts) if flow_name is not None), len(acts))
            for act, _ in acts[:before]:
                _play_act(root, story.edition, act, say, moved)
            with flow_runs(server, root):
                for act, flow_name in acts[before:]:
                    _play_act(root, story.edition, act, say, moved)
                    if flow_name is not None:
                        _play_flow(root, story.edition, flow_name, act.at, say, moved)
    return _conclude(app, story.edition, say, time.monotonic() - started)


def _play_act(root: Path, edition: str, act: script.Act, say: Say, moved: Moved) -> None:
    moved(f"{_clock(act.at)}  {act.do}")
    step = do_act(open_app(root, act.at, by_mail=False), edition, act)
    if step is not None:
        _tell(say, f"{_clock(act.at)}  {act.do:<10} {act.person or ''}".rstrip(), step.said)


def _play_flow(root: Path, edition: str, flow_name: str, at: datetime, say: Say, moved: Moved) -> None:
    # Only now: it imports Prefect.
    from flows.named import run_flow

    moved(f"{_clock(at)}  flow {flow_name}")
    said = [sentence for step in run_flow(flow_name, edition, root, at) for sentence in step.said]
    _tell(say, f"{_clock(at)}  flow {flow_name}", said or [NOTHING_YET])


def _clock(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%d-%m-%Y %H:%M}"


def _tell(say: Say, head: str, sentences: Sequence[str]) -> None:
    say(head)
    for sentence in sentences[:SHOWN_SENTENCES]:
        say(f"    {sentence}")
    if len(sentences) > SHOWN_SENTENCES:
        say(f"    ... and {len(sentences) - SHOWN_SENTENCES} more lines")


def _conclude(app: App, edition: str, say: Say, seconds: float) -> int:
    tools = app.tools(edition)
    finished = pipeline.state(tools).phase is Phase.FINISHED
    say("")
    if not finished:
        say(f"The edition is not finished after {seconds:.0f} s. It waits for:")
        for sentence in pipeline.waits_for(tools):
            say(f"  - {sentence}")
        return 1
    package = Path(tools.outbox.where(edition, "pakket"))
    authority = app.authority(edition)
    checked = verify_package(package, trust=[authority.read_bytes()] if authority.exists() else [])
    _say_verdict(checked, say)
    for line in _what_to_look_at(app, edition, package):
        say(line)
    say(f"Done in {seconds:.0f} s.")
    return 0 if checked.holds else 1


def _say_verdict(checked: Verification, say: Say) -> None:
    counts = {holds: sum(row.holds is holds for row in checked.rows) for holds in Holds}
    say(
        f"Verified: {counts[Holds.YES]} rows hold, {counts[Holds.NO]} fail, "
        f"{counts[Holds.UNKNOWN]} cannot be established from the package alone."
    )
    for row in checked.rows:
        if row.holds is Holds.NO:
            say(f"  {row.subject}: {row.holds.value}: {row.detail}")


def _what_to_look_at(app: App, edition: str, package: Path) -> Iterator[str]:
    outbox = package.parent
    yield f"The package is in {package}"
    yield "Look at:"
    yield f"  {package / 'data' / LETTER_PDF}  the letter, signed with throwaway TEST keys"
    yield f"  {package / 'data' / REPORT_PDF}  the report"
    yield f"  {outbox / 'dossier'}  what the archive keeps"
    mended = next((p.partner for p in app.status(edition).partners if p.versions > 1), None)
    if mended is not None:
        yield f"  {outbox / mended / 'bevindingen.html'}  what a partner with several versions was told"
    yield "Then try:"
    yield f"  bna verify {package} --trust {app.authority(edition)}"
    yield f"  bna status {edition}"
    yield f"  bna audit {edition}"
    yield "  bna serve  (Prefect's page lists these runs by edition, with their artifacts)"


@contextmanager
def _progress(steps: int) -> Iterator[Moved]:
    """A bar on a terminal; elsewhere nothing, for the acts' own lines tell how far it is."""
    console = Console()
    if not console.is_terminal:
        yield lambda _what: None
        return
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=steps)
        seen: list[str] = []

        def moved(what: str) -> None:
            # One act may move twice: once itself, once for its flow.
            if seen and "flow" not in what:
                bar.advance(task)
            seen.append(what)
            bar.update(task, description=what)

        yield moved
