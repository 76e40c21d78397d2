"""The steps from approved to signed with a signer and a checker that say what the test has them say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bna_pipeline.errors import (
    BnaError,
    ByteRuleBroken,
    BytesChanged,
    NotApproved,
    OutOfTurn,
    SigningError,
    ThrowawayRefused,
)
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import LETTER_PDF, Adoption, Approved, Draft, Outcome, SignatureMade
from bna_pipeline.model.programme import Signatory
from bna_pipeline.model.verdicts import SignatureFound, SignatureReport
from bna_pipeline.ports import SignerIdentity
from bna_pipeline.signing.steps import accept_import, finish, letter_to_sign, sign_next

AT = datetime(2030, 6, 24, 12, 5, tzinfo=UTC)
ELSEWHERE = datetime(2030, 6, 23, 9, 0, tzinfo=UTC)
CHAIR = Signatory(person="voorzitter", field="Voorzitter", label="de voorzitter", name="V. Voorbeeld")
CLERK = Signatory(person="secretaris", field="Secretaris", label="de secretaris", name="S. Proef")
BOTH = (CHAIR, CLERK)
ADOPTED = b"de vastgestelde brief\n"
ONCE, TWICE = ADOPTED + b"handtekening 1\n", ADOPTED + b"handtekening 1\nhandtekening 2\n"
CERTIFICATE = sha256_hex(b"certificaat")


def approval(letter: bytes = ADOPTED, *, adopted: Sequence[FileDigest] | None = None, **changes: Any) -> Approved:
    file = FileDigest.of(LETTER_PDF, letter)
    draft = Draft(
        edition="delta-2030", version=1, content="0" * 64, sections=(), files=(file,), used=(), editorial="0" * 64
    )
    told: dict[str, Any] = {
        "date": AT.date(),
        "number": "1",
        "outcome": Outcome.ADOPTED,
        "draft": 1,
        "files": (file,) if adopted is None else tuple(adopted),
    }
    return Approved(draft=draft, decisions=(), adoption=Adoption.model_validate({**told, **changes}))


def made(signatory: Signatory, before: bytes, after: bytes) -> SignatureMade:
    return SignatureMade(
        field=signatory.field,
        person=signatory.person,
        before=FileDigest.of(LETTER_PDF, before),
        after=FileDigest.of(LETTER_PDF, after),
        subject="CN=x",
        certificate=CERTIFICATE,
        throwaway=False,
        imported=False,
        at=AT,
    )


FIRST, SECOND = made(CHAIR, ADOPTED, ONCE), made(CLERK, ONCE, TWICE)


def found(field: str, **changes: Any) -> SignatureFound:
    told: dict[str, Any] = {
        "field": field,
        "subject": f"CN={field}",
        "certificate": CERTIFICATE,
        "intact": True,
        "valid": True,
        "trusted": None,
        "throwaway": False,
        "at": ELSEWHERE,
        "timestamped": False,
        "covers": len(ONCE) if field == "Voorzitter" else len(TWICE),
    }
    return SignatureFound.model_validate({**told, **changes})


class Checker:
    def __init__(self, *signatures: SignatureFound, begins: bool = True, changes: Sequence[str] = ()) -> None:
        self.report = SignatureReport(signatures=signatures, begins_with_adopted=begins, changes=tuple(changes))
        self.asked: list[tuple[bytes, bytes, list[str], list[bytes]]] = []

    def check(
        self,
        signed: bytes,
        adopted: bytes,
        *,
        fields: Sequence[str],
        trust: Sequence[bytes] = (),
        moment: datetime | None = None,
    ) -> SignatureReport:
        self.asked.append((signed, adopted, list(fields), list(trust)))
        return self.report


class Hand:
    """A signer that adds its line, and remembers what it was asked."""

    def __init__(self, gives: bytes, *, throwaway: bool = False) -> None:
        self.identity = SignerIdentity(subject="CN=sleutel", certificate=CERTIFICATE, throwaway=throwaway)
        self.gives = gives
        self.asked: list[tuple[bytes, str, str, datetime, bool]] = []

    def sign(self, pdf: bytes, *, field_name: str, printed_name: str, at: datetime, certify: bool) -> bytes:
        self.asked.append((pdf, field_name, printed_name, at, certify))
        return self.gives


def sign(hand: Hand, checker: Checker, **changes: Any) -> tuple[bytes, SignatureMade]:
    told: dict[str, Any] = {
        "adopted": ADOPTED,
        "letter_now": ADOPTED,
        "signatures_so_far": (),
        "signatories": BOTH,
        "signatory": CHAIR,
        "at": AT,
        "sample": False,
    }
    return sign_next(hand, checker, changes.pop("approved", approval()), **{**told, **changes})


def take(checker: Checker, signed: bytes, **changes: Any) -> tuple[tuple[bytes, SignatureMade], ...]:
    told: dict[str, Any] = {
        "adopted": ADOPTED,
        "letter_now": ADOPTED,
        "signatures_so_far": (),
        "signatories": BOTH,
        "at": AT,
        "sample": False,
    }
    return accept_import(checker, changes.pop("approved", approval()), signed=signed, **{**told, **changes})


SECOND_TURN: dict[str, Any] = {"letter_now": ONCE, "signatures_so_far": (FIRST,), "signatory": CLERK}


def test_the_first_signature_certifies_and_the_checker_may_find_only_that_field() -> None:
    hand, checker = Hand(ONCE), Checker(found("Voorzitter"))
    letter, record = sign(hand, checker)
    assert hand.asked == [(ADOPTED, "Voorzitter", "V. Voorbeeld", AT, True)]
    assert checker.asked == [(ONCE, ADOPTED, ["Voorzitter"], [])]
    assert letter == ONCE
    assert record == SignatureMade(
        field="Voorzitter",
        person="voorzitter",
        before=FileDigest.of(LETTER_PDF, ADOPTED),
        after=FileDigest.of(LETTER_PDF, ONCE),
        subject="CN=Voorzitter",
        certificate=CERTIFICATE,
        throwaway=False,
        imported=False,
        at=AT,
    )


def test_the_second_signature_does_not_certify_and_stands_behind_the_first() -> None:
    hand, checker = Hand(TWICE), Checker(found("Voorzitter"), found("Secretaris", throwaway=True))
    letter, record = sign(hand, checker, **SECOND_TURN)
    assert hand.asked == [(ONCE, "Secretaris", "S. Proef", AT, False)]
    assert checker.asked == [(TWICE, ADOPTED, ["Voorzitter", "Secretaris"], [])]
    assert (letter, record.field, record.person, record.subject) == (TWICE, "Secretaris", "secretaris", "CN=Secretaris")
    assert (record.before, record.after) == (SECOND.before, SECOND.after) and record.throwaway


def test_one_file_with_both_signatures_gives_a_record_of_each_in_turn() -> None:
    checker = Checker(found("Voorzitter", throwaway=True), found("Secretaris", at=None))
    (first, one), (second, two) = take(checker, TWICE, trust=(b"CA",), sample=True)
    assert checker.asked == [(TWICE, ADOPTED, ["Voorzitter", "Secretaris"], [b"CA"])]
    assert (first, second) == (ONCE, TWICE)
    assert (one.before, one.after, two.before, two.after) == (FIRST.before, FIRST.after, SECOND.before, SECOND.after)
    assert one.imported and two.imported and one.throwaway and not two.throwaway
    assert (one.at, two.at) == (ELSEWHERE, AT), "who says no time is taken at the moment of import"


def test_only_what_is_new_in_a_file_is_recorded() -> None:
    both = Checker(found("Voorzitter"), found("Secretaris"))
    ((letter, record),) = take(both, TWICE, letter_now=ONCE, signatures_so_far=(FIRST,))
    assert letter == TWICE and record.field == "Secretaris" and record.before == FIRST.after


def test_bytes_behind_the_last_signature_belong_to_the_letter_that_is_kept() -> None:
    """Validation data and archive timestamps come after it."""
    ((letter, record),) = take(Checker(found("Voorzitter")), ONCE + b"controlegegevens")
    assert letter == ONCE + b"controlegegevens" and record.after == FileDigest.of(LETTER_PDF, letter)


def test_trust_that_was_not_asked_for_or_is_there_stops_nothing() -> None:
    for trusted in (None, True):
        assert take(Checker(found("Voorzitter", trusted=trusted)), ONCE)


def test_the_signed_letter_is_the_chain_from_approved_to_the_last_signature() -> None:
    letter = FileDigest.of("teruggekomen.pdf", TWICE)
    signed = finish(approval(), [FIRST, SECOND], letter, BOTH)
    assert signed.approved == approval() and signed.signatures == (FIRST, SECOND) and signed.letter == letter
    assert finish(approval(), [FIRST], FileDigest.of(LETTER_PDF, ONCE), (CHAIR,)).signatures == (FIRST,)


def test_a_name_may_differ_and_nothing_else() -> None:
    renamed = made(CLERK, ONCE, TWICE).model_copy(update={"before": FileDigest.of("anders.pdf", ONCE)})
    assert finish(approval(), [FIRST, renamed], SECOND.after, BOTH)
    for lied in ({"size": 1}, {"sha256": "0" * 64}):
        broken = SECOND.model_copy(update={"before": SECOND.before.model_copy(update=lied)})
        with pytest.raises(BytesChanged, match="Secretaris"):
            finish(approval(), [FIRST, broken], SECOND.after, BOTH)


HELD: dict[str, Any] = {"outcome": Outcome.HELD}
OTHER_LETTER = [FileDigest.of(LETTER_PDF, b"een andere brief")]
NO_LETTER = [FileDigest.of("x.pdf", ADOPTED)]

REFUSALS: list[tuple[str, Callable[[], object], type[BnaError], tuple[str, ...], tuple[str, ...]]] = [
    ("held", lambda: letter_to_sign(approval(**HELD), (), ADOPTED), NotApproved, (LETTER_PDF,), ("vaststellen",)),
    ("open mandate", lambda: letter_to_sign(approval(settled=False), (), ADOPTED), NotApproved, (LETTER_PDF,),
     ("mandaat",)),
    ("another letter adopted", lambda: letter_to_sign(approval(adopted=OTHER_LETTER), (), ADOPTED), NotApproved,
     (LETTER_PDF,), ("vaststellen",)),
    ("no letter adopted", lambda: letter_to_sign(approval(adopted=NO_LETTER), (), ADOPTED), NotApproved,
     (LETTER_PDF,), ("vaststellen",)),
    ("a changed letter", lambda: letter_to_sign(approval(), (), ADOPTED + b"x"), BytesChanged, (LETTER_PDF,), ()),
    ("an older letter", lambda: letter_to_sign(approval(), (FIRST, SECOND), ONCE), BytesChanged,
     (LETTER_PDF, "Secretaris"), ()),
    ("a changed store", lambda: sign(Hand(ONCE), Checker(), adopted=b"anders"), BytesChanged, (LETTER_PDF,),
     ("reservekopie",)),
    ("a changed store at import", lambda: take(Checker(), ONCE, adopted=b"anders"), BytesChanged, (LETTER_PDF,),
     ("reservekopie",)),
    ("out of turn", lambda: sign(Hand(ONCE), Checker(), signatory=CLERK), OutOfTurn, ("De secretaris",),
     ("de voorzitter",)),
    ("everyone has signed",
     lambda: sign(Hand(TWICE), Checker(), letter_now=TWICE, signatures_so_far=(FIRST, SECOND), signatory=CLERK),
     OutOfTurn, ("De secretaris",), ("Iedereen",)),
    ("a test key", lambda: sign(Hand(ONCE, throwaway=True), Checker()), ThrowawayRefused, ("TEST", "CN=sleutel"),
     ("echte",)),
    ("another key", lambda: sign(Hand(ONCE), Checker(found("Voorzitter", certificate="0" * 64))), ByteRuleBroken,
     ("Voorzitter", "sleutel"), ()),
    ("more than a signature", lambda: sign(Hand(ONCE), Checker(found("Voorzitter"), changes=["Een.", "Twee."])),
     ByteRuleBroken, ("Een. Twee.",), ("onderteken",)),
    ("not the adopted letter", lambda: sign(Hand(ONCE), Checker(found("Voorzitter"), begins=False)), ByteRuleBroken,
     ("vastgestelde",), ("onderteken",)),
    ("no signature", lambda: sign(Hand(ONCE), Checker()), OutOfTurn, ("geen",), ("Voorzitter",)),
    ("other signatures", lambda: sign(Hand(TWICE), Checker(found("Secretaris"), found("Voorzitter")), **SECOND_TURN),
     OutOfTurn, ("Secretaris, Voorzitter",), ("Voorzitter, Secretaris",)),
    ("a broken signature", lambda: sign(Hand(ONCE), Checker(found("Voorzitter", intact=False))), ByteRuleBroken,
     ("Voorzitter",), ("opnieuw",)),
    ("an invalid signature", lambda: sign(Hand(ONCE), Checker(found("Voorzitter", valid=False))), ByteRuleBroken,
     ("Voorzitter",), ("opnieuw",)),
    ("another file", lambda: take(Checker(found("Voorzitter")), b"anders"), ByteRuleBroken, ("bouwt niet voort",),
     ("uitgevoerde",)),
    ("nothing new", lambda: take(Checker(), ADOPTED), SigningError, ("geen nieuwe",), ("Controleer",)),
    ("nothing new behind the first",
     lambda: take(Checker(found("Voorzitter")), ONCE, letter_now=ONCE, signatures_so_far=(FIRST,)), SigningError,
     ("geen nieuwe",), ("Controleer",)),
    ("a change and nothing new", lambda: take(Checker(changes=["Een bladzij."]), ADOPTED + b"x"), ByteRuleBroken,
     ("Een bladzij.",), ("onderteken",)),
    ("a test key from elsewhere", lambda: take(Checker(found("Voorzitter", throwaway=True)), ONCE), ThrowawayRefused,
     ("TEST", "CN=Voorzitter"), ("echte",)),
    ("an unknown issuer", lambda: take(Checker(found("Voorzitter", trusted=False)), ONCE), ByteRuleBroken,
     ("Voorzitter", "CN=Voorzitter"), ("uitgever",)),
    ("one is missing", lambda: finish(approval(), [FIRST], FIRST.after, BOTH), OutOfTurn, ("Secretaris",),
     ("ondertekenaars",)),
    ("another order", lambda: finish(approval(), [SECOND, FIRST], SECOND.after, BOTH), OutOfTurn, ("volgorde",),
     ("volgorde",)),
    ("nobody signed", lambda: finish(approval(), [], FIRST.before, BOTH), OutOfTurn, ("niet volledig",), ("tekenen",)),
    ("finishing what is not adopted", lambda: finish(approval(**HELD), [FIRST], FIRST.after, BOTH), NotApproved,
     (LETTER_PDF,), ("vaststellen",)),
    ("a gap", lambda: finish(approval(), [SECOND], SECOND.after, (CLERK,)), BytesChanged,
     ("Secretaris", LETTER_PDF), ()),
    ("another letter at the end", lambda: finish(approval(), [FIRST, SECOND], FIRST.after, BOTH), BytesChanged,
     (LETTER_PDF, "laatste"), ("Zet",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "error", "named", "next_step"), [pytest.param(*rest, id=name) for name, *rest in REFUSALS]
)
def test_a_refusal_names_what_it_is_about_and_the_next_step(
    act: Callable[[], object], error: type[BnaError], named: tuple[str, ...], next_step: tuple[str, ...]
) -> None:
    with pytest.raises(error) as refused:
        act()
    assert type(refused.value) is error
    assert all(word in refused.value.message for word in named), refused.value.message
    assert all(word in refused.value.mend for word in next_step), refused.value.mend


@pytest.mark.parametrize("spoiled", [{"letter_now": b"anders"}, {"approved": approval(settled=False)}])
def test_nothing_is_signed_before_everything_was_checked(spoiled: dict[str, Any]) -> None:
    hand = Hand(ONCE)
    with pytest.raises((BytesChanged, NotApproved)):
        sign(hand, Checker(found("Voorzitter")), **spoiled)
    assert hand.asked == []
