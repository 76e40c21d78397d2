"""Any contribution, written into a form by another program and read back, is the same contribution."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from hypothesis import HealthCheck, given, settings

from bna_pipeline.contributions.excel_form import excel_form
from bna_pipeline.contributions.judge import Judgement, judge
from bna_pipeline.model.contribution import Carrier, Contribution
from tests.sample.filling import fill_form
from tests.support.budget import budget
from tests.support.contributions import PICTURES, contributions, excel_answers
from tests.support.filling_excel import fill_excel
from tests.unit.contributions import small

SENT = datetime.fromisoformat(small.SENT)
ANY = contributions(small.PROGRAMME, small.EDITION, "school", SENT)
tried = settings(
    max_examples=budget(12, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def excel() -> bytes:
    return excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL)


def _judged(name: str, data: bytes) -> Judgement:
    return judge(small.PROGRAMME, small.EDITION, "school", name, data)


@given(said=ANY)
@tried
def test_any_contribution_in_an_excel_form_is_read_back_the_same(said: Contribution) -> None:
    found = _judged("bijdrage.xlsx", fill_excel(excel(), excel_answers(said, PICTURES), SENT))
    assert found.contribution == said, found.findings
    assert found.carrier is Carrier.EXCEL


@given(said=ANY)
@tried
def test_any_contribution_in_a_word_form_is_read_back_the_same(said: Contribution) -> None:
    found = _judged("bijdrage.docx", fill_form(small.form(), small.answers_of(said, dict(PICTURES)), SENT))
    assert found.contribution == said, found.findings
