"""What an edition waits for now: who must do what, with which command. Doing it moves the edition on."""

from __future__ import annotations

from bna_pipeline.errors import BytesChanged
from bna_pipeline.model.consolidation import WITHOUT
from bna_pipeline.model.draft import Adoption, Outcome
from bna_pipeline.model.draft_findings import DraftFinding
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.programme import Role
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.pipeline.accepting import command_of, open_findings
from bna_pipeline.pipeline.approval import current_draft, files_as_they_stand
from bna_pipeline.pipeline.awaiting import seats_awaiting_sign_off
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
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.pipeline.wait_kinds import act_wait, restore_wait, run_wait, send_wait, withdraw_wait
from bna_pipeline.pipeline.waiting_proposals import proposal_waits
from bna_pipeline.pipeline.waiting_release import (
    delivery_waits,
    hand_over_waits,
    readiness_waits,
    release_waits,
    signing_waits,
)
from bna_pipeline.pipeline.waiting_round import round_waits
from bna_pipeline.pipeline.waiting_route import route_waits
from bna_pipeline.pipeline.who_may import as_who, people
from bna_pipeline.rounds.asked import named

OUTCOMES = tuple(outcome.value for outcome in Outcome)


def waits_for(tools: Tools) -> tuple[str, ...]:
    """What the edition waits for, in Dutch sentences; empty only when it is finished, or went out long ago."""
    return tuple(wait.sentence for wait in waits(tools))


def waits(tools: Tools) -> tuple[Wait, ...]:
    """What the edition waits for; empty only when it is finished, or was sent without this record (a past edition)."""
    return waiting(tools, state(tools))


def waiting(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """As `waits`, of a state that was read before."""
    return (*_of_phase(tools, now), *round_waits(tools, now), *readiness_waits(tools, now))


def _of_phase(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    match now.phase:
        case Phase.NONE:
            return _opening(tools)
        case Phase.OPEN:
            return _collecting(tools, now) or (_closing(tools, f"bna close {tools.id}"),)
        case Phase.CLOSED | Phase.CONCEPT if not draft_is_current(tools, now):
            return _drafting(tools, now)
        case Phase.CLOSED | Phase.CONCEPT:
            due = route_waits(tools, now) or (run_wait(tools, "route", "de route is rond"),)
            return (*due, *proposal_waits(tools, now), *_accepting(tools, open_findings(tools, now)))
        case Phase.FOR_ADOPTION:
            # GS may decide on what they have before them, also when something came in after it.
            late = () if draft_is_current(tools, now) else _drafting(tools, now)
            return (*late, *(route_waits(tools, now) or _deciding(tools, now, late)))
        case Phase.ADOPTED:
            return (*signing_waits(tools, now), *hand_over_waits(tools, now))
        case Phase.SIGNED:
            return (*hand_over_waits(tools, now), *release_waits(tools, now))
        case Phase.RELEASED:
            return delivery_waits(tools, now)
        case Phase.FINISHED:
            return ()


def _opening(tools: Tools) -> tuple[Wait, ...]:
    if tools.edition.past:
        return ()
    if tools.edition.deadline is not None:
        return (act_wait(tools, Act.OPEN, tools.id, f"bna open {tools.id}", "de coördinator: open de editie met"),)
    command = f"bna check {tools.id}"
    said = f"een inleverdatum: zet bij editie {tools.id} in programme.yaml een `deadline`; nakijken kan met `{command}`"
    return (Wait(act=Outside.CONFIGURE, subject="deadline", command=command, sentence=said),)


def _collecting(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    absent = missing_seats(tools, now)
    asleep = [seat for seat in absent if seat not in seats_awaiting_sign_off(tools, now)]
    partners = tuple(send_wait(seat.name, f"een goede bijdrage van {named(tools.programme, seat)}") for seat in asleep)
    editorial = () if counting_editorial(tools, now) is not None else (send_wait(REDACTIE, "een goede redactie"),)
    conflicts = _conflicts(tools, now)
    if not absent or editorial or conflicts:
        return (*partners, *editorial, *conflicts)
    return (*partners, _closing(tools, f"bna close {tools.id} --reason REDEN", "of zonder hen, ", When.INSTEAD))


def _closing(tools: Tools, command: str, before: str = "", when: When = When.NOW) -> Wait:
    return act_wait(tools, Act.CLOSE, tools.id, command, f"{before}de coördinator: sluit de ronde met", when)


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
        return (send_wait(REDACTIE, f"de redactie, zonder fouten, in inbox/{tools.id}/redactie/"),)
    consolidation, _ = consolidation_of(tools, now)
    # A claim of the redactie that the data do not carry would be found in the letter once more.
    faults = blocking(claims_in(tools, consolidation)) or letter_faults(tools, consolidation)
    which = "het eerste concept" if now.draft is None else "een nieuw concept"
    return tuple(
        send_wait(REDACTIE, f"de redactie: pas de tekst aan ({fault.place}: {fault.message})") for fault in faults
    ) or (run_wait(tools, "concept", which, after=" maakt het"),)


def _deciding(tools: Tools, now: EditionState, late: tuple[Wait, ...]) -> tuple[Wait, ...]:
    """GS's decision, or what must come first: a report that is owed, unless a draft without that gap is on its way.

    So it is with a finding that must be accepted. What came back in Word is answered first.
    """
    owed = owed_in(tools, current_draft(now))
    if owed:
        return () if late else tuple(_owing(tools, gap) for gap in owed)
    found, proposed = open_findings(tools, now), proposal_waits(tools, now)
    if found:
        return proposed if late else (*proposed, *_accepting(tools, found))
    if proposed:
        return proposed
    return (_adopting(tools, now),)


def _accepting(tools: Tools, found: tuple[DraftFinding, ...]) -> tuple[Wait, ...]:
    """Each place where a rule is broken that may be: mended in the text, or accepted."""
    by_command: dict[str, DraftFinding] = {}
    for one in found:
        by_command.setdefault(command_of(tools, one), one)
    return tuple(
        act_wait(
            tools,
            Act.ACCEPT,
            one.finding.place,
            command,
            f"{one.finding.code} ({one.finding.place}): {one.finding.message} De redactie past de tekst aan, of de "
            "coördinator aanvaardt het met",
        )
        for command, one in by_command.items()
    )


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
        return restore_wait(tools, changed)
    mandate = now.adoption
    if mandate is None:
        command = f"bna adopt {tools.id} --date DATUM --number NUMMER --outcome UITKOMST"
        held = now.adoptions[-1] if now.adoptions and now.adoptions[-1].outcome is Outcome.HELD else None
        before = "" if held is None else f" (besluit {held.number} van {held.date:%d-%m-%Y}: {held.outcome.words})"
        said = f"het besluit van Gedeputeerde Staten{before}: leg het vast met"
        return act_wait(tools, Act.ADOPT, f"concept {current_draft(now).version}", command, said, choices=OUTCOMES)
    return _settling(tools, mandate)


def _settling(tools: Tools, mandate: Adoption) -> Wait:
    holder = next((p for p in tools.programme.people if p.id == mandate.mandate_holder), None)
    if holder is None or Role.MANDATE_HOLDER not in holder.roles:
        return withdraw_wait(tools, f"{mandate.mandate_holder} heeft geen mandaat meer")
    command = f"bna adopt {tools.id} --settle --as {holder.id}"
    return Wait(
        act=Act.SETTLE_MANDATE,
        who=(holder.id,),
        subject=mandate.number,
        command=command,
        sentence=f"{holder.id}: rond het mandaat af met `{command}`",
    )
