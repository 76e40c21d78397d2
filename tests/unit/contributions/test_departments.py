"""Forms of departments: whose they are when they come back, and what is asked of them."""

from __future__ import annotations

import pytest

from bna_pipeline.contributions.forms import asked_of, word_form
from bna_pipeline.contributions.judge import Judgement, judge
from bna_pipeline.model.round import Contact, Department
from tests.sample.filling import Answer
from tests.unit.contributions import small

TECHNIEK, ZORG = (
    Department(id=key, name=name, contact=Contact(function="Directeur", mail=f"{key}@example.org"), actions=actions)
    for key, name, actions in (("techniek", "Techniek", ("T-01", "K-01")), ("zorg", "Zorg en Welzijn", ("T-02",)))
)
SCHOOL = small.SCHOOL.model_copy(update={"departments": (TECHNIEK, ZORG)})
PROGRAMME = small.PROGRAMME.model_copy(
    update={"partners": tuple(SCHOOL if p.id == "school" else p for p in small.PROGRAMME.partners)}
)
WHOLE: dict[str, Answer] = {"ALG.b": "volledig", "T-02.a": "gerealiseerd", "T-02.b": "Klaar."}


def _judged(department: Department, answers: dict[str, Answer]) -> Judgement:
    form = word_form(PROGRAMME, small.EDITION, SCHOOL, department=department)
    return judge(PROGRAMME, small.EDITION, "school", "bijdrage.docx", small.filled(answers, empty=form))


def test_a_form_that_comes_back_says_of_which_department_it_is() -> None:
    found = _judged(ZORG, WHOLE)
    assert found.department == "zorg"
    assert found.contribution is not None
    assert found.contribution.partner == "school"
    assert small.word_judged(small.filled(WHOLE | {"ALG.b": "gedeeltelijk"})).department is None


def test_a_department_is_complete_with_its_own_actions() -> None:
    assert _judged(ZORG, WHOLE).findings == ()
    missing = _judged(TECHNIEK, {"ALG.b": "volledig", "T-01.a": "gerealiseerd", "T-01.b": "Klaar."})
    assert small.codes(missing) == [("BIJ-023", "K-01")]


def test_a_department_that_the_partner_does_not_have_is_a_finding() -> None:
    gone = ZORG.model_copy(update={"id": "sport"})
    assert small.codes(_judged(gone, WHOLE)) == [("BIJ-011", "het formulier")]


@pytest.mark.parametrize(
    ("department", "wanted"), [(None, ["T-01", "T-02", "K-01"]), (TECHNIEK, ["T-01", "K-01"]), (ZORG, ["T-02"])]
)
def test_asked_of_gives_the_actions_of_a_form_in_the_programmes_order(
    department: Department | None, wanted: list[str]
) -> None:
    assert [a.id for a in asked_of(PROGRAMME, SCHOOL, department)] == wanted
