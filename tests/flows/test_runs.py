"""Flows in this process: their names, tags, final states and artifacts; a refusal is a state, never a traceback."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from bna_pipeline.errors import Refused, UnknownEdition, WrongUse
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.wiring import open_app, pipeline
from flows.collect import collect
from flows.conduct import Steps
from flows.draft import draft
from flows.embedded import flow_runs
from flows.review import review
from flows.server import LoopbackServer, prefect_environment
from flows.tick import tick
from tests.flows.conftest import MAIL
from tests.programmes.layout import EDITION
from tests.support.prefect_rest import artifacts, lines_of, runs, runs_of

MOMENT = "2020-02-17T09:00:00+01:00"


@pytest.fixture(scope="module")
def collected(api: str, other: Path) -> Steps:
    """What `collect` gave back when it ran the first time."""
    found: Any = collect(edition=EDITION, root=str(other), moment=MOMENT)
    steps: Steps = found
    return steps


def last(api: str, name: str) -> dict[str, Any]:
    return runs(api, name={"any_": [name]})[-1]


def test_collect_opens_the_edition_and_reads_the_inbox(collected: Steps, other: Path) -> None:
    assert [step.name for step in collected] == ["open", "collect"]
    assert all(step.changed for step in collected)
    assert pipeline.state(open_app(other).tools(EDITION)).phase is Phase.OPEN


def test_a_second_collect_changes_nothing_and_says_so(collected: Steps, api: str, other: Path) -> None:
    assert collected
    again: Any = collect(edition=EDITION, root=str(other), moment=MOMENT)
    assert not any(step.changed for step in again)
    assert last(api, f"collect-{EDITION}")["state"]["message"] == "Er is niets veranderd."


def test_a_run_is_named_and_tagged_by_edition(collected: Steps, api: str) -> None:
    assert collected
    run = last(api, f"collect-{EDITION}")
    assert f"edition:{EDITION}" in run["tags"]
    assert run["state"]["type"] == "COMPLETED"


def test_a_run_leaves_status_waiting_and_partners_under_keys_of_the_edition(collected: Steps, api: str) -> None:
    assert collected
    left = {a["key"]: a for a in artifacts(api, last(api, f"collect-{EDITION}")["id"])}
    assert set(left) == {f"{EDITION}-status", f"{EDITION}-waits-for", f"{EDITION}-partners", f"{EDITION}-round"}
    assert "geopend" in left[f"{EDITION}-status"]["data"]
    assert "sluit de ronde" in left[f"{EDITION}-waits-for"]["data"]


def test_a_refusal_is_raised_to_a_caller_in_this_process(api: str, other: Path) -> None:
    assert api
    with pytest.raises(UnknownEdition):
        draft(edition="regiodeal-1999", root=str(other))


def test_a_refusal_ends_the_run_with_its_paragraph_and_no_traceback(collected: Steps, api: str, other: Path) -> None:
    assert collected
    with pytest.raises(Refused) as refused:
        draft(edition="regiodeal-2019", root=str(other))
    run = last(api, "draft-regiodeal-2019")
    assert run["state"]["type"] == "FAILED"
    assert run["state"]["name"] == "Geweigerd"
    assert run["state"]["message"] == str(refused.value)
    assert not [line for line in lines_of(api, run["id"]) if "Traceback" in line]
    status = next(a for a in artifacts(api, run["id"]) if a["key"] == "regiodeal-2019-status")
    assert refused.value.message.split()[0] in status["data"]


@pytest.mark.parametrize("moment", ["gisteren", "2020-02-17T09:00:00"])
def test_a_moment_without_zone_or_sense_is_wrong_use(api: str, other: Path, moment: str) -> None:
    assert api
    with pytest.raises(WrongUse):
        collect(edition=EDITION, root=str(other), moment=moment)


def test_one_edition_that_fails_does_not_stop_the_others(collected: Steps, api: str, other: Path) -> None:
    assert collected
    vanished = _second_programme(other)
    collect(edition="andere-2020", root=str(other), moment=MOMENT)
    shutil.rmtree(vanished)
    tools = open_app(other).tools(EDITION)
    pipeline.close(tools, open_app(other).actor(EDITION, "coordinator", Act.CLOSE))
    state = tick(root=str(other), return_state=True)
    assert state.is_failed()
    assert state.message is not None and "andere-2020" in state.message
    assert pipeline.state(tools).draft is not None, "the other edition was advanced to its draft"
    run = last(api, "tick")
    assert {f"edition:{EDITION}", "edition:andere-2020"} <= set(run["tags"])
    assert run["id"] in {r["id"] for r in runs_of(api, EDITION)}


def _second_programme(root: Path) -> Path:
    """A programme that is there when its edition is opened, and gone when the tick comes."""
    folder = root / "templates" / "andere"
    shutil.copytree(root / "templates" / "regiodeal", folder)
    text = (folder / "programme.yaml").read_text("utf-8")
    (folder / "programme.yaml").write_text(
        text.replace("id: regiodeal-", "id: andere-").replace("id: regiodeal\n", "id: andere\n"), "utf-8"
    )
    return folder


def test_nothing_of_ours_is_left_in_the_environment_or_on_the_console(server: LoopbackServer, other: Path) -> None:
    from prefect.logging.handlers import PrefectConsoleHandler

    before = dict(os.environ)
    consoles = [h for h in logging.getLogger().handlers if isinstance(h, PrefectConsoleHandler)]
    levels = [h.level for h in consoles]
    with flow_runs(server, other):
        assert os.environ == before
    assert os.environ == before
    assert [h.level for h in consoles] == levels
    assert not set(prefect_environment(other)) - {"DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED"} & set(os.environ)


def test_a_flow_sends_the_post_after_its_steps_where_mail_is_configured(
    collected: Steps, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that who must decide after a decision hears so at once, and not at the next tick."""
    assert collected
    monkeypatch.setenv("BNA_MAIL_SMTP_PASSWORD", "proef")
    settings = other / ".bna" / "settings.toml"
    settings.touch(mode=0o600)
    settings.write_text(MAIL, encoding="utf-8")
    try:
        found: Any = review(edition=EDITION, root=str(other))
    finally:
        settings.unlink()
    assert [step.name for step in found] == ["review", "post"]
