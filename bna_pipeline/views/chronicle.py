"""The ledger as a story: in chapters by phase, or by person; who acted, in which role, and how he came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from bna_pipeline.model.base import SYSTEM, Frozen, Line
from bna_pipeline.model.draft_findings import AcceptanceWithdrawn, FindingAccepted
from bna_pipeline.model.events import (
    AdoptionRecorded,
    AdoptionWithdrawn,
    ConflictSettled,
    ContributionReceived,
    DecisionGiven,
    DelegationEnded,
    DelegationGiven,
    DraftMade,
    EditionClosed,
    EditionOpened,
    Entry,
    Event,
    LetterExported,
    LetterSigned,
    SigningIntended,
)
from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.programme import Programme, Role
from bna_pipeline.model.proposal_events import ProposalSettled, WordRefused, WordReturned
from bna_pipeline.model.release_events import (
    DataDeleted,
    DoubtSettled,
    KamerbriefSeen,
    ReleaseAborted,
    ReleaseArmed,
    ReleaseConfirmed,
    ReleaseHeld,
    ReleasePlanned,
    ReleaseUnplanned,
)
from bna_pipeline.model.remark_events import RemarkAnswered, RemarkMade, RemarkWithdrawn
from bna_pipeline.model.review_events import AbsenceEnded, AbsenceNoted, TermExtended
from bna_pipeline.model.round_events import FileWaived, LateAdmitted, MailAssigned, MailResent, SignedOff
from bna_pipeline.model.signing_events import RefusalEnded, SignatureWithdrawn, SigningRefused
from bna_pipeline.model.state import EditionState, fold
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.views.story import StoryLine, story


class Actor(Frozen):
    """Who acted.

    Attributes:
        person: his id, or "systeem".
        name: as the programme knows him; his id when it knows him no more.
        role: in which role he did this, in Dutch; empty: by itself, or not known any more.
        account: how he came in, in Dutch.
    """

    person: Line
    name: Line
    role: str
    account: Line


class Told(Frozen):
    """One entry, with who acted and in which phase the edition was."""

    line: StoryLine
    actor: Actor
    phase: Phase

    @property
    def chapter(self) -> str:
        """Title of the chapter in which it stands."""
        return _CHAPTERS[self.phase]


class Chapter(Frozen):
    """What happened in one phase, in order. A phase that comes back is a chapter of its own, told as once more."""

    title: Line
    again: bool
    lines: tuple[Told, ...]


class Life(Frozen):
    """Everything that one person did; `roles` are those in which he acted, `accounts` how he came in, each once."""

    person: Line
    name: Line
    roles: tuple[str, ...]
    accounts: tuple[str, ...]
    lines: tuple[Told, ...]


_CHAPTERS: Final = {
    Phase.NONE: "De ronde: bijdragen ophalen",
    Phase.OPEN: "De ronde: bijdragen ophalen",
    Phase.CLOSED: "Concept en beoordeling",
    Phase.CONCEPT: "Concept en beoordeling",
    Phase.FOR_ADOPTION: "Vaststelling door Gedeputeerde Staten",
    Phase.ADOPTED: "Ondertekening",
    Phase.SIGNED: "De vrijgave",
    Phase.RELEASED: "De vrijgave",
    Phase.FINISHED: "Na het afsluiten",
}

ROLES: Final = {
    Role.COORDINATOR: "coördinator",
    Role.CONTRIBUTOR: "inzender",
    Role.REVIEWER: "toetser",
    Role.SECRETARY: "secretaris van het college",
    Role.MANDATE_HOLDER: "houder van het mandaat",
    Role.SIGNER: "ondertekenaar",
    Role.AUDITOR: "auditor",
}
"""What each role is called."""

_ACTS: Final[Mapping[type, Act]] = {
    EditionOpened: Act.OPEN,
    ContributionReceived: Act.SUBMIT,
    ConflictSettled: Act.SETTLE,
    EditionClosed: Act.CLOSE,
    DraftMade: Act.DRAFT,
    FindingAccepted: Act.ACCEPT,
    AcceptanceWithdrawn: Act.ACCEPT,
    DecisionGiven: Act.DECIDE,
    RemarkMade: Act.REMARK,
    RemarkWithdrawn: Act.REMARK,
    RemarkAnswered: Act.ANSWER_REMARK,
    WordReturned: Act.RETURN_WORD,
    WordRefused: Act.RETURN_WORD,
    ProposalSettled: Act.SETTLE_PROPOSAL,
    DelegationGiven: Act.DELEGATE,
    DelegationEnded: Act.DELEGATE,
    AbsenceNoted: Act.NOTE_ABSENCE,
    AbsenceEnded: Act.NOTE_ABSENCE,
    TermExtended: Act.EXTEND_TERM,
    LateAdmitted: Act.ADMIT,
    FileWaived: Act.WAIVE,
    SignedOff: Act.SIGN_OFF,
    MailAssigned: Act.POST,
    MailResent: Act.POST,
    AdoptionWithdrawn: Act.WITHDRAW_ADOPTION,
    SigningIntended: Act.SIGN,
    LetterSigned: Act.SIGN,
    LetterExported: Act.SIGN,
    SigningRefused: Act.REFUSE,
    RefusalEnded: Act.RESUME,
    SignatureWithdrawn: Act.WITHDRAW_SIGNATURE,
    ReleaseArmed: Act.ARM,
    ReleaseHeld: Act.HOLD,
    ReleaseAborted: Act.ABORT,
    ReleasePlanned: Act.PLAN_RELEASE,
    ReleaseUnplanned: Act.PLAN_RELEASE,
    ReleaseConfirmed: Act.CONFIRM_RELEASE,
    KamerbriefSeen: Act.NOTE_KAMERBRIEF,
    DoubtSettled: Act.SETTLE_DOUBT,
    DataDeleted: Act.FORGET,
}
"""What a person did by which an event came on record; of the others all his roles are told."""


def tell(programme: Programme, entries: Iterable[Entry]) -> tuple[Told, ...]:
    """Every entry in order, with its phase and who acted.

    Args:
        entries: the whole ledger of an edition.
    """
    in_order = tuple(entries)
    return tuple(
        Told(line=line, actor=_actor(programme, entry), phase=phase)
        for line, entry, phase in zip(story(in_order), in_order, _phases(programme, in_order), strict=True)
    )


def chapters(told: Sequence[Told]) -> tuple[Chapter, ...]:
    """The story in chapters: an entry stands in that of the phase in which it was made."""
    found: list[Chapter] = []
    for title, lines in groupby(told, lambda each: each.chapter):
        found.append(Chapter(title=title, again=any(c.title == title for c in found), lines=tuple(lines)))
    return tuple(found)


def lives(told: Sequence[Told]) -> tuple[Life, ...]:
    """The story by person, in the order of their first acts; what went by itself stands last."""
    people = dict.fromkeys(each.actor.person for each in told)
    ordered = [*(p for p in people if p != SYSTEM), *(p for p in people if p == SYSTEM)]
    return tuple(_life([each for each in told if each.actor.person == person]) for person in ordered)


def _life(lines: Sequence[Told]) -> Life:
    return Life(
        person=lines[0].actor.person,
        name=lines[0].actor.name,
        roles=tuple(dict.fromkeys(each.actor.role for each in lines if each.actor.role)),
        accounts=tuple(dict.fromkeys(each.actor.account for each in lines)),
        lines=tuple(lines),
    )


def _phases(programme: Programme, entries: Sequence[Entry]) -> Iterator[Phase]:
    """The phase in which the edition was as each entry was made; opening it belongs to what it opens."""
    needed = len(programme.letter.signatories)
    state: EditionState | None = None
    for entry in entries:
        yield Phase.OPEN if state is None else state.phase
        state = fold(entry.edition, [entry], signatures_needed=needed, start=state)


def _actor(programme: Programme, entry: Entry) -> Actor:
    if entry.actor == SYSTEM:
        return Actor(person=SYSTEM, name="Vanzelf", role="", account=account_in_words(entry.account))
    known = next((person for person in programme.people if person.id == entry.actor), None)
    return Actor(
        person=entry.actor,
        name=entry.actor if known is None else known.name,
        role="" if known is None else role_in_words(known.roles, entry.event),
        account=account_in_words(entry.account),
    )


def role_in_words(roles: Iterable[Role], event: Event) -> str:
    """In which of his roles somebody did this: those that open the act; all of them where none does any more."""
    own = tuple(roles)
    act = _act_of(event)
    opening = () if act is None else tuple(role for role in own if role in MAY[act])
    return " en ".join(ROLES[role] for role in opening or own)


def _act_of(event: Event) -> Act | None:
    if isinstance(event, AdoptionRecorded):
        made = event.adoption
        return Act.SETTLE_MANDATE if made.mandate_holder is not None and made.settled else Act.ADOPT
    return _ACTS.get(type(event))


def account_in_words(account: str) -> str:
    """How somebody came in, as the ledger keeps it, in Dutch."""
    kind, _, rest = account.partition(":")
    match kind:
        case "key" if rest:
            return f"API-sleutel {rest}"
        case "link" if rest:
            link, _, given_by = rest.partition(":")
            return f"persoonlijke link {link}{f', uitgereikt door account {given_by}' if given_by else ''}"
        case "oidc" if rest:
            host, _, subject = rest.partition(":")
            return f"aanmelding bij {host} ({subject})"
        case _:
            return f"account {account} op de computer"
