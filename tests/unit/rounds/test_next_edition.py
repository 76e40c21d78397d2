"""The next edition follows from the last one, and nothing of the last one's own sending comes along."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import Refused, WrongUse
from bna_pipeline.model.programme import Programme
from bna_pipeline.rounds.next_edition import next_edition, require_follows, still_to_fill
from tests.unit.model.small import programme_data

TODAY, DEADLINE = date(2031, 3, 10), date(2031, 5, 14)
LAST = {
    "title": "Voortgang 2030 van plan 20300",
    "sample": True,
    "opens": "2030-02-28",
    "deadline": "2030-05-15",
    "reference": "DP/2030-7",
    "kamerbrief_expected": "eind juni 2030",
    "letter_sent": "2030-07-01",
    "kamerbrief": {"date": "2030-07-01", "dossier": "1", "number": "2", "sender": "de minister"},
}


def known(**changes: Any) -> Programme:
    data = programme_data()
    data["editions"][0] |= LAST | changes
    return Programme.model_validate(data)


def test_the_next_edition_is_the_last_one_a_year_on() -> None:
    made = next_edition(known(), "delta-2031", source="delta-2030", deadline=DEADLINE, today=TODAY)
    assert made.model_dump(exclude_none=True) == {
        "id": "delta-2031",
        "year": 2031,
        "ordinal": 2,
        "title": "Voortgang 2031 van plan 20300",
        "sample": True,
        "period_start": date(2030, 1, 1),
        "period_end": date(2030, 12, 31),
        "opens": TODAY,
        "deadline": DEADLINE,
        "reference": "DP/2031-7",
    }


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2029, 6, 1), date(2032, 12, 31)), st.integers(1, 4))
def test_periods_follow_on_each_other_without_a_gap(end: date, years: int) -> None:
    whole = known(period_end=end)
    year = 2030 + years
    deadline = date(year, 5, 14)
    made = next_edition(whole, f"delta-{year}", source="delta-2030", deadline=deadline, today=deadline.replace(month=2))
    assert (made.period_start - end).days == 1
    assert (made.period_end.year - end.year, made.period_end.month) == (years, end.month)
    follows = whole.model_copy(update={"editions": (*whole.editions, made)})
    assert Programme.model_validate(follows.model_dump(mode="json")).editions[-1] == made


@pytest.mark.parametrize(
    ("edition", "source", "said"),
    [
        ("delta-2031", "delta-2029", "delta-2029 is niet de laatste editie"),
        ("delta-2030", "delta-2030", "komt niet na delta-2030"),
        ("delta-2029", "delta-2030", "komt niet na delta-2030"),
        ("anders-2031", "delta-2030", "kan geen editie van DP zijn"),
        ("delta-31", "delta-2030", "kan geen editie van DP zijn"),
        ("delta-2031/../../x", "delta-2030", "kan geen editie van DP zijn"),
        ("delta-2031\n", "delta-2030", "kan geen editie van DP zijn"),
    ],
)
def test_what_does_not_follow_is_wrong_use(edition: str, source: str, said: str) -> None:
    with pytest.raises(WrongUse, match=said) as refused:
        next_edition(known(), edition, source=source, deadline=DEADLINE, today=TODAY)
    assert refused.value.mend


@pytest.mark.parametrize("today", [DEADLINE, date(2031, 5, 15), date(2040, 1, 1)])
def test_a_deadline_lies_ahead(today: date) -> None:
    with pytest.raises(Refused, match="ligt niet na"):
        next_edition(known(sample=False), "delta-2031", source="delta-2030", deadline=DEADLINE, today=today)


def test_a_sample_plays_in_a_time_of_its_own() -> None:
    late = date(2040, 1, 1)
    made = next_edition(known(), "delta-2031", source="delta-2030", deadline=DEADLINE, today=late)
    assert made.opens == date(2031, 2, 28)
    with pytest.raises(Refused, match="ligt niet na"):
        next_edition(known(), "delta-2031", source="delta-2030", deadline=date(2031, 2, 28), today=late)
    with pytest.raises(Refused, match="ligt niet na"):
        next_edition(known(opens=None), "delta-2031", source="delta-2030", deadline=DEADLINE, today=late)


def test_an_edition_in_which_a_pillar_would_be_empty_is_refused() -> None:
    data = programme_data()
    data["actions"][0]["until"] = 2030
    with pytest.raises(Refused, match="pijler Water"):
        next_edition(Programme.model_validate(data), "delta-2031", source="delta-2030", deadline=DEADLINE, today=TODAY)


def with_next() -> Programme:
    whole = known()
    made = next_edition(whole, "delta-2031", source="delta-2030", deadline=DEADLINE, today=TODAY)
    return whole.model_copy(update={"editions": (*whole.editions, made)})


def test_a_known_edition_takes_the_same_words_again_and_no_other_ones() -> None:
    whole = with_next()
    first, second = whole.editions
    require_follows(whole, second, source=first.id, deadline=DEADLINE, where="bestand")
    require_follows(whole, second, source=first.id, deadline=None, where="bestand")
    with pytest.raises(Refused, match="14 mei 2031 en niet 15 mei 2031") as refused:
        require_follows(whole, second, source=first.id, deadline=date(2031, 5, 15), where="hier.yaml")
    assert "`deadline` in hier.yaml" in refused.value.mend
    with pytest.raises(WrongUse, match="de editie ervoor is delta-2030"):
        require_follows(whole, second, source="delta-2029", deadline=None, where="bestand")
    with pytest.raises(WrongUse, match="er is geen editie ervoor"):
        require_follows(whole, first, source=second.id, deadline=None, where="bestand")


def test_what_cannot_be_derived_is_said() -> None:
    first, second = with_next().editions
    assert [said.split("`")[1] for said in still_to_fill(second, first, "hier.yaml")] == ["kamerbrief_expected"]
    same = second.model_copy(update={"title": first.title})
    assert [said.split("`")[1] for said in still_to_fill(same, first, "hier.yaml")] == ["kamerbrief_expected", "title"]
    erratum = second.model_copy(update={"corrects": first.id})
    assert still_to_fill(erratum, first, "hier.yaml")[0].startswith("Komt er bij het erratum een Kamerbrief, vul dan")
