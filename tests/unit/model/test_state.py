"""The state is a fold over the ledger: phase by phase, from opening to dossier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.consolidation import Settlement
from bna_pipeline.model.draft import LETTER_PDF, Delegation, Kamerbrief, Outcome, Package, Receipt
from bna_pipeline.model.events import (
    AdoptionRecorded,
    ConflictSettled,
    ContributionChecked,
    ContributionReceived,
    DecisionGiven,
    DelegationGiven,
    DraftMade,
    EditionClosed,
    EditionOpened,
    EffectDone,
    EffectIntended,
    Entry,
    Event,
    LetterExported,
    ReviewCompleted,
    SigningDiscarded,
    SigningIntended,
)
from bna_pipeline.model.release_events import (
    DossierMade,
    KamerbriefSeen,
    ReleaseAborted,
    ReleaseArmed,
    ReleaseFired,
    ReleaseHeld,
)
from bna_pipeline.model.state import EditionState, fold
from bna_pipeline.model.transitions import Phase
from tests.unit.model.small import NOW, adoption, decision, draft, letter, signed

ZERO = "0" * 64
FIRST, SECOND = draft(1, water="laag"), draft(2, water="hoog")
LETTER = FIRST.file(LETTER_PDF)

OPENED = EditionOpened(programme=ZERO, sample=True, deadline=date(2030, 4, 1), forms=())
RECEIVED = ContributionReceived(partner="waterland", file=FileDigest.of("b.yaml", b"b"))
EDITORIAL = ContributionReceived(partner="redactie", file=FileDigest.of("r.yaml", b"r"))
CLOSED = EditionClosed(used=(), missing=())
MADE, MADE_AGAIN = (DraftMade(draft=d, inputs=d.content, reason="Invoer gewijzigd") for d in (FIRST, SECOND))
GIVEN = DecisionGiven(decision=decision("beleid", "adviseur-water", FIRST))
COMPLETED = ReviewCompleted(draft=1, sections=ZERO)
ADOPTED = AdoptionRecorded(adoption=adoption(FIRST))
HELD = AdoptionRecorded(adoption=adoption(FIRST, Outcome.HELD))
MANDATE = AdoptionRecorded(adoption=adoption(FIRST, Outcome.MANDATE, mandate_holder="gedeputeerde", settled=False))
CHAIR, CLERK = signed("Voorzitter", LETTER, letter(1)), signed("Secretaris", letter(1), letter(2))
PACKAGE = Package(edition="delta-2030", files=(), digest="a" * 64, content_digest="b" * 64)
ARMED = ReleaseArmed(package=PACKAGE)
SEEN = KamerbriefSeen(kamerbrief=Kamerbrief(file=FileDigest.of("k.pdf", b"k"), date=date(2030, 6, 30), number="2030Z1"))
FIRED = ReleaseFired(package=PACKAGE.digest, kamerbrief=SEEN.kamerbrief.file.sha256)
DOSSIER = DossierMade(digest=ZERO, files=3)
INTENDED = EffectIntended(effect="deliver", key="k1", target="griffie", files=())
DONE = EffectDone(
    effect="deliver", receipt=Receipt(channel="griffie", key="k1", target="griffie", files=(), at=NOW, proof="gelezen")
)


def after(*events: Event, signatures_needed: int = 2) -> EditionState:
    entries: list[Entry] = []
    for event in events:
        entries.append(
            Entry.after(
                entries[-1] if entries else None,
                edition="delta-2030",
                at=NOW,
                actor="coordinator",
                account="beheer",
                event=event,
            )
        )
    return fold("delta-2030", entries, signatures_needed=signatures_needed)


WHOLE: Sequence[tuple[Event, Phase]] = (
    (OPENED, Phase.OPEN),
    (RECEIVED, Phase.OPEN),
    (CLOSED, Phase.CLOSED),
    (MADE, Phase.CONCEPT),
    (GIVEN, Phase.CONCEPT),
    (COMPLETED, Phase.FOR_ADOPTION),
    (ADOPTED, Phase.ADOPTED),
    (CHAIR, Phase.ADOPTED),
    (CLERK, Phase.SIGNED),
    (ARMED, Phase.SIGNED),
    (SEEN, Phase.SIGNED),
    (FIRED, Phase.RELEASED),
    (DOSSIER, Phase.FINISHED),
)


def test_before_anything_the_edition_is_not_opened() -> None:
    assert after().phase is Phase.NONE and after().draft is None and after().letter is None


@pytest.mark.parametrize("upto", range(1, len(WHOLE) + 1))
def test_each_event_brings_the_edition_where_the_table_of_the_design_says(upto: int) -> None:
    state = after(*(event for event, _ in WHOLE[:upto]))
    assert state.phase is WHOLE[upto - 1][1]
    assert state.seq == upto and state.head is not None


@pytest.mark.parametrize("last", [MADE_AGAIN, GIVEN])
def test_a_new_draft_or_a_new_decision_takes_it_back_to_concept(last: Event) -> None:
    state = after(OPENED, CLOSED, MADE, COMPLETED, last)
    assert state.phase is Phase.CONCEPT and state.review_completed is None


def test_a_decision_of_gs_to_hold_takes_it_back_to_concept_and_is_no_adoption() -> None:
    state = after(OPENED, CLOSED, MADE, COMPLETED, HELD)
    assert state.phase is Phase.CONCEPT and state.adoption is None


def test_an_open_mandate_is_not_adopted_yet_and_a_settled_one_is() -> None:
    state = after(OPENED, CLOSED, MADE, COMPLETED, MANDATE)
    assert state.phase is Phase.FOR_ADOPTION and state.letter is None
    settled = AdoptionRecorded(adoption=MANDATE.adoption.model_copy(update={"settled": True}))
    assert after(OPENED, CLOSED, MADE, COMPLETED, MANDATE, settled).phase is Phase.ADOPTED


def test_a_draft_before_closing_does_not_close_the_round() -> None:
    assert after(OPENED, MADE).phase is Phase.OPEN
    assert after(OPENED, MADE, CLOSED).phase is Phase.CONCEPT


def test_the_last_draft_counts() -> None:
    state = after(OPENED, MADE, MADE_AGAIN)
    assert state.draft == SECOND and len(state.drafts) == 2


def test_a_programme_with_one_signature_is_signed_after_one() -> None:
    events = (OPENED, CLOSED, MADE, COMPLETED, ADOPTED, CHAIR)
    assert after(*events).phase is Phase.ADOPTED
    assert after(*events, signatures_needed=1).phase is Phase.SIGNED


def test_the_letter_is_the_adopted_one_and_then_the_last_signed_one() -> None:
    events: tuple[Event, ...] = (OPENED, CLOSED, MADE, COMPLETED, ADOPTED)
    assert after(*events).letter == LETTER
    assert after(*events, CHAIR).letter == letter(1)
    assert after(*events, CHAIR, CLERK).letter == letter(2)


def test_an_intent_is_open_until_its_receipt_and_a_signature_until_its_outcome() -> None:
    assert after(INTENDED).intents == (INTENDED,)
    done = after(INTENDED, DONE)
    assert done.intents == () and done.receipt("k1") == DONE.receipt and done.receipt("k2") is None
    meant = SigningIntended(field="Voorzitter", person="voorzitter", before=LETTER)
    exported = LetterExported(field="Voorzitter", file=LETTER)
    assert after(meant).signing == meant
    assert after(meant, SigningDiscarded(field="Voorzitter", reason="Onderbroken")).signing is None
    both = after(meant, exported, CHAIR)
    assert both.signing is None and both.exported is None


def test_an_aborted_release_is_no_longer_armed_and_arming_lifts_a_hold() -> None:
    assert after(ARMED, ReleaseAborted(reason="Fout")).armed is None
    assert after(ARMED, ReleaseHeld(reason="Wachten")).held == "Wachten"
    assert after(ARMED, ReleaseHeld(reason="Wachten"), ARMED).held is None


def test_what_arrived_is_kept_per_sender() -> None:
    state = after(OPENED, RECEIVED, EDITORIAL, RECEIVED)
    assert state.received_from("redactie") == (EDITORIAL,)
    assert state.received_from("waterland") == (RECEIVED, RECEIVED)
    checked = ContributionChecked(
        partner="waterland",
        original=RECEIVED.file.sha256,
        programme=ZERO,
        carrier=None,
        sent_at=None,
        errors=1,
        warnings=0,
        findings=ZERO,
        contribution=None,
    )
    assert after(OPENED, RECEIVED, checked).checked_from("waterland") == (checked,)


def judged(number: int, *, errors: int, day: int | None) -> ContributionChecked:
    return ContributionChecked(
        partner="waterland",
        original=f"{number:064d}",
        programme=ZERO,
        carrier=None,
        sent_at=None if day is None else NOW + timedelta(days=day),
        errors=errors,
        warnings=0,
        findings=ZERO,
        contribution=None,
    )


@given(st.lists(st.tuples(st.integers(0, 1), st.none() | st.integers(0, 3)), max_size=6))
def test_a_file_with_errors_stays_unanswered_until_a_good_one_was_sent_or_came_after_it(
    files: list[tuple[int, int | None]],
) -> None:
    checked = [judged(n, errors=errors, day=day) for n, (errors, day) in enumerate(files)]
    unanswered = after(OPENED, *checked).unanswered_from("waterland")
    assert all(c.errors for c in unanswered)
    last = max((n for n, c in enumerate(checked) if not c.errors), default=-1)
    # Whatever the moments: nothing good came behind it and nothing good was sent behind it, then it must be told.
    for n, faulty in enumerate(checked):
        if faulty.errors and n > last and faulty.sent_at is None:
            assert faulty in unanswered
    if checked and not checked[-1].errors and all(c.sent_at is None for c in checked):
        assert unanswered == ()


def test_a_file_with_errors_is_answered_by_what_was_sent_later_even_when_it_came_earlier() -> None:
    good, late = judged(1, errors=0, day=2), judged(2, errors=1, day=1)
    assert after(OPENED, good, late).unanswered_from("waterland") == ()
    newer = judged(3, errors=1, day=3)
    assert after(OPENED, good, newer).unanswered_from("waterland") == (newer,)


def test_delegations_and_settlements_are_kept_in_order() -> None:
    lent = Delegation(
        principal="a", deputy="b", valid_from=date(2030, 1, 1), valid_until=date(2030, 1, 2), reason="Verlof"
    )
    settled = Settlement(field="status", subject="A-01", values=(), chosen="waterland", reason="De trekker weet het")
    state = after(OPENED, DelegationGiven(delegation=lent), ConflictSettled(settlement=settled))
    assert state.delegations == (lent,) and state.settlements == (settled,)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([e for e, _ in WHOLE] + [HELD, MANDATE, MADE_AGAIN, INTENDED, DONE]), max_size=12))
def test_any_history_folds_to_one_state_and_folding_twice_is_the_same(events: list[Event]) -> None:
    state = after(*events)
    assert state == after(*events) and state.phase in Phase and state.seq == len(events)
