"""One table says what is allowed when; everything else is refused and says when it would be."""

from __future__ import annotations

import pytest

from bna_pipeline.errors import Refused, TransitionRefused
from bna_pipeline.model.transitions import ALLOWED, Act, Phase, allowed, require

CELLS = [(phase, act) for phase in Phase for act in Act]


@pytest.mark.parametrize(("phase", "act"), [c for c in CELLS if c[1] in ALLOWED[c[0]]])
def test_what_stands_in_the_table_is_allowed(phase: Phase, act: Act) -> None:
    require(phase, act)
    assert allowed(phase, act)


@pytest.mark.parametrize(("phase", "act"), [c for c in CELLS if c[1] not in ALLOWED[c[0]]])
def test_everything_else_is_refused_with_its_code_and_names_the_phases_where_it_may(phase: Phase, act: Act) -> None:
    with pytest.raises(TransitionRefused) as refused:
        require(phase, act)
    error = refused.value
    assert (error.code, error.exit_code) == ("REF-002", 1) and isinstance(error, Refused)
    assert error.message.startswith(act.value.capitalize()) and f"'{phase.value}'" in error.message
    for other in Phase:
        assert (f"'{other.value}'" in error.mend) == (act in ALLOWED[other])


def test_every_phase_has_its_row_and_every_act_a_phase() -> None:
    assert set(ALLOWED) == set(Phase)
    assert set().union(*ALLOWED.values()) == set(Act)


def test_a_finished_edition_is_only_sealed_and_tidied_and_one_that_is_not_opened_only_opened() -> None:
    assert ALLOWED[Phase.FINISHED] == {Act.SEAL, Act.FORGET}
    assert ALLOWED[Phase.NONE] == {Act.OPEN}


def test_nothing_is_decided_or_changed_once_the_bytes_are_adopted() -> None:
    fixed = (Phase.ADOPTED, Phase.SIGNED, Phase.RELEASED, Phase.FINISHED)
    for act in (Act.COLLECT, Act.SETTLE, Act.DRAFT, Act.DECIDE, Act.ADOPT, Act.SETTLE_MANDATE):
        assert not any(allowed(phase, act) for phase in fixed)
    assert not any(allowed(phase, Act.RELEASE) for phase in Phase if phase is not Phase.SIGNED)
