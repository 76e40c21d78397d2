"""Opening and closing a round: who gets a form, who is missing, and when it may close."""

from __future__ import annotations

import pytest

from bna_pipeline.errors import ConflictOpen, ContributionsMissing
from bna_pipeline.model.consolidation import Conflict
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.rounds.asked import Asked
from bna_pipeline.rounds.closing import missing, require_closable
from bna_pipeline.rounds.opening import forms_for
from tests.unit.contributions import small

CONFLICT = Conflict(field="status", subject="T-01", values=(("provincie", "versneld"), ("school", "vertraagd")))


def _form(programme: Programme, edition: Edition, one: Asked, previous: Contribution | None) -> bytes:
    return f"{programme.id} {edition.id} {one.seat.name} {previous.author if previous else '-'}".encode()


def test_every_partner_with_an_action_gets_a_form_with_last_years_answer() -> None:
    before = {"school": small.contribution(small.data(small.report("T-01")))}
    forms = forms_for(small.PROGRAMME, small.EDITION, before, {"docx": _form})
    assert [f.partner for f in forms] == ["provincie", "school", "stad"]
    assert forms[1].file_name == "formulier-school-proef-2020.docx"
    assert forms[1].data == b"proef proef-2020 school Programmamanager"
    assert forms[2].data.endswith(b"-")


def test_missing_are_those_who_were_asked_and_of_whom_nothing_counts() -> None:
    assert missing(small.PROGRAMME, {"school"}) == ("provincie", "stad")
    assert missing(small.PROGRAMME, {"school", "provincie", "stad"}) == ()


def test_a_complete_round_may_close() -> None:
    require_closable((), (), True, "")


def test_a_round_with_partners_missing_closes_only_with_a_reason() -> None:
    with pytest.raises(ContributionsMissing, match="stad") as refused:
        require_closable(("stad",), (), True, "  ")
    assert "reden" in refused.value.mend
    require_closable(("stad",), (), True, "De stad meldt volgend jaar weer.")


def test_no_reason_closes_a_round_with_a_contradiction_or_without_the_redactie() -> None:
    with pytest.raises(ConflictOpen, match="T-01"):
        require_closable((), (CONFLICT,), True, "Haast.")
    with pytest.raises(ContributionsMissing, match="redactie"):
        require_closable((), (), False, "Haast.")
