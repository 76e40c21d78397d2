"""From `Approved` to `Signed`: one signature at a time, and never over other bytes than the approved ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bna_pipeline.errors import (
    ByteRuleBroken,
    BytesChanged,
    LevelMissing,
    NotApproved,
    OutOfTurn,
    SigningError,
    ThrowawayRefused,
    TimestampFailed,
)
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, Approved, Outcome, SignatureMade, Signed, StampMade
from bna_pipeline.model.programme import Signatory
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.verdicts import SignatureFound, SignatureReport
from bna_pipeline.ports import SignatureChecker, Signer


def letter_to_sign(approved: Approved, signatures: Sequence[SignatureMade], letter_now: bytes) -> None:
    """Hash the letter once more, at the moment of signing, and hold it against what was approved or last signed.

    Raises:
        NotApproved: GS adopted another letter than the one that was approved, or have not settled it.
        BytesChanged: the letter is not the approved one, or not the one that the last signature left behind.
    """
    _require_adopted(approved)
    expected = signatures[-1].after if signatures else approved.letter
    if _other(letter_now, expected):
        since = f"handtekening {signatures[-1].field}" if signatures else "de vaststelling"
        raise BytesChanged(
            f"{LETTER_PDF} is gewijzigd sinds {since}: {len(letter_now)} bytes in plaats van {expected.size}, "
            f"of een andere SHA-256 dan {expected.sha256}.",
            "Zet de vastgestelde brief terug, of stel het nieuwe concept opnieuw vast.",
        )


def sign_next(
    signer: Signer,
    checker: SignatureChecker,
    approved: Approved,
    *,
    adopted: bytes,
    letter_now: bytes,
    signatures_so_far: Sequence[SignatureMade],
    signatories: Sequence[Signatory],
    signatory: Signatory,
    at: datetime,
    sample: bool,
    level: SignatureLevel = SignatureLevel.B_B,
) -> tuple[bytes, SignatureMade]:
    """Put the next signature, and check the byte rule on what came out.

    Args:
        adopted: the prepared letter as GS adopted it.
        letter_now: the letter as it stands: adopted, or with the signatures so far.
        signatories: all of them, in signing order.
        signatory: who signs now.
        at: signing time, aware.
        sample: whether programme and edition are marked as sample; only then may a throwaway key sign.
        level: what the signature must reach.

    Returns:
        The signed letter, and the record of the signature.

    Raises:
        NotApproved, BytesChanged: see `letter_to_sign`; also when `adopted` is not the approved letter.
        OutOfTurn: it is somebody else's turn, or everyone has signed.
        ThrowawayRefused: a test key outside a sample.
        ByteRuleBroken: the result is more than the letter and the signature; it is to be thrown away.
        TimestampFailed: also when the timestamp in the result does not hold.
        FieldMissing, KeyUnusable, SigningError: from the signer.
    """
    _require_approved_bytes(approved, adopted)
    letter_to_sign(approved, signatures_so_far, letter_now)
    _require_turn(signatory, signatories, signatures_so_far)
    _require_real_key(signer.identity.throwaway, sample, signer.identity.subject)
    signed = signer.sign(
        letter_now,
        field_name=signatory.field,
        printed_name=signatory.name,
        at=at,
        certify=not signatures_so_far,
    )
    fields = [s.field for s in signatories[: len(signatures_so_far) + 1]]
    found = _require_signatures(checker.check(signed, adopted, fields=fields), fields)[-1]
    if found.certificate != signer.identity.certificate:
        raise ByteRuleBroken(f"De handtekening {signatory.field} is met een andere sleutel gezet dan gevraagd.")
    # A throwaway key has no authority behind it, and signs for a sample alone.
    if level.timestamped and not (found.timestamped or found.throwaway):
        raise TimestampFailed(f"Het tijdstempel in handtekening {signatory.field} klopt niet.", "Onderteken opnieuw.")
    return signed, _made(found, signatory, before=letter_now, after=signed, at=at, imported=False)


def accept_import(
    checker: SignatureChecker,
    approved: Approved,
    *,
    adopted: bytes,
    letter_now: bytes,
    signed: bytes,
    signatures_so_far: Sequence[SignatureMade],
    signatories: Sequence[Signatory],
    at: datetime,
    sample: bool,
    trust: Sequence[bytes] = (),
    level: SignatureLevel = SignatureLevel.B_B,
    decided_at: datetime | None = None,
    thrown_away: Sequence[bytes] = (),
) -> tuple[tuple[bytes, SignatureMade], ...]:
    """Accept a letter that was signed elsewhere: the letter as it stands plus the next signature, or several in turn.

    Args:
        signed: what came back.
        at: the moment of import; recorded for a signature that names no time of its own.
        trust: CA certificates (PEM) that must stand behind the new signatures; empty: not looked at.
        level: what the new signatures must reach; validation data can be added afterwards, a timestamp cannot.
        decided_at: when the decision that holds now was recorded, or the last signature withdrawn; None: not looked at.
        thrown_away: letters whose signatures were thrown away, withdrawn themselves or with an earlier decision.

    Returns:
        For each new signature the letter with it, and its record; the last letter is `signed`.

    Raises:
        ByteRuleBroken: more than signatures was changed, a signature does not hold, or its certificate is not trusted.
        OutOfTurn: another field than the next one was signed.
        SigningError: there is no new signature in it.
        LevelMissing: a new signature has no timestamp, and the level asks for one.
        NotApproved: also when a signature was put under an earlier decision on the same bytes.
        BytesChanged, ThrowawayRefused: as for `sign_next`.
    """
    _require_approved_bytes(approved, adopted)
    letter_to_sign(approved, signatures_so_far, letter_now)
    if not signed.startswith(letter_now):
        raise ByteRuleBroken(
            "De ingelezen brief bouwt niet voort op de brief die is uitgevoerd.",
            "Onderteken het uitgevoerde bestand zelf, zonder het eerst te openen en opnieuw te bewaren.",
        )
    report = checker.check(signed, adopted, fields=[s.field for s in signatories], trust=trust)
    filled = [found.field for found in report.signatures]
    done = len(signatures_so_far)
    if len(filled) <= done and report.byte_rule_holds:
        raise SigningError(
            "In de ingelezen brief staat geen nieuwe handtekening.", "Controleer of u het ondertekende bestand koos."
        )
    fields = [s.field for s in signatories[: len(filled)]]
    found_signatures = _require_signatures(report, fields)
    made: list[tuple[bytes, SignatureMade]] = []
    before = letter_now
    for found, signatory in list(zip(found_signatures, signatories, strict=False))[done:]:
        _require_real_key(found.throwaway, sample, found.subject)
        _require_under_this_decision(found, signed[: found.covers], decided_at, thrown_away)
        if found.trusted is False:
            raise ByteRuleBroken(
                f"Het certificaat van handtekening {found.field} is niet van een vertrouwde uitgever: {found.subject}.",
                "Onderteken met een certificaat van een uitgever die u vertrouwt, of voeg die uitgever toe.",
            )
        if level.timestamped and not found.timestamped:
            raise LevelMissing(
                f"Handtekening {found.field} heeft geen geldig tijdstempel van een tijdstempeldienst; de instellingen "
                f"vragen niveau {level.value}.",
                "Zet in het programma waarmee u ondertekent een tijdstempeldienst aan (RFC 3161) en onderteken de "
                "uitgevoerde brief opnieuw.",
            )
        last = found is found_signatures[-1]
        after = signed if last else signed[: found.covers]
        record = _made(found, signatory, before=before, after=after, at=found.at or at, imported=True)
        made.append((after, record))
        before = after
    return tuple(made)


def finish(
    approved: Approved,
    signatures: Sequence[SignatureMade],
    letter: FileDigest,
    signatories: Sequence[Signatory],
    stamp: StampMade | None = None,
) -> Signed:
    """The one `Signed`: every signature follows on the one before, from the approved letter to this one.

    Args:
        letter: the letter as it stands, hashed again.
        signatories: each of them must have signed, in this order.
        stamp: the archive timestamp behind the last signature.

    Raises:
        NotApproved: see `letter_to_sign`.
        OutOfTurn: a signature is missing, or they stand in another order.
        BytesChanged: the chain from approved to signed letter is broken.
    """
    _require_adopted(approved)
    expected = [s.field for s in signatories]
    if not signatures or [s.field for s in signatures] != expected:
        missing = [f for f in expected if f not in {s.field for s in signatures}]
        raise OutOfTurn(
            f"De brief is nog niet volledig ondertekend: {', '.join(missing) or 'de volgorde klopt niet'}.",
            "Laat de ontbrekende ondertekenaars in hun volgorde tekenen.",
        )
    before = approved.letter
    for signature in signatures:
        if _differ(signature.before, before):
            raise BytesChanged(f"Handtekening {signature.field} is niet gezet op {LETTER_PDF} zoals die toen was.")
        before = signature.after
    if stamp is not None:
        if _differ(stamp.before, before):
            raise BytesChanged(f"Het archieftijdstempel is niet gezet op {LETTER_PDF} zoals die is ondertekend.")
        before = stamp.after
    if _differ(letter, before):
        raise BytesChanged(
            f"{LETTER_PDF} is gewijzigd sinds de laatste handtekening.", "Zet de ondertekende brief terug."
        )
    return Signed(approved=approved, signatures=tuple(signatures), letter=letter, stamp=stamp)


def require_only_more(
    checker: SignatureChecker, after: bytes, before: bytes, *, adopted: bytes, fields: Sequence[str]
) -> None:
    """Refuse a letter that is more than the one before it plus validation data and timestamps.

    Args:
        fields: every signature field that is filled, in order.

    Raises:
        ByteRuleBroken, OutOfTurn.
    """
    if not after.startswith(before):
        raise ByteRuleBroken(f"{LETTER_PDF} begint niet meer met de ondertekende brief.")
    _require_signatures(checker.check(after, adopted, fields=fields), fields)


def _require_adopted(approved: Approved) -> None:
    adoption = approved.adoption
    adopted = next((f for f in adoption.files if f.name == LETTER_PDF), None)
    if adoption.outcome is Outcome.HELD or not adoption.settled or adopted != approved.letter:
        raise NotApproved(
            f"{LETTER_PDF} is niet door Gedeputeerde Staten vastgesteld zoals hij is goedgekeurd.",
            "Laat dit concept vaststellen, of rond het mandaat af.",
        )


def _require_approved_bytes(approved: Approved, adopted: bytes) -> None:
    if _other(adopted, approved.letter):
        raise BytesChanged(
            f"De bewaarde vastgestelde brief ({LETTER_PDF}) is niet meer de goedgekeurde.",
            "Zet de opslag terug uit een reservekopie.",
        )


def _require_turn(
    signatory: Signatory, signatories: Sequence[Signatory], signatures_so_far: Sequence[SignatureMade]
) -> None:
    done = len(signatures_so_far)
    turn = signatories[done] if done < len(signatories) else None
    if turn is None or turn.field != signatory.field:
        mend = f"Nu is {turn.label} aan de beurt." if turn is not None else "Iedereen heeft al ondertekend."
        raise OutOfTurn(f"{signatory.label.capitalize()} kan nu niet ondertekenen.", mend)


def _require_real_key(throwaway: bool, sample: bool, subject: str) -> None:
    if throwaway and not sample:
        raise ThrowawayRefused(
            f"Dit is een TEST-sleutel (wegwerpsleutel), en die mag hier niet ondertekenen: {subject}.",
            "Gebruik een echte sleutel; alleen een programma dat als voorbeeld is aangemerkt, mag met TEST tekenen.",
        )


def _require_under_this_decision(
    found: SignatureFound, letter: bytes, decided_at: datetime | None, thrown_away: Sequence[bytes]
) -> None:
    """When a draft is adopted once more, a letter signed under the decision before passes every other check.

    Args:
        letter: the file up to and including this signature; what is added behind it makes no other signature of it.
    """
    if any(gone.startswith(letter) for gone in thrown_away):
        raise NotApproved(
            f"Handtekening {found.field} in deze brief is weggegooid toen zij, of het besluit over de brief, werd "
            "ingetrokken.",
            "Laat de brief opnieuw ondertekenen.",
        )
    # A signature names whole seconds.
    if found.at is not None and decided_at is not None and found.at < decided_at.replace(microsecond=0):
        raise NotApproved(
            f"Handtekening {found.field} is volgens haar eigen tijd ({found.at:%d-%m-%Y %H:%M:%S %Z}) gezet voordat "
            "het besluit over deze brief was vastgelegd of een eerdere handtekening was ingetrokken "
            f"({decided_at:%d-%m-%Y %H:%M:%S %Z}).",
            "Laat de brief opnieuw ondertekenen, op een computer met de juiste tijd.",
        )


def _require_signatures(report: SignatureReport, fields: Sequence[str]) -> tuple[SignatureFound, ...]:
    if not report.byte_rule_holds:
        raise ByteRuleBroken(
            "De ondertekende brief is niet de vastgestelde brief met alleen handtekeningen erbij. "
            + " ".join(report.changes),
            "Gooi dit bestand weg en onderteken de brief opnieuw.",
        )
    found = [signature.field for signature in report.signatures]
    if found != list(fields):
        raise OutOfTurn(
            f"De brief draagt andere handtekeningen dan verwacht: {', '.join(found) or 'geen'}.",
            f"Verwacht: {', '.join(fields)}.",
        )
    broken = [s.field for s in report.signatures if not (s.intact and s.valid)]
    if broken:
        raise ByteRuleBroken(f"Deze handtekening klopt niet: {', '.join(broken)}.", "Onderteken de brief opnieuw.")
    return report.signatures


def _made(
    found: SignatureFound, signatory: Signatory, *, before: bytes, after: bytes, at: datetime, imported: bool
) -> SignatureMade:
    return SignatureMade(
        field=signatory.field,
        person=signatory.person,
        before=FileDigest.of(LETTER_PDF, before),
        after=FileDigest.of(LETTER_PDF, after),
        subject=found.subject,
        certificate=found.certificate,
        throwaway=found.throwaway,
        imported=imported,
        at=at,
    )


def _other(data: bytes, expected: FileDigest) -> bool:
    return _differ(FileDigest.of(expected.name, data), expected)


def _differ(one: FileDigest, other: FileDigest) -> bool:
    # The name may differ: a letter signed elsewhere comes back under another one.
    return (one.size, one.sha256) != (other.size, other.sha256)
