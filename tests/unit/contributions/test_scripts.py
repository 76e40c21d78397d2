"""A name in Hebrew or Arabic comes through whatever brings it; what no font has is found there, with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest
import yaml

from bna_pipeline.contributions.excel_form import excel_form
from bna_pipeline.contributions.judge import Judgement, judge
from tests.support.filling_excel import fill_excel
from tests.unit.contributions import small

NAMES = "Dr. שלום בן־דוד en مريم العلي (Eindhoven) openden het lab."
SENT = datetime.fromisoformat(small.SENT)
GENERAL = {"ALG.a": "Programmamanager", "ALG.b": "gedeeltelijk"}


def answers(text: str) -> dict[str, str]:
    return {"T-01.a": "conform planning", "T-01.b": text}


def said(text: str) -> dict[str, object]:
    return small.data(small.report("T-01", achieved=text))


CARRIERS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "docx": (lambda text: small.filled(dict(answers(text))), "T-01.b"),
    "xlsx": (
        lambda text: fill_excel(
            excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL), {**GENERAL, **answers(text)}, SENT
        ),
        "T-01.b (blad T-01, cel E6)",
    ),
    "json": (lambda text: json.dumps(said(text)).encode(), "reports[0].achieved"),
    "yaml": (lambda text: yaml.safe_dump(said(text), allow_unicode=True).encode(), "reports[0].achieved"),
}


def judged(carrier: str, text: str) -> Judgement:
    return judge(small.PROGRAMME, small.EDITION, "school", f"bijdrage.{carrier}", CARRIERS[carrier][0](text))


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_name_that_is_read_from_right_to_left_comes_through(carrier: str) -> None:
    found = judged(carrier, NAMES)
    assert found.contribution is not None, found.findings
    assert found.contribution.reports[0].achieved == (NAMES,)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(("text", "named"), [("漢 erbij", "漢 (U+6F22)"), ("🚀", "U+1F680"), ("שָׁלוֹם", "U+05B8")])
def test_what_the_documents_cannot_show_is_found_with_its_place(carrier: str, text: str, named: str) -> None:
    found = [f for f in judged(carrier, f"Er is veel bereikt. {text}").findings if f.code == "BIJ-072"]
    assert [(f.place, named in f.message) for f in found] == [(CARRIERS[carrier][1], True)], found
