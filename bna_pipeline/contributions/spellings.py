"""Names that are written in more than one way: by two partners, or otherwise than the programme does."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping

from bna_pipeline.model.base import ActionId, PartnerId
from bna_pipeline.model.contribution import ActionReport, Contribution
from bna_pipeline.model.observations import Pointer, PointerKind, Side
from bna_pipeline.model.programme import Programme

# Words that begin with a capital, one after the other; a full stop or a hyphen within a word belongs to it.
_WORD = r"(?<!\w)\d*[^\W\d_a-zà-ÿ]\w*(?:[.&/-]\w+)*"
_RUN = re.compile(rf"{_WORD}(?: (?:{_WORD}|\d\w*))*")
_OWN_CAPITAL = re.compile(r"\w[^\W\d_a-zà-ÿ]|\d|\w[./&]\w")
_BEFORE_A_SENTENCE = re.compile(r"(?:^|[.!?:;‘“\"'(]\s*)$")
_FOLDED_AWAY = re.compile(r"[\W_]+")
_SHORTEST = 3
_NEARLY_FROM = 9
"""From this many letters on a name may differ in one letter and still be the same name."""

_Written = dict[str, dict[tuple[PartnerId | None, ActionId | None], None]]
"""Each way of writing one name, and who writes it so, about which action."""


def differing_names(programme: Programme, contributions: Mapping[str, Contribution]) -> tuple[Pointer, ...]:
    """Names that are the same but for capitals, spaces and marks, or but for one letter in the middle of a long one.

    Only where they come from two partners, or from a partner and the programme. Work grows with the length of the
    texts: a name that nearly is another is found by what is left of both without one letter.
    """
    written: dict[str, _Written] = defaultdict(lambda: defaultdict(dict))
    for partner, action, text in _texts(programme, contributions):
        for name in _names(text):
            written[_folded(name)][name][partner, action] = None
    groups = _near(written)
    found = (_pointer([written[key] for key in group]) for group in groups)
    return tuple(sorted((p for p in found if p is not None), key=lambda p: p.about.casefold()))


def _texts(
    programme: Programme, contributions: Mapping[str, Contribution]
) -> Iterator[tuple[PartnerId | None, ActionId | None, str]]:
    for action in programme.actions:
        yield None, action.id, f": {action.title}"
    for abbreviation in programme.abbreviations:
        yield None, None, abbreviation.short
    for partner in programme.partners:
        yield None, None, f"de {partner.short}"
    for sender, contribution in sorted(contributions.items()):
        for report in contribution.reports:
            for text in _of(report):
                yield sender, report.action, text


def _of(report: ActionReport) -> Iterator[str]:
    yield from (*report.achieved, *report.next_steps, *report.reason, *report.measure)
    yield from (milestone.title for milestone in report.milestones)
    if report.example is not None:
        yield from (report.example.title, *report.example.text)


def _names(text: str) -> Iterator[str]:
    """Runs of words with a capital; where a sentence begins, also without its first word, which may be no name."""
    for found in _RUN.finditer(text):
        names = [found[0]]
        if _BEFORE_A_SENTENCE.search(text, max(0, found.start() - 3), found.start()):
            first, _, rest = found[0].partition(" ")
            # A single word that has its capital from the sentence alone is not looked at.
            names = ([found[0]] if rest or _OWN_CAPITAL.search(first) else []) + ([rest] if rest else [])
        yield from (name for name in names if len(_folded(name)) >= _SHORTEST)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return _FOLDED_AWAY.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


def _near(keys: Mapping[str, object]) -> Iterator[list[str]]:
    """Keys in groups of one name."""
    holes: dict[tuple[int, str], list[str]] = defaultdict(list)
    for key in sorted(keys):
        if len(key) >= _NEARLY_FROM and key.isalpha():
            # The last two letters are left alone: there a word is only bent ("Brabants", "Brabantse").
            for at in range(1, len(key) - 2):
                holes[at, key[:at] + key[at + 1 :]].append(key)
    group_of = {key: [key] for key in sorted(keys)}
    for alike in holes.values():
        for other in alike[1:]:
            mine, theirs = group_of[alike[0]], group_of[other]
            if mine is not theirs:
                mine.extend(theirs)
                group_of.update(dict.fromkeys(theirs, mine))
    seen: set[int] = set()
    for group in group_of.values():
        if id(group) not in seen:
            seen.add(id(group))
            yield group


def _pointer(ways: list[_Written]) -> Pointer | None:
    written = {name: who for way in ways for name, who in way.items()}
    if len(written) < 2 or len({partner for who in written.values() for partner, _ in who}) < 2:
        return None
    sides = tuple(
        Side(partner=partner, action=action, value=name)
        for name in sorted(written)
        for partner, action in sorted(written[name], key=lambda one: (one[0] or "", one[1] or ""))
    )
    return Pointer(kind=PointerKind.NAME, about=_best(written), sides=sides)


def _best(written: Mapping[str, Mapping[tuple[PartnerId | None, ActionId | None], None]]) -> str:
    """As the programme writes it, else as most do."""
    of_programme = sorted(name for name, who in written.items() if any(partner is None for partner, _ in who))
    return of_programme[0] if of_programme else min(written, key=lambda name: (-len(written[name]), name))
