"""What an edition waits for now: who must do what, with which command. Doing it moves the edition on."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.delivery.embargo import obstacles
from bna_pipeline.errors import BytesChanged, Refused, StorageError
from bna_pipeline.model.consolidation import WITHOUT
from bna_pipeline.model.draft import LETTER_PDF, Adoption, Outcome
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.programme import Role, Signatory
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.pipeline.approval import approved_now, current_draft, drafts_of, files_as_they_stand
from bna_pipeline.pipeline.awaiting import seats_awaiting_sign_off
from bna_pipeline.pipeline.channels import deliveries_due, hand_over_due, package_files
from bna_pipeline.pipeline.consolidating import blocking, claims_in, consolidation_of, letter_faults
from bna_pipeline.pipeline.counting import (
    conflict_sentence,
    counting_editorial,
    draft_is_current,
    missing_seats,
    open_conflicts,
    sides,
)
from bna_pipeline.pipeline.owing import Owed, owed_in
from bna_pipeline.pipeline.signing import next_signatory, require_signable, signed_now
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.pipeline.waiting_round import round_waits
from bna_pipeline.pipeline.who_may import as_who, people
from bna_pipeline.review.route import Missing, what_is_missing
from bna_pipeline.review.standing import standing
from bna_pipeline.rounds.asked import named

VERDICTS = ("approve", "remark", "return")
OUTCOMES = tuple(outcome.value for outcome in Outcome)


def waits_for(tools: Tools) -> tuple[str, ...]:
    """What the edition waits for, in Dutch sentences; empty only when it is finished, or went out long ago."""
    return tuple(wait.sentence for wait in waits(tools))


def waits(tools: Tools) -> tuple[Wait, ...]:
    """What the edition waits for; empty only when it is finished, or was sent without this record (a past edition)."""
    return waiting(tools, state(tools))


def waiting(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """As `waits`, of a state that was read before."""
    return (*_of_phase(tools, now), *round_waits(tools, now))


def _of_phase(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    match now.phase:
        case Phase.NONE:
            return _opening(tools)
        case Phase.OPEN:
            return _collecting(tools, now) or (_closing(tools, f"bna close {tools.id}"),)
        case Phase.CLOSED | Phase.CONCEPT if not draft_is_current(tools, now):
            return _drafting(tools, now)
        case Phase.CLOSED | Phase.CONCEPT:
            return _reviewing(tools, now) or (_run(tools, "route", "de route is rond"),)
        case Phase.FOR_ADOPTION:
            # GS may decide on what they have before them, also when something came in after it.
            late = () if draft_is_current(tools, now) else _drafting(tools, now)
            return (*late, *(_reviewing(tools, now) or _deciding(tools, now, late)))
        case Phase.ADOPTED:
            return (*_signing(tools, now), *_handing_over(tools, now))
        case Phase.SIGNED:
            return (*_handing_over(tools, now), *_releasing(tools, now))
        case Phase.RELEASED:
            return _delivering(tools, now)
        case Phase.FINISHED:
            return ()


def _opening(tools: Tools) -> tuple[Wait, ...]:
    if tools.edition.past:
        return ()
    if tools.edition.deadline is not None:
        return (_act(tools, Act.OPEN, tools.id, f"bna open {tools.id}", "de coördinator: open de editie met"),)
    command = f"bna check {tools.id}"
    said = f"een inleverdatum: zet bij editie {tools.id} in programme.yaml een `deadline`; nakijken kan met `{command}`"
    return (Wait(act=Outside.CONFIGURE, subject="deadline", command=command, sentence=said),)


def _collecting(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    absent = missing_seats(tools, now)
    asleep = [seat for seat in absent if seat not in seats_awaiting_sign_off(tools, now)]
    partners = tuple(_send(seat.name, f"een goede bijdrage van {named(tools.programme, seat)}") for seat in asleep)
    editorial = () if counting_editorial(tools, now) is not None else (_send(REDACTIE, "een goede redactie"),)
    conflicts = _conflicts(tools, now)
    if not absent or editorial or conflicts:
        return (*partners, *editorial, *conflicts)
    return (*partners, _closing(tools, f"bna close {tools.id} --reason REDEN", "of zonder hen, ", When.INSTEAD))


def _closing(tools: Tools, command: str, before: str = "", when: When = When.NOW) -> Wait:
    return _act(tools, Act.CLOSE, tools.id, command, f"{before}de coördinator: sluit de ronde met", when)


def _conflicts(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    found = []
    for conflict in open_conflicts(tools, now):
        command = f"bna settle {tools.id} {conflict.subject} --choose KEUZE --reason REDEN{as_who(tools, Act.SETTLE)}"
        what = f"de tegenspraak over {conflict_sentence(now, conflict)}"
        found.append(
            Wait(
                act=Act.SETTLE,
                who=people(tools, Act.SETTLE),
                subject=conflict.subject,
                command=command,
                choices=sides(conflict),
                sentence=f"de coördinator: beslecht met `{command}` {what}",
            )
        )
    return tuple(found)


def _drafting(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    conflicts = _conflicts(tools, now)  # of two versions of the redactie none counts: first the choice
    if conflicts:
        return conflicts
    if counting_editorial(tools, now) is None:
        return (_send(REDACTIE, f"de redactie, zonder fouten, in inbox/{tools.id}/redactie/"),)
    consolidation, _ = consolidation_of(tools, now)
    faults = (*blocking(claims_in(tools, consolidation)), *letter_faults(tools, consolidation))
    which = "het eerste concept" if now.draft is None else "een nieuw concept"
    return tuple(
        _send(REDACTIE, f"de redactie: pas de tekst aan ({fault.place}: {fault.message})") for fault in faults
    ) or (_run(tools, "concept", which, after=" maakt het"),)


def _reviewing(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    review = standing(tools.programme, now.decisions, drafts_of(now), current_draft(now))
    return tuple(_decision(tools, missing) for missing in what_is_missing(tools.programme, review))


def _decision(tools: Tools, missing: Missing) -> Wait:
    if missing.stage is None:
        command = f"bna check {tools.id}"
        return Wait(act=Outside.CONFIGURE, subject="route", command=command, sentence=f"{missing.sentence} `{command}`")
    who = missing.people[0] if len(missing.people) == 1 else "WIE"
    command = f"bna review {tools.id} --stage {missing.stage} --as {who} --decision BESLUIT --comment TEKST"
    return Wait(
        act=Act.DECIDE,
        who=missing.people,
        subject=missing.stage,
        command=command,
        choices=VERDICTS,
        when=When.NOW if missing.now else When.LATER,
        sentence=f"{missing.sentence} `{command}`" if missing.now else missing.sentence,
    )


def _deciding(tools: Tools, now: EditionState, late: tuple[Wait, ...]) -> tuple[Wait, ...]:
    """GS's decision, or what must come first: a report that is owed, unless a draft without that gap is on its way."""
    owed = owed_in(tools, current_draft(now))
    if not owed:
        return (_adopting(tools, now),)
    return () if late else tuple(_owing(tools, gap) for gap in owed)


def _owing(tools: Tools, owed: Owed) -> Wait:
    command = f"{owed.command}{as_who(tools, Act.SETTLE)}"
    return Wait(
        act=Act.SETTLE,
        who=people(tools, Act.SETTLE),
        subject=owed.subject,
        command=command,
        choices=(WITHOUT,),
        sentence=f"een volledige bijdrage ({owed.action}: {owed.sentence}); of de coördinator legt met `{command}` "
        "vast dat de melding er niet komt",
    )


def _adopting(tools: Tools, now: EditionState) -> Wait:
    try:
        files_as_they_stand(tools, current_draft(now))
    except BytesChanged as changed:
        return _restore(tools, changed)
    mandate = now.adoption
    if mandate is None:
        command = f"bna adopt {tools.id} --date DATUM --number NUMMER --outcome UITKOMST"
        held = now.adoptions[-1] if now.adoptions and now.adoptions[-1].outcome is Outcome.HELD else None
        before = "" if held is None else f" (besluit {held.number} van {held.date:%d-%m-%Y}: {held.outcome.words})"
        said = f"het besluit van Gedeputeerde Staten{before}: leg het vast met"
        return _act(tools, Act.ADOPT, f"concept {current_draft(now).version}", command, said, choices=OUTCOMES)
    return _settling(tools, mandate)


def _settling(tools: Tools, mandate: Adoption) -> Wait:
    holder = next((p for p in tools.programme.people if p.id == mandate.mandate_holder), None)
    if holder is None or Role.MANDATE_HOLDER not in holder.roles:
        return _withdraw(tools, f"{mandate.mandate_holder} heeft geen mandaat meer")
    command = f"bna adopt {tools.id} --settle --as {holder.id}"
    return Wait(
        act=Act.SETTLE_MANDATE,
        who=(holder.id,),
        subject=mandate.number,
        command=command,
        sentence=f"{holder.id}: rond het mandaat af met `{command}`",
    )


def _signing(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    turn = next_signatory(tools, now)
    if turn is None:
        return ()
    try:
        require_signable(tools, now, turn)
    except (BytesChanged, StorageError) as changed:
        return (_restore(tools, changed),)
    except Refused as refused:
        return (_withdraw(tools, refused.message),)
    return (_signature(tools, turn),)


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


def _handing_over(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
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


def _releasing(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    try:
        found = obstacles(now, signed_now(tools, now))
        if not found:
            package_files(tools, now)
    except (BytesChanged, StorageError) as changed:
        return (_restore(tools, changed),)
    except Refused as refused:  # the programme was changed under a signed letter
        if now.armed is None:
            return (_withdraw(tools, refused.message),)
        said = f"{refused.message} De coördinator: breek de vrijgave af met"
        return (_act(tools, Act.ABORT, LETTER_PDF, f"bna release {tools.id} abort --reason REDEN", said),)
    return tuple(_act(tools, o.act, "vrijgave", o.command, o.said) for o in found) or (
        _run(tools, "pakket", "het pakket mag vertrekken"),
    )


def _delivering(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    run = f"bna run {tools.id}"
    try:
        package_files(tools, now)
    except (BytesChanged, StorageError) as changed:
        return (_restore(tools, changed),)
    due = tuple(
        Wait(act=Outside.RECEIVE, subject=rule.id, command=run, sentence=f"de ontvangst door {rule.name}")
        for rule in deliveries_due(tools, now)
    )
    when = When.LATER if due else When.NOW
    said = f"het dossier: `{run}` maakt het na de laatste ontvangst"
    return (*due, Wait(act=Act.ARCHIVE, subject="dossier", command=run, when=when, sentence=said))


def _act(
    tools: Tools,
    act: Act,
    subject: str,
    command: str | None,
    said: str,
    when: When = When.NOW,
    choices: Iterable[str] = (),
) -> Wait:
    named = None if command is None else f"{command}{as_who(tools, act)}"
    return Wait(
        act=act,
        who=people(tools, act),
        subject=subject,
        command=named,
        choices=tuple(choices),
        when=when,
        sentence=said if named is None else f"{said} `{named}`",
    )


def _send(sender: str, sentence: str) -> Wait:
    return Wait(act=Outside.SEND, subject=sender, sentence=sentence)


def _run(tools: Tools, subject: str, what: str, after: str = "") -> Wait:
    command = f"bna run {tools.id}"
    said = f"{what}: `{command}`{after}" if after else f"`{command}`: {what}"
    return Wait(act=Outside.RUN, subject=subject, command=command, sentence=said)


def _restore(tools: Tools, changed: BytesChanged | StorageError) -> Wait:
    # What must be done about it stands in the refusal itself.
    return Wait(act=Outside.RESTORE, subject="bestand", command=f"bna run {tools.id}", sentence=str(changed))


def _withdraw(tools: Tools, why: str) -> Wait:
    command = f"bna adopt {tools.id} --withdraw --reason REDEN"
    said = f"{why.rstrip('.')}. De secretaris: trek het besluit in met"
    return _act(tools, Act.WITHDRAW_ADOPTION, "besluit", command, said)
