"""What the departments of a partner sent is one contribution, in whatever order it came in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.model.contribution import ActionReport, Completeness, Contribution
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.round import Contact, Department
from bna_pipeline.pipeline.merging import merged, spoken_of
from tests.unit.contributions import small

NOON = datetime(2020, 5, 4, 12, tzinfo=UTC)
ACTIONS = tuple(action.id for action in small.PROGRAMME.actions)
NAMES = ("een", "twee", "drie")


def programme(*departments: str) -> Programme:
    """The small programme in which the school has these departments."""
    contact = Contact(function="Hoofd", mail="hoofd@example.org")
    units = tuple(Department(id=d, name=d.title(), contact=contact, actions=ACTIONS[:1]) for d in departments)
    partners = (
        p.model_copy(update={"departments": units}) if p.id == "school" else p for p in small.PROGRAMME.partners
    )
    return small.PROGRAMME.model_copy(update={"partners": tuple(partners)})


def sent(author: str, *actions: str, hour: int = 0, completeness: Completeness = Completeness.COMPLETE) -> Contribution:
    """A contribution on these actions; each text says whose it is."""
    return Contribution(
        edition="proef-2020",
        partner="school",
        completeness=completeness,
        sent_at=NOON + timedelta(hours=hour),
        author=author,
        reports=tuple(
            ActionReport.model_validate(
                {"action": action, "status": "conform planning", "achieved": [f"{author}: {action}."]}
            )
            for action in actions
        ),
    )


TWO = programme("een", "twee")


def whose(together: Contribution) -> dict[str, str]:
    return {report.action: report.achieved[0].partition(":")[0] for report in together.reports}


def test_one_contribution_of_the_whole_partner_stays_as_it_is() -> None:
    alone = sent("Hoofd", *ACTIONS)
    assert merged(TWO, "school", {None: alone}) is alone


def test_departments_together_are_whole_when_each_is_and_none_is_missing() -> None:
    one, two = sent("Een", ACTIONS[0]), sent("Twee", ACTIONS[1], hour=3)
    both = merged(TWO, "school", {"een": one, "twee": two})
    assert (both.completeness, both.sent_at, both.author) == (Completeness.COMPLETE, two.sent_at, "Een; Twee")
    assert merged(TWO, "school", {"een": one}).completeness is Completeness.PARTIAL
    partial = two.model_copy(update={"completeness": Completeness.PARTIAL})
    assert merged(TWO, "school", {"een": one, "twee": partial}).completeness is Completeness.PARTIAL
    of_all = sent("Hoofd", ACTIONS[1])
    assert merged(TWO, "school", {"een": one, None: of_all}).completeness is Completeness.COMPLETE


def test_where_two_report_on_one_action_the_last_one_speaks_and_of_one_moment_always_the_same_one() -> None:
    one, two = sent("Een", *ACTIONS[:2], hour=1), sent("Twee", *ACTIONS[1:3])
    assert whose(merged(TWO, "school", {"een": one, "twee": two})) == {
        ACTIONS[0]: "Een",
        ACTIONS[1]: "Een",
        ACTIONS[2]: "Twee",
    }
    same = two.model_copy(update={"sent_at": one.sent_at})
    assert whose(merged(TWO, "school", {"een": one, "twee": same}))[ACTIONS[1]] == "Twee"
    assert whose(merged(TWO, "school", {"twee": same, "een": one}))[ACTIONS[1]] == "Twee"


reads = st.dictionaries(
    st.sampled_from((*NAMES, None)),
    st.builds(
        lambda author, actions, hour, whole: sent(author, *actions, hour=hour, completeness=whole),
        st.sampled_from(("Hoofd", "Medewerker", "Adviseur")),
        st.lists(st.sampled_from(ACTIONS), unique=True, min_size=1),
        st.integers(0, 2),
        st.sampled_from(Completeness),
    ),
    min_size=1,
)


@settings(max_examples=60)
@given(read=reads, order=st.randoms(use_true_random=False))
def test_the_order_never_matters_and_every_action_that_is_reported_on_is_there_once(
    read: dict[str | None, Contribution], order: object
) -> None:
    items = list(read.items())
    order.shuffle(items)  # type: ignore[attr-defined]
    together = merged(programme(*NAMES), "school", read)
    assert merged(programme(*NAMES), "school", dict(items)) == together
    found = [report.action for report in together.reports]
    assert sorted(found) == sorted({report.action for c in read.values() for report in c.reports})
    if set(read) == {None}:
        return
    assert found == [action for action in ACTIONS if action in found], "in the programme's order"
    for report in together.reports:
        said = [c for c in read.values() if c.report(report.action) is not None]
        speaker = spoken_of(read)[report.action][-1]
        assert report == read[speaker].report(report.action)
        assert report in [c.report(report.action) for c in said if c.sent_at == max(c.sent_at for c in said)]
    missing = None not in read and set(read) != set(NAMES)
    partial = any(c.completeness is Completeness.PARTIAL for c in read.values())
    assert (together.completeness is Completeness.PARTIAL) == (missing or partial)
