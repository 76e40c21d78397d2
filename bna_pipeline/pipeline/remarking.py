"""Remarks of reviewers at a section, and what the redactie does with them."""

from __future__ import annotations

from bna_pipeline.contributions.rules import shown
from bna_pipeline.documents.section_html import said_in
from bna_pipeline.errors import NotAllowed, NothingToWithdraw, OutsideStage, WrongUse
from bna_pipeline.model.draft import Draft
from bna_pipeline.model.remark_events import (
    Remark,
    RemarkAnswered,
    RemarkMade,
    RemarkSaid,
    RemarkStanding,
    RemarkWithdrawn,
)
from bna_pipeline.model.sections import SectionDigest
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.approval import current_draft, drafts_of
from bna_pipeline.pipeline.draft_pages import PICTURES, fragments_of
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, state
from bna_pipeline.review.bound import marks_of, require_same_draft
from bna_pipeline.review.deciding import reviewer_in, stage_of
from bna_pipeline.review.delegation import delegation_for, person_of

LONGEST = 5000
"""Characters of a remark or of an answer: beyond this it is a text of its own, and no remark."""

_SHORTEST_NAME = 4


def make_remark(
    tools: Tools,
    actor: Actor,
    *,
    stage: str,
    section: str,
    text: str,
    quote: str | None = None,
    on_behalf: str | None = None,
    draft: int | None = None,
) -> Step:
    """Record a remark at a section of the draft as it stands; the same one again is on record already.

    Args:
        section: id of a section in his scope.
        text: what he has to say; an empty line begins a paragraph.
        quote: words of the section that it is about; None: about the section as a whole.
        draft: the version that the page showed; None: the one that counts.

    Raises:
        DraftMoved: another draft counts by now.
        OutsideStage: he is no reviewer here, or the section is not in his scope.
        WrongUse: nothing is said, or the quoted words do not stand in the section.
        UnknownStage, UnknownPerson, NotApproved, TransitionRefused.
    """
    paragraphs = _paragraphs(text, "Een opmerking")
    words = None if quote is None or not quote.strip() else " ".join(shown(" ".join(quote.split())).split())

    def made(now: EditionState) -> RemarkMade | None:
        require(now.phase, Act.REMARK)
        before = next((d for d in drafts_of(now) if d.version == draft), None)
        require_same_draft(current_draft(now), draft, before)
        where, at = stage_of(tools.programme, stage), tools.clock.now()
        reviewer = reviewer_in(tools.programme, where, now.in_force, given_by=actor.person, on_behalf=on_behalf, at=at)
        about = _section(current_draft(now), section)
        if about is None or not reviewer.covers(about.id):
            name = person_of(tools.programme, reviewer.person).name
            raise OutsideStage(
                f"{section} hoort niet bij het deel van {name} in stap '{where.name}'.",
                f"Dat kan bij: {', '.join(mark.id for mark in marks_of(current_draft(now), reviewer))}.",
            )
        _require_quoted(tools, current_draft(now), about, words)
        remark = Remark.of(
            RemarkSaid(
                stage=where.id,
                reviewer=reviewer.person,
                draft=current_draft(now).version,
                section=about.id,
                sha256=about.sha256,
                quote=words,
                text=paragraphs,
            ),
            given_by=actor.person,
            at=at,
        )
        there = next((r for r in now.remarks if r.remark.id == remark.id), None)
        return RemarkMade(remark=remark) if there is None or there.withdrawn else None

    entry = record(tools, actor, made)
    if entry is None or not isinstance(entry.event, RemarkMade):
        return Step("remark", False, (f"{actor.person}: deze opmerking stond er al.",))
    return Step("remark", True, (f"{actor.person}: opmerking {entry.event.remark.id[:8]} bij {section} is geplaatst.",))


def withdraw_remark(tools: Tools, actor: Actor, *, remark: str) -> Step:
    """Take a remark back; it stays on record, but nobody has to answer it. One that was taken back stays so.

    Args:
        remark: its id, or how that begins.

    Raises:
        NotAllowed: it is another's.
        NothingToWithdraw: it was answered.
        WrongUse: there is no such remark.
        TransitionRefused.
    """

    def withdrawn(now: EditionState) -> RemarkWithdrawn | None:
        require(now.phase, Act.REMARK)
        found = remark_named(now, remark)
        own = found.remark
        lent = delegation_for(now.in_force, principal=own.reviewer, deputy=actor.person, at=tools.clock.now())
        if actor.person not in (own.reviewer, own.given_by) and lent is None:
            raise NotAllowed(
                f"Opmerking {own.id[:8]} is van {person_of(tools.programme, own.reviewer).name}.",
                "Alleen wie de opmerking plaatste, of die persoon vervangt, kan haar intrekken.",
            )
        if found.answer is not None:
            raise NothingToWithdraw(
                f"Opmerking {own.id[:8]} is al afgehandeld.", "Plaats een nieuwe opmerking als u iets anders bedoelt."
            )
        return None if found.withdrawn else RemarkWithdrawn(remark=own.id)

    changed = record(tools, actor, withdrawn) is not None
    return Step("remark", changed, (f"Opmerking {remark[:8]} is ingetrokken.",))


def answer_remark(tools: Tools, actor: Actor, *, remark: str, answer: str, taken_over: bool) -> Step:
    """Say what was done with a remark; the same answer again is on record already, another one replaces it.

    Args:
        remark: its id, or how that begins.
        answer: for the reviewer to read, in Dutch.
        taken_over: the text was changed for it.

    Raises:
        WrongUse: there is no such remark, it was withdrawn, or nothing is said.
        TransitionRefused.
    """
    said = " ".join(_paragraphs(answer, "Een antwoord"))

    def answered(now: EditionState) -> RemarkAnswered | None:
        require(now.phase, Act.ANSWER_REMARK)
        found = remark_named(now, remark)
        if found.withdrawn:
            raise WrongUse(f"Opmerking {found.remark.id[:8]} is ingetrokken.", "Er is niets meer af te handelen.")
        given = RemarkAnswered(
            remark=found.remark.id, answer=said, taken_over=taken_over, by=actor.person, at=tools.clock.now()
        )
        same = found.answer is not None and found.answer.model_copy(update={"at": given.at}) == given
        return None if same else given

    changed = record(tools, actor, answered) is not None
    what = "overgenomen" if taken_over else "niet overgenomen"
    return Step("answer-remark", changed, (f"Opmerking {remark[:8]} is afgehandeld: {what}.",))


def remark_named(now: EditionState, name: str) -> RemarkStanding:
    """The remark of which the id begins like this.

    Raises:
        WrongUse: there is none, or more than one.
    """
    if len(name) < _SHORTEST_NAME:
        raise WrongUse(f"'{name}' is te kort.", f"Geef ten minste {_SHORTEST_NAME} tekens van het kenmerk.")
    found = [r for r in now.remarks if r.remark.id.startswith(name)]
    if len(found) != 1:
        what = "geen opmerking" if not found else f"{len(found)} opmerkingen"
        raise WrongUse(f"Er is {what} met kenmerk {name}.", "Kijk met `bna remark ... list` welke er zijn.")
    return found[0]


def remarks_of(tools: Tools) -> tuple[RemarkStanding, ...]:
    """Every remark of the edition, oldest first, also answered and withdrawn ones."""
    return state(tools).remarks


def _section(draft: Draft, section: str) -> SectionDigest | None:
    return next((s for s in draft.sections if s.id == section), None)


def _paragraphs(text: str, what: str) -> tuple[str, ...]:
    pieces = (" ".join(shown(" ".join(piece.split())).split()) for piece in text.replace("\r\n", "\n").split("\n\n"))
    paragraphs = tuple(piece for piece in pieces if piece)
    if not paragraphs:
        raise WrongUse(f"{what} mag niet leeg zijn.", "Schrijf op wat u bedoelt.")
    if sum(map(len, paragraphs)) > LONGEST:
        raise WrongUse(f"{what} mag niet langer zijn dan {LONGEST} tekens.", "Maak de tekst korter.")
    return paragraphs


def _require_quoted(tools: Tools, draft: Draft, section: SectionDigest, quote: str | None) -> None:
    # Without white space: a heading and the paragraph below it have none between them in the page.
    said = None if quote is None else _dense(quote)
    if said is None or said in _dense(said_in(fragments_of(tools, draft, PICTURES)[section.id])):
        return
    raise WrongUse(
        f"De aangehaalde woorden staan niet in '{section.title}'.",
        "Kopieer ze letterlijk, of plaats de opmerking bij het onderdeel als geheel.",
    )


def _dense(text: str) -> str:
    return "".join(text.split())
