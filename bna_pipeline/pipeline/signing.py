"""From approved to signed: the signatories in their order, with a key here or elsewhere."""

from __future__ import annotations

from bna_pipeline.errors import FieldMissing, OutOfTurn, SignatureRefused
from bna_pipeline.errors.moved import DraftMoved
from bna_pipeline.model.base import FileDigest, Sha256
from bna_pipeline.model.draft import LETTER_PDF, Approved, SignatureMade, Signed
from bna_pipeline.model.events import AdoptionRecorded, LetterExported, LetterSigned, SigningDiscarded, SigningIntended
from bna_pipeline.model.programme import Signatory
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.signing_events import SignatureWithdrawn
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.approval import approved_now, files_as_they_stand
from bna_pipeline.pipeline.signing_folder import lay_out_letter, letter_as_it_stands
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, record, state, trail_and_state
from bna_pipeline.signing.steps import accept_import, finish, letter_to_sign, require_only_more, sign_next


def next_signatory(tools: Tools, now: EditionState) -> Signatory | None:
    """Whose turn it is to sign; None when everyone has."""
    signatories = tools.programme.letter.signatories
    done = len(now.signatures)
    return signatories[done] if done < len(signatories) else None


def signatory_of(tools: Tools, person: str) -> Signatory:
    """The signatory that this person is.

    Raises:
        FieldMissing: the person signs nothing in this programme.
    """
    for signatory in tools.programme.letter.signatories:
        if signatory.person == person:
            return signatory
    known = ", ".join(s.person for s in tools.programme.letter.signatories)
    raise FieldMissing(f"{person} ondertekent deze brief niet.", f"Ondertekenaars zijn: {known}.")


def sign(tools: Tools, actor: Actor, *, letter: Sha256 | None = None) -> Step:
    """Put the actor's signature in his prepared field, with his key.

    The intent is written first; a signature that was made but not recorded is thrown away and said.

    Args:
        letter: of the letter that the actor had before him; None: as it is now.

    Raises:
        DraftMoved: the letter is another by now.
        SignatureRefused, NotApproved, BytesChanged, OutOfTurn, KeyUnusable, ThrowawayRefused, ByteRuleBroken,
        TransitionRefused.
        TimestampFailed, RevocationUnknown: an outside service does not answer; nothing is signed.
        CertificateRevoked: also when the certificate of an earlier signature was revoked before it was put.
    """
    signatory = signatory_of(tools, actor.person)
    now = state(tools)
    if any(s.field == signatory.field for s in now.signatures):
        return Step("sign", False, (f"{signatory.label} heeft al ondertekend.",))
    _require_seen(now, letter)
    approval, before = _ready_to_sign(tools, now, signatory)
    signer = tools.signer(signatory)
    concerns = concerns_about(tools, before) if now.signatures else ()
    said = (*concerns, *discard_unfinished(tools, actor))

    def intend(then: EditionState) -> SigningIntended:
        require(then.phase, Act.SIGN)
        require_willing(tools, then)
        return SigningIntended(field=signatory.field, person=signatory.person, before=before)

    record(tools, actor, intend)
    signed, made = sign_next(
        signer,
        tools.checker,
        approval,
        adopted=blob_of(tools, approval.letter),
        letter_now=blob_of(tools, before),
        signatures_so_far=now.signatures,
        signatories=tools.programme.letter.signatories,
        signatory=signatory,
        at=tools.clock.now(),
        sample=tools.sample,
        level=level_of(tools),
    )
    if not _record_signatures(tools, actor, ((signed, made),)):
        thrown = f"{signatory.label} heeft intussen al ondertekend; deze tweede handtekening is weggegooid."
        return Step("sign", bool(said), (*said, thrown))
    warning = (f"LET OP: ondertekend met een WEGWERPSLEUTEL (TEST): {made.subject}.",) if made.throwaway else ()
    return Step("sign", True, (*said, f"{signatory.label} heeft ondertekend.", *warning))


def _require_seen(now: EditionState, letter: Sha256 | None) -> None:
    if letter is not None and (now.letter is None or now.letter.sha256 != letter):
        raise DraftMoved(
            "De brief is intussen een andere: iemand ondertekende, of trok iets in. Er is niets getekend.",
            "Bekijk de brief zoals hij nu is en onderteken daarna opnieuw.",
        )


def level_of(tools: Tools) -> SignatureLevel:
    """What every signature must reach."""
    return SignatureLevel.B_B if tools.preserver is None else tools.preserver.level


def concerns_about(tools: Tools, letter: FileDigest) -> tuple[str, ...]:
    """What became of the certificates behind the signatures so far: one may expire between two sittings.

    Raises:
        CertificateRevoked: one was revoked before it signed.
    """
    preserver = tools.preserver
    return () if preserver is None else preserver.concerns(blob_of(tools, letter), tools.clock.now())


def discard_unfinished(tools: Tools, actor: Actor) -> tuple[str, ...]:
    """Throw away what an interrupted signing may have made: it was never recorded, so it is no signature."""

    def decide(now: EditionState) -> SigningDiscarded | None:
        if now.signing is None:
            return None
        return SigningDiscarded(field=now.signing.field, reason="een eerdere poging is onderbroken")

    entry = record(tools, actor, decide)
    if entry is None or not isinstance(entry.event, SigningDiscarded):
        return ()
    return (f"Een onderbroken ondertekening van {entry.event.field} is weggegooid.",)


def _ready_to_sign(
    tools: Tools, now: EditionState, signatory: Signatory, signed: bytes | None = None
) -> tuple[Approved, FileDigest]:
    approval = approved_now(tools, now)
    require(now.phase, Act.SIGN)
    files_as_they_stand(tools, approval.draft)
    require_willing(tools, now)
    turn = next_signatory(tools, now)
    if turn is None or turn.field != signatory.field:
        first = turn.label if turn is not None else "niemand"
        raise OutOfTurn(f"{signatory.label} is niet aan de beurt.", f"Nu ondertekent {first}.")
    before = letter_as_it_stands(tools, now, signed)
    letter_to_sign(approval, now.signatures, blob_of(tools, before))
    return approval, before


def require_willing(tools: Tools, now: EditionState) -> None:
    """Refuse to sign while a signatory refuses.

    Raises:
        SignatureRefused: names him and his reason.
    """
    for refusal in now.refusals:
        raise SignatureRefused(
            f"{refusal.person} weigert te ondertekenen: {refusal.reason.rstrip('.')}.",
            f"Ondertekenen kan pas als {refusal.person} de weigering terugneemt "
            f"(`bna sign {tools.id} --as {refusal.person} --resume`) of de secretaris het besluit intrekt "
            f"(`bna adopt {tools.id} --withdraw --reason REDEN`).",
        )


def require_signable(tools: Tools, now: EditionState, signatory: Signatory) -> None:
    """Refuse what signing would refuse now, before any key is touched.

    Raises:
        SignatureRefused, NotApproved, BytesChanged, OutOfTurn, TransitionRefused.
    """
    _ready_to_sign(tools, now, signatory)


def _record_signatures(tools: Tools, actor: Actor, made: tuple[tuple[bytes, SignatureMade], ...]) -> bool:
    """Record signatures and lay the letter out with them; False when another process had put one of them before."""
    landed = True
    for data, signature in made:
        tools.blobs.put(data)

        def decide(now: EditionState, signature: SignatureMade = signature) -> LetterSigned | None:
            if any(s.field == signature.field for s in now.signatures):
                return None
            require(now.phase, Act.SIGN)
            require_willing(tools, now)
            if now.letter is None or now.letter.sha256 != signature.before.sha256:
                raise OutOfTurn(
                    "De brief is intussen een andere: iemand ondertekende, of trok zijn handtekening in.",
                    "Onderteken opnieuw.",
                )
            return LetterSigned(signature=signature)

        landed &= record(tools, actor, decide) is not None
    lay_out_letter(tools, state(tools))
    return landed


def export(tools: Tools, actor: Actor, *, letter: Sha256 | None = None) -> tuple[Step, bytes]:
    """The letter for a signatory who signs elsewhere (a card, an outside service): what was recorded, and the bytes.

    Args:
        letter: as that of `sign`.

    Raises:
        DraftMoved: the letter is another by now.
        SignatureRefused, NotApproved, OutOfTurn, BytesChanged, TransitionRefused, FieldMissing.
    """
    now = state(tools)
    signatory = signatory_of(tools, actor.person)
    _require_seen(now, letter)
    _, before = _ready_to_sign(tools, now, signatory)

    def decide(then: EditionState) -> LetterExported | None:
        require(then.phase, Act.SIGN)
        require_willing(tools, then)
        exported = LetterExported(field=signatory.field, file=before)
        return None if then.exported == exported else exported

    changed = record(tools, actor, decide) is not None
    said = f"De brief voor {signatory.label} is uitgevoerd; lees hem na ondertekening in met `--import`."
    return Step("export", changed, (said,)), blob_of(tools, before)


def import_signed(tools: Tools, actor: Actor, data: bytes) -> Step:
    """Accept a letter that was signed elsewhere, when it is the adopted letter plus signatures and nothing else.

    Raises:
        SignatureRefused, ByteRuleBroken, OutOfTurn, NotApproved, BytesChanged, ThrowawayRefused, TransitionRefused.
        LevelMissing: it has no timestamp, and the settings ask for one.
        CertificateExpired, CertificateRevoked, RevocationUnknown: validation data cannot be had for it.
    """
    trail, now = trail_and_state(tools)
    signatory = signatory_of(tools, actor.person)
    if _was_read_in(tools, now, data):
        return Step("import", False, ("Deze ondertekende brief is al ingelezen.",))
    approval, before = _ready_to_sign(tools, now, signatory, signed=data)
    gone = {s.after.sha256: s.after for s in now.thrown_away}
    made = accept_import(
        tools.checker,
        approval,
        adopted=blob_of(tools, approval.letter),
        letter_now=blob_of(tools, before),
        signed=data,
        signatures_so_far=now.signatures,
        signatories=tools.programme.letter.signatories,
        at=tools.clock.now(),
        sample=tools.sample,
        trust=() if tools.preserver is None else tools.preserver.trust,
        level=level_of(tools),
        decided_at=next(e.at for e in reversed(trail) if isinstance(e.event, AdoptionRecorded | SignatureWithdrawn)),
        thrown_away=tuple(blob_of(tools, file) for file in gone.values()),
    )
    made, completed = _with_validation_data(tools, approval, made)
    said = (*discard_unfinished(tools, actor), *completed)
    if not _record_signatures(tools, actor, made):
        thrown = f"{signatory.label} heeft intussen al ondertekend; de ingelezen handtekening is weggegooid."
        return Step("import", bool(said), (*said, thrown))
    return Step("import", True, (*said, *(f"Handtekening {s.field} is ingelezen: {s.subject}." for _, s in made)))


def _was_read_in(tools: Tools, now: EditionState, data: bytes) -> bool:
    """Whether this letter is the last one that was read in; what it lacked may stand behind it."""
    if not now.signatures:
        return False
    last = now.signatures[-1]
    if not last.imported:
        return FileDigest.of(LETTER_PDF, data) == last.after
    return len(data) > last.before.size and blob_of(tools, last.after).startswith(data)


def _with_validation_data(
    tools: Tools, approval: Approved, made: tuple[tuple[bytes, SignatureMade], ...]
) -> tuple[tuple[tuple[bytes, SignatureMade], ...], tuple[str, ...]]:
    """What was read in, with what its signatures lack for their level, got now that their certificates hold."""
    if tools.preserver is None:
        return made, ()
    signed, last = made[-1]
    whole = tools.preserver.with_validation_data(signed, tools.clock.now())
    if whole == signed:
        return made, ()
    fields = [s.field for s in tools.programme.letter.signatories]
    fields = fields[: fields.index(last.field) + 1]
    require_only_more(tools.checker, whole, signed, adopted=blob_of(tools, approval.letter), fields=fields)
    completed = last.model_copy(update={"after": FileDigest.of(LETTER_PDF, whole)})
    return (*made[:-1], (whole, completed)), ("Ontbrekende controlegegevens zijn aan de brief toegevoegd.",)


def signed_now(tools: Tools, now: EditionState) -> Signed:
    """The one Signed that packaging takes, made again from the ledger and the bytes as they stand.

    Raises:
        TransitionRefused: a signature is missing.
        BytesChanged: names the file.
    """
    require(now.phase, Act.ARM)
    approval = approved_now(tools, now)
    letter = letter_as_it_stands(tools, now)
    blob_of(tools, letter)
    return finish(approval, now.signatures, letter, tools.programme.letter.signatories, now.stamp)
