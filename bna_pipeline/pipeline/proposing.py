"""Drafts that reviewers send back in Word: kept, read, and settled proposal by proposal.

What is accepted becomes a new version of the redactie, through the same intake as any other, so that the next draft
follows by itself. A draft is not adopted while something in here is open.
"""

from __future__ import annotations

from dataclasses import dataclass

from bna_pipeline.contributions.rules import shown
from bna_pipeline.errors import BnaError, OutsideStage, WordUnreadable
from bna_pipeline.model.base import FileDigest, PersonId, StageId
from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.programme import Person
from bna_pipeline.model.proposal_events import WordRefused, WordReturned
from bna_pipeline.model.proposals import ID_DIGITS, ReturnedWord
from bna_pipeline.model.round import IncomingMail
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.proposal_lines import ProposalLine, ProposalState, open_proposals, proposals
from bna_pipeline.pipeline.returned_drafts import reading_of, recognised, require_readable
from bna_pipeline.pipeline.taking_over import settle_proposal, settle_proposals
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, keep, load, record, state
from bna_pipeline.pipeline.waiting_proposals import require_settled
from bna_pipeline.review.deciding import reviewer_in, stage_of
from bna_pipeline.review.delegation import delegation_for, person_of

__all__ = [
    "ProposalLine",
    "ProposalState",
    "Returned",
    "open_proposals",
    "proposals",
    "require_settled",
    "return_word",
    "returned_by_mail",
    "settle_proposal",
    "settle_proposals",
]

_WORD_ENDINGS = (".docx", ".doc", ".docm", ".odt", ".dotx", ".rtf")


@dataclass(frozen=True)
class Returned(Step):
    """What came of a file that was sent back.

    Attributes:
        entry: what is on record of it.
        word: everything that it says.
    """

    entry: WordReturned | None = None
    word: ReturnedWord | None = None


def return_word(
    tools: Tools,
    actor: Actor,
    *,
    name: str,
    data: bytes,
    stage: StageId | None = None,
    on_behalf: PersonId | None = None,
) -> Returned:
    """Take in a draft that a reviewer sends back in Word; the same file once more is on record already.

    The bytes are kept before anyone looks inside. A file that cannot be read goes on record with what is wrong with it.

    Args:
        name: as the sender called it.
        stage: for which stage of the route; None: that is not said.
        on_behalf: in whose place, under a delegation.

    Raises:
        WordUnreadable, NotThisDraft: `findings` and the message say what to send instead.
        OutsideStage, UnknownStage, UnknownPerson, TransitionRefused.
    """
    tools.blobs.put(data)
    file = FileDigest.of(shown(name) or "zonder naam", data)
    person = _sender(tools, state(tools), actor, stage, on_behalf)
    before = _on_record(tools, state(tools), file)
    if before is not None:
        return before
    try:
        _require_own_ids(state(tools), file)
        require_readable(tools, name, data)
        found = recognised(tools, state(tools), data)
        word = reading_of(tools, state(tools), found, data, person.name)
    except WordUnreadable as refused:
        _refuse(tools, actor, file, person.id, refused)
        raise
    said = keep(tools, word)

    def returned(now: EditionState) -> WordReturned | None:
        require(now.phase, Act.RETURN_WORD)
        if any(r.file.sha256 == file.sha256 for r in now.proposals.returned):
            return None
        _require_own_ids(now, file)
        return WordReturned(
            file=file,
            document=word.document,
            draft=word.draft,
            person=person.id,
            given_by=actor.person,
            stage=stage,
            proposals=said,
            count=len(word.proposals),
            outside=sum(not r.resolved for r in word.remarks),
        )

    landed = record(tools, actor, returned)
    if landed is None:
        before = _on_record(tools, state(tools), file)
        assert before is not None
        return before
    assert isinstance(landed.event, WordReturned)
    return Returned("return-word", True, _told(state(tools), landed.event, word), entry=landed.event, word=word)


def _on_record(tools: Tools, now: EditionState, file: FileDigest) -> Returned | None:
    """What is known of a file that was taken in before."""
    entry = next((r for r in now.proposals.returned if r.file.sha256 == file.sha256), None)
    if entry is None:
        return None
    told = f"{file.name} was al ontvangen van {person_of(tools.programme, entry.person).name}."
    return Returned("return-word", False, (told,), entry=entry, word=load(tools, ReturnedWord, entry.proposals))


def _require_own_ids(now: EditionState, file: FileDigest) -> None:
    """No two files may give their proposals the same ids: who answered one would answer the other's unseen.

    Raises:
        WordUnreadable.
    """
    if any(r.file.sha256[:ID_DIGITS] == file.sha256[:ID_DIGITS] for r in now.proposals.returned):
        raise WordUnreadable(
            "Van dit bestand krijgen de voorstellen dezelfde nummers als die van een eerder bestand.",
            "Open het in Word, sla het opnieuw op en stuur het nog eens.",
        )


def _sender(tools: Tools, now: EditionState, actor: Actor, stage: StageId | None, on_behalf: PersonId | None) -> Person:
    """Whose file it is.

    Raises:
        OutsideStage, UnknownStage, UnknownPerson.
    """
    at = tools.clock.now()
    if stage is not None:
        where = stage_of(tools.programme, stage)
        reviewer_in(tools.programme, where, now.in_force, given_by=actor.person, on_behalf=on_behalf, at=at)
    giver = person_of(tools.programme, actor.person)
    if on_behalf is None or on_behalf == giver.id:
        return giver
    principal = person_of(tools.programme, on_behalf)
    if delegation_for(now.in_force, principal=principal.id, deputy=giver.id, at=at) is None:
        raise OutsideStage(
            f"{giver.name} mag op deze dag niet namens {principal.name} terugsturen: er is geen geldige vervanging.",
            f"{principal.name} of de coördinator kan met `bna delegate` een vervanging regelen.",
        )
    return principal


def _refuse(tools: Tools, actor: Actor, file: FileDigest, person: PersonId, why: WordUnreadable) -> None:
    def refused(now: EditionState) -> WordRefused | None:
        require(now.phase, Act.RETURN_WORD)
        if now.proposals.refused_from(person, file.sha256):
            return None
        reasons = tuple(text for text in (why.message, why.mend) if text)
        return WordRefused(file=file, person=person, given_by=actor.person, reasons=reasons)

    record(tools, actor, refused)


def _told(now: EditionState, entry: WordReturned, word: ReturnedWord) -> tuple[str, ...]:
    """What there is to say of a file that was read."""
    which = f"{entry.document} van concept {entry.draft}"
    found = "één voorstel" if entry.count == 1 else f"{entry.count} voorstellen"
    rest = "één opmerking" if entry.outside == 1 else f"{entry.outside} opmerkingen"
    said = [f"{entry.file.name} is gelezen als {which}: {found} en {rest} om te beantwoorden."]
    if not entry.count and not entry.outside:
        said = [f"{entry.file.name} is gelezen als {which}; er staat geen wijziging in die nog niet bekend was."]
    if now.draft is not None and now.draft.version != entry.draft:
        said.append(
            f"Er is inmiddels een concept {now.draft.version}; elk voorstel wordt daarop toegepast waar dat zonder "
            "twijfel kan."
        )
    if word.repeated:
        count = len(word.repeated)
        said.append(f"{count} {'wijziging stond' if count == 1 else 'wijzigingen stonden'} al in een eerder bestand.")
    done = sum(r.resolved for r in word.remarks)
    if done:
        said.append(f"{done} {'opmerking is' if done == 1 else 'opmerkingen zijn'} in Word al afgehandeld.")
    return (*said, *word.notes)


def returned_by_mail(tools: Tools, actor: Actor, mail: IncomingMail, person: PersonId) -> list[str]:
    """Take in the Word files of a mail in which a person of the programme answers; what there is to say of each.

    A file that cannot be taken in is kept with the mail, and said; nothing is raised for it.

    Args:
        mail: on record already, its attachments in the blob store.
        person: who sent it, as the mail's reference says.
    """
    said: list[str] = []
    sender, now = person_of(tools.programme, person), state(tools)
    for file in mail.attachments:
        if file.sha256 not in mail.usable and not file.name.lower().endswith(_WORD_ENDINGS):
            continue
        if now.proposals.refused_from(person, file.sha256):
            continue  # that was said when it came
        if not MAY[Act.RETURN_WORD] & set(sender.roles):
            why = WordUnreadable(
                f"{sender.name} is geen beoordelaar: {file.name} is bewaard, en er is niets uit gelezen.",
                "Vraag wie het concept beoordeelt om het bestand te sturen.",
            )
            _refuse(tools, Actor(person, actor.account), file, person, why)
            said.append(str(why))
            continue
        try:
            step = return_word(tools, Actor(person, actor.account), name=file.name, data=blob_of(tools, file))
        except BnaError as refused:
            said.append(f"{file.name} van {sender.name}: {refused}")
        else:
            said += step.said if step.changed else ()
    return said
