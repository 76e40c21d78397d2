"""What a partner is told of each version it sent: once, and only what still matters to it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.round import Purpose
from bna_pipeline.rounds.answers import Answer, Outcome, VersionFacts, answers_for
from bna_pipeline.rounds.keys import mail_key, resent_key
from bna_pipeline.rounds.values import HeldBy

NOON = datetime(2020, 5, 4, 12, tzinfo=UTC)


def version(name: str, hour: int | None = 0, outcome: Outcome = Outcome.ACCEPTED, **more: object) -> VersionFacts:
    return VersionFacts.model_validate(
        {
            "original": sha256_hex(name.encode()),
            "sent_at": None if hour is None else NOON + timedelta(hours=hour),
            "outcome": outcome,
            "findings": sha256_hex(f"{name} bevindingen".encode()),
            **more,
        }
    )


def told(*versions: VersionFacts, said: set[str] | None = None) -> list[str]:
    """Per answer: purpose, which version, what holds it, and how many it came in place of."""
    names = {v.original: f"v{at}" for at, v in enumerate(versions, start=1)}
    return [
        " ".join(
            [a.purpose.value, names[a.original], *([a.held.value] if a.held else []), *(names[o] for o in a.overtaken)]
        )
        for a in answers_for("school", None, versions, said or set())
    ]


def after(*versions: VersionFacts) -> set[str]:
    """The keys of what was said about these versions."""
    return {a.key for a in answers_for("school", None, versions, ())}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"counts": True}, ["dank v1"]),
        ({"counts": True, "warnings": 2}, ["bevindingen v1"]),
        ({"outcome": Outcome.ERRORS}, ["bevindingen v1"]),
        ({"outcome": Outcome.ERRORS, "late": True}, ["bevindingen v1 na sluiting"]),
        ({"outcome": Outcome.ERRORS, "waived": True}, []),
        ({"outcome": Outcome.DEFECT}, ["ontvangst v1 onze fout"]),
        ({"late": True}, ["ontvangst v1 na sluiting"]),
        ({"awaits_sign_off": True, "refused": True}, ["ontvangst v1 niet akkoord", "akkoordvraag v1"]),
        ({"awaits_sign_off": True, "unclear": True}, ["ontvangst v1 antwoord onduidelijk", "akkoordvraag v1"]),
        ({"counts": True, "refused": True}, ["dank v1"]),
        ({"late": True, "warnings": 1}, ["bevindingen v1 na sluiting"]),
        ({"undecided": True}, ["ontvangst v1 zelfde moment"]),
        ({"awaits_sign_off": True}, ["ontvangst v1 wacht op akkoord", "akkoordvraag v1"]),
        ({"awaits_sign_off": True, "warnings": 1}, ["bevindingen v1 wacht op akkoord", "akkoordvraag v1"]),
        ({"awaits_sign_off": True, "late": True}, ["ontvangst v1 na sluiting"]),  # asked when it is admitted
    ],
)
def test_a_version_gets_the_mail_of_what_became_of_it(facts: dict[str, object], expected: list[str]) -> None:
    assert told(version("a", **facts)) == expected  # type: ignore[arg-type]


def test_what_was_said_is_not_said_again() -> None:
    for facts in (version("a", counts=True, warnings=1), version("a", awaits_sign_off=True, warnings=1)):
        assert told(facts, said=after(facts)) == []


def test_keys_name_purpose_partner_department_and_version() -> None:
    one = version("a", counts=True)
    (answer,) = answers_for("school", "techniek", [one], ())
    assert answer.key == f"dank:school.techniek:{one.original[:12]}"
    assert mail_key(Purpose.REQUEST, "school") == "uitvraag:school"
    assert resent_key(answer.key) == f"{answer.key}#2"
    assert resent_key(f"{answer.key}#2") == f"{answer.key}#3"


def test_a_held_version_is_thanked_for_when_it_counts_after_all() -> None:
    for held in ({"late": True}, {"awaits_sign_off": True}, {"undecided": True}, {"late": True, "warnings": 2}):
        before = version("a", **held)
        then = version("a", counts=True, warnings=before.warnings)
        assert told(then, said=after(before)) == ["dank v1"]
        assert (
            told(
                then, said=after(before) | after(then) | {mail_key(Purpose.THANKS, "school", None, then.original[:12])}
            )
            == []
        )


def test_judged_anew_with_the_same_outcome_nothing_is_said_and_with_another_it_is() -> None:
    good, bad = version("a", counts=True), version("a", outcome=Outcome.ERRORS)
    worse = bad.model_copy(update={"findings": sha256_hex(b"andere")})
    assert told(bad, said=after(bad)) == []
    assert told(worse, said=after(bad)) == ["bevindingen v1"]
    assert told(bad, said=after(good)) == ["bevindingen v1"]
    assert told(good, said=after(bad)) == ["dank v1"]


def test_of_versions_that_came_together_only_the_last_is_answered_and_it_names_the_others() -> None:
    first, second = version("a", outcome=Outcome.ERRORS), version("b", 1, outcome=Outcome.ERRORS)
    third = version("c", 2, counts=True)
    assert told(first, second, third) == ["dank v3 v1 v2"]
    assert told(first, second, third, said=after(first, second, third)) == []
    assert told(first, second) == ["bevindingen v2 v1"]


def test_a_good_version_still_counts_when_the_later_one_has_errors() -> None:
    good, bad = version("a", counts=True), version("b", 1, outcome=Outcome.ERRORS)
    assert told(good, bad) == ["dank v1", "bevindingen v2"]


def test_an_older_version_that_comes_after_the_one_that_counts_is_only_received() -> None:
    newer, older = version("a", 1, counts=True), version("b", 0)
    assert told(newer, older, said=after(newer)) == ["ontvangst v2 ingehaald"]
    faulty = version("b", 0, outcome=Outcome.ERRORS)
    assert told(newer, faulty) == ["dank v1", "ontvangst v2 ingehaald"]


def test_a_version_that_was_answered_and_then_replaced_is_left_alone() -> None:
    first = version("a", outcome=Outcome.ERRORS)
    second = version("b", 1, counts=True)
    assert told(first, second, said=after(first)) == ["dank v2"]


def test_a_late_version_replaces_nothing_until_it_is_admitted() -> None:
    counting, late = version("a", counts=True), version("b", 1, late=True)
    assert told(counting, late, said=after(counting)) == ["ontvangst v2 na sluiting"]
    admitted = version("b", 1, counts=True)
    assert told(version("a"), admitted, said=after(counting) | after(counting, late)) == ["dank v2"]


def test_of_two_versions_of_one_moment_the_sender_is_asked_and_the_chosen_one_thanked_for() -> None:
    one, two = version("a", undecided=True), version("b", undecided=True)
    assert told(one, two) == ["ontvangst v1 zelfde moment", "ontvangst v2 zelfde moment"]
    chosen = version("b", counts=True)
    assert told(version("a"), chosen, said=after(one, two)) == ["dank v2"]
    assert told(version("a"), chosen) == ["ontvangst v1 ingehaald", "dank v2"]


def test_who_must_agree_is_asked_about_the_last_version_only_and_once_about_each() -> None:
    one, two = version("a", awaits_sign_off=True), version("b", 1, awaits_sign_off=True)
    assert told(one, two) == ["ontvangst v2 wacht op akkoord v1", "akkoordvraag v2"]
    assert told(one, two, said=after(one)) == ["ontvangst v2 wacht op akkoord", "akkoordvraag v2"]


FACTS = st.tuples(
    st.none() | st.integers(0, 3),
    st.sampled_from(Outcome),
    st.integers(0, 1),
    st.sampled_from(["", "late", "awaits_sign_off", "waived"]),
)


def round_of(drawn: list[tuple[int | None, Outcome, int, str]]) -> list[VersionFacts]:
    """Versions of which the latest good one that nothing holds counts; two of the same moment are undecided."""
    found = [
        version(f"v{at}", hour, outcome, warnings=warnings, **({flag: True} if flag else {}))
        for at, (hour, outcome, warnings, flag) in enumerate(drawn)
    ]
    free = [v for v in found if v.outcome is Outcome.ACCEPTED and v.held is None and v.sent_at is not None]
    last = max((v.sent_at for v in free if v.sent_at is not None), default=None)
    rivals = {v.original for v in free if v.sent_at == last}
    mark = {"counts": True} if len(rivals) == 1 else {"undecided": True}
    return [v.model_copy(update=mark) if v.original in rivals else v for v in found]


def about(answers: tuple[Answer, ...]) -> Counter[str]:
    """How often each version is spoken of to who sent it."""
    mails = [a for a in answers if a.purpose is not Purpose.SIGN_OFF]
    return Counter([a.original for a in mails] + [original for a in mails for original in a.overtaken])


@settings(max_examples=200, deadline=None)
@given(st.lists(FACTS, max_size=5))
def test_every_version_is_spoken_of_in_exactly_one_mail_and_a_second_look_says_nothing(
    drawn: list[tuple[int | None, Outcome, int, str]],
) -> None:
    versions = round_of(drawn)
    answers = answers_for("school", None, versions, ())
    spoken = about(answers)
    for one in versions:
        assert spoken[one.original] == 1 or (one.waived and spoken[one.original] == 0)
    assert len({a.key for a in answers}) == len(answers)
    assert answers_for("school", None, versions, {a.key for a in answers}) == ()
    thanked = [a.original for a in answers if a.purpose is Purpose.THANKS]
    assert set(thanked) <= {v.original for v in versions if v.counts}
    receipts = [a for a in answers if a.purpose is Purpose.RECEIPT]
    assert all(a.held is not None for a in receipts)


@settings(max_examples=150, deadline=None)
@given(st.lists(FACTS, min_size=1, max_size=5), st.data())
def test_told_in_several_runs_no_version_is_answered_twice_for_the_same_outcome(
    drawn: list[tuple[int | None, Outcome, int, str]], data: st.DataObject
) -> None:
    said: set[str] = set()
    own: Counter[str] = Counter()
    cuts = data.draw(st.lists(st.integers(1, len(drawn)), max_size=3).map(sorted))
    for cut in (*cuts, len(drawn), len(drawn)):
        for answer in answers_for("school", None, round_of(drawn[:cut]), said):
            assert answer.key not in said
            own[answer.key] += 1
        said |= {a.key for a in answers_for("school", None, round_of(drawn[:cut]), said)}
    assert max(own.values(), default=1) == 1


def test_what_holds_a_version_is_nothing_when_it_counts() -> None:
    assert version("a", counts=True, late=True).held is None
    assert version("a", outcome=Outcome.ERRORS, awaits_sign_off=True).held is None
    assert version("a", outcome=Outcome.DEFECT, late=True).held is HeldBy.DEFECT
