"""Who may act, and what is said to who may not."""

from __future__ import annotations

import os
import pwd

import pytest
import yaml

from bna_pipeline.errors import NotAllowed, UnknownPerson
from bna_pipeline.identity.people import SYSTEM, account, acting_person, require_may
from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.programme import Person, Programme, Role
from bna_pipeline.model.transitions import Act
from tests.support.small_programme import TEXT


@pytest.fixture(scope="module")
def programme() -> Programme:
    return Programme.model_validate(yaml.safe_load(TEXT))


def person(*roles: Role) -> Person:
    return Person(id="iemand", name="Iemand", roles=roles)


def test_the_account_is_the_operating_systems_and_not_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "voorzitter")
    monkeypatch.setenv("LOGNAME", "voorzitter")
    assert account() == pwd.getpwuid(os.getuid()).pw_name


def test_an_account_without_a_name_is_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_001)
    assert account() == "uid-4000000001"


def test_a_person_is_found_by_id(programme: Programme) -> None:
    assert acting_person(programme, "beleid").roles == (Role.REVIEWER,)


def test_an_unknown_person_is_refused_with_those_who_are_there(programme: Programme) -> None:
    with pytest.raises(UnknownPerson, match=r"'wie'.*beleid, coordinator, voorzitter"):
        acting_person(programme, "wie")


def test_the_system_is_nobody_that_a_programme_lists(programme: Programme) -> None:
    with pytest.raises(UnknownPerson):
        acting_person(programme, SYSTEM)


def test_every_act_is_opened_by_some_role_and_by_no_auditor() -> None:
    assert set(MAY) == set(Act)
    assert all(MAY.values())
    assert not any(Role.AUDITOR in roles for roles in MAY.values())


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_exactly_the_acts_of_the_table(act: Act, role: Role) -> None:
    if role in MAY[act]:
        require_may(person(role), act)
        return
    with pytest.raises(NotAllowed, match=act.value.capitalize()):
        require_may(person(role), act)


def test_one_of_several_roles_is_enough() -> None:
    require_may(person(Role.AUDITOR, Role.SIGNER), Act.SIGN)


def test_a_refusal_says_which_role_opens_it_and_which_the_person_has() -> None:
    with pytest.raises(NotAllowed) as raised:
        require_may(person(Role.SECRETARY, Role.AUDITOR), Act.DELEGATE)
    assert "kan alleen een coördinator of beoordelaar; iemand is secretaris en auditor." in str(raised.value)
    with pytest.raises(NotAllowed, match="iemand is zonder rol"):
        require_may(person(), Act.ADOPT)
