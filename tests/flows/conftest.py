"""One project, played once, for all tests of the flows: Prefect's database takes its time to be laid out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfWriter

from flows.demo import play
from flows.embedded import flow_runs, prefect_server
from flows.server import LoopbackServer
from tests.programmes.layout import lay_out

HERE = Path(__file__).parent
SERVER = 'host = "127.0.0.1"\nport = 1\nsecurity = "none"\nuser = "bna"\n'
MAIL = f'[mail]\nfrom = "bna@example.org"\nname = "Redactie"\n[mail.smtp]\n{SERVER}[mail.imap]\n{SERVER}'
"""Servers that are not there: whoever mails says so, and leaves it on record."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of the flows on one worker, in order: they share one played project and its server."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("flows"))


@dataclass(frozen=True)
class Played:
    """A project whose sample edition was played to the end: its folder, the exit code, and the lines that were said."""

    root: Path
    code: int
    lines: tuple[str, ...]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The second programme's sample edition, from inbox to released package."""
    root = tmp_path_factory.mktemp("played")
    folder = lay_out(root)
    shutil.copyfile(HERE / "demo.yaml", folder / "demo.yaml")
    kamerbrief = PdfWriter()
    kamerbrief.add_blank_page(width=595, height=842)
    kamerbrief.write(root / "kamerbrief.pdf")
    lines: list[str] = []
    settings = root / ".bna" / "settings.toml"
    settings.parent.mkdir()
    settings.touch(mode=0o600)
    settings.write_text(MAIL, encoding="utf-8")
    code = play(root, lines.append)
    settings.unlink()
    return Played(root, code, tuple(lines))


@pytest.fixture(scope="session")
def other(played: Played) -> Path:
    """A project in which nothing happened yet, with a Prefect home that need not be laid out again."""
    root = played.root.with_name("other")
    lay_out(root)
    (root / ".bna").mkdir()
    shutil.copytree(played.root / ".bna" / "prefect", root / ".bna" / "prefect")
    return root


@pytest.fixture(scope="session")
def server(other: Path) -> Iterator[LoopbackServer]:
    """Flows run in this process, on a server of the other project."""
    with prefect_server(other) as started, flow_runs(started, other):
        yield started


@pytest.fixture(scope="session")
def api(server: LoopbackServer) -> str:
    """The URL of that server's API."""
    return server.api_url
