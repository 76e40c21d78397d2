"""Every command can be found: in its help and in the README."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from bna_pipeline.cli import bna
from tests.e2e.project import ROOT, run_bna

COMMANDS = bna.list_commands(click.Context(bna))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_what_it_does_and_what_every_option_is_for(command: str) -> None:
    found = bna.get_command(click.Context(bna), command)
    assert found is not None
    assert found.help and len(found.help) > 20
    options = [p for p in found.params if isinstance(p, click.Option) and not p.hidden]
    assert [o.opts[0] for o in options if not o.help] == []
    shown = CliRunner().invoke(bna, [command, "--help"])
    assert shown.exit_code == 0 and f"bna {command}" in shown.output


def test_the_command_lists_all_its_commands_and_wrong_use_is_exit_2() -> None:
    shown = run_bna("--help", cwd=ROOT)
    assert shown.code == 0
    listed = re.findall(r"^  ([a-z][a-z-]*) ", shown.out, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)
    assert run_bna("ondertekenen", cwd=ROOT).code == 2
    unknown = run_bna("status", "bna-1999", cwd=ROOT)
    assert unknown.code == 2 and "bna-2020" in unknown.err and len(unknown.err.splitlines()) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_the_command(command: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"\bbna {command}\b", readme), f"README.md does not name `bna {command}`"
