"""Which person a visitor is: by his account in every programme, by his id only in his own."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import NobodyKnown, SeveralKnown
from bna_pipeline.identity.visitors import found, person_in
from bna_pipeline.model.access import Visitor
from bna_pipeline.model.programme import Person, Programme, Role
from tests.support.small_programme import TEXT

WHOLE = Programme.model_validate(yaml.safe_load(TEXT))


def programme(name: str, *people: Person) -> Programme:
    return WHOLE.model_copy(update={"id": name, "people": (*WHOLE.people, *people)})


def person(id_: str, mail: str | None = None, account: str | None = None) -> Person:
    return Person(id=id_, name=id_, roles=(Role.AUDITOR,), mail=mail, account=account)


def by_account(claim: str, at: str = "een") -> Visitor:
    return Visitor(person="x", how="oidc:login.example.org:1", programme=at, claim=claim)


def test_the_same_id_in_another_programme_is_somebody_else() -> None:
    """A link, a key or an operator names a person of one programme."""
    one, two = programme("een", person("directeur")), programme("twee", person("directeur"))
    visitor = Visitor(person="directeur", how="key:zaak", programme="een")
    assert person_in(one, visitor) is not None
    assert person_in(two, visitor) is None
    assert person_in(one, visitor.model_copy(update={"person": "vertrokken"})) is None


def test_an_account_is_looked_up_in_each_programme_by_itself() -> None:
    one = programme("een", person("anna", "a@example.org"), person("directeur", "d@example.org"))
    two = programme("twee", person("directeur", "a@example.org"))
    visitor = by_account("a@example.org")
    assert [getattr(person_in(p, visitor), "id", None) for p in (one, two)] == ["anna", "directeur"]


def test_who_has_an_account_is_not_found_by_his_mail() -> None:
    one = programme("een", person("anna", "a@example.org", "anna"))
    assert person_in(one, by_account("a@example.org")) is None
    assert person_in(one, by_account("anna")) is not None


def test_who_has_neither_is_nobody_that_a_provider_knows() -> None:
    one = programme("een", person("anna"))
    with pytest.raises(NobodyKnown):
        found([one], "")
    assert person_in(one, by_account("x")) is None


def test_an_account_that_became_anothers_as_well_is_nobodys_from_then_on() -> None:
    one = programme("een", person("anna", "a@example.org"), person("bert", "A@EXAMPLE.ORG"))
    assert person_in(one, by_account("a@example.org")) is None
    with pytest.raises(SeveralKnown, match="meer dan één persoon"):
        found([one], "a@example.org")


def test_two_persons_in_two_programmes_are_no_doubt() -> None:
    one, two = programme("een", person("anna", "a@example.org")), programme("twee", person("bert", "a@example.org"))
    assert found([one, two], "a@example.org")[1].id == "anna"
    with pytest.raises(NobodyKnown, match="bij geen enkel programma"):
        found([one, two], "b@example.org")


@settings(deadline=None)
@given(
    st.text(alphabet="aAbBßſIiİı@.", min_size=1, max_size=8), st.text(alphabet="aAbBßſIiİı@.", min_size=1, max_size=8)
)
def test_accounts_are_the_same_exactly_when_letter_case_is_all_between_them(ours: str, told: str) -> None:
    one = programme("een", person("anna", account=ours))
    assert (person_in(one, by_account(told)) is not None) == (ours.casefold() == told.casefold())
