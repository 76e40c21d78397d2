"""Which roles open which act. Whether the edition's state allows it too is in `transitions.py`."""

from __future__ import annotations

from bna_pipeline.model.programme import Role
from bna_pipeline.model.transitions import Act

_COORDINATOR = frozenset({Role.COORDINATOR})
_REVIEWER = frozenset({Role.REVIEWER})
_SIGNER = frozenset({Role.SIGNER})

MAY: dict[Act, frozenset[Role]] = {
    Act.OPEN: _COORDINATOR,
    Act.COLLECT: _COORDINATOR,
    Act.SUBMIT: frozenset({Role.CONTRIBUTOR, Role.COORDINATOR}),
    Act.EDIT: _COORDINATOR,
    Act.SETTLE: _COORDINATOR,
    Act.ADMIT: _COORDINATOR,
    Act.WAIVE: _COORDINATOR,
    Act.SIGN_OFF: _COORDINATOR,
    Act.POST: _COORDINATOR,
    Act.CLOSE: _COORDINATOR,
    Act.DRAFT: _COORDINATOR,
    Act.ACCEPT: _COORDINATOR,
    Act.DECIDE: _REVIEWER,
    Act.REMARK: _REVIEWER,
    Act.ANSWER_REMARK: _COORDINATOR,
    Act.RETURN_WORD: _REVIEWER,
    Act.SETTLE_PROPOSAL: _COORDINATOR,
    Act.EXTEND_TERM: _COORDINATOR,
    Act.NOTE_ABSENCE: frozenset({Role.COORDINATOR, Role.REVIEWER}),
    Act.DELEGATE: frozenset({Role.COORDINATOR, Role.REVIEWER}),
    Act.ADOPT: frozenset({Role.SECRETARY}),
    Act.WITHDRAW_ADOPTION: frozenset({Role.SECRETARY}),
    Act.SETTLE_MANDATE: frozenset({Role.MANDATE_HOLDER}),
    Act.HAND_OVER: _COORDINATOR,
    Act.SIGN: _SIGNER,
    Act.REFUSE: _SIGNER,
    Act.RESUME: _SIGNER,
    Act.WITHDRAW_SIGNATURE: _SIGNER,
    Act.ARM: _COORDINATOR,
    Act.HOLD: _COORDINATOR,
    Act.ABORT: _COORDINATOR,
    Act.PLAN_RELEASE: _COORDINATOR,
    Act.CONFIRM_RELEASE: _COORDINATOR,
    Act.NOTE_KAMERBRIEF: _COORDINATOR,
    Act.SETTLE_DOUBT: _COORDINATOR,
    Act.RELEASE: _COORDINATOR,
    Act.DELIVER: _COORDINATOR,
    Act.ARCHIVE: _COORDINATOR,
    Act.SEAL: _COORDINATOR,
    Act.FORGET: _COORDINATOR,
}
"""Which roles open an act."""
