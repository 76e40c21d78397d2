"""What is proposed in Word is taken over into the redactie, or is not; every remark gets its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bna_pipeline.errors import ProposalSettledBefore, ProposalStale, UnknownProposal
from bna_pipeline.model.base import Paragraphs, digest_of
from bna_pipeline.model.editorial import ChangeAct, EditorialChange
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.proposal_events import ProposalSettled
from bna_pipeline.model.proposals import Proposal, ProposalId, ReturnedRemark, ReturnField
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.editing import amend_editorial
from bna_pipeline.pipeline.proposal_lines import Desk, ProposalLine, ProposalState, open_proposals, proposal_lines
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, require_reason, state


def settle_proposal(tools: Tools, actor: Actor, *, proposal: ProposalId, accept: bool, reason: str = "") -> Step:
    """As `settle_proposals`, of one."""
    return settle_proposals(tools, actor, proposals=(proposal,), accept=accept, reason=reason)


def settle_proposals(
    tools: Tools, actor: Actor, *, proposals: Sequence[ProposalId], accept: bool, reason: str = ""
) -> Step:
    """Take proposals over, or do not; of what can only be answered, record the answer.

    Several that are accepted together make one version of the redactie. What was settled the same way before is left.

    Args:
        accept: of a remark or a change of format: whether something is done with it.
        reason: needed to reject, and as the answer to a remark; with what is accepted the partner reads it.

    Raises:
        UnknownProposal: there is none with this id.
        ProposalSettledBefore: it was settled the other way.
        ProposalStale: the text is another by now, or it waits for another proposal; nothing was changed.
        EditRefused, EditorialMoved: of `amend_editorial`.
        WrongUse, TransitionRefused.
    """
    now = state(tools)
    require(now.phase, Act.SETTLE_PROPOSAL)
    every = {line.id: line for line in proposal_lines(tools, now)}
    lines = [_line(tools, every, one) for one in dict.fromkeys(proposals)]
    todo = [line for line in lines if not _settled_so(line, accept=accept)]
    answered = any(isinstance(line.change, ReturnedRemark) for line in todo)
    if not accept or answered:
        reason = require_reason(reason)
    said: list[str] = []
    texts = [line for line in todo if isinstance(line.change, Proposal)]
    if accept and texts:
        said += _take_over(tools, actor, now, texts, reason)
    for line in todo:
        _record(tools, actor, now, line, accept=accept, reason=reason.strip() or "overgenomen zoals voorgesteld")
    left = len(open_proposals(tools, state(tools)))
    done = "overgenomen" if accept else "niet overgenomen"
    names = ", ".join(line.id for line in lines)
    if not todo:
        return Step("settle-proposal", False, (f"{names}: was al {done}.",))
    rest = "Er staat niets meer open." if not left else f"Nog open: {left}."
    return Step("settle-proposal", True, (*said, f"{names}: {done}. {rest}"))


def _line(tools: Tools, every: Mapping[ProposalId, ProposalLine], proposal: ProposalId) -> ProposalLine:
    found = every.get(proposal)
    if found is None:
        raise UnknownProposal(
            f"Er is geen voorstel {proposal}.", f"Bekijk met `bna proposals {tools.id}` welke er zijn."
        )
    return found


def _settled_so(line: ProposalLine, *, accept: bool) -> bool:
    if line.state in (ProposalState.ACCEPTED, ProposalState.REJECTED):
        if (line.state is ProposalState.ACCEPTED) == accept:
            return True
        raise ProposalSettledBefore(
            f"Voorstel {line.id} is al {line.state.value}.",
            "Wilt u het toch anders? Pas de tekst dan zelf aan in de redactie.",
        )
    return False


def _take_over(
    tools: Tools, actor: Actor, now: EditionState, lines: Sequence[ProposalLine], reason: str
) -> tuple[str, ...]:
    """Bring proposals into the redactie, all at once; what the step had to say.

    Raises:
        ProposalStale: names the proposal, why, and what to do.
    """
    desk = Desk(tools, now)
    together = {line.id for line in lines}
    changes: dict[str, tuple[ReturnField, Paragraphs]] = {}
    for _, word in desk.files:
        mine = [line for line in lines if any(p.id == line.id for p in word.proposals)]
        for line in mine:
            _require_ready(line, together)
            if line.state is ProposalState.LAPSED and desk.carried(word, (line.id,)).silent:
                raise _lapsed(line)
        if not mine:
            continue
        outcome = desk.carried(word, [line.id for line in mine])
        moved = outcome.clash or outcome.missing or outcome.elsewhere
        if moved:
            raise _stale(mine[0].id, f"De tekst van {moved} is intussen veranderd.")
        for key, text in outcome.texts:
            if key in changes and changes[key][1] != text:
                raise _stale(mine[0].id, "Een ander voorstel verandert dezelfde tekst. Neem ze na elkaar over.")
            changes[key] = (desk.field(word, key), text)
    asked = [_change(field, text, desk.text_of(field)) for field, text in changes.values()]
    wanted = [change for change in asked if change is not None]
    if not wanted:
        return ()
    why = "Overgenomen uit de beoordeling." if not reason.strip() else f"Overgenomen uit de beoordeling: {reason}"

    def nobody_refused(then: EditionState) -> None:
        for line in lines:
            _decided_before(then, line, accept=True)

    return amend_editorial(tools, actor, wanted, why, only_if=nobody_refused).said


def _require_ready(line: ProposalLine, together: Iterable[str]) -> None:
    if line.why is None or line.now is not None or line.state is ProposalState.LAPSED:
        return
    if any(other != line.id and other in line.why for other in together):
        return  # what it waits for is accepted along with it
    raise _stale(line.id, line.why)


def _stale(proposal: ProposalId, why: str) -> ProposalStale:
    return ProposalStale(
        f"Voorstel {proposal} is niet over te nemen. {why}",
        f"Pas de tekst zelf aan in de redactie, en wijs het voorstel daarna af met een reden. ({proposal})",
    )


def _lapsed(line: ProposalLine) -> ProposalStale:
    return ProposalStale(
        f"Voorstel {line.id} is vervallen. {line.why}",
        "Wilt u de wijziging toch? Pas de tekst zelf aan in de redactie.",
    )


def _change(field: ReturnField, text: Paragraphs, now: Paragraphs) -> EditorialChange | None:
    """The change of the redactie that gives a field these paragraphs; None: it has them.

    Raises:
        ProposalStale: the redactie cannot say it.
    """
    if text == now:
        return None
    removable = field.path in ("occasion", "correction", "european", "communication", "follow_up")
    if not text and not removable:
        raise ProposalStale(
            f"De tekst ‘{field.title}’ kan niet leeg worden.",
            "Vraag de partner om een nieuwe versie, of schrijf in de redactie wat er wel moet staan.",
        )
    if field.line and len(text) > 1:
        raise ProposalStale(
            f"De tekst ‘{field.title}’ is één regel; het voorstel maakt er {len(text)} van.",
            "Schrijf in de redactie hoe die regel moet luiden, en wijs het voorstel af met een reden.",
        )
    was = digest_of(list(now)) if field.part == "paragraphs" else None
    match field.part:
        case "heading":
            return EditorialChange(field=field.path, heading=text[0])
        case "state":
            return EditorialChange(field=field.path, state=text[0])
        case "answer":
            return EditorialChange(field=field.path, answer=text)
        case _ if not text:
            return EditorialChange(field=field.path, act=ChangeAct.REMOVE, was=was)
        case _:
            return EditorialChange(field=field.path, paragraphs=text, was=was)


def _decided_before(now: EditionState, line: ProposalLine, *, accept: bool) -> bool:
    """Whether somebody decided the same meanwhile.

    Raises:
        ProposalSettledBefore: he decided otherwise.
    """
    before = now.proposals.settlement(line.id)
    if before is not None and before.accepted != accept:
        raise ProposalSettledBefore(
            f"Een ander heeft voorstel {line.id} intussen al beoordeeld.", "Bekijk wat er is besloten."
        )
    return before is not None


def _record(tools: Tools, actor: Actor, looked: EditionState, line: ProposalLine, *, accept: bool, reason: str) -> None:
    def settled(now: EditionState) -> ProposalSettled | None:
        require(now.phase, Act.SETTLE_PROPOSAL)
        if _decided_before(now, line, accept=accept):
            return None
        is_text = isinstance(line.change, Proposal)
        if is_text and not accept and now.received_from(REDACTIE) != looked.received_from(REDACTIE):
            raise ProposalStale(
                f"De redactie is net gewijzigd; misschien heeft een ander voorstel {line.id} al overgenomen.",
                "Bekijk het voorstel opnieuw en besluit dan. Er is niets vastgelegd.",
            )
        return ProposalSettled(proposal=line.id, accepted=accept, reason=reason, by=actor.person, at=tools.clock.now())

    record(tools, actor, settled)
