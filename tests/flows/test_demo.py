"""A demo plays a whole edition of any programme that brings a script."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.errors import ConfigurationError, NotAllowed
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.wiring import open_app, pipeline, verify_package
from flows.acts import flow_after
from flows.demo import play
from flows.script import Decide, Script, find_script, read_script
from tests.flows.conftest import HERE, Played
from tests.programmes.layout import EDITION, lay_out
from tests.support.budget import where_there_is_time


@where_there_is_time
def test_ends_with_a_package_that_verifies(played: Played) -> None:
    assert played.code == 0, "\n".join(played.lines)
    assert verify_package(played.root / "outbox" / EDITION / "pakket").holds


@where_there_is_time
def test_says_where_the_package_is_and_that_the_first_run_lays_out_a_database(played: Played) -> None:
    assert any(str(played.root / "outbox" / EDITION / "pakket") in line for line in played.lines)
    assert any("lays out its database" in line for line in played.lines)


@where_there_is_time
def test_mails_nothing_and_fetches_nothing_also_where_mail_is_configured(played: Played) -> None:
    tools = open_app(played.root).tools(EDITION)
    assert pipeline.state(tools).post == Correspondence()
    assert not any("127.0.0.1:1" in line for line in played.lines)


@where_there_is_time
def test_tells_every_flow_it_ran(played: Played) -> None:
    told = [line.rsplit("flow ", 1)[1] for line in played.lines if "  flow " in line]
    assert told == ["collect", "draft", "review", "review", "assemble", "assemble", "assemble", "deliver", "deliver"]


def test_a_review_runs_once_after_the_last_decision_of_a_stage() -> None:
    steps = read_script(HERE / "demo.yaml").steps
    decided = [n for n, act in enumerate(steps) if isinstance(act, Decide)]
    after = [flow_after(steps[n], steps[n + 1]) for n in decided]
    assert after == [None, None, None, "review", "review"]


def test_a_wrong_script_names_every_fault_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "demo.yaml"
    path.write_text("edition: a-2020\nsteps:\n  - {do: sign, at: 2020-01-01T10:00:00}\n  - {do: dance}\n", "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_script(path)
    assert "steps.0.sign.at" in refused.value.message
    assert "steps.0.sign.field" in refused.value.message
    assert "steps.1" in refused.value.message


@pytest.mark.parametrize("text", [None, "steps: [", "- just a list"])
def test_an_unreadable_script_is_an_error_of_ours(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "demo.yaml"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError):
        read_script(path)


def test_a_project_without_a_demo_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    with pytest.raises(ConfigurationError, match=r"demo\.yaml"):
        find_script(tmp_path)


def test_never_starts_an_edition_anew_that_is_no_sample(tmp_path: Path) -> None:
    folder = lay_out(tmp_path)
    programme = folder / "programme.yaml"
    programme.write_text(programme.read_text("utf-8").replace("sample: true\n", "sample: false\n", 1), "utf-8")
    (folder / "demo.yaml").write_bytes((HERE / "demo.yaml").read_bytes())
    with pytest.raises(NotAllowed):
        play(tmp_path, lambda _line: None)
    assert not (tmp_path / ".bna" / "prefect").exists()


def test_the_sample_script_of_this_repository_can_be_read() -> None:
    root = HERE.parents[1]
    assert isinstance(read_script(find_script(root)), Script)
