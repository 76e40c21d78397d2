"""How far a visitor reaches by the way he came in, and what a link is at a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.model.access import OPENS, Link, LinkPurpose, LinkState, Visitor
from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.transitions import Act

AT = datetime(2020, 6, 1, tzinfo=UTC)
STAFF = Visitor(person="p", how="oidc:login.example.org:1", claim="p@example.org")
purposes = st.sampled_from([p for p in LinkPurpose if p is not LinkPurpose.SIGN_IN])
acts = st.sampled_from(list(Act))


def linked(purpose: LinkPurpose, subject: str | None = "beleid") -> Visitor:
    return Visitor(
        person="p", how=f"link:{'a' * 26}", programme="demo", edition="demo-2020", purpose=purpose, subject=subject
    )


@settings(deadline=None)
@given(purposes, acts, st.sampled_from(["beleid", "ander", None]), st.sampled_from(["demo-2020", "demo-2021"]))
def test_a_link_reaches_its_own_edition_purpose_and_subject_and_nothing_else(
    purpose: LinkPurpose, act: Act, subject: str | None, edition: str
) -> None:
    reaches = linked(purpose).reaches(edition, act, subject)
    assert reaches == (edition == "demo-2020" and act in OPENS[purpose] and subject in ("beleid", None))


@settings(deadline=None)
@given(acts, st.sampled_from(["beleid", None]))
def test_who_came_by_an_account_is_held_back_by_his_roles_alone(act: Act, subject: str | None) -> None:
    assert STAFF.reaches("demo-2020", act, subject) and not STAFF.confined


def test_no_link_in_a_mail_opens_what_only_a_coordinator_may() -> None:
    alone = {act for act, roles in MAY.items() if {role.value for role in roles} == {"coordinator"}}
    for purpose in set(LinkPurpose) - {LinkPurpose.SIGN_IN}:
        assert not OPENS[purpose] & alone
    assert set(OPENS) == set(LinkPurpose)


@pytest.mark.parametrize(
    ("used", "revoked", "late", "state"),
    [
        (False, False, False, LinkState.VALID),
        (False, False, True, LinkState.EXPIRED),
        (False, True, False, LinkState.REVOKED),
        (False, True, True, LinkState.REVOKED),
        (True, False, True, LinkState.USED),
        (True, True, True, LinkState.USED),
    ],
)
def test_what_a_link_is(used: bool, revoked: bool, late: bool, state: LinkState) -> None:
    link = Link(
        id="a" * 26,
        person="p",
        edition="demo-2020",
        purpose=LinkPurpose.ADOPT,
        issued=AT,
        expires=AT + timedelta(days=1),
        used=AT if used else None,
        revoked=AT if revoked else None,
    )
    assert link.state(AT + timedelta(days=1 if late else 0)) is state


def test_the_way_in_that_the_ledger_keeps_names_the_link_and_does_not_open_it() -> None:
    assert linked(LinkPurpose.ADOPT).link == "a" * 26
    assert STAFF.link is None
