"""An edition's status for people and programs: a fold of its ledger, and what the rooms say of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from bna_pipeline.model.base import FileDigest, Frozen, Moment, Sha256
from bna_pipeline.model.draft import Adoption
from bna_pipeline.model.errata import Relation
from bna_pipeline.model.events import REDACTIE, ContributionChecked
from bna_pipeline.model.movement import ActionMovement
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.waits import Wait
from bna_pipeline.model.watch import RoundStatus, Stand
from bna_pipeline.views.movement import MovementLine, ObservationsLine, movement_counts, movement_lines
from bna_pipeline.views.release import ReleaseLine, release_line


class PartnerLine(Frozen):
    """What is there of one partner (or of the redactie).

    `state` is "ontbreekt", "fouten", "onbeslist" (accepted versions of one moment, none chosen yet), "wacht op akkoord"
    (of its own house), "na sluiting" (came late, and nobody admitted it) or "aangenomen";
    `superseded` counts accepted versions that a later one replaced; `with_errors` names the files that stand beside the
    one that counts, have errors, and were not made up for by a good one.
    """

    partner: str
    name: str
    state: str
    file: str | None
    sent_at: Moment | None
    errors: int
    warnings: int
    versions: int
    superseded: int
    with_errors: tuple[str, ...]


class ReviewerLine(Frozen):
    """One reviewer in a stage; `needed` and `dropped` hold section titles, a dropped one with its reason.

    `waited_for`: it is his turn. `late`: he decided on this draft after the term. `away_from` and `away_until` are of
    an absence that touches the days of the term from today on; `deputies` are ids of who may decide in his place then.
    """

    person: str
    name: str
    verdict: str | None
    given_by: str | None
    standing: int
    needed: tuple[str, ...]
    dropped: tuple[str, ...]
    late: bool = False
    waited_for: bool = False
    away_from: date | None = None
    away_until: date | None = None
    deputies: tuple[str, ...] = ()


class StageLine(Frozen):
    """One stage, and where it stands in time.

    `asks` is "all", "no objection" or how many must approve; `beside`: at the same time as the one before. `due` is the
    last day of its term, `days_left` and `working_days_left` how far that is off (negative: past); `expired`:
    it passed and nobody decided since what happens. `planned_from` and `planned_due` are the days of a stage whose turn
    is still to come, if every stage before it takes its whole term. `warnings` are Dutch sentences.
    """

    stage: str
    name: str
    reached: bool
    satisfied: bool
    reviewers: tuple[ReviewerLine, ...]
    asks: str = "all"
    beside: bool = False
    term: int | None = None
    opened_at: Moment | None = None
    due: date | None = None
    first_due: date | None = None
    expired: bool = False
    days_left: int | None = None
    working_days_left: int | None = None
    planned_from: date | None = None
    planned_due: date | None = None
    warnings: tuple[str, ...] = ()


class SignatureLine(Frozen):
    """A signatory, and whether he signed; `refused` and `withdrawn` hold his reason, while that is how it stands."""

    field: str
    label: str
    name: str
    signed_at: Moment | None
    throwaway: bool
    refused: str | None = None
    withdrawn: str | None = None


class StuckLine(Frozen):
    """A step that nobody takes by hand and that does not go: since when, and why."""

    step: str
    name: str
    code: str
    said: str
    since: Moment


class EditionStatus(Frozen):
    """Everything `bna status` shows; keys are stable.

    `adoption` is GS's decision that holds, `adoption_before` the last one when it was held or withdrawn; `waits_for`
    holds the sentences of `waits`; `draft_changes` says what changed since the draft before; `round` is the collection
    round while there is one to watch; `movement` is empty when the answers of the edition before are not on record;
    `remarks` counts the remarks of reviewers that were not withdrawn, `open_remarks` those that nobody answered;
    `stuck` names what does not go by itself, until it does; `relation` says what it corrects and what corrects it.
    """

    edition: str
    title: str
    sample: bool
    phase: str
    entries: int
    draft: int | None
    draft_files: tuple[FileDigest, ...]
    partners: tuple[PartnerLine, ...]
    conflicts: tuple[str, ...]
    stages: tuple[StageLine, ...]
    adoption: str | None
    adoption_before: str | None
    signatures: tuple[SignatureLine, ...]
    release: ReleaseLine
    waits_for: tuple[str, ...]
    waits: tuple[Wait, ...]
    round: RoundStatus | None = None
    movement: tuple[MovementLine, ...] = ()
    observations: ObservationsLine | None = None
    timestamped_at: Moment | None = None
    draft_changes: str | None = None
    remarks: int = 0
    open_remarks: int = 0
    stuck: tuple[StuckLine, ...] = ()
    relation: Relation = Relation()

    @property
    def movement_counts(self) -> dict[str, int]:
        """How many actions went which way."""
        return movement_counts(self.movement)


def edition_status(
    programme: Programme,
    edition: Edition,
    state: EditionState,
    *,
    counting: Mapping[str, Sha256],
    conflicts: Iterable[str],
    stages: tuple[StageLine, ...],
    waits: tuple[Wait, ...],
    watched: RoundStatus | None = None,
    movement: Iterable[ActionMovement] = (),
    observations: ObservationsLine | None = None,
    changed: str | None = None,
    relation: Relation | None = None,
) -> EditionStatus:
    """The status as of the state's last entry.

    Args:
        counting: per partner the original that counts.
        conflicts, stages, waits, watched, movement, observations, changed, relation: what the rooms say of this state.
    """
    return EditionStatus(
        edition=edition.id,
        title=edition.title,
        sample=edition.sample,
        phase=state.phase.value,
        entries=state.seq,
        draft=None if state.draft is None else state.draft.version,
        draft_files=() if state.draft is None else state.draft.files,
        partners=partner_lines(programme, state, counting),
        conflicts=tuple(conflicts),
        stages=stages,
        adoption=None if state.adoption is None else _adoption(state.adoption),
        adoption_before=_before(state),
        signatures=signature_lines(programme, state),
        release=release_line(programme, state),
        waits_for=tuple(wait.sentence for wait in waits),
        waits=waits,
        round=watched,
        movement=movement_lines(movement),
        observations=observations,
        timestamped_at=None if state.stamp is None else state.stamp.at,
        draft_changes=changed,
        relation=relation or Relation(),
        remarks=sum(not r.withdrawn for r in state.remarks),
        open_remarks=sum(r.open for r in state.remarks),
        stuck=tuple(StuckLine(step=s.step, name=s.name, code=s.code, said=s.said, since=s.since) for s in state.stuck),
    )


def _adoption(made: Adoption) -> str:
    return f"{made.number} van {made.date:%d-%m-%Y} ({made.outcome.words})"


def _before(state: EditionState) -> str | None:
    """The last decision of GS when it does not hold (any more)."""
    if state.adoption is not None or not state.adoptions:
        return None
    last = _adoption(state.adoptions[-1])
    return last if state.withdrawn is None else f"{last}, ingetrokken: {state.withdrawn.reason}"


def partner_lines(programme: Programme, state: EditionState, counting: Mapping[str, Sha256]) -> tuple[PartnerLine, ...]:
    """A line for every partner that reports on an action, in the programme's order, and one for the redactie."""
    names = [(p.id, p.name) for p in programme.partners if programme.actions_of(p.id)]
    asking = {p.id for p in programme.partners if p.sign_off is not None}
    return tuple(
        _partner(state, pid, name, counting.get(pid), pid in asking) for pid, name in [*names, (REDACTIE, "Redactie")]
    )


def _partner(state: EditionState, partner: str, name: str, counts: Sha256 | None, sign_off: bool) -> PartnerLine:
    checked = state.checked_from(partner)
    received = {r.file.sha256: r.file.name for r in state.received_from(partner)}
    shown: ContributionChecked | None = next((c for c in reversed(checked) if c.original == counts), None)
    shown = shown or (checked[-1] if checked else None)
    accepted = {c.original for c in checked if c.errors == 0}
    late = {original for original in accepted if (partner, original) in state.late}
    waiting = {o for o in accepted - late if sign_off and not state.is_signed_off(partner, o)}
    return PartnerLine(
        partner=partner,
        name=name,
        state=_state(counts, accepted - late - waiting, waiting, late, checked),
        file=None if shown is None else received.get(shown.original),
        sent_at=None if shown is None else shown.sent_at,
        errors=0 if shown is None else shown.errors,
        warnings=0 if shown is None else shown.warnings,
        versions=len(received),
        superseded=len(accepted - {counts}) if counts is not None else 0,
        with_errors=()
        if counts is None
        else tuple(received.get(c.original, c.original) for c in state.unanswered_from(partner)),
    )


def _state(
    counts: Sha256 | None,
    accepted: Collection[Sha256],
    waiting: Collection[Sha256],
    late: Collection[Sha256],
    checked: Collection[ContributionChecked],
) -> str:
    if counts is not None:
        return Stand.ACCEPTED
    for stand, found in ((Stand.UNDECIDED, accepted), (Stand.SIGN_OFF, waiting), (Stand.LATE, late)):
        if found:
            return stand
    return Stand.ERRORS if checked else Stand.NOTHING


def signature_lines(programme: Programme, state: EditionState) -> tuple[SignatureLine, ...]:
    """A line for every signatory, in their order."""
    made = {s.field: s for s in state.signatures}
    refused = {r.field: r.reason for r in state.refusals}
    gone = state.signature_withdrawn
    return tuple(
        SignatureLine(
            field=s.field,
            label=s.label,
            name=s.name,
            signed_at=made[s.field].at if s.field in made else None,
            throwaway=made[s.field].throwaway if s.field in made else False,
            refused=refused.get(s.field),
            withdrawn=gone.reason if gone is not None and gone.field == s.field else None,
        )
        for s in programme.letter.signatories
    )
