"""Who decides in whose place is told at once over the API too: the edition moves on behind every such act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bna_pipeline.model.events import EditionOpened
from bna_pipeline.portal.api import PREFIX
from tests.support.desk import AT, EDITION, SmallDesk, small_desk


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    found = small_desk(tmp_path_factory.mktemp("route"))
    opened = EditionOpened(
        programme="3" * 64, sample=False, deadline=AT.date() + timedelta(days=9), forms=(), previous=None
    )
    found.app.ledger.append(EDITION, opened, actor="coordinator", account="proef", at=AT, after=0)
    return found


def test_behind_every_act_on_who_decides_the_edition_moves_on_once(desk: SmallDesk) -> None:
    key = desk.app.access.make_key("coordinator", "coordinator", "demo", desk.clock.now())
    first = str(desk.clock.now().date())
    lent = {"principal": "beleid", "deputy": "tweede"}
    acts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("/absences", {"person": "beleid", "first": first, "last": first}),
        ("/absences/ending", {"person": "beleid", "first": first, "reason": "terug"}),
        ("/delegations", {**lent, "valid_from": first, "valid_until": first, "reason": "verlof"}),
        ("/delegations/ending", {**lent, "reason": "terug"}),
    )
    browser = desk.browser()
    for number, (path, asked) in enumerate(acts, start=1):
        answer = browser.ask(
            "POST",
            f"{PREFIX}/editions/{EDITION}{path}",
            json=asked,
            headers={"authorization": f"Bearer {key}"},
        )
        assert (answer.status_code, answer.json().get("changed")) == (200, True), (path, answer.json())
        assert desk.followed == [(EDITION, "review")] * number, path
