"""Every form of the desk has its act in the API, or a reason why not (`docs/api.md`); and it is for the same roles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bna_pipeline.model.programme import Role
from bna_pipeline.portal.api import PREFIX
from bna_pipeline.portal.doors import every_route
from bna_pipeline.portal.matrix import OPENINGS
from tests.unit.portal.papers import desk

ACTS = {
    "round-close-do": ("api-close",),
    "round-fetch": ("api-collect",),
    "partner-send": ("api-submit",),
    "partner-do": ("api-admit", "api-waive", "api-sign-off"),
    "contribution-send": ("api-submit",),
    "contradictions-do": ("api-settle",),
    "mails-do": ("api-assign-mail", "api-resend-mail"),
    "editorial-text-do": ("api-write-text", "api-remove-statement", "api-foresee"),
    "editorial-new-do": ("api-add-statement", "api-foresee"),
    "editorial-edit-do": ("api-edit-partner-text", "api-restore-partner-text", "api-foresee"),
    "drafts-do": ("api-make-draft",),
    "findings-do": ("api-accept", "api-withdraw-acceptance"),
    "remarks-do": ("api-answer-remark",),
    "proposals-do": ("api-settle-proposal",),
    "terms-do": ("api-extend-term", "api-note-absence", "api-end-absence", "api-delegate", "api-end-delegation"),
    "absence-note": ("api-note-absence", "api-delegate"),
    "absence-end": ("api-end-absence", "api-end-delegation"),
    "review-decide": ("api-decide",),
    "review-reconfirm": ("api-reconfirm",),
    "review-remark": ("api-make-remark",),
    "review-unremark": ("api-withdraw-remark",),
    "review-word-send": ("api-return-word",),
    "adoption-do": ("api-adopt",),
    "adoption-withdraw-do": ("api-withdraw-adoption",),
    "mandate-do": ("api-settle-mandate",),
    "signing-do": ("api-sign", "api-refuse-signing", "api-resume-signing", "api-withdraw-signature"),
    "signing-export": ("api-export-letter",),
    "signing-import": ("api-import-letter",),
    "release-do": (
        "api-arm",
        "api-hold",
        "api-abort",
        "api-plan-release",
        "api-unplan-release",
        "api-confirm-release",
    ),
    "release-doubt": ("api-settle-doubt",),
    "release-kamerbrief": ("api-kamerbrief",),
    "ledger-check": ("api-check-ledger",),
}
"""By the desk's form: the operations that do the same."""
NOT_OFFERED = {"sign-out", "follow-link", "review-check"}
"""A program has a key, and confirms by sending."""


def posts(api: bool) -> Iterator[str]:
    for route in every_route(desk()):
        if "POST" in (route.methods or ()) and str(route.path).startswith(PREFIX) is api:
            yield str(route.name)


def test_every_form_of_the_desk_is_an_act_of_the_api_or_there_is_a_reason() -> None:
    assert set(posts(api=False)) == {*ACTS, *NOT_OFFERED}


def test_the_api_does_nothing_that_no_form_of_the_desk_does() -> None:
    assert set(posts(api=True)) == {operation for operations in ACTS.values() for operation in operations}


@pytest.mark.parametrize("operation", sorted({o for operations in ACTS.values() for o in operations}))
def test_an_act_of_the_api_is_for_the_roles_of_its_forms(operation: str) -> None:
    forms = [OPENINGS[form] for form, operations in ACTS.items() if operation in operations]
    assert set(OPENINGS[operation].roles) <= {role for form in forms for role in form.roles}
    assert not OPENINGS[operation].signed_in and not OPENINGS[operation].anyone
    for role, own in OPENINGS[operation].roles.items():
        # Whose absence or remark it is stands in the request; the pipeline asks that.
        in_the_request = role is Role.REVIEWER and own is None
        assert in_the_request or any(form.roles.get(role, "") in (own, None) for form in forms)
