"""The trigger asks Prefect's REST API exactly what it must, and maps every way in which that may go wrong."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from bna_pipeline.errors import FlowError
from bna_pipeline.ports import Trigger
from bna_pipeline.trigger import PrefectTrigger

API = "http://127.0.0.1:4200/api"


def trigger(answer: Callable[[httpx.Request], httpx.Response]) -> Trigger:
    return PrefectTrigger(API, httpx.MockTransport(answer))


def test_a_run_is_asked_for_with_its_parameters_name_and_tag() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"id": "d1" if request.method == "GET" else "r1"})

    page = trigger(answer).start("collect", "x-2020", {"coordinator": "c", "edition": "never this one"})
    assert page == "http://127.0.0.1:4200/runs/flow-run/r1"
    assert [str(r.url) for r in asked] == [
        f"{API}/deployments/name/collect/collect",
        f"{API}/deployments/d1/create_flow_run",
    ]
    assert json.loads(asked[1].content) == {
        "name": "collect-x-2020",
        "parameters": {"coordinator": "c", "edition": "x-2020"},
        "tags": ["edition:x-2020"],
    }


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(200, json=True), True),
        (httpx.Response(200, text="<html>"), False),
        (httpx.Response(200, json={"status": "ok"}), False),
        (httpx.Response(503), False),
    ],
)
def test_only_a_prefect_server_counts_as_running(answer: httpx.Response, expected: bool) -> None:
    assert trigger(lambda _request: answer).running() is expected


def test_nobody_listening_is_not_running_and_cannot_start() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    assert not trigger(refuse).running()
    with pytest.raises(FlowError, match="bna serve"):
        trigger(refuse).start("collect", "x-2020", {})


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(404, json={"detail": "Deployment not found"}), "kent collect niet"),
        (httpx.Response(409, text="parameters do not fit"), "parameters do not fit"),
        (httpx.Response(200, text="<html>"), "geen bruikbaar antwoord"),
        (httpx.Response(200, json=[]), "geen Prefect-server"),
    ],
)
def test_every_other_answer_is_an_error_of_ours(answer: httpx.Response, words: str) -> None:
    with pytest.raises(FlowError, match=words):
        trigger(lambda _request: answer).start("collect", "x-2020", {})
