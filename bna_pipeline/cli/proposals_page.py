"""What reviewers proposed in Word, as lines for a terminal, in Dutch: file by file, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from bna_pipeline.model.proposals import Change, ChangeKind, Proposal, ReturnedRemark

if TYPE_CHECKING:
    from bna_pipeline.wiring import pipeline

_LONGEST = 400  # characters of a text that is shown
_NO_DATE = "datum onbekend"


def proposal_pages(lines: Sequence[pipeline.ProposalLine], *, everything: bool) -> Iterator[str]:
    """Everything that is open, or everything there is."""
    shown = [line for line in lines if everything or line.open]
    if not shown:
        yield "Er staan geen voorstellen uit Word open." if lines else "Er is nog geen concept in Word teruggestuurd."
        return
    for (document, draft, file, person), group in groupby(shown, key=_file):
        yield f"{document}, concept {draft}: {file}, van {person}"
        place = ""
        for line in group:
            if line.change.place.words != place:
                place = line.change.place.words
                yield f"  {place}"
            yield from _line(line)
    left = sum(line.open for line in lines)
    if left:
        yield f"Open: {left}. Overnemen met --accept ID, niet overnemen met --reject ID --reason REDEN."


def _file(line: pipeline.ProposalLine) -> tuple[str, int, str, str]:
    return line.document, line.draft, line.file, line.person


def _line(line: pipeline.ProposalLine) -> Iterator[str]:
    change = line.change
    yield f"    {line.id}  {title(change)}, {who(change)}"
    yield from (f"      {said}" for said in body(change))
    if line.why is not None:
        yield f"      Let op: {line.why}" if line.open else f"      Vervallen: {line.why}"
    if line.by is not None:
        yield f"      {line.state.value} door {line.by}: {line.reason}"


def title(change: Change) -> str:
    """What kind of change it is, with a capital."""
    if isinstance(change, ReturnedRemark) and change.kind is not ChangeKind.COMMENT:
        return change.what.rstrip(".")
    if change.after == "\n" and not change.before:
        return "Alinea gesplitst"
    if change.before == "\n" and not change.after:
        return "Alinea's samengevoegd"
    return change.kind.value.capitalize()


def who(change: Change) -> str:
    """Whose it is and when, as the file says."""
    author = change.author or "onbekend wie (het bestand noemt geen naam)"
    if not change.tracked:
        return f"{author}, zonder bijhouden"
    return f"{author}, {change.when or _NO_DATE}"


def body(change: Change) -> Iterator[str]:
    """The words of a change, with those around it."""
    if isinstance(change, ReturnedRemark) and change.kind is ChangeKind.COMMENT:
        if change.before.strip():
            yield f"bij: “{_cut(change.before)}”"
        yield f"{_cut(change.after)}"
        for reply in change.replies:
            yield f"  antwoord van {reply.author or 'onbekend'} ({reply.when or _NO_DATE}): {_cut(reply.words)}"
        return
    if change.kind is ChangeKind.FORMATTED:
        yield f"bij: “{_cut(change.before)}”" if change.before.strip() else "zonder tekst"
        return
    if isinstance(change, Proposal) and change.to is not None:
        yield f"“{_cut(change.before)}”"
        yield f"naar: {change.to.words} (na “{change.to.around}”)"
        return
    left, right = _edge(change.left, last=True), _edge(change.right, last=False)
    cells = change.kind is ChangeKind.TABLE
    gone = f"[-{_cut(change.before, cells=cells)}-]" if change.before else ""
    came = f"{{+{_cut(change.after, cells=cells)}+}}" if change.after else ""
    yield f"{left}{gone}{came}{right}"


def _cut(text: str, *, cells: bool = False) -> str:
    line = text.replace("\n", " | " if cells else " ¶ ")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2].rstrip()} … {line[-_LONGEST // 4 :].lstrip()}"


def _edge(text: str, *, last: bool) -> str:
    """Words beside a change; a word that was cut in half is left out."""
    if len(text) < 40:
        return text
    head, _, tail = text.partition(" ") if last else text.rpartition(" ")
    return f"…{tail}" if last else f"{head}…"
