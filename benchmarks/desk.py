"""Many reviewers at once at the desk: `python -m benchmarks.desk [--reviewers N] [--json FILE]`.

A programme of the sample's size with one more stage, in which everybody reads the whole draft. All open their page at
the same moment, several times; then all decide at the same moment. Beside it the same number of bytes is asked of the
same server as a plain file, in the same way.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks import story
from benchmarks.desk_server import PLAIN

REVIEWERS: Final = 50
ROUNDS: Final = 4
STAGE: Final = "lezers"
_CHECKOUT: Final = Path(__file__).parents[1]
_FIELD: Final = re.compile(r'name="(\w+)" value="([^"]*)"')
_PATIENCE: Final = 60.0  # seconds


Answered = tuple[float, httpx.Response]


@dataclass(frozen=True)
class Times:
    """Milliseconds of a number of requests, all sent at the same moment."""

    count: int
    p50: float
    p95: float
    longest: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        ordered = sorted(1000 * s for s in seconds)
        cut = statistics.quantiles(ordered, n=20, method="inclusive") if len(ordered) > 1 else ordered * 19
        return cls(len(ordered), round(statistics.median(ordered), 1), round(cut[18], 1), round(ordered[-1], 1))


@dataclass(frozen=True)
class Found:
    """What was measured.

    Attributes:
        alone: one reviewer who opens his page, and nobody else does anything.
        page, plain: the page of everybody at once, and the same number of bytes as a file.
        check, decide: the look before a decision, and the decision.
        recorded: how many decisions the ledger has in the end.
    """

    reviewers: int
    bytes: int
    alone: Times
    page: Times
    plain: Times
    check: Times
    decide: Times
    recorded: int

    @property
    def ratio(self) -> float:
        """How much longer the page takes than the file, at the 95th percentile."""
        return round(self.page.p95 / self.plain.p95, 1)

    def lines(self) -> Iterator[str]:
        yield f"| {self.reviewers} at once, ms | p50 | p95 | longest |"
        yield "|---|---:|---:|---:|"
        for name, times in (
            ("review page, one reviewer alone", self.alone),
            (f"review page ({self.bytes // 1024} KB)", self.page),
            ("the same bytes as a file", self.plain),
            ("the look before a decision", self.check),
            ("the decision", self.decide),
        ):
            yield f"| {name} | {times.p50} | {times.p95} | {times.longest} |"
        yield f"\nThe page takes {self.ratio} times the file at p95. {self.recorded} decisions are on record."


def main(arguments: Sequence[str] | None = None) -> int:
    """Lay out, serve, measure, print; returns the exit code: 1 when a decision is not on record."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description="What the desk bears.")
    parser.add_argument("--reviewers", type=int, default=REVIEWERS, help="how many at once (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each opens his page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found there as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        found = measured(Path(folder), options.reviewers, options.rounds)
    sys.stdout.writelines(f"{line}\n" for line in found.lines())
    if options.json is not None:
        options.json.write_text(json.dumps({**asdict(found), "ratio": found.ratio}, indent=1) + "\n", encoding="utf-8")
    return 0 if found.recorded == found.reviewers else 1


def measured(folder: Path, reviewers: int, rounds: int) -> Found:
    """Everything, on a project that is laid out in this folder.

    Args:
        folder: an empty one.
    """
    from bna_pipeline.wiring import open_app, pipeline

    root, pages = folder / "project", folder / "pages"
    pages.mkdir()
    lay_out(root, reviewers)
    edition = story.read_story(root).edition
    sessions = sessions_of(root, edition, reviewers)
    with served(root, pages) as base:
        found = asyncio.run(_all(base, f"/e/{edition}/toetsing/{STAGE}", sessions, pages, rounds))
    decisions = pipeline.state(open_app(root).tools(edition)).decisions
    return Found(reviewers=reviewers, recorded=len({d.reviewer for d in decisions}), **found)


def lay_out(root: Path, reviewers: int) -> None:
    """The sample up to its first draft, with one more stage in which so many people read all of it."""
    root.mkdir()
    story.new_project(_CHECKOUT, root)
    file = next(root.glob("templates/*/programme.yaml"))
    text = file.read_text(encoding="utf-8")
    who = [f"lezer-{n:02}" for n in range(1, reviewers + 1)]
    people = "".join(f"  - {{id: {p}, name: Lezer {p[-2:]}, roles: [reviewer]}}\n" for p in who)
    stage = f"  - id: {STAGE}\n    name: Lezers\n    needed: all\n    reviewers:\n"
    stage += "".join(f"      - {{person: {p}}}\n" for p in who)
    text = text.replace("\npeople:\n", f"\npeople:\n{people}", 1).replace("\nreview:\n", f"\nreview:\n{stage}", 1)
    file.write_text(text, encoding="utf-8")
    for name in story.STAGES[: story.STAGES.index("review")]:
        story.play_stage(root, name)


def sessions_of(root: Path, edition: str, reviewers: int) -> list[str]:
    """A session for each of them, as after signing in."""
    from bna_pipeline.model.access import Visitor
    from bna_pipeline.wiring import open_app

    app = open_app(root)
    programme, _ = app.programme_and_edition(edition)
    people = [f"lezer-{n:02}" for n in range(1, reviewers + 1)]
    visitors = [Visitor(person=p, how=f"oidc:id.example.org:{p}", programme=programme.id) for p in people]
    return [app.access.open_session(visitor, app.clock.now()) for visitor in visitors]


@contextmanager
def served(root: Path, pages: Path) -> Iterator[str]:
    """The desk in a process of its own; its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.desk_server", str(root), str(port), str(pages)]
    server = subprocess.Popen(command, cwd=_CHECKOUT)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(base, server)
        yield base
    finally:
        server.terminate()
        server.wait(_PATIENCE)


def _wait_for(base: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(f"{base}/gezond").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the desk did not come up")


async def _all(base: str, path: str, sessions: list[str], pages: Path, rounds: int) -> dict[str, Any]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    clients = [
        httpx.AsyncClient(base_url=base, cookies={"bna": session}, limits=limits, timeout=_PATIENCE)
        for session in sessions
    ]
    first = await clients[0].get(path)  # what is made once is made
    first.raise_for_status()
    (pages / "pagina.html").write_bytes(first.content)
    alone = [await _timed(clients[0].get(path)) for _ in range(5)]
    page: list[Answered] = []
    plain: list[Answered] = []
    for _ in range(rounds):
        plain += await _together(clients, lambda client, _n: client.get(f"{PLAIN}/pagina.html"))
        page += await _together(clients, lambda client, _n: client.get(path))
    forms = [{**_fields(seen, f"{path}/nakijken"), "besluit": "approve"} for _, seen in page[-len(clients) :]]
    check = await _together(clients, lambda client, n: client.post(f"{path}/nakijken", data=forms[n]))
    sure = [_fields(looked, f"{path}/besluit") for _, looked in check]
    decide = await _together(clients, lambda client, n: client.post(f"{path}/besluit", data=sure[n]))
    for client in clients:
        await client.aclose()
    kinds = {"alone": alone, "page": page, "plain": plain, "check": check, "decide": decide}
    times = {name: Times.of([seconds for seconds, _ in answered]) for name, answered in kinds.items()}
    return {"bytes": len(first.content), **times}


async def _together(
    clients: list[httpx.AsyncClient], ask: Callable[[httpx.AsyncClient, int], Awaitable[httpx.Response]]
) -> list[Answered]:
    """Seconds and answer of each, all sent at the same moment.

    Raises:
        RuntimeError: an answer was not what a browser would take for a yes.
    """
    answers = await asyncio.gather(*(_timed(ask(client, number)) for number, client in enumerate(clients)))
    refused = [answer for _, answer in answers if answer.status_code not in (200, 303)]
    if refused:
        raise RuntimeError(f"{len(refused)} refused: {refused[0].status_code} {refused[0].url} {refused[0].text[:500]}")
    return answers


async def _timed(asked: Awaitable[httpx.Response]) -> Answered:
    began = time.perf_counter()
    answer = await asked
    return time.perf_counter() - began, answer


def _fields(page: httpx.Response, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes there."""
    form = page.text.partition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(_FIELD.findall(form))


if __name__ == "__main__":
    sys.exit(main())
