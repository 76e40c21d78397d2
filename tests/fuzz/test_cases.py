"""What once went wrong stays right: each case is named by what went wrong with it."""

from __future__ import annotations

import pytest

from bna_pipeline.contributions.judge import judge, judge_editorial
from bna_pipeline.model.events import REDACTIE
from tests.fuzz.cases import Case, data, forms, packages, pictures, words
from tests.fuzz.oracle import metadata_left, objections
from tests.unit.contributions import small

CASES = (*words.FOUND.cases, *forms.FOUND.cases, *packages.FOUND.cases, *pictures.FOUND.cases, *data.FOUND.cases)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_that_once_went_wrong_is_judged_right(case: Case) -> None:
    bytes_ = case.build()
    if case.sender == REDACTIE:
        found = judge_editorial(small.PROGRAMME, small.EDITION, case.name, bytes_)
    else:
        found = judge(small.PROGRAMME, small.EDITION, case.sender, case.name, bytes_)
    said = [(f.code, f.place) for f in found.findings]
    assert (found.contribution is not None) is case.accepted, (case.wrong, said)
    assert not objections(bytes_, found), case.wrong
    if case.code:
        assert any(code == case.code and place.startswith(case.place) for code, place in said), (case.wrong, said)
    elif case.accepted:
        assert found.findings == (), (case.wrong, said)
    for picture in found.pictures.values():
        assert not metadata_left(picture), case.wrong
    if case.achieved:
        assert found.contribution is not None and found.contribution.reports[0].achieved == case.achieved, case.wrong
    for example in [r.example for r in found.contribution.reports] if found.contribution else []:
        assert example is None or example.picture is None or example.picture.media_type in ("image/png", "image/jpeg")
