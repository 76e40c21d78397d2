"""What was done to the words of a returned file without a mark that says by whom, and without another word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bna_pipeline.documents.docx_parts import Parts
from bna_pipeline.documents.word_return_base import folded
from bna_pipeline.documents.word_return_pieces import Reading, Stretch
from bna_pipeline.documents.word_return_walk import BODY


def stood_out(own: Reading, back: Reading) -> Iterator[tuple[Stretch, str]]:
    """Words that the file makes stand out and the draft does not, and how: in colour, struck through, hidden."""
    known = Counter((what, folded(here.words)) for here, what in _runs_on(own))
    for here, what in _runs_on(back):
        said = folded(here.words)
        if not said:
            continue
        if known[what, said]:
            known[what, said] -= 1
        else:
            yield here, what


def _runs_on(reading: Reading) -> list[tuple[Stretch, str]]:
    """The words that stand out, those of runs right behind each other as one."""
    found: list[tuple[Stretch, str]] = []
    last: dict[str, int] = {}
    for here, what in reading.marked:
        number = last.get(what)
        before = None if number is None else found[number][0]
        if number is not None and before is not None and before.para is here.para and before.end == here.start:
            found[number] = Stretch(here.para, before.start, here.end), what
        else:
            last[what] = len(found)
            found.append((here, what))
    return found


def led_away(own: Parts, mine: Reading, back: Parts, reading: Reading) -> Iterator[tuple[Stretch, str]]:
    """Words of the body that lead to an address which the draft has nowhere, and which they do not say themselves."""
    known = {_bare(address) for _, address in _links(own, mine)}
    for here, address in _links(back, reading):
        if _bare(address) not in known and _bare(address) not in here.words:
            yield here, address


def _links(parts: Parts, reading: Reading) -> Iterator[tuple[Stretch, str]]:
    targets = {r.id: r.target for r in parts.relations if r.source == parts.main and r.external}
    for here, relation in reading.links:
        if here.para.story.startswith(BODY) and relation in targets:
            yield here, targets[relation]


def _bare(address: str) -> str:
    """An address as people write it: what they leave out of it is left out."""
    return address.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/")
