"""What the route has to say of a draft: whether it is satisfied, who must still approve what and why, what lapses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bna_pipeline.model.base import Frozen, Line, PersonId, StageId
from bna_pipeline.model.draft import Decision, Draft, Verdict
from bna_pipeline.model.programme import Programme
from bna_pipeline.review.standing import (
    DroppedSection,
    ReviewerStanding,
    ReviewStanding,
    SectionRef,
    StageStanding,
    standing,
    votes_needed,
)

_NAMED = 6  # more titles than this in a sentence on later stages and nobody reads it


class DroppedApproval(Frozen):
    """One approval that a new draft drops."""

    stage: StageId
    stage_name: Line
    reviewer: PersonId
    reviewer_name: Line
    section: SectionRef
    reason: Line

    @property
    def sentence(self) -> str:
        """The whole in one Dutch sentence."""
        return (
            f"Het akkoord van {self.reviewer_name} (stap '{self.stage_name}') op '{self.section.title}' vervalt: "
            f"{self.reason}."
        )


def join(words: Iterable[str], last: str = "en") -> str:
    """A list in running Dutch: "a, b en c"."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def route_satisfied(programme: Programme, draft: Draft, decisions: Sequence[Decision]) -> bool:
    """Whether every stage approves every section of this draft, at its digest of now."""
    return standing(programme, decisions, (), draft).satisfied


def dropped_by(
    programme: Programme, before: Draft, after: Draft, decisions: Sequence[Decision]
) -> tuple[DroppedApproval, ...]:
    """Which approvals that stood for `before` do not stand for `after`, in the order of the route.

    Args:
        decisions: all decisions of the edition; those on later drafts than `before` are left out of account.
    """
    on_before = [d for d in decisions if d.draft <= before.version]
    stood = standing(programme, on_before, (before,), before)
    stands = standing(programme, on_before, (before,), after)
    return tuple(
        DroppedApproval(
            stage=stage.stage,
            stage_name=stage.name,
            reviewer=reviewer.person,
            reviewer_name=reviewer.name,
            section=dropped.section,
            reason=dropped.reason,
        )
        for stage_before, stage in zip(stood.stages, stands.stages, strict=True)
        for reviewer_before, reviewer in zip(stage_before.reviewers, stage.reviewers, strict=True)
        for dropped in reviewer.dropped
        if reviewer_before.approves(dropped.section.id)
    )


class Missing(Frozen):
    """What the route still lacks.

    Attributes:
        stage: in which stage; None: nobody in any stage decides on it.
        people: who can give it; under a quorum more than are needed.
        now: whether it is this stage's turn.
        count: under a quorum: how many more different people must approve.
        voices: under a quorum: who approves already, and so is none of them.
    """

    stage: StageId | None
    people: tuple[PersonId, ...]
    now: bool
    sentence: str
    count: int = 0
    voices: frozenset[PersonId] = frozenset()


def missing_approvals(
    programme: Programme, draft: Draft, decisions: Sequence[Decision], drafts: Sequence[Draft] = ()
) -> tuple[str, ...]:
    """Who must still approve which sections of this draft and why, one Dutch sentence each; empty when complete.

    Args:
        drafts: the edition's drafts, so that a derived section can name what moved it.
    """
    return missing_of(programme, standing(programme, decisions, drafts, draft))


def missing_of(programme: Programme, review: ReviewStanding, before: StageId | None = None) -> tuple[str, ...]:
    """As `missing_approvals`, from a standing that is already there.

    Args:
        before: only the stages that must be satisfied before this one; None: all of them.
    """
    return tuple(m.sentence for m in what_is_missing(programme, review, before))


def what_is_missing(
    programme: Programme,
    review: ReviewStanding,
    before: StageId | None = None,
    not_silent: Mapping[StageId, Mapping[PersonId, str]] | None = None,
) -> tuple[Missing, ...]:
    """As `missing_of`, each with the stage and the people it must come from.

    Args:
        not_silent: by stage, whose silence will not agree although the rule says so, and why, in Dutch.
    """
    found: list[Missing] = []
    for stage in review.stages:
        if before is not None and stage.group >= review.stage(before).group:
            return tuple(found)
        if not stage.satisfied:
            spoke = (not_silent or {}).get(stage.stage, {})
            found += _missing_now(programme, stage, review, spoke) if stage.reached else [_missing_later(stage, review)]
    if review.uncovered:
        titles = join(s.title for s in review.uncovered)
        sentence = f"Niemand in de route beoordeelt {titles}; pas de route in het programma aan."
        found.append(Missing(stage=None, people=(), now=True, sentence=sentence))
    return tuple(found)


def _missing_now(
    programme: Programme, stage: StageStanding, review: ReviewStanding, not_silent: Mapping[PersonId, str]
) -> list[Missing]:
    """What keeps the stage whose turn it is from being satisfied, reviewer by reviewer."""

    def missing(people: Iterable[PersonId], sentence: str) -> Missing:
        return Missing(stage=stage.stage, people=tuple(people), now=True, sentence=sentence)

    found = [missing((r.person,), _return_sentence(stage, r, review.draft)) for r in stage.returned_by]
    if stage.needed is not None:
        return found + _missing_of_quorum(programme, stage)
    return found + [
        missing((reviewer.person,), _reviewer_sentence(stage, reviewer, review.sections, not_silent))
        for reviewer in lacking(stage)
        if not reviewer.returned
    ]


def lacking(stage: StageStanding) -> list[ReviewerStanding]:
    """Those who can give what the stage lacks; also in whose place somebody decided who counts already."""
    lacking = {s.id for s in stage.missing}
    return [r for r in stage.reviewers if r.returned or any(s.id in lacking for s in (*r.needed, *r.repeated))]


def _missing_later(stage: StageStanding, review: ReviewStanding) -> Missing:
    """One sentence for a stage whose turn comes later, so that what must happen now stands out."""
    who = lacking(stage)
    what = _named(stage.missing, review.sections, _NAMED)
    rule = "" if stage.needed is None else f" (in totaal {stage.needed} akkoord nodig)"
    about = f" over {what}" if what else ""
    return Missing(
        stage=stage.stage,
        people=tuple(r.person for r in who),
        now=False,
        sentence=f"Daarna is stap '{stage.name}' aan de beurt: {join(r.name for r in who)}{rule}{about}.",
    )


def _return_sentence(stage: StageStanding, reviewer: ReviewerStanding, draft: int) -> str:
    comment, sent_back = "", draft
    if reviewer.decision is not None:
        comment, sent_back = reviewer.decision.comment, reviewer.decision.draft
    because = f' met de opmerking: "{comment}"' if comment else ""
    said = f"{reviewer.name} (stap '{stage.name}') heeft concept {sent_back} teruggestuurd{because}."
    if sent_back >= draft:
        return (
            f"{said} Er is een nieuw concept nodig waarin het deel van {reviewer.name} is gewijzigd, "
            f"of een nieuw besluit van {reviewer.name}."
        )
    return (
        f"{said} In concept {draft} is dat deel nog hetzelfde, dus dat blijft gelden: "
        f"wijzig dat deel, of vraag {reviewer.name} om een nieuw besluit."
    )


def _reviewer_sentence(
    stage: StageStanding, reviewer: ReviewerStanding, sections: int, not_silent: Mapping[PersonId, str]
) -> str:
    decision = reviewer.decision
    what = _named(reviewer.needed, sections)
    who = f"{reviewer.name} (stap '{stage.name}')"
    if stage.silence_agrees and not reviewer.spoke_against:
        why = not_silent.get(reviewer.person)
        if why is not None:
            return f"{who} moet nog besluiten over {what}: {why}. Zwijgen telt dan niet als geen bezwaar."
        return (
            f"{who} kan nog bezwaar maken tegen {what}, of akkoord geven; wie zwijgt, heeft na de termijn geen bezwaar."
        )
    head = f"{who} moet nog akkoord geven op"
    if decision is None:
        return f"{head} {what}: er is nog geen besluit."
    if decision.verdict is Verdict.RETURN:
        return f"{head} {what}: concept {decision.draft} is teruggestuurd, dus dit hele deel wordt opnieuw bekeken."
    if decision.verdict is Verdict.WITHDRAW:
        return f"{head} {what}: het eerdere besluit is ingetrokken."
    reasons = {d.section.id: d.reason for d in reviewer.dropped}
    new = f"de sectie is nieuw in dit deel sinds concept {decision.draft}"
    details = "; ".join(f"{s.title} ({reasons.get(s.id, new)})" for s in reviewer.needed)
    return f"{head} {details}."


def _named(needed: Sequence[SectionRef], sections: int, at_most: int | None = None) -> str:
    """The titles, or shorter when that is the whole draft, or more of them than fit."""
    if len(needed) == sections:
        return "het hele concept"
    if at_most is not None and len(needed) > at_most:
        return f"{len(needed)} secties"
    return join(s.title for s in needed)


def _missing_of_quorum(programme: Programme, stage: StageStanding) -> list[Missing]:
    """Who can still approve, and how many different people must, for every group of sections."""
    rule = programme.stage(stage.stage)
    names = {r.person: r.name for r in stage.reviewers}
    groups: dict[tuple[int, int, tuple[PersonId, ...], frozenset[PersonId], frozenset[PersonId]], list[str]] = {}
    for section in stage.missing:
        open_to = tuple(r.person for r in stage.reviewers if section in (*r.needed, *r.repeated))
        needed, voices = votes_needed(rule, section.id), stage.voices(section.id)
        twice = frozenset(r.voice for r in stage.reviewers if section in r.repeated)
        key = (needed - len(voices), needed, open_to, voices, twice)
        groups.setdefault(key, []).append(_with_reason(stage, section))
    return [
        Missing(
            stage=stage.stage,
            people=people,
            now=True,
            sentence=f"In stap '{stage.name}' is nog {count} keer akkoord nodig, van "
            f"{_choice([names[p] for p in people], count)}, op {join(sections)}."
            f"{_different(programme, needed, twice)}",
            count=count,
            voices=voices,
        )
        for (count, needed, people, voices, twice), sections in groups.items()
    ]


def _different(programme: Programme, needed: int, twice: frozenset[PersonId]) -> str:
    """Why an approval that was given does not count: somebody gave more than one."""
    if not twice:
        return ""
    who = join(p.name for p in programme.people if p.id in twice) or join(sorted(twice))
    once = "telt" if len(twice) == 1 else "tellen ieder"
    return f" Nodig zijn {needed} verschillende mensen: {who} {once} één keer mee, ook namens een ander."


def _choice(names: Sequence[str], count: int) -> str:
    return join(names, "en" if len(names) == count else "of")


def _with_reason(stage: StageStanding, section: SectionRef) -> str:
    """The title, and when an approval of it was dropped, why."""
    reasons = sorted({d.reason for d in _drops(stage, section)})
    return f"{section.title} ({join(reasons)})" if reasons else section.title


def _drops(stage: StageStanding, section: SectionRef) -> tuple[DroppedSection, ...]:
    return tuple(d for r in stage.reviewers for d in r.dropped if d.section.id == section.id)
