"""A draft that comes back in Word: which draft it is, and what it says, before anything is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bna_pipeline.contributions.draft_gate import draft_findings
from bna_pipeline.documents.alignment import likeness
from bna_pipeline.documents.docx_parts import Unreadable
from bna_pipeline.documents.word_return import OwnDraft, own_title, own_words, read_return
from bna_pipeline.errors import FindingSaid, NotThisDraft, WordUnreadable
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.content import Content, LetterPartId
from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX, Draft
from bna_pipeline.model.proposals import ReturnedWord
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.approval import content_of, draft_folder, drafts_of
from bna_pipeline.pipeline.comparing import redline_mark
from bna_pipeline.pipeline.proposal_texts import editorial_of
from bna_pipeline.pipeline.tools import Tools, blob_of, load

_LEAST = 0.3  # share of words in common with the draft, below which it is another text
_MOST = 1_000  # changes in one file, which a person looks at one by one
_SURELY = 0.8  # and from which it is one, whatever became of its title


@dataclass(frozen=True)
class Recognised:
    """The draft that a file was made from, and the name of the document that it is."""

    draft: Draft
    document: str


def require_readable(tools: Tools, name: str, data: bytes) -> None:
    """The gate of the inbox, for a draft.

    Raises:
        WordUnreadable: with everything that stands in the way.
    """
    findings = draft_findings(name, data, tools.limits)
    if findings:
        raise WordUnreadable(
            " ".join(f.message for f in findings),
            " ".join(dict.fromkeys(f.mend for f in findings)),
            findings=tuple(FindingSaid(f.code, f.place, f.message, f.mend) for f in findings),
        )


def recognised(tools: Tools, now: EditionState, data: bytes) -> Recognised:
    """Which draft of which document a file was made from: the same bytes, or else the likest words.

    The file carries no version of its own: what GS adopt is the draft's own Word file, and that holds nothing of how
    it came to be. The words tell the draft, before any change that was tracked in them.

    Raises:
        NotThisDraft: it is none of this edition's drafts.
        WordUnreadable: one of its parts is not what Word makes.
    """
    drafts = tuple(reversed(drafts_of(now)))
    names = [(made, name) for made in drafts for name in (LETTER_DOCX, REPORT_DOCX) if _has(made, name)]
    mine = sha256_hex(data)
    for made, name in names:
        if made.file(name).sha256 == mine:
            return Recognised(made, name)
    try:
        words, title = own_words(data, _ours(tools, now)), own_title(data)
    except Unreadable as fault:
        raise WordUnreadable(f"Het bestand {fault}.", "Sla het opnieuw op in Word en stuur het nog eens.") from fault
    best: tuple[float, Recognised] | None = None
    for made, name in _different(names):
        theirs = own_words(blob_of(tools, made.file(name)))
        if theirs == words:
            return Recognised(made, name)
        like = likeness(_counted(words), _counted(theirs))
        if best is None or like > best[0]:
            best = (like, Recognised(made, name))
    if best is None or not _is_it(tools, best, words, title):
        raise _not_this(tools, now, title, best)
    return best[1]


def _ours(tools: Tools, now: EditionState) -> frozenset[tuple[str | None, str | None]]:
    """Author and date of what the program itself tracks, in the Word files that show what changed between drafts."""
    return frozenset(redline_mark(tools, made) for made in drafts_of(now))


def _has(made: Draft, name: str) -> bool:
    return any(f.name == name for f in made.files)


def _different(names: Sequence[tuple[Draft, str]]) -> Iterator[tuple[Draft, str]]:
    """Each Word file once, of the last draft that has it."""
    seen: set[str] = set()
    for made, name in names:
        sha256 = made.file(name).sha256
        if sha256 not in seen:
            seen.add(sha256)
            yield made, name


def _counted(paragraphs: Sequence[str]) -> Counter[str]:
    return Counter(word for paragraph in paragraphs for word in paragraph.split())


def _is_it(tools: Tools, best: tuple[float, Recognised], words: Sequence[str], title: str) -> bool:
    """Whether the likest draft is the one: it says the same of itself, or nearly all its words are there."""
    like, found = best
    marks = _marks(content_of(tools, found.draft), found.document)
    there = set(words)
    says_so = title == own_title(blob_of(tools, found.draft.file(found.document)))
    if not (says_so or marks <= there):
        return like >= _SURELY and not title
    return like >= _LEAST


def _marks(content: Content, document: str) -> set[str]:
    """Lines that tell one edition's document from another's."""
    if document == REPORT_DOCX:
        return {content.report.cover.edition, content.report.cover.period}
    return {f"{number}. {item}" for number, item in enumerate(content.letter.part(LetterPartId.TAKE_NOTE).items, 1)}


def _not_this(tools: Tools, now: EditionState, title: str, best: tuple[float, Recognised] | None) -> NotThisDraft:
    if now.draft is None:
        return NotThisDraft("Er is nog geen concept om terug te sturen.", "Wacht tot u bericht krijgt.")
    named = f" (‘{title[:100]}’)" if title else ""
    alike = best is not None and best[0] >= _LEAST
    what = "lijkt op een concept, maar van een andere editie" if alike else "is geen concept van deze editie"
    where = tools.outbox.where(tools.id, draft_folder(now.draft))
    return NotThisDraft(
        f"Dit bestand{named} {what}; nu loopt {tools.edition.title}.",
        f"Stuur {REPORT_DOCX} of {LETTER_DOCX} van concept {now.draft.version} terug, met uw wijzigingen erin. U vindt "
        f"ze bij het bericht dat u kreeg, of in {where}.",
    )


def reading_of(tools: Tools, now: EditionState, found: Recognised, data: bytes, sender: str) -> ReturnedWord:
    """Everything that a file says, held against the draft that it was made from.

    Raises:
        WordUnreadable: one of its parts is not what Word makes, or there is far more in it than a person can judge.
    """
    own = OwnDraft(
        document=found.document,
        version=found.draft.version,
        data=blob_of(tools, found.draft.file(found.document)),
        report=found.document == REPORT_DOCX,
        content=content_of(tools, found.draft),
        editorial=editorial_of(tools, now, found.draft),
        partners={p.name: p.id for p in tools.programme.partners},
        ours=_ours(tools, now),
    )
    earlier = [load(tools, ReturnedWord, r.proposals) for r in now.proposals.returned]
    try:
        word = read_return(data, own, sender, earlier)
    except Unreadable as fault:
        raise WordUnreadable(f"Het bestand {fault}.", "Sla het opnieuw op in Word en stuur het nog eens.") from fault
    if len(word.every) > _MOST:
        raise WordUnreadable(
            f"In het bestand staan {len(word.every)} wijzigingen en opmerkingen; tot {_MOST} kan de coördinator ze een "
            "voor een beoordelen.",
            "Beperk u tot wat anders moet, of bespreek met de coördinator een andere tekst. Zet uw wijzigingen anders "
            "opnieuw in het concept zelf: een ander programma bewaart soms het hele document anders.",
        )
    return word
