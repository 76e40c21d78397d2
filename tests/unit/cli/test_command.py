"""What all commands share: help, exit codes, one folder, one way to go on after an act."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bna_pipeline.cli.command import MODULES
from bna_pipeline.errors import FlowError
from bna_pipeline.storage.lease import FileLease
from bna_pipeline.wiring import following
from tests.programmes.layout import EDITION, lay_out
from tests.unit.cli.command import Terminal, bna, paragraphs

# One worker: every other would make its own of what the tests here look at.
pytestmark = pytest.mark.xdist_group("command")

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    lay_out(root)
    assert bna("--dir", root, "open", EDITION).code == 0
    return root


@pytest.fixture
def own(opened: Path, tmp_path: Path) -> Path:
    """An open edition of which a test may do what it likes."""
    return Path(shutil.copytree(opened, tmp_path / "eigen"))


# -- help and wrong use ----------------------------------------------------------------------------------


def test_the_help_names_every_command_with_what_it_does() -> None:
    said = bna("--help")
    assert said.code == 0
    for name in MODULES:
        assert any(line.split()[:1] == [name] and len(line.split()) > 3 for line in said.out.splitlines()), name


@pytest.mark.parametrize("name", MODULES)
def test_every_command_has_help_with_a_sentence_and_says_what_each_option_is_for(name: str) -> None:
    said = bna(name, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: bna {name}") and "." in said.out.split("Options:")[0]


@pytest.mark.parametrize(
    "arguments", [("geencommando",), ("status", "--kleur"), ("settle", EDITION), ("review", EDITION, "--decision=ja")]
)
def test_a_command_option_or_value_that_does_not_exist_is_wrong_use(arguments: tuple[str, ...]) -> None:
    said = bna(*arguments)
    assert (said.code, said.out) == (2, "") and "Usage" in said.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("adopt {} --settle --withdraw --reason x", "--settle en --withdraw"),
        ("adopt {} --withdraw --reason x --number 7 --outcome held", "--withdraw en --number en --outcome"),
        ("adopt {} --settle --date 2020-03-17", "--settle en --date"),
        ("sign {} --as gedeputeerde --export uit.pdf --import {root}", "--export en --import"),
        ("delegate {} --principal a --deputy b --reason x --end --until 2020-03-17", "--end en --until"),
    ],
)
def test_options_of_two_acts_are_wrong_use_and_nothing_is_done(own: Path, arguments: str, named: str) -> None:
    file = own / "brief.pdf"
    file.write_bytes(b"%PDF")
    before = bna("--dir", own, "audit", EDITION, "--raw").out
    said = bna("--dir", own, *arguments.format(EDITION, root=file).split())
    assert (said.code, said.out) == (2, "") and f"{named} gaan niet samen" in said.err
    assert bna("--dir", own, "audit", EDITION, "--raw").out == before


def test_outside_a_project_the_refusal_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = bna("status")
    assert (said.code, said.out) == (2, "") and "bna init" in said.err


def test_the_folder_is_the_nearest_one_or_comes_from_the_environment(
    opened: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(opened / "outbox" / EDITION)
    assert "Fase: geopend" in bna("status", EDITION).out
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BNA_DIR", str(opened))
    assert "Fase: geopend" in bna("status", EDITION).out


def test_the_installed_command_ends_the_process_with_the_same_codes(opened: Path) -> None:
    command = Path(sys.executable).with_name("bna")
    for arguments, code in ((["open", EDITION], 1), (["open", "onbekend-2020"], 2), (["status", EDITION], 0)):
        done = subprocess.run([command, "--dir", opened, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert bool(done.stderr) == (code != 0) and "Traceback" not in done.stderr


# -- starting --------------------------------------------------------------------------------------------


def test_a_status_loads_no_prefect_and_no_library_that_takes_long(opened: Path) -> None:
    code = (
        "import sys; from bna_pipeline.cli import main\n"
        f"sys.argv = ['bna', '--dir', {str(opened)!r}, 'status', {EDITION!r}]\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Fase: geopend" in done.stdout
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    slow = {"PIL", "aiohttp", "bagit", "docx", "docxtpl", "httpx", "jinja2", "lxml", "pikepdf", "pyhanko", "pypdf"}
    assert loaded & {"prefect", "fastapi", "flows", "sqlalchemy", "typst", *slow} == set()


# -- after an act ----------------------------------------------------------------------------------------


class Server:
    """A conductor that was named in the settings."""

    def __init__(self, *, answers: bool = True, serves: bool = True) -> None:
        self.answers, self.serves = answers, serves
        self.asked: list[tuple[str, str]] = []

    def running(self) -> bool:
        return self.answers

    def start(self, flow: str, edition: str, parameters: Mapping[str, Any]) -> str:
        if not self.serves:
            raise FlowError(f"De Prefect-server kent {flow} niet als deployment.")
        self.asked.append((flow, edition))
        return "http://127.0.0.1/runs/1"


def close(root: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, str]:
    """Close the round with everything there; what was printed, and the phase after it."""
    bna("--dir", root, "collect", EDITION)
    monkeypatch.setattr(following, "trigger_of", lambda _app: server)
    said = bna("--dir", root, "close", EDITION)
    assert said.code == 0, said
    return said.out, said.err, json.loads(bna("--dir", root, "status", EDITION, "--json").out)["phase"]


def test_a_running_server_is_asked_to_go_on_and_nothing_else_is_done_here(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server()
    out, err, phase = close(own, server, monkeypatch)
    assert server.asked == [("draft", EDITION)] and "http://127.0.0.1/runs/1" in out
    assert (err, phase) == ("", "gesloten")


@pytest.mark.parametrize("command", ["collect", "draft"])
def test_what_a_flow_does_is_left_to_a_running_server(own: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    monkeypatch.setattr(following, "trigger_of", lambda _app: server)
    said = bna("--dir", own, command, EDITION)
    assert (said.code, said.err) == (0, "") and "http://127.0.0.1/runs/1" in said.out
    assert server.asked == [(command, EDITION)]


@pytest.mark.parametrize("server", [Server(answers=False), Server(serves=False)], ids=["stil", "kent de flow niet"])
def test_without_a_server_that_can_do_it_the_command_goes_on_by_itself_and_says_so(
    own: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err, phase = close(own, server, monkeypatch)
    assert "Concept 1 is gemaakt" in out
    assert "without Prefect" in err and phase == "concept"


def test_an_act_stands_when_another_process_is_at_the_edition_and_that_one_goes_on(own: Path) -> None:
    """The act is on record, a mark is left; `run` itself has nothing else to do and is refused."""
    bna("--dir", own, "collect", EDITION)
    lease = FileLease(own / ".bna" / "leases")
    with lease.hold(EDITION):
        said = bna("--dir", own, "close", EDITION)
        assert (said.code, said.err) == (0, "") and "Een ander proces werkt nu" in said.out
        assert lease.marked(EDITION)
        assert bna("--dir", own, "run", EDITION).code == 1
    assert "Concept 1 is gemaakt" in bna("--dir", own, "run", EDITION).out


def test_on_a_terminal_long_work_shows_a_sign_of_life(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    said = bna("--dir", own, "run", EDITION, err=Terminal())
    assert said.code == 0 and "moving the edition on" in said.err
    assert bna("--dir", own, "run", EDITION).err == ""


def test_a_letter_cannot_be_written_where_the_operator_may_not_write(own: Path) -> None:
    (own / "bestand").write_text("x", encoding="utf-8")
    said = bna("schema", "--into", own / "bestand" / "map")
    assert said.code == 2 and "niet te schrijven" in said.err and len(paragraphs(said.err)) == 1


def test_a_kamerbrief_is_handed_in_without_a_reason_and_none_is_passed_over(own: Path) -> None:
    letter = own / "brief.pdf"
    letter.write_bytes(b"%PDF")
    said = bna("--dir", own, "release", EDITION, "--kamerbrief", letter, "--reason", "die is er")
    assert (said.code, said.out) == (2, "") and "heeft alleen een bestand nodig" in said.err


# -- text of others --------------------------------------------------------------------------------------


def test_what_somebody_wrote_hides_no_line_of_the_story_and_turns_none(own: Path) -> None:
    """A reason, a remark or a server's answer is on record as it was given; a terminal would act on what is in it."""
    file = own / "inbox" / EDITION / "brainport-development" / "leeg.json"
    file.write_text("{}", encoding="utf-8")
    bna("--dir", own, "collect", EDITION)
    reason = "dubbel \x1b[1A\x1b[2K\u202eredro"
    done = bna("--dir", own, "waive", EDITION, file.parent.name, "--file", file.name, "--reason", reason)
    said = [bna("--dir", own, "audit", EDITION, "--by", by).out for by in ("moment", "person")]
    assert done.code == 0, done.err
    assert not any(hidden in out for out in said for hidden in ("\x1b", "\u202e"))
    assert all("Reden: dubbel [U+001B][1A[U+001B][2K[U+202E]redro" in out for out in said)
