"""Who will not sign, and who takes back what he signed: until the last signature, and only the signatory himself."""

from __future__ import annotations

from bna_pipeline.errors import NothingToWithdraw, SignatureRefused, TransitionRefused
from bna_pipeline.model.draft import SignatureMade
from bna_pipeline.model.programme import Signatory
from bna_pipeline.model.signing_events import RefusalEnded, SignatureWithdrawn, SigningRefused
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, require
from bna_pipeline.pipeline.signing import discard_unfinished, next_signatory, signatory_of
from bna_pipeline.pipeline.signing_folder import LETTER_PATH, lay_out_letter
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, require_reason, state


def refuse_signing(tools: Tools, actor: Actor, *, reason: str) -> Step:
    """Record that the actor will not sign; from here on nobody can. To refuse twice changes nothing.

    Raises:
        WrongUse: there is no reason.
        FieldMissing: the actor signs nothing in this programme.
        TransitionRefused: there is nothing to sign, or everyone has; the message says what way is left.
        SignatureRefused: the actor has signed: he withdraws his signature instead.
    """
    signatory, why = signatory_of(tools, actor.person), require_reason(reason)

    def refused(now: EditionState) -> SigningRefused | None:
        if _refusal(now, signatory) is not None:
            return None
        _require_open(tools, now, Act.REFUSE)
        if _signature(now, signatory) is not None:
            raise SignatureRefused(
                f"{signatory.label} heeft al ondertekend en kan dus niet meer weigeren.",
                f"Trek de handtekening eerst in: `bna sign {tools.id} --as {actor.person} --withdraw --reason REDEN`.",
            )
        return SigningRefused(field=signatory.field, person=signatory.person, reason=why)

    if record(tools, actor, refused) is None:
        return Step("refuse", False, (f"{signatory.label} heeft al geweigerd te ondertekenen.",))
    said = discard_unfinished(tools, actor)
    stopped = f"{signatory.label} weigert te ondertekenen. Niemand kan ondertekenen tot de weigering is teruggenomen."
    return Step("refuse", True, (stopped, *said))


def resume_signing(tools: Tools, actor: Actor) -> Step:
    """Record that the actor takes his refusal back; without one nothing changes.

    Raises:
        FieldMissing: the actor signs nothing in this programme.
        TransitionRefused: nothing is to be signed now.
    """
    signatory = signatory_of(tools, actor.person)

    def resumed(now: EditionState) -> RefusalEnded | None:
        require(now.phase, Act.RESUME)
        if _refusal(now, signatory) is None:
            return None
        return RefusalEnded(field=signatory.field, person=signatory.person)

    if record(tools, actor, resumed) is None:
        return Step("resume", False, (f"{signatory.label} weigert niet te ondertekenen.",))
    return Step("resume", True, (f"{signatory.label} neemt de weigering terug.",))


def withdraw_signature(tools: Tools, actor: Actor, *, reason: str) -> Step:
    """Throw the actor's signature away while the next one is missing: the letter is again as it was before it.

    A withdrawal that was recorded and repeated changes nothing, but lays the letter out when a crash kept that.

    Raises:
        WrongUse: there is no reason.
        FieldMissing: the actor signs nothing in this programme.
        TransitionRefused: everyone has signed, or nothing is to be signed; the message says what way is left.
        NothingToWithdraw: the actor has no signature in the letter, or somebody signed over it.
    """
    signatory, why = signatory_of(tools, actor.person), require_reason(reason)

    def withdrawn(now: EditionState) -> SignatureWithdrawn | None:
        _require_open(tools, now, Act.WITHDRAW_SIGNATURE)
        made = _signature(now, signatory)
        if made is None:
            if now.signature_withdrawn is not None and now.signature_withdrawn.field == signatory.field:
                return None
            raise NothingToWithdraw(f"{signatory.label} heeft deze brief niet ondertekend.")
        if made != now.signatures[-1]:
            raise NothingToWithdraw(
                f"Na {signatory.label} is al ondertekend in veld {now.signatures[-1].field}.",
                "Wie het laatst tekende, trekt zijn handtekening het eerst in.",
            )
        return SignatureWithdrawn(field=made.field, person=made.person, letter=made.after, reason=why)

    landed = record(tools, actor, withdrawn) is not None
    now = state(tools)
    laid_out = lay_out_letter(tools, now)
    if not landed:
        return Step("withdraw-signature", laid_out, (f"De handtekening van {signatory.label} is al ingetrokken.",))
    turn = next_signatory(tools, now)
    said = [f"De handtekening van {signatory.label} is ingetrokken en weggegooid."]
    if laid_out:
        said.append(f"In {tools.outbox.where(tools.id, LETTER_PATH)} ligt de brief weer zoals hij daarvoor was.")
    if turn is not None:
        said.append(f"Nu ondertekent {turn.label}.")
    return Step("withdraw-signature", True, tuple(said))


def _refusal(now: EditionState, signatory: Signatory) -> SigningRefused | None:
    return next((r for r in now.refusals if r.field == signatory.field), None)


def _signature(now: EditionState, signatory: Signatory) -> SignatureMade | None:
    return next((s for s in now.signatures if s.field == signatory.field), None)


def _require_open(tools: Tools, now: EditionState, act: Act) -> None:
    """As the table says; once everyone has signed, with the way that is left then."""
    said = f"{act.value.capitalize()} kan niet meer: iedereen heeft ondertekend."
    withdraw = f"de secretaris trekt het besluit in met `bna adopt {tools.id} --withdraw --reason REDEN`"
    if now.phase in (Phase.RELEASED, Phase.FINISHED):
        raise TransitionRefused(
            f"{said} De brief is verzonden.",
            "Wat Provinciale Staten hebben, is niet terug te nemen: schrijf een nieuwe.",
        )
    if now.phase is Phase.SIGNED and now.armed is not None:
        abort = f"de coördinator breekt de vrijgave af met `bna release {tools.id} abort --reason REDEN`"
        raise TransitionRefused(said, f"Wat nog kan: {abort}, en {withdraw}.")
    if now.phase is Phase.SIGNED:
        raise TransitionRefused(said, f"Wat nog kan: {withdraw}.")
    require(now.phase, act)
