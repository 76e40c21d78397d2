"""What an edition waits for once it is adopted: signatures, the hand-over, the release, receipts."""

from __future__ import annotations

from bna_pipeline.delivery.embargo import obstacles, still_owed
from bna_pipeline.errors import BytesChanged, Refused, SignatureRefused, StorageError
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.programme import Signatory
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.pipeline.approval import approved_now
from bna_pipeline.pipeline.archive_stamp import stamp_due
from bna_pipeline.pipeline.channels import deliveries_due, hand_over_due, package_files
from bna_pipeline.pipeline.signal_state import kamerbrief_owed
from bna_pipeline.pipeline.signing import next_signatory, require_signable, signed_now
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.wait_kinds import act_wait, restore_wait, run_wait, withdraw_wait

_UNTIL_SIGNED = frozenset({Phase.OPEN, Phase.CLOSED, Phase.CONCEPT, Phase.FOR_ADOPTION, Phase.ADOPTED})


def signing_waits(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """The signature of whose turn it is, or what must be put right before it."""
    turn = next_signatory(tools, now)
    if turn is None:
        return ()
    try:
        require_signable(tools, now, turn)
    except (BytesChanged, StorageError) as changed:
        return (restore_wait(tools, changed),)
    except SignatureRefused:
        return _refusals(tools, now)
    except Refused as refused:
        return (withdraw_wait(tools, refused.message),)
    return (_signature(tools, turn),)


def _refusals(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """Everyone who refuses must take it back; or the decision goes, and what it was about changes."""
    found = []
    signatories = {s.person for s in tools.programme.letter.signatories}
    for refusal in (r for r in now.refusals if r.person in signatories):
        command = f"bna sign {tools.id} --as {refusal.person} --resume"
        said = f"{refusal.person} weigert te ondertekenen ({refusal.reason.rstrip('.')}) en kan dat terugnemen met"
        found.append(
            Wait(
                act=Act.RESUME,
                who=(refusal.person,),
                subject=refusal.field,
                command=command,
                sentence=f"{said} `{command}`",
            )
        )
    if not found:
        return (withdraw_wait(tools, "wie weigerde, is geen ondertekenaar meer"),)
    return (*found, withdraw_wait(tools, "of de brief wordt een andere", When.INSTEAD))


def _signature(tools: Tools, turn: Signatory) -> Wait:
    command = f"bna sign {tools.id} --as {turn.person}"
    # The key that is here may be a TEST key, which signs nothing outside a sample.
    elsewhere = "" if tools.sample else ", of elders: eerst met `--export BESTAND` en daarna met `--import BESTAND`"
    return Wait(
        act=Act.SIGN,
        who=(turn.person,),
        subject=turn.field,
        command=command,
        sentence=f"{turn.label}: onderteken met `{command}`{elsewhere}",
    )


def hand_over_waits(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """The hand-over under embargo, when it is due and the programme has one."""
    due = hand_over_due(tools, now)
    if due is None or tools.hand_over_channel is None:
        return ()
    try:
        approved_now(tools, now)
    except (Refused, StorageError):
        return ()  # the wait beside this one names it
    channel = tools.hand_over_channel(due.number)
    run = f"bna run {tools.id}"
    said = f"de overdracht onder embargo naar {channel.target}: `{run}` doet haar zodra dat kan"
    return (Wait(act=Act.HAND_OVER, subject=channel.id, command=run, sentence=said),)


def release_waits(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """What stands in the way of the release; when nothing does, the run that lets the package go."""
    try:
        found = obstacles(now, signed_now(tools, now), tools.programme.delivery.signal)
        if not found:
            package_files(tools, now)
    except (BytesChanged, StorageError) as changed:
        return (restore_wait(tools, changed),)
    except Refused as refused:  # the programme was changed under a signed letter
        if now.armed is None:
            return (withdraw_wait(tools, refused.message),)
        said = f"{refused.message} De coördinator: breek de vrijgave af met"
        return (act_wait(tools, Act.ABORT, LETTER_PDF, f"bna release {tools.id} abort --reason REDEN", said),)
    stamp = _stamp_waits(tools, now)
    if stamp:
        found = tuple(o for o in found if o.act is not Act.ARM)
    waits = (
        act_wait(tools, o.act, "vrijgave", o.command, o.said, When.INSTEAD if o.instead else When.NOW) for o in found
    )
    return (*stamp, *waits) or (run_wait(tools, "pakket", "het pakket mag vertrekken"),)


def readiness_waits(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """What the last look at keys and outside services found wrong, until the letter is signed."""
    probed = now.readiness
    if probed is None or not (now.phase in _UNTIL_SIGNED or stamp_due(tools, now)):
        return ()
    command = f"bna check {tools.id}"
    return tuple(
        Wait(
            act=Outside.CONFIGURE,
            subject="ondertekening",
            command=command,
            sentence=f"voor de ondertekening (nagekeken op {dutch_date(probed.day)}): {fault} Nakijken: `{command}`",
        )
        for fault in probed.faults
    )


def _stamp_waits(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """The archive timestamp, which comes before arming."""
    if not stamp_due(tools, now):
        return ()
    asked = " is gevraagd, maar er is nog geen: de dienst gaf het niet" if now.stamping is not None else ""
    return (run_wait(tools, "archieftijdstempel", f"het archieftijdstempel{asked}", after=" vraagt het aan"),)


def delivery_waits(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """The receipts that are not in yet, and after them the record."""
    run = f"bna run {tools.id}"
    try:
        package_files(tools, now)
    except (BytesChanged, StorageError) as changed:
        return (restore_wait(tools, changed),)
    due = tuple(
        Wait(act=Outside.RECEIVE, subject=rule.id, command=run, sentence=f"de ontvangst door {rule.name}")
        for rule in deliveries_due(tools, now)
    )
    owed = still_owed(now, tools.programme.delivery.signal) if kamerbrief_owed(tools, now) else ()
    waits = (*due, *(act_wait(tools, o.act, "dossier", o.command, f"voor het dossier: {o.said}") for o in owed))
    when = When.LATER if waits else When.NOW
    said = f"het dossier: `{run}` maakt het na de laatste ontvangst"
    return (*waits, Wait(act=Act.ARCHIVE, subject="dossier", command=run, when=when, sentence=said))
