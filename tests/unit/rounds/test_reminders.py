"""Reminders: what is planned, what goes now, and what must never happen however the clock runs."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.round import Recipient, Reminder
from bna_pipeline.rounds.reminders import Missing, due_reminders, next_reminder, still_due
from bna_pipeline.rounds.schedule import planned, reminder_warnings
from bna_pipeline.rounds.terms import local_day
from tests.unit.rounds import plans
from tests.unit.rounds.plans import DEADLINE, DIRECTOR, OPENED

ALONE: Missing = {"school": (None,)}
WITH_DIRECTOR = plans.programme(escalation=DIRECTOR)
SCHOOL = WITH_DIRECTOR.partner("school")


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a day in May in the Netherlands."""
    return datetime(day.year, day.month, day.day, hour - 2, tzinfo=UTC)


def keys(programme: Programme, post: Correspondence, missing: Missing, now: datetime) -> list[str]:
    return [r.key for r in due_reminders(programme, post, missing, now=now, deadline=DEADLINE, opened=OPENED)]


def test_reminders_are_planned_by_date_and_by_working_days() -> None:
    assert [(r.on, r.to.value, r.rule) for r in planned(WITH_DIRECTOR, SCHOOL, DEADLINE, OPENED)] == [
        (date(2020, 4, 20), "partner", "op 20 april 2020"),
        (date(2020, 5, 8), "partner", "5 werkdagen voor de inleverdatum"),
        (date(2020, 5, 15), "partner", "op de inleverdatum"),
        (date(2020, 5, 19), "escalatie", "2 werkdagen na de inleverdatum"),
        (date(2020, 5, 19), "partner", "2 werkdagen na de inleverdatum"),
        (date(2020, 5, 25), "escalatie", "5 werkdagen na de inleverdatum"),  # after Ascension Day
    ]


def test_a_partners_own_reminders_come_instead_of_the_programmes_also_when_they_are_none() -> None:
    own = plans.programme(reminders=(Reminder(working_days=1),), escalation=DIRECTOR)
    none = own.partner("school").model_copy(update={"reminders": ()})
    one = none.model_copy(update={"reminders": (Reminder(working_days=-1),)})
    assert planned(own, none, DEADLINE, OPENED) == ()
    assert [r.on for r in planned(own, one, DEADLINE, OPENED)] == [date(2020, 5, 14)]


def test_nobody_is_reminded_before_the_round_opened_or_long_after_the_deadline() -> None:
    outside = (Reminder(on=OPENED - timedelta(days=1)), Reminder(on=DEADLINE + timedelta(days=121)))
    assert planned(plans.programme(outside), SCHOOL, DEADLINE, OPENED) == ()


def test_without_an_escalation_contact_nobody_gets_what_was_planned_for_it() -> None:
    programme = plans.programme()
    found = planned(programme, programme.partner("school"), DEADLINE, OPENED)
    assert {r.to for r in found} == {Recipient.PARTNER}
    assert any("school" in said and "escalation" in said for said in reminder_warnings(programme, DEADLINE, OPENED))


def test_check_says_which_reminders_fall_outside_the_round_or_on_a_free_day() -> None:
    odd = (Reminder(on=date(2020, 1, 6)), Reminder(on=date(2020, 5, 9)))
    outside, free = (s for s in reminder_warnings(plans.programme(odd), DEADLINE, OPENED) if "herinnering" in s)
    assert "maandag 6 januari 2020" in outside and "gaat niet uit" in outside
    assert "zaterdag 9 mei 2020" in free


def test_a_reminder_goes_from_its_hour_on_and_not_before() -> None:
    post = plans.asked(("school", None))
    assert keys(WITH_DIRECTOR, post, ALONE, at(date(2020, 5, 8), 8)) == []
    assert keys(WITH_DIRECTOR, post, ALONE, at(date(2020, 5, 8), 9)) == ["herinnering:school:2020-05-08-partner"]


def test_after_a_standstill_only_the_last_reminder_goes() -> None:
    post = plans.asked(("school", None))
    assert keys(WITH_DIRECTOR, post, ALONE, at(date(2020, 5, 18))) == ["herinnering:school:2020-05-15-partner"]


def test_partner_and_escalation_contact_are_both_reminded_on_the_same_day() -> None:
    post = plans.asked(("school", None))
    found = due_reminders(WITH_DIRECTOR, post, ALONE, now=at(date(2020, 5, 19)), deadline=DEADLINE, opened=OPENED)
    assert [(r.reminder.to, r.contact.mail) for r in found] == [
        (Recipient.PARTNER, "school@example.org"),
        (Recipient.ESCALATION, "directeur@example.org"),
    ]


def test_who_was_not_asked_or_is_complete_is_not_reminded() -> None:
    now = at(date(2020, 5, 19))
    assert keys(WITH_DIRECTOR, plans.asked(), ALONE, now) == []
    assert keys(WITH_DIRECTOR, plans.asked(("school", None)), {}, now) == []


def test_each_department_has_its_own_contact_and_the_escalation_hears_of_all() -> None:
    units = (
        plans.department("techniek", "techniek@example.org", "T-01"),
        plans.department("zorg", "zorg@example.org", "K-01"),
    )
    programme = plans.programme(departments=units, escalation=DIRECTOR)
    post = plans.asked(("school", "techniek"), ("school", "zorg"))
    now = at(date(2020, 5, 19))
    found = due_reminders(programme, post, {"school": ("zorg", "techniek")}, now=now, deadline=DEADLINE, opened=OPENED)
    assert [r.key for r in found] == [
        "herinnering:school.techniek:2020-05-19-partner",
        "herinnering:school.zorg:2020-05-19-partner",
        "herinnering:school:2020-05-19-escalatie",
    ]
    assert found[-1].missing == ("techniek", "zorg")
    one = due_reminders(programme, post, {"school": ("zorg",)}, now=now, deadline=DEADLINE, opened=OPENED)
    assert [r.department for r in one] == ["zorg", None] and one[-1].missing == ("zorg",)


def test_an_address_that_stands_for_two_gets_its_second_reminder_the_next_day() -> None:
    both = DIRECTOR.model_copy(update={"mail": "School@example.org"})  # the same address in other letters
    programme = plans.programme(escalation=both)
    post = plans.asked(("school", None))
    day = date(2020, 5, 19)
    assert keys(programme, post, ALONE, at(day)) == ["herinnering:school:2020-05-19-partner"]
    gone = plans.line("herinnering:school:2020-05-19-partner", "school@example.org", at(day))
    after = plans.asked(("school", None), lines=(gone,))
    assert keys(programme, after, ALONE, at(day, 15)) == []
    assert keys(programme, after, ALONE, at(day + timedelta(days=1))) == ["herinnering:school:2020-05-19-escalatie"]


def test_while_a_reminder_is_not_handed_over_no_other_is_made_for_its_address() -> None:
    waiting = plans.line(
        "herinnering:school:2020-05-08-partner", "school@example.org", at(date(2020, 5, 8)), sent=False
    )
    post = plans.asked(("school", None), lines=(waiting,))
    assert keys(WITH_DIRECTOR, post, ALONE, at(date(2020, 5, 15))) == []


def test_a_reminder_that_was_put_off_lapses_once_the_contribution_is_in() -> None:
    at_noon = at(date(2020, 5, 19))
    own = plans.line("herinnering:school.zorg:2020-05-19-partner", "zorg@example.org", at_noon, unit="zorg").mail
    whole = plans.line("herinnering:school:2020-05-19-escalatie#2", "directeur@example.org", at_noon).mail
    alone = plans.line("herinnering:stad:2020-05-19-partner", "stad@example.org", at_noon, "stad").mail
    one_in: Missing = {"school": ("techniek",), "stad": (None,)}
    assert [still_due(mail, one_in) for mail in (own, whole, alone)] == [False, True, True]
    assert not any(still_due(mail, {}) for mail in (own, whole, alone))


def test_the_next_reminder_is_the_one_that_should_have_gone_or_else_the_first_to_come() -> None:
    def upcoming(post: Correspondence, day: date) -> str | None:
        found = next_reminder(WITH_DIRECTOR, post, SCHOOL, now=at(day), deadline=DEADLINE, opened=OPENED)
        return None if found is None else f"{found.on} {found.to.value}"

    post = plans.asked(("school", None))
    gone = plans.line("herinnering:school:2020-05-08-partner", "school@example.org", at(date(2020, 5, 9)))
    after = plans.asked(("school", None), lines=(gone,))
    assert upcoming(post, date(2020, 5, 9)) == "2020-05-08 partner"
    assert upcoming(after, date(2020, 5, 9)) == "2020-05-15 partner"
    resent = plans.line("herinnering:school:2020-05-25-escalatie#2", "directeur@example.org", at(date(2020, 5, 25)))
    late = plans.line("herinnering:school:2020-05-19-partner", "school@example.org", at(date(2020, 5, 19)))
    assert upcoming(plans.asked(("school", None), lines=(resent, late)), date(2020, 5, 26)) is None


REMINDERS = st.lists(
    st.one_of(
        st.builds(Reminder, on=st.dates(date(2020, 3, 1), date(2020, 7, 1)), to=st.sampled_from(Recipient)),
        st.builds(Reminder, working_days=st.integers(-20, 20), to=st.sampled_from(Recipient)),
    ),
    max_size=6,
).map(tuple)
MOMENTS = st.lists(
    st.integers(0, 200 * 24 * 60).map(lambda minutes: datetime(2020, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    max_size=40,
)
"""Backwards, too, and with leaps of weeks."""
MAILS = st.sampled_from(("a@example.org", "A@example.org", "b@example.org"))


@settings(max_examples=60, deadline=None)
@given(REMINDERS, MOMENTS, st.tuples(MAILS, MAILS, MAILS), st.data())
def test_however_the_clock_runs_nobody_is_reminded_twice_a_day_or_twice_of_the_same_or_after_it_is_in(
    reminders: tuple[Reminder, ...], moments: list[datetime], mails: tuple[str, str, str], data: st.DataObject
) -> None:
    units = (plans.department("een", mails[0], "T-01"), plans.department("twee", mails[1], "K-01"))
    director = DIRECTOR.model_copy(update={"mail": mails[2]})
    programme = plans.programme(reminders, departments=units, escalation=director)
    post = plans.asked(("school", "een"), ("school", "twee"), ("stad", None))
    missing: dict[str, tuple[str | None, ...]] = {"school": ("een", "twee"), "stad": (None,)}
    went: list[tuple[str, str, date]] = []
    for now in moments:
        if data.draw(st.booleans(), label="a contribution comes in"):
            missing["school"] = missing["school"][1:]
        for reminder in due_reminders(programme, post, missing, now=now, deadline=DEADLINE, opened=OPENED):
            assert missing[reminder.partner], "nobody whose contribution is in is reminded"
            assert reminder.department is None or reminder.department in missing["school"]
            assert reminder.reminder.on <= local_day(now)
            went.append((reminder.key, reminder.contact.mail.casefold(), local_day(now)))
            sent = plans.line(reminder.key, reminder.contact.mail, now, reminder.partner, reminder.department)
            post = post.model_copy(update={"lines": {**post.lines, reminder.key: sent}})
    assert max(Counter(key for key, _, _ in went).values(), default=1) == 1, "each planned reminder at most once"
    assert max(Counter((to, day) for _, to, day in went).values(), default=1) == 1, "no address twice a day"


@settings(max_examples=30, deadline=None)
@given(REMINDERS, st.integers(0, 23))
def test_with_a_look_every_hour_each_planned_reminder_to_an_address_of_its_own_goes_on_its_day(
    reminders: tuple[Reminder, ...], hour: int
) -> None:
    programme = plans.programme(reminders, escalation=DIRECTOR)
    programme = programme.model_copy(update={"round": programme.round.model_copy(update={"hour": hour})})
    post, went = plans.asked(("school", None)), []
    days = sorted({r.on for r in planned(programme, programme.partner("school"), DEADLINE, OPENED)})
    for day in days:
        for step in range(-3, 24):
            now = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=step)
            for r in due_reminders(programme, post, ALONE, now=now, deadline=DEADLINE, opened=OPENED):
                assert local_day(now) == r.reminder.on
                went.append((r.reminder.on, r.reminder.to))
                sent = plans.line(r.key, r.contact.mail, now)
                post = post.model_copy(update={"lines": {**post.lines, r.key: sent}})
    assert sorted(went) == [(r.on, r.to) for r in planned(programme, programme.partner("school"), DEADLINE, OPENED)]
