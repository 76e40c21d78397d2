"""What changed between two contents, by kind: actions, examples, milestones, money, statements, paragraphs, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from bna_pipeline.documents.changes_found import Change, How, Thing, keyed
from bna_pipeline.documents.changes_letter import letter_changes
from bna_pipeline.documents.changes_report import report_changes
from bna_pipeline.model.base import Frozen, Line, SectionId
from bna_pipeline.model.content import Content, LabelledLine


class Changes(Frozen):
    """Everything that changed between two contents.

    Attributes:
        followed: titles of the sections of which nothing changed but what follows from other sections.
    """

    items: tuple[Change, ...]
    followed: tuple[Line, ...] = ()

    @property
    def summary(self) -> str:
        """In one line: "3 acties gewijzigd, 1 voorbeeld nieuw, 2 mijlpalen verschoven"."""
        counted = Counter((c.thing, c.how) for c in self.items)
        parts = [
            f"{number} {thing.value if number == 1 else thing.plural} {how.value}"
            for thing in Thing
            for how in How
            if (number := counted[thing, how])
        ]
        if parts:
            return ", ".join(parts)
        return f"alleen mee veranderd: {', '.join(self.followed)}" if self.followed else "geen woord gewijzigd"


def changes_between(before: Content, after: Content) -> Changes:
    """Every change of content, each as what it is; nothing that differs goes unnamed.

    Args:
        before: the content that a reader saw last.
        after: the content now.
    """
    items = (
        *report_changes(before.report, after.report),
        *letter_changes(before.letter, after.letter),
        *_words(before, after),
    )
    named = {change.section for change in items}
    followed: list[tuple[SectionId, Line]] = []
    other: list[tuple[SectionId, Line]] = []
    for section, title, derived in _differing(before, after):
        if section not in named:
            (followed if derived else other).append((section, title))
    rest = (Change(thing=Thing.SECTION, how=How.CHANGED, section=section, name=title) for section, title in other)
    return Changes(items=(*items, *rest), followed=tuple(title for _, title in followed))


def changes_text(changes: Changes, before: str, after: str) -> bytes:
    """The changes as a page of plain text: the summary, then every change under its kind.

    Args:
        before, after: what both versions are called, such as "concept 1".

    Returns:
        UTF-8, lines ended by a line feed.
    """
    lines = [f"Wijzigingen van {before} naar {after}", "", f"{changes.summary[:1].upper()}{changes.summary[1:]}."]
    ordered = sorted(changes.items, key=lambda c: (list(Thing).index(c.thing), list(How).index(c.how)))
    for thing, group in groupby(ordered, key=lambda c: c.thing):
        lines += ["", f"{thing.plural[:1].upper()}{thing.plural[1:]}"]
        lines += [f"- {c.name}: {c.how.value}{_behind(c.details)}" for c in group]
    if changes.followed:
        lines += ["", f"Mee veranderd, omdat het uit andere onderdelen volgt: {', '.join(changes.followed)}."]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _behind(details: Sequence[str]) -> str:
    return f" ({'; '.join(details)})" if details else ""


def _words(before: Content, after: Content) -> Iterator[Change]:
    """The fixed words, each once: they are printed around every section of their document."""
    both: tuple[tuple[SectionId, Sequence[LabelledLine], Sequence[LabelledLine]], ...] = (
        ("rapport.omslag", before.report.words, after.report.words),
        ("brief.onderwerp", before.letter.words, after.letter.words),
    )
    for section, old, new in both:
        yield from keyed(
            Thing.WORD,
            lambda _, section=section: section,  # type: ignore[misc]  # bound now, as loops ask for
            {w.label: w for w in old},
            {w.label: w for w in new},
            name=lambda w: w.value,
            said=lambda w: (w.value,),
            show=True,
        )


def _differing(before: Content, after: Content) -> Iterator[tuple[SectionId, Line, bool]]:
    """Sections of which something other than the fixed words differs: id, title, and whether others decide on it."""
    plain = [
        c.model_copy(
            update={
                "report": c.report.model_copy(update={"words": ()}),
                "letter": c.letter.model_copy(update={"words": ()}),
            }
        )
        for c in (before, after)
    ]
    old, new = ({s.id: s for s in c.sections()} for c in plain)
    for key in (*new, *(k for k in old if k not in new)):
        section = new.get(key) or old[key]
        if key not in old or key not in new or old[key].sha256 != new[key].sha256:
            pillar = key.startswith("rapport.pijler.")  # its counts follow from its actions
            yield key, section.title, bool(section.derived_from) or pillar
