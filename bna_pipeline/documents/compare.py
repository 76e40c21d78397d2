"""What changed between two contents: by section, and within a section by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from html import escape

from bna_pipeline.model.base import Frozen, Line, SectionId
from bna_pipeline.model.content import Content, SectionDigest

# Ids, codes and field names that a reader has no use for; their change shows in the words that hang on them.
_NOT_SAID = frozenset({"id", "pillar", "sha256", "media_type", "width", "height", "date", "number", "field"})
_LONG = 60  # words that are left standing around a change in a long text
_CONTEXT = 12
_SAME_WORDS = "De woorden zijn gelijk gebleven; er is een afbeelding of een verwijzing vervangen."


class ChangeKind(StrEnum):
    CHANGED = "gewijzigd"
    NEW = "nieuw"
    GONE = "vervallen"


class ChangedSection(Frozen):
    """A section that is not what it was, with its text then and now, a line an item."""

    id: SectionId
    title: Line
    kind: ChangeKind
    before: tuple[str, ...]
    after: tuple[str, ...]
    derived: bool  # it summarises other sections: its reviewers confirm again


def changed_sections(before: Content, after: Content) -> tuple[ChangedSection, ...]:
    """The sections whose digest differs, in the reading order of `after`; what is gone comes last."""
    old = {s.id: s for s in before.sections()}
    new = {s.id: s for s in after.sections()}
    texts_before, texts_after = section_texts(before), section_texts(after)

    def changed(section: SectionDigest, kind: ChangeKind) -> ChangedSection:
        around = kind is ChangeKind.CHANGED  # the fixed words are no text of a section that comes or goes
        return ChangedSection(
            id=section.id,
            title=section.title,
            kind=kind,
            before=(*texts_before.get(section.id, ()), *(_words(before, section.id) if around else ())),
            after=(*texts_after.get(section.id, ()), *(_words(after, section.id) if around else ())),
            derived=bool(section.derived_from),
        )

    found = [
        changed(section, ChangeKind.CHANGED if key in old else ChangeKind.NEW)
        for key, section in new.items()
        if key not in old or old[key].sha256 != section.sha256
    ]
    return (*found, *(changed(section, ChangeKind.GONE) for key, section in old.items() if key not in new))


def section_texts(content: Content) -> dict[str, tuple[str, ...]]:
    """The text of every section by its id, in reading order, a paragraph or cell an item."""
    report, letter = content.report, content.letter
    values: dict[str, object] = {
        "rapport.omslag": report.cover,
        "rapport.voorwoord": report.foreword,
        "rapport.samenvatting": report.summary,
        "rapport.overzicht": report.overview,
        **{f"rapport.pijler.{p.pillar}": p for p in report.pillars},
        "rapport.ontwikkelingen": report.developments,
        "rapport.kansen": report.opportunities,
        "rapport.financien": report.finance,
        "rapport.afkortingen": report.abbreviations,
        "rapport.bijdragers": report.contributors,
        **{f"brief.{part.id.value}": part for part in letter.parts},
        "brief.ondertekening": (letter.head, letter.authority, letter.signatures, letter.responsible),
    }
    return {key: tuple(_lines(value)) for key, value in values.items()}


def _words(content: Content, section: SectionId) -> tuple[str, ...]:
    """The fixed words of the document in which a section stands."""
    words = content.report.words if section.startswith("rapport.") else content.letter.words
    return tuple(word.value for word in words)


def _lines(value: object) -> Iterator[str]:
    match value:
        case None:
            return
        case Frozen():
            yield from _lines(value.model_dump(mode="json"))
        case Mapping():
            for key, item in value.items():
                if key not in _NOT_SAID:
                    yield from _lines(item)
        case str() | int():
            yield str(value)
        case Sequence():
            for item in value:
                yield from _lines(item)


_STYLE = """
body{font-family:system-ui,sans-serif;line-height:1.5;color:#1d2433;background:#fff;max-width:60rem;margin:2rem auto;
padding:0 1rem}
h1,h2{color:#0b3954}
section{border-top:1px solid #c9d0d9;padding:.5rem 0 1rem}
ins{background:#d8f0e3;text-decoration:underline}
del{background:#fbe0dd;text-decoration:line-through}
.soort{font-weight:600}
"""


def comparison_html(before: Content, after: Content) -> bytes:
    """A page that shows what changed, for a reviewer who has seen `before`.

    Returns:
        UTF-8 HTML that needs nothing else: added words underlined, words gone struck through, never colour alone.
    """
    changed = changed_sections(before, after)
    unchanged = len(after.sections()) - sum(c.kind is not ChangeKind.GONE for c in changed)
    title = f"Wat er veranderde: {after.report.cover.title}"
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="nl"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>',
        f"<body><main><h1>{escape(title)}</h1>",
        f"<p>{len(changed)} onderdelen zijn anders dan in het vorige concept, {unchanged} zijn gelijk gebleven. "
        "<ins>Onderstreept</ins> is erbij gekomen, <del>doorgehaald</del> is weggegaan.</p>",
    ]
    if changed:
        parts.append('<nav aria-label="Onderdelen"><ul>')
        parts += [f'<li><a href="#{_anchor(c)}">{escape(c.title)}</a> ({c.kind.value})</li>' for c in changed]
        parts.append("</ul></nav>")
    parts += [_section(c) for c in changed]
    parts.append("</main></body></html>\n")
    return "\n".join(parts).encode("utf-8")


def _anchor(section: ChangedSection) -> str:
    return section.id.replace(".", "-")


def _section(section: ChangedSection) -> str:
    note = " Dit onderdeel volgt uit andere onderdelen; wie het beoordeelt, bevestigt het opnieuw." * section.derived
    marked = tuple(_marked_lines(section.before, section.after))
    lines = "\n".join(f"<p>{line}</p>" for line in marked or (_SAME_WORDS,))
    return (
        f'<section id="{_anchor(section)}" aria-labelledby="{_anchor(section)}-kop">'
        f'<h2 id="{_anchor(section)}-kop">{escape(section.title)}</h2>'
        f'<p class="soort">{section.kind.value.capitalize()}.{note}</p>\n{lines}</section>'
    )


def _marked_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The lines that differ, with their differences marked; lines that stayed the same are left out."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = before[old_from:old_to], after[new_from:new_to]
        paired = min(len(old), len(new))
        yield from (_marked(a, b) for a, b in zip(old[:paired], new[:paired], strict=True))
        yield from (f"<del>{escape(line)}</del>" for line in old[paired:])
        yield from (f"<ins>{escape(line)}</ins>" for line in new[paired:])


def _marked(before: str, after: str) -> str:
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    out = []
    for kind, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        gone, come = "".join(old[old_from:old_to]).strip(), "".join(new[new_from:new_to]).strip()
        if kind == "equal":
            out.append(escape(_shortened(new[new_from:new_to])))
            continue
        out += [f"<del>{escape(gone)}</del>"] if gone else []
        out += [f"<ins>{escape(come)}</ins>"] if come else []
    return " ".join(out)


def _shortened(words: Sequence[str]) -> str:
    if len(words) <= _LONG:
        return "".join(words).strip()
    return f"{''.join(words[:_CONTEXT])}[…] {''.join(words[-_CONTEXT:])}".strip()
