"""What changed in the actions between two editions is said, each in a line; what stayed is not."""

from __future__ import annotations

from typing import Any

from bna_pipeline.model.programme import Programme
from bna_pipeline.rounds.changes import OpeningChanges, opening_changes, sentences
from tests.unit.model.small import programme_data

OTHER = {
    "id": "eiland",
    "name": "Gemeente Eiland",
    "short": "Eiland",
    "group": "Gemeenten",
    "contact": {"function": "Adviseur", "mail": "eiland@example.org"},
}


def with_actions(*actions: dict[str, Any]) -> Programme:
    data = programme_data()
    data["partners"].append(OTHER)
    data["actions"] = [*data["actions"], *actions]
    return Programme.model_validate(data)


def action(**changes: Any) -> dict[str, Any]:
    usual = {"id": "A-02", "pillar": "water", "title": "Sluizen", "owner": "waterland", "role": "partner"}
    return usual | changes


def said(before: dict[str, Any] | None, now: dict[str, Any] | None) -> tuple[str, ...]:
    first, second = (with_actions(*([] if one is None else [one])) for one in (before, now))
    return sentences(opening_changes(first, second))


def test_nothing_is_said_of_what_stayed() -> None:
    assert opening_changes(with_actions(), with_actions()) == OpeningChanges()
    assert said(action(), action()) == ()


def test_new_ended_and_renamed_actions_are_said() -> None:
    assert said(None, action()) == ("Nieuw: A-02 Sluizen",)
    assert said(action(), None) == ("Beëindigd: A-02 Sluizen",)
    assert said(action(title="Sluis"), action()) == ("Hernoemd: A-02 Sluizen (was: Sluis)",)


def test_an_action_in_other_hands_is_said_with_both_values() -> None:
    assert said(action(owner="eiland"), action()) == ("Gewijzigd: A-02 Sluizen, eigenaar: Waterland (was: Eiland)",)
    assert said(action(), action(partners=["eiland"])) == (
        "Gewijzigd: A-02 Sluizen, andere partners: Eiland (was: geen)",
    )
    assert said(action(), action(role="trekker")) == (
        "Gewijzigd: A-02 Sluizen, rol van Waterland: trekker (was: partner)",
    )
    assert said(action(), action(pillar="wind")) == ("Gewijzigd: A-02 Sluizen, pijler: Wind (was: Water)",)


def test_the_order_of_partners_is_no_change() -> None:
    two = {**OTHER, "id": "haven", "short": "Haven"}

    def whole(*partners: str) -> Programme:
        data = programme_data()
        data["partners"] += [OTHER, two]
        data["actions"].append(action(partners=list(partners)))
        return Programme.model_validate(data)

    assert sentences(opening_changes(whole("eiland", "haven"), whole("haven", "eiland"))) == ()
