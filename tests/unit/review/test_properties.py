"""Rules that hold for every history of drafts and decisions, not only for those we thought of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import NotApproved, Refused
from bna_pipeline.model.draft import Decision, Draft, Verdict
from bna_pipeline.model.programme import Programme
from bna_pipeline.review.adoption import approved
from bna_pipeline.review.deciding import decide
from bna_pipeline.review.route import dropped_by, missing_approvals, route_satisfied, what_is_missing
from bna_pipeline.review.standing import standing
from tests.support.budget import budget
from tests.unit.model.small import NOW, OCCASION, SUMMARY, WATER, WIND, adoption, decision, draft, programme

SCOPES = ((WATER,), (WIND,), (SUMMARY, OCCASION), ("rapport.*",), ("brief.*", WIND), ("*",))
PEOPLE = ("anna", "bert", "carla")

texts = st.fixed_dictionaries(
    {"water": st.integers(0, 2), "wind": st.integers(0, 1)}, optional={"occasion": st.integers(0, 1)}
)


@st.composite
def routes(pick: st.DrawFn) -> Programme:
    """One to three stages of one to three people, whose last one covers everything."""
    stages = []
    for n in range(pick(st.integers(1, 3))):
        who = pick(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
        scopes = {person: pick(st.sampled_from(SCOPES)) for person in who}
        needed = pick(st.one_of(st.just("all"), st.integers(1, len(who))))
        stages.append((f"stap-{n}", needed, scopes))
    stages.append(("slot", "all", {"slot": ("*",)}))
    return programme(stages)


@st.composite
def histories(pick: st.DrawFn, route: Programme, *, lent: bool = False) -> tuple[list[Draft], list[Decision]]:
    """Drafts, and decisions made on the draft that was the last at that moment, allowed or not.

    Args:
        lent: some are given in another's place.
    """
    drafts, decisions = [draft(1, **pick(texts))], list[Decision]()
    seats = [(stage.id, reviewer) for stage in route.review for reviewer in stage.reviewers]
    for _ in range(pick(st.integers(0, 14))):
        if pick(st.integers(0, 4)) == 0:
            drafts.append(draft(len(drafts) + 1, **pick(texts)))
            continue
        stage, reviewer = pick(st.sampled_from(seats))
        verdict = pick(st.sampled_from([*[Verdict.APPROVE] * 5, Verdict.REMARK, Verdict.RETURN, Verdict.WITHDRAW]))
        scope = [s.id for s in drafts[-1].sections if reviewer.covers(s.id)]
        made = decision(stage, reviewer.person, drafts[-1], scope, verdict)
        hand = pick(st.sampled_from([reviewer.person] * 3 + [*PEOPLE, "plaatsvervanger"])) if lent else reviewer.person
        decisions.append(made.model_copy(update={"given_by": hand}))
    return drafts, decisions


def complete(route: Programme, on: Draft, decisions: Sequence[Decision]) -> list[Decision]:
    """The history, with what was still missing given on this draft, so that approval is not rare."""
    extra = [
        decision(stage.id, r.person, on, [s.id for s in on.sections if r.covers(s.id)])
        for stage in route.review
        for r in stage.reviewers
    ]
    return [*decisions, *extra]


def really_approved(route: Programme, on: Draft, decisions: Sequence[Decision]) -> bool:
    """The rule once more, written down in another way: section by section, from the decisions alone."""
    for stage in route.review:
        latest = {d.reviewer: d for d in decisions if d.stage == stage.id}
        for r in stage.reviewers:
            said = latest.get(r.person)
            if said is not None and said.verdict is Verdict.RETURN:
                here = {(s.id, s.sha256) for s in on.sections if r.covers(s.id)}
                if said.draft == on.version or (here and here == {(m.id, m.sha256) for m in said.covers}):
                    return False
        for section in on.sections:
            covering = [r.person for r in stage.reviewers if r.covers(section.id)]
            yes = [
                person
                for person in covering
                if person in latest
                and latest[person].verdict in (Verdict.APPROVE, Verdict.REMARK)
                and (section.id, section.sha256) in {(m.id, m.sha256) for m in latest[person].covers}
            ]
            needed = min(stage.needed, len(covering)) if isinstance(stage.needed, int) else len(covering)
            people = {latest[person].given_by for person in yes} if isinstance(stage.needed, int) else yes
            if len(people) < needed:
                return False
    return True


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_an_approved_never_holds_a_section_that_a_required_reviewer_has_not_approved_as_it_is(
    data: st.DataObject,
) -> None:
    route = data.draw(routes())
    drafts, decisions = data.draw(histories(route, lent=True))
    if data.draw(st.booleans()):
        given_up_to = data.draw(st.integers(0, len(decisions)))
        decisions = [*complete(route, data.draw(st.sampled_from(drafts)), decisions), *decisions[given_up_to:]]
    for on in drafts:
        try:
            made = approved(route, on, decisions, adoption(on))
        except NotApproved:
            # On an older draft a later return counts as well; only the draft that counts must agree both ways.
            assert on is not drafts[-1] or not really_approved(route, on, decisions)
            assert missing_approvals(route, on, decisions, drafts) != ()
        else:
            assert really_approved(route, on, decisions)
            assert really_approved(route, on, made.decisions)
            assert missing_approvals(route, on, decisions, drafts) == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_people_try_the_front_door_lets_no_stage_decide_before_the_earlier_ones(data: st.DataObject) -> None:
    """Played through `decide`: after each accepted verdict, all stages before it are satisfied."""
    route = data.draw(routes())
    on, decisions = draft(1, **data.draw(texts)), list[Decision]()
    seats = [(stage.id, r.person) for stage in route.review for r in stage.reviewers]
    for n in range(data.draw(st.integers(0, 12))):
        if data.draw(st.integers(0, 5)) == 0:
            on = draft(on.version + 1, **data.draw(texts))
        stage, person = data.draw(st.sampled_from(seats))
        verdict = data.draw(st.sampled_from([Verdict.APPROVE, Verdict.APPROVE, Verdict.RETURN, Verdict.WITHDRAW]))
        before = standing(route, decisions, (), on)
        try:
            made = decide(
                route,
                on,
                decisions,
                (),
                stage=stage,
                given_by=person,
                on_behalf=None,
                verdict=verdict,
                comment="want het cijfer klopt niet",
                at=NOW + timedelta(minutes=n),
            )
        except Refused:
            continue
        decisions.append(made)
        at = [s.stage for s in before.stages].index(stage)
        if verdict is Verdict.WITHDRAW:
            assert not any(r.in_force for later in before.stages[at + 1 :] for r in later.reviewers)
            mine = standing(route, decisions, (), on).stage(stage).reviewer(person)
            assert mine is not None and not mine.in_force
        else:
            assert all(earlier.satisfied for earlier in before.stages[:at])


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_order_of_independent_decisions_in_a_stage_does_not_matter(data: st.DataObject) -> None:
    route = data.draw(routes())
    on = draft(1, **data.draw(texts))
    every = complete(route, on, [])
    given_now = data.draw(st.lists(st.sampled_from(every), unique_by=lambda d: (d.stage, d.reviewer)))
    shuffled = data.draw(st.permutations(given_now))
    assert standing(route, given_now, (), on) == standing(route, shuffled, (), on)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_new_draft_drops_exactly_the_approvals_of_sections_whose_digest_changed(data: st.DataObject) -> None:
    route = data.draw(routes())
    before, after = draft(1, **data.draw(texts)), draft(2, **data.draw(texts))
    decisions = complete(route, before, [])
    ids = {s.id for s in after.sections}
    moved = {s.id for s in before.sections if after.digest_of_section(s.id) != s.sha256}
    dropped = dropped_by(route, before, after, decisions)
    assert {(d.stage, d.reviewer, d.section.id) for d in dropped} == {
        (d.stage, d.reviewer, m.id) for d in decisions for m in d.covers if m.id in moved
    }
    new = ids - {s.id for s in before.sections}
    assert route_satisfied(route, after, decisions) == (not (moved & ids) and not new)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_one_more_approval_never_takes_one_away_from_another(data: st.DataObject) -> None:
    route = data.draw(routes())
    drafts, decisions = data.draw(histories(route))
    on = drafts[-1]
    seats = [(stage.id, r) for stage in route.review for r in stage.reviewers]
    stage, who = data.draw(st.sampled_from(seats))
    more = decision(stage, who.person, on, [s.id for s in on.sections if who.covers(s.id)])
    then, now = standing(route, decisions, (), on), standing(route, [*decisions, more], (), on)
    for was, now_is in zip(then.stages, now.stages, strict=True):
        assert now_is.satisfied or not was.satisfied
        assert {s.id for s in now_is.missing} <= {s.id for s in was.missing}


@settings(max_examples=budget(60, 300), deadline=None)
@given(st.data())
def test_of_every_stage_that_lacks_something_somebody_can_give_it_and_then_it_lacks_nothing(
    data: st.DataObject,
) -> None:
    """Whoever decided in whose place before: those who are named bring every stage to its end, each himself."""
    route = data.draw(routes())
    drafts, decisions = data.draw(histories(route, lent=True))
    on, every = drafts[-1], list(decisions)
    for _ in range(40):
        now = [m for m in what_is_missing(route, standing(route, every, drafts, on)) if m.now and m.stage is not None]
        if not now:
            assert route_satisfied(route, on, every)
            return
        missing = data.draw(st.sampled_from(now))
        assert missing.people and missing.stage is not None, f"nobody can give it: {missing.sentence}"
        person = data.draw(st.sampled_from(missing.people))
        who = next(r for r in route.stage(missing.stage).reviewers if r.person == person)
        made = decision(missing.stage, person, on, [s.id for s in on.sections if who.covers(s.id)])
        assert [d for d in every if (d.stage, d.reviewer) == (made.stage, person)][-1:] != [made], "his last word"
        every.append(made)
    raise AssertionError("it does not come to an end")
