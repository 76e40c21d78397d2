"""The API's own manners: what an error looks like, who a key is, pages of a list, and what need not be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bna_pipeline.model.base import digest_of
from bna_pipeline.model.events import Event
from bna_pipeline.model.release_events import ReleaseHeld
from bna_pipeline.pipeline import remarking
from bna_pipeline.portal.api import PREFIX, VERSION, remarks
from bna_pipeline.portal.api.downloads import unchanging
from tests.support.desk import EDITION, SmallDesk, small_desk

HERE = f"{PREFIX}/editions/{EDITION}"
HELD: Event = ReleaseHeld(reason="proef")
DIGEST = "a" * 64


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    found = small_desk(tmp_path_factory.mktemp("api"))
    for after in range(5):
        found.app.ledger.append(EDITION, HELD, actor="coordinator", account="proef", at=found.clock.now(), after=after)
    return found


@pytest.fixture(scope="module")
def keys(desk: SmallDesk) -> Mapping[str, Mapping[str, str]]:
    made = {p: desk.app.access.make_key(p, p, "demo", desk.clock.now()) for p in ("coordinator", "beleid", "ander")}
    return {person: {"authorization": f"Bearer {key}"} for person, key in made.items()}


def test_every_error_is_json_of_one_form_with_the_version(
    desk: SmallDesk, keys: Mapping[str, Mapping[str, str]]
) -> None:
    asked: tuple[tuple[str, str, Mapping[str, str], int], ...] = (
        ("GET", HERE, {}, 401),
        ("GET", HERE, {"authorization": "Bearer bna_nee"}, 401),
        ("GET", f"{HERE}/ledger", keys["beleid"], 403),
        ("GET", f"{PREFIX}/editions/nergens-2020", keys["coordinator"], 404),
        ("GET", f"{PREFIX}/nergens", keys["coordinator"], 404),
        ("GET", f"{HERE}/files/{DIGEST}", keys["coordinator"], 404),
        ("GET", f"{HERE}/files/geen-digest", keys["coordinator"], 422),
        ("GET", f"{HERE}/ledger?limit=0", keys["coordinator"], 422),
        ("GET", f"{HERE}/ledger?afetr=2", keys["coordinator"], 422),
        ("GET", f"{HERE}/drafts?after=2", keys["coordinator"], 422),
        ("POST", f"{HERE}/closing", keys["coordinator"], 422),
        ("POST", f"{HERE}/release/arming", keys["coordinator"], 422),
        ("POST", f"{HERE}/drafts", keys["coordinator"], 409),
        ("DELETE", f"{HERE}/drafts", keys["coordinator"], 405),
    )
    browser = desk.browser()
    for method, path, headers, status in asked:
        answer = browser.ask(method, path, headers=dict(headers))
        said = answer.json()
        assert answer.status_code == status, (method, path, said)
        assert {"code", "message", "mend"} <= set(said) <= {"code", "message", "mend", "fields"}
        assert answer.headers["api-version"] == VERSION
    assert answer.headers["allow"] == "GET, HEAD, POST"


def test_an_answer_says_its_version_and_is_kept_by_nobody(
    desk: SmallDesk, keys: Mapping[str, Mapping[str, str]]
) -> None:
    browser = desk.browser()
    answer = browser.get(f"{PREFIX}/editions", headers=dict(keys["ander"]))
    assert [e["edition"] for e in answer.json()["editions"]] == [EDITION]
    assert answer.headers["api-version"] == VERSION
    assert answer.headers["cache-control"] == "no-store"


def test_the_ledger_comes_a_page_at_a_time_and_whole(desk: SmallDesk, keys: Mapping[str, Mapping[str, str]]) -> None:
    after: int | None = 0
    found: list[Any] = []
    browser = desk.browser()
    while after is not None:
        page = browser.get(f"{HERE}/ledger?after={after}&limit=2", headers=dict(keys["ander"])).json()
        assert len(page["entries"]) <= 2
        found += page["entries"]
        after = page["next"]
    assert [entry["seq"] for entry in found] == [1, 2, 3, 4, 5]
    assert {(entry["kind"], entry["event"]["reason"]) for entry in found} == {("release.held", "proef")}
    assert [entry["previous"] for entry in found[1:]] == [entry["hash"] for entry in found[:-1]]
    for entry in found:
        hashed = {name: said for name, said in entry.items() if name not in ("kind", "hash")}
        assert digest_of(hashed) == entry["hash"], "whoever fetched it can check the chain, as of audit.jsonl"


@pytest.mark.parametrize(
    ("tag", "status"), [("", 200), (f'"{DIGEST}"', 304), (f'W/"{DIGEST}"', 304), ('"b", "c"', 200), ("*", 304)]
)
def test_what_somebody_has_is_not_sent_again(tag: str, status: int) -> None:
    headers = [(b"if-none-match", tag.encode())] if tag else []
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": headers})
    answer = unchanging(request, DIGEST, lambda: Response(b"bytes"))
    assert (answer.status_code, answer.headers["etag"]) == (status, f'"{DIGEST}"')
    assert bytes(answer.body) == (b"bytes" if status == 200 else b"")


def test_the_description_promises_no_longer_remark_than_is_taken() -> None:
    assert remarks.LONGEST == remarking.LONGEST


def test_the_description_is_for_everybody(desk: SmallDesk) -> None:
    browser = desk.browser()
    found = browser.get(f"{PREFIX}/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert found["paths"][f"{PREFIX}/openapi.json"]["get"]["security"] == []
    assert found["security"] == [{"bearer": []}]
