"""What moved since last year needs a word: statuses that went back, milestones that are gone, money by the thousand."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from bna_pipeline.contributions.judge import Judgement, judge
from bna_pipeline.contributions.year_checks import went_back
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.programme import Status
from tests.unit.contributions import small

ORDER = {Status.NOT_STARTED: 0, Status.ON_SCHEDULE: 1, Status.DELAYED: 1, Status.AHEAD: 1, Status.DONE: 2}


def _last(status: str = "conform planning", **changes: Any) -> Contribution:
    report = {"action": "T-01", "status": status, "achieved": ["Er is iets bereikt."], **changes}
    whole = small.data(small.report("T-01"), edition="proef-2019", sent_at="2019-05-02T10:00:00+02:00")
    return Contribution.model_validate({**whole, "reports": [report]})


def _judged(before: Contribution | None, **changes: Any) -> Judgement:
    body = json.dumps(small.data(small.report("T-01", **changes))).encode()
    return judge(small.PROGRAMME, small.EDITION, "school", "bijdrage.json", body, previous=before)


def _coming(day: str, title: str) -> dict[str, Any]:
    return {"date": day, "title": title, "reached": False}


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("now", Status)
def test_a_status_goes_back_as_the_order_says(before: Status, now: Status) -> None:
    if Status.STOPPED in (before, now):
        expected = before is not now and before in (Status.STOPPED, Status.DONE)
    else:
        expected = ORDER[now] < ORDER[before]
    assert went_back(before, now) == expected


def test_without_last_year_nothing_is_compared() -> None:
    assert _judged(None, status="nog niet gestart", achieved="").findings == ()


def test_a_reason_copied_from_last_year_explains_nothing() -> None:
    last = _last("gerealiseerd", reason=["Het duurde langer."])
    assert small.codes(_judged(last, reason="Het duurde langer.")) == [("BIJ-035", "reports[0].status")]
    assert small.codes(_judged(last, reason="Er kwam een deel bij.")) == []


def test_of_an_action_that_has_not_begun_a_new_text_is_an_explanation() -> None:
    last = _last("conform planning")
    assert small.codes(_judged(last, status="nog niet gestart", achieved="")) == [("BIJ-035", "reports[0].status")]
    assert small.codes(_judged(last, status="nog niet gestart", achieved="Het begin bleek een ander plan.")) == []


def test_where_a_reason_is_asked_anyway_it_is_asked_once() -> None:
    found = _judged(_last("gerealiseerd"), status="vertraagd", measure="Meer tijd.")
    assert small.codes(found) == [("BIJ-033", "reports[0].reason")]


OPENING = _coming("2019-10-03", "Opening van de nieuwe werkplaats")


@pytest.mark.parametrize(
    "now",
    [
        {"milestones": [{"date": "2019-10-03", "title": "Feestelijke opening nieuwe werkplaats", "reached": True}]},
        {"milestones": [_coming("2020-10-03", "Opening van de werkplaats")]},
        {"milestones": [{"date": "2019-10-03", "title": "Koninklijk bezoek", "reached": True}]},
        {"achieved": "De werkplaats is er, en zij is nieuwer dan nieuw: de opening was een feest."},
        {"next_steps": "De opening van de werkplaats volgt later."},
        {"status": "stopgezet", "reason": "Geen geld.", "measure": "Geen."},
    ],
)
def test_a_milestone_that_is_reached_moved_or_spoken_of_is_not_forgotten(now: dict[str, Any]) -> None:
    assert small.codes(_judged(_last(milestones=[OPENING]), **now)) == []


@pytest.mark.parametrize("milestone", [_coming("2020-05-04", "Slotfeest"), {**OPENING, "reached": True}])
def test_a_milestone_that_is_still_to_come_or_was_reached_may_be_left_out(milestone: dict[str, Any]) -> None:
    assert small.codes(_judged(_last(milestones=[milestone]))) == []


def test_a_forgotten_milestone_is_named_with_its_date_at_its_question_in_the_form() -> None:
    docx = small.filled({"T-01.a": "conform planning", "T-01.b": "Er is veel bereikt."})
    last = _last(milestones=[OPENING])
    (finding,) = judge(small.PROGRAMME, small.EDITION, "school", "b.docx", docx, previous=last).findings
    assert (finding.code, finding.place) == ("BIJ-045", "T-01.d")
    assert "3 oktober 2019" in finding.message


def test_an_amount_a_hundred_times_last_years_is_asked_about() -> None:
    last = _last(money={"amount": "1250", "purpose": "onderzoek"})
    found = _judged(last, money={"amount": 1_250_000, "purpose": "onderzoek"})
    assert small.codes(found) == [("BIJ-065", "reports[0].money.amount")]
    assert "€ 1.250," in found.findings[0].message


def test_the_moment_of_the_mail_counts_and_a_file_without_one_of_its_own_is_fine() -> None:
    sent = datetime.fromisoformat("2020-05-06T08:00:00+02:00")
    body = json.dumps(small.data(small.report("T-01"), sent_at="")).encode()
    found = judge(small.PROGRAMME, small.EDITION, "school", "bijdrage.json", body, sent_at=sent)
    assert found.findings == ()
    assert found.sent_at == sent
    assert found.contribution is not None
    assert found.contribution.sent_at == sent


@pytest.mark.parametrize(("typed", "meant"), [("2002-02-03", 2020), ("1919-08-01", 2019), ("2902-02-03", None)])
def test_a_year_typed_wrong_comes_with_the_one_that_was_meant(typed: str, meant: int | None) -> None:
    found = _judged(None, milestones=[{"date": typed, "title": "Start", "reached": typed < "2020"}])
    said = " ".join(finding.mend for finding in found.findings)
    assert (f"Bedoelt u {meant}?" in said) == (meant is not None)
