"""What Prefect adds to a step: embedded in one process, and for each flow on a server that runs already."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measurement import Stopwatch, Workshop

FLOWS_ON_A_SERVER = 5


def direct(_workshop: Workshop, scratch: Path, _watch: Stopwatch) -> None:
    """The steps of one flow called directly, in a fresh process: collecting, when everything was collected before."""
    from bna_pipeline.wiring import open_app

    _collect(open_app(scratch), _edition(scratch))


def embedded(_workshop: Workshop, scratch: Path, _watch: Stopwatch) -> None:
    """The same as one flow on Prefect's embedded server, from start to stop; its home has been used before."""
    from flows.embedded import embedded as embedded_server

    with embedded_server(scratch):
        from flows.named import run_flow

        run_flow("collect", _edition(scratch), scratch)


def on_a_running_server(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """Flow after flow on a server that runs, beside the same steps called directly; seconds of one of them each."""
    from bna_pipeline.wiring import open_app
    from flows.embedded import embedded as embedded_server

    edition = _edition(scratch)
    with embedded_server(scratch):
        from flows.named import run_flow

        run_flow("collect", edition, scratch)  # the first one loads and connects
        for _ in range(FLOWS_ON_A_SERVER):
            with watch.timing("flow"):
                run_flow("collect", edition, scratch)
            with watch.timing("direct"):
                _collect(open_app(scratch), edition)
    for name in ("flow", "direct"):
        watch.seconds[name] /= FLOWS_ON_A_SERVER


def _collect(app: object, edition: str) -> None:
    from bna_pipeline.wiring import App, pipeline

    assert isinstance(app, App)
    tools = app.tools(edition)
    with tools.lease.hold(edition):
        pipeline.collect(tools, app.system())
    app.status(edition)


def _edition(root: Path) -> str:
    from benchmarks import story

    return story.read_story(root).edition
