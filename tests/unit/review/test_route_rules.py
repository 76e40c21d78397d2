"""Rules of the route that hold for every history: stages side by side, scopes, silence, and what a return reopens."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.model.base import SYSTEM
from bna_pipeline.model.draft import Decision, Draft, Verdict
from bna_pipeline.model.programme import Programme
from bna_pipeline.review.deciding import no_objection, silent_in
from bna_pipeline.review.route import missing_of
from bna_pipeline.review.standing import ReviewStanding, SectionRef, standing
from tests.support.budget import budget
from tests.unit.model.small import NOW, OCCASION, WIND, decision, draft, programme_data
from tests.unit.review.acts import FIRST, PROGRAMME
from tests.unit.review.test_properties import PEOPLE, SCOPES, histories, texts

NEEDED = ("all", "no objection", 1)


@st.composite
def routes(pick: st.DrawFn) -> Programme:
    """Two to four stages, some side by side with the one before, some in which silence is agreement."""
    names = tuple(f"stap-{n}" for n in range(pick(st.integers(2, 4))))
    stages = []
    for name in names:
        who = pick(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
        stages.append((name, "all", {person: pick(st.sampled_from(SCOPES)) for person in who}))
    data = programme_data([*stages, ("slot", "all", {"slot": ("*",)})])
    for n, stage in enumerate(data["review"]):
        stage.update(needed=pick(st.sampled_from(NEEDED)), term=3, beside=n > 0 and pick(st.booleans()))
    return Programme.model_validate(data)


def told(review: ReviewStanding) -> dict[str, object]:
    """What a standing says, whatever the order of its stages within a group."""
    return {s.stage: (s.group, s.reached, s.satisfied, s.missing, s.reviewers) for s in review.stages}


@settings(max_examples=budget(25, 150), deadline=None)
@given(st.data())
def test_stages_side_by_side_may_stand_in_either_order(data: st.DataObject) -> None:
    route = data.draw(routes())
    drafts, decisions = data.draw(histories(route))
    groups: dict[int, list[str]] = {}
    for s in standing(route, (), (), drafts[-1]).stages:
        groups.setdefault(s.group, []).append(s.stage)
    order = [stage for group in groups.values() for stage in data.draw(st.permutations(group))]
    first = {group[0] for group in ([s for s in order if s in g] for g in groups.values())}
    shuffled = [route.stage(stage).model_copy(update={"beside": stage not in first}) for stage in order]
    other = route.model_copy(update={"review": tuple(shuffled)})
    assert told(standing(route, decisions, drafts, drafts[-1])) == told(standing(other, decisions, drafts, drafts[-1]))


@settings(max_examples=budget(25, 150), deadline=None)
@given(st.data())
def test_a_stage_is_reached_exactly_when_all_of_every_group_before_it_are_satisfied(data: st.DataObject) -> None:
    route = data.draw(routes())
    drafts, decisions = data.draw(histories(route))
    review = standing(route, decisions, drafts, drafts[-1])
    for stage in review.stages:
        before = [s for s in review.stages if s.group < stage.group]
        assert stage.reached == all(s.satisfied for s in before)
        assert bool(missing_of(route, review, before=stage.stage)) == (not stage.reached)
    assert set(review.waiting) == {s for s in review.stages if s.reached and not s.satisfied}


@settings(max_examples=budget(25, 150), deadline=None)
@given(st.data())
def test_silence_satisfies_only_a_stage_that_says_so_and_never_over_an_objection(data: st.DataObject) -> None:
    """Whatever was said before: with the silence of all who are silent, nobody's no has become a yes."""
    route = data.draw(routes())
    drafts, decisions = data.draw(histories(route))
    on, every = drafts[-1], list(decisions)
    for stage in standing(route, decisions, drafts, on).stages:
        assert stage.silence_agrees or silent_in(stage, ()) == ()
        assert silent_in(stage, [r.person for r in stage.reviewers]) == ()
        every += [no_objection(route.stage(stage.stage), who, on, NOW) for who in silent_in(stage, ())]
    after = standing(route, every, drafts, on)
    for was, now in zip(standing(route, decisions, drafts, on).stages, after.stages, strict=True):
        assert now == was.model_copy(update={"reached": now.reached}) or was.silence_agrees
        for before, r in zip(was.reviewers, now.reviewers, strict=True):
            assert not before.spoke_against or r == before
            assert r.deputy is None and (r.verdict is not Verdict.NO_OBJECTION or not r.needed)
        assert now.satisfied or not was.silence_agrees or any(r.spoke_against for r in now.reviewers)


@settings(max_examples=budget(25, 150), deadline=None)
@given(st.data())
def test_a_return_reopens_the_returners_part_and_of_others_only_what_the_next_draft_changed(
    data: st.DataObject,
) -> None:
    route = data.draw(routes())
    first = draft(1, **data.draw(texts))
    given_first = [
        decision(stage.id, r.person, first, [s.id for s in first.sections if r.covers(s.id)])
        for stage in route.review
        for r in stage.reviewers
    ]
    stage = data.draw(st.sampled_from(route.review))
    who = data.draw(st.sampled_from(stage.reviewers))
    back = decision(stage.id, who.person, first, [s.id for s in first.sections], Verdict.RETURN)
    second = draft(2, **data.draw(texts))
    review = standing(route, [*given_first, back], (first, second), second)
    for s in review.stages:
        for r, asked in zip(s.reviewers, route.stage(s.stage).reviewers, strict=True):
            mine = {d.id for d in second.sections if asked.covers(d.id)}
            changed = {i for i in mine if first.digest_of_section(i) != second.digest_of_section(i)}
            is_he = (s.stage, r.person) == (stage.id, who.person)
            assert {n.id for n in r.needed} == (mine if is_he else changed)
            went = {i for i in (d.id for d in first.sections) if asked.covers(i)} - mine
            assert r.returned == (is_he and bool(mine) and not changed and not went), "until his part is another"
            assert not r.returned or not s.satisfied


@settings(max_examples=budget(25, 150), deadline=None)
@given(st.data())
def test_time_alone_satisfies_nothing(data: st.DataObject) -> None:
    """A standing knows no clock: when the same is decided later, the same holds."""
    route = data.draw(routes())
    drafts, decisions = data.draw(histories(route))
    days = data.draw(st.integers(0, 400))
    later = [d.model_copy(update={"at": d.at + timedelta(days=days)}) for d in decisions]
    then, now = (standing(route, given_at, drafts, drafts[-1]) for given_at in (decisions, later))
    assert [(s.reached, s.satisfied, s.missing) for s in then.stages] == [
        (s.reached, s.satisfied, s.missing) for s in now.stages
    ]


def test_silence_covers_what_lies_in_his_scope_as_it_is_and_nothing_else() -> None:
    (stage,) = (s for s in PROGRAMME.review if s.id == "beleid")
    said = no_objection(stage, "adviseur-wind", FIRST, NOW)
    assert [(m.id, m.sha256) for m in said.covers] == [(WIND, FIRST.digest_of_section(WIND))]
    assert (said.given_by, said.deputy) == (SYSTEM, None)


def test_an_objection_after_silence_blocks_until_he_decides_himself() -> None:
    route = silence_route()
    said = [no_objection(route.review[0], who, FIRST, NOW) for who in ("anna", "bert")]
    assert standing(route, said, (), FIRST).satisfied
    back = decision("een", "bert", FIRST, [OCCASION], Verdict.RETURN)
    second = draft(2, water="laag", wind="hard", occasion="nee")
    for on in (FIRST, second):
        (stage,) = standing(route, [*said, back], (FIRST, second), on).stages
        assert not stage.satisfied and "bert" not in silent_in(stage, ())
    assert [s.id for s in _needed(route, second, [*said, back], "bert")] == [OCCASION]
    yes = decision("een", "bert", second, [OCCASION])
    assert standing(route, [*said, back, yes], (FIRST, second), second).satisfied


def test_what_a_silent_stage_waits_for_says_what_silence_will_mean() -> None:
    route = silence_route()
    first, second = missing_of(route, standing(route, (), (), FIRST))
    assert first == (
        "Anna (stap 'Een') kan nog bezwaar maken tegen Pijler Water, Pijler Wind en Samenvatting, of akkoord geven; "
        "wie zwijgt, heeft na de termijn geen bezwaar."
    )
    assert second.startswith("Bert (stap 'Een') kan nog bezwaar maken tegen Brief: Aanleiding")


def silence_route() -> Programme:
    """One stage of two, in which silence is agreement."""
    data = programme_data([("een", "all", {"anna": ("rapport.*",), "bert": (OCCASION,)})])
    data["review"][0].update(needed="no objection", term=2)
    return Programme.model_validate(data)


def _needed(route: Programme, on: Draft, decisions: list[Decision], who: str) -> tuple[SectionRef, ...]:
    found = standing(route, decisions, (), on).stages[0].reviewer(who)
    assert found is not None
    return found.needed
