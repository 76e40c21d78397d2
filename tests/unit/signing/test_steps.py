"""From approved to signed: never other bytes, never out of turn, never with a test key outside a sample."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.sign.validation import DocumentSecurityStore

from bna_pipeline.errors import ByteRuleBroken, BytesChanged, NotApproved, OutOfTurn, SigningError, ThrowawayRefused
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, Approved, SignatureMade
from bna_pipeline.model.programme import Signatory
from bna_pipeline.ports import Signer, SignerIdentity
from bna_pipeline.signing.steps import accept_import, finish, letter_to_sign, sign_next
from bna_pipeline.signing.throwaway import throwaway_authority
from tests.unit.signing.workshop import (
    AT,
    CHECKER,
    SECRETARIS,
    SIGNATORIES,
    VOORZITTER,
    adopted,
    approved,
    bar_over,
    material,
    outside_sign,
    put,
    record_of,
    signed_once,
    signed_twice,
    signer,
    throwaway,
    update,
)

FIRST = record_of(VOORZITTER, adopted(), signed_once())
SECOND = record_of(SECRETARIS, signed_once(), signed_twice())


class Drawing:
    """A signer that draws a bar over page 1 before it signs."""

    def __init__(self, hand: Signer) -> None:
        self._hand = hand

    @property
    def identity(self) -> SignerIdentity:
        return self._hand.identity

    def sign(self, pdf: bytes, *, field_name: str, printed_name: str, at: datetime, certify: bool) -> bytes:
        barred = update(pdf, bar_over(0))
        return self._hand.sign(barred, field_name=field_name, printed_name=printed_name, at=at, certify=certify)


class Lazy:
    """A signer that gives the letter back as it was."""

    identity = signer("Voorzitter").identity

    def sign(self, pdf: bytes, *, field_name: str, printed_name: str, at: datetime, certify: bool) -> bytes:
        return pdf


def sign(
    signatory: Signatory,
    letter: bytes,
    so_far: Sequence[SignatureMade] = (),
    *,
    hand: Signer | None = None,
    approval: Approved | None = None,
    sample: bool = True,
) -> tuple[bytes, SignatureMade]:
    return sign_next(
        hand or signer(signatory.field),
        CHECKER,
        approval or approved(),
        adopted=adopted(),
        letter_now=letter,
        signatures_so_far=so_far,
        signatories=SIGNATORIES,
        signatory=signatory,
        at=AT,
        sample=sample,
    )


def take(
    signed: bytes,
    letter: bytes,
    so_far: Sequence[SignatureMade] = (),
    *,
    sample: bool = True,
    trust: Sequence[bytes] = (),
    decided_at: datetime | None = None,
    thrown_away: Sequence[bytes] = (),
) -> tuple[tuple[bytes, SignatureMade], ...]:
    return accept_import(
        CHECKER,
        approved(),
        adopted=adopted(),
        letter_now=letter,
        signed=signed,
        signatures_so_far=so_far,
        signatories=SIGNATORIES,
        at=AT,
        sample=sample,
        trust=trust,
        decided_at=decided_at,
        thrown_away=thrown_away,
    )


# -- hashed again at that moment -----------------------------------------------------------------------


def test_the_approved_letter_may_be_signed() -> None:
    letter_to_sign(approved(), (), adopted())
    letter_to_sign(approved(), (FIRST,), signed_once())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(adopted()) - 1), st.integers(1, 255))
def test_any_other_byte_is_refused_and_the_file_is_named(at: int, mask: int) -> None:
    other = bytearray(adopted())
    other[at] ^= mask
    with pytest.raises(BytesChanged, match=LETTER_PDF):
        letter_to_sign(approved(), (), bytes(other))


def test_after_a_signature_the_letter_must_be_the_one_it_left() -> None:
    with pytest.raises(BytesChanged, match="handtekening Voorzitter"):
        letter_to_sign(approved(), (FIRST,), adopted())


@pytest.mark.parametrize(
    "approval", [approved(adopted_letter=b"een andere brief"), approved(settled=False)], ids=["other", "mandate open"]
)
def test_a_letter_that_gs_did_not_adopt_is_not_signed(approval: Approved) -> None:
    with pytest.raises(NotApproved, match=LETTER_PDF):
        sign(VOORZITTER, adopted(), approval=approval)


def test_a_changed_store_is_noticed() -> None:
    with pytest.raises(BytesChanged, match="niet meer de goedgekeurde"):
        sign(VOORZITTER, b"iets anders", approval=approved(b"iets anders"))


# -- signing here --------------------------------------------------------------------------------------


def test_both_sign_in_turn_and_the_chain_runs_from_approved_to_signed() -> None:
    once, first = sign(VOORZITTER, adopted())
    twice, second = sign(SECRETARIS, once, (first,))
    assert first.before == approved().letter
    assert first.after == second.before == FileDigest.of(LETTER_PDF, once)
    assert first.throwaway
    assert not first.imported
    assert (first.person, first.at) == ("voorzitter", AT)
    letter = FileDigest.of(LETTER_PDF, twice)
    assert finish(approved(), (first, second), letter, SIGNATORIES).letter == letter


@pytest.mark.parametrize(
    ("signatory", "letter", "so_far"),
    [(SECRETARIS, adopted(), ()), (VOORZITTER, signed_once(), (FIRST,)), (SECRETARIS, signed_twice(), (FIRST, SECOND))],
    ids=["too early", "twice", "all have signed"],
)
def test_nobody_signs_out_of_turn(signatory: Signatory, letter: bytes, so_far: tuple[SignatureMade, ...]) -> None:
    with pytest.raises(OutOfTurn, match=signatory.label.capitalize()):
        sign(signatory, letter, so_far)


def test_a_test_key_signs_only_in_a_sample() -> None:
    with pytest.raises(ThrowawayRefused, match="TEST"):
        sign(VOORZITTER, adopted(), sample=False)


def test_a_signer_that_changes_more_is_caught() -> None:
    with pytest.raises(ByteRuleBroken, match="bladzijde 1"):
        sign(VOORZITTER, adopted(), hand=Drawing(signer("Voorzitter")))


def test_a_signer_that_did_not_sign_is_caught() -> None:
    with pytest.raises(OutOfTurn, match="geen"):
        sign(VOORZITTER, adopted(), hand=Lazy())


# -- signed elsewhere ----------------------------------------------------------------------------------


def test_a_letter_signed_elsewhere_is_accepted() -> None:
    signed = outside_sign(adopted(), "Voorzitter")
    ((letter, made),) = take(signed, adopted())
    assert letter == signed
    assert made.imported
    assert made.certificate == material("Voorzitter").identity.certificate
    assert made.after == FileDigest.of(LETTER_PDF, signed)


def test_all_remaining_signatures_may_come_back_in_one_file() -> None:
    once = outside_sign(adopted(), "Voorzitter")
    twice = outside_sign(once, "Secretaris")
    made = take(twice, adopted())
    assert [letter for letter, _ in made] == [once, twice]
    assert [record.field for _, record in made] == ["Voorzitter", "Secretaris"]
    assert finish(approved(), [r for _, r in made], FileDigest.of(LETTER_PDF, twice), SIGNATORIES)


def test_one_signs_here_and_the_other_elsewhere() -> None:
    ((letter, made),) = take(outside_sign(signed_once(), "Secretaris"), signed_once(), (FIRST,))
    assert made.before == FIRST.after
    assert made.field == "Secretaris"
    assert letter.startswith(signed_once())
    ((elsewhere, first),) = take(outside_sign(adopted(), "Voorzitter"), adopted())
    here, second = sign(SECRETARIS, elsewhere, (first,))
    assert second.after == FileDigest.of(LETTER_PDF, here)


def test_a_bar_in_what_comes_back_is_refused() -> None:
    with pytest.raises(ByteRuleBroken, match="bladzijde 1"):
        take(put(update(adopted(), bar_over(0)), VOORZITTER, certify=True), adopted())


def test_a_letter_that_was_saved_anew_is_refused() -> None:
    with pytest.raises(ByteRuleBroken, match="bouwt niet voort"):
        take(outside_sign(adopted(), "Voorzitter"), signed_once(), (FIRST,))


def test_what_comes_back_unsigned_is_said_to_be_that() -> None:
    with pytest.raises(SigningError, match="geen nieuwe handtekening"):
        take(adopted(), adopted())


def test_what_comes_back_with_the_wrong_field_signed_is_refused() -> None:
    with pytest.raises(ByteRuleBroken, match="volgorde"):
        take(outside_sign(adopted(), "Secretaris"), adopted())


def test_a_broken_signature_from_elsewhere_is_refused() -> None:
    signed = outside_sign(adopted(), "Voorzitter")
    spoiled = bytearray(signed)
    spoiled[signed.rindex(b"/M (D") + 9] ^= 1  # another year of signing
    with pytest.raises(ByteRuleBroken, match="klopt niet: Voorzitter"):
        take(bytes(spoiled), adopted())


def test_a_test_key_from_elsewhere_is_refused_outside_a_sample() -> None:
    with pytest.raises(ThrowawayRefused, match="TEST"):
        take(outside_sign(adopted(), "Voorzitter"), adopted(), sample=False)


def test_with_trust_given_an_unknown_issuer_is_refused() -> None:
    signed = outside_sign(adopted(), "Voorzitter")
    assert take(signed, adopted(), trust=[throwaway().authority])
    stranger = throwaway_authority(SIGNATORIES, at=AT, passphrase=b"x").authority
    with pytest.raises(ByteRuleBroken, match="vertrouwde uitgever"):
        take(signed, adopted(), trust=[stranger])


# -- finished ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("signatures", [(), (FIRST,), (SECOND, FIRST)], ids=["none", "one missing", "other order"])
def test_signed_exists_only_when_everyone_signed_in_order(signatures: tuple[SignatureMade, ...]) -> None:
    with pytest.raises(OutOfTurn):
        finish(approved(), signatures, FileDigest.of(LETTER_PDF, signed_twice()), SIGNATORIES)


def test_signed_exists_only_for_the_letter_that_the_last_signature_left() -> None:
    with pytest.raises(BytesChanged, match="laatste handtekening"):
        finish(approved(), (FIRST, SECOND), FileDigest.of(LETTER_PDF, signed_once()), SIGNATORIES)


def test_a_gap_in_the_chain_is_named() -> None:
    loose = record_of(SECRETARIS, adopted(), signed_twice())
    with pytest.raises(BytesChanged, match="Secretaris"):
        finish(approved(), (FIRST, loose), FileDigest.of(LETTER_PDF, signed_twice()), SIGNATORIES)


def test_a_signature_that_was_thrown_away_does_not_come_back_with_validation_data_behind_it_or_taken_off_it() -> None:
    def with_data(letter: bytes) -> bytes:
        out = io.BytesIO(letter)
        DocumentSecurityStore.add_dss(out, sig_contents=None, certs=[material("Voorzitter").signer.signing_cert])
        return out.getvalue()

    once = outside_sign(adopted(), "Voorzitter")
    both = outside_sign(once, "Secretaris")
    for back, gone in ((once, once), (with_data(once), once), (once, with_data(once)), (both, once), (once, both)):
        with pytest.raises(NotApproved, match="weggegooid"):
            take(back, adopted(), thrown_away=(gone,))
    assert take(outside_sign(adopted(), "Voorzitter"), adopted(), thrown_away=(once, both))


def test_a_signature_of_before_the_decision_is_not_under_it() -> None:
    """A signature names its time in whole seconds, the record in parts of them."""
    ((_, made),) = take(signed_once(), adopted())
    assert take(signed_once(), adopted(), decided_at=made.at + timedelta(microseconds=999_999))
    with pytest.raises(NotApproved, match="eigen tijd"):
        take(signed_once(), adopted(), decided_at=made.at + timedelta(seconds=1))
