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
    body = json.loads(asked[1].content)
    assert len(body.pop("idempotency_key")) > 20
    assert body == {
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


def test_it_signs_on_as_prefects_own_programs_do_and_says_where_it_may_not_come() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(401, json={"exception_message": "Unauthorized"})

    for sign_on, header in (("bna:wóórd", "Basic Ym5hOnfDs8OzcmQ="), ("", None)):
        with pytest.raises(FlowError, match="laat dit programma niet binnen") as refused:
            PrefectTrigger(API, httpx.MockTransport(answer), sign_on=sign_on).start("collect", "x-2020", {})
        assert asked[-1].headers.get("Authorization") == header
        assert "PREFECT_API_AUTH_STRING" in refused.value.mend and "wóórd" not in str(refused.value)


@pytest.mark.parametrize("busy", [408, 429, 502, 503])
def test_a_server_that_is_busy_is_asked_again_for_the_same_run(busy: int) -> None:
    """Two that write at once to Prefect's SQLite are answered by a 503; what was made all the same is made once."""
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            keys.append(json.loads(request.content)["idempotency_key"])
            return httpx.Response(busy if len(keys) < 3 else 201, json={"id": "r1"})
        return httpx.Response(200, json={"id": "d1"})

    page = PrefectTrigger(API, httpx.MockTransport(answer), pauses=(0, 0)).start("collect", "x-2020", {})
    assert page.endswith("/r1") and len(keys) == 3 and len(set(keys)) == 1


def test_a_server_that_stays_busy_refuses_and_says_what_happens_now() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(503, json={"exception_message": "Service Unavailable"})

    with pytest.raises(FlowError, match="te druk") as refused:
        PrefectTrigger(API, httpx.MockTransport(answer), pauses=(0, 0)).start("collect", "x-2020", {})
    assert len(asked) == 3 and "De volgende tick" in refused.value.mend
