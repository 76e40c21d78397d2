"""The page that shows what changed between two contents: one file of HTML, no script, nothing by colour alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from bna_pipeline.documents.alignment import changed_spans
from bna_pipeline.documents.changes import Changes, changes_between
from bna_pipeline.documents.compare import BlockPair, ChangeKind, ComparedSection, compared
from bna_pipeline.documents.compare_blocks import Block
from bna_pipeline.model.base import SectionId
from bna_pipeline.model.content import Content

_LONG = 60  # words that are left standing around a change in a long text
_CONTEXT = 12
SAME_WORDS = "De woorden zijn gelijk gebleven; er is een verwijzing of de volgorde veranderd."
_DERIVED = "Dit onderdeel volgt uit andere onderdelen; wie het beoordeelt, bevestigt het opnieuw."
_MARK = {ChangeKind.NEW: "ins", ChangeKind.GONE: "del"}
# A screen reader says where an addition begins and ends; most do not say `ins` and `del` by themselves.
_STYLE = """
body{font-family:system-ui,sans-serif;line-height:1.55;color:#1d2433;background:#fff;margin:0}
main,header,footer{max-width:58rem;margin:0 auto;padding:0 1.25rem}
h1,h2,h3{color:#0b3954;line-height:1.25}
h1{margin:2rem 0 .5rem}
h2{margin:2.5rem 0 0;padding-bottom:.25rem;border-bottom:3px solid #0b3954}
.samen{font-size:1.2rem;font-weight:600;border-left:5px solid #0b3954;padding:.5rem 0 .5rem 1rem;background:#eef3f7}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}
dt{font-weight:600}dd{margin:0}
section{padding:.25rem 0 1.25rem;border-bottom:1px solid #c9d0d9}
.soort{margin:.25rem 0;color:#3b4657}
.stand{font-weight:600}
h4{margin:1rem 0 .25rem;font-size:1rem}
.gelijk{color:#56606e;font-style:italic;margin:.35rem 0}
.verplaatst{border-left:4px solid #6b5b95;padding-left:.75rem}
ins{background:#d8f0e3;color:#0a3d22;text-decoration:underline;text-decoration-thickness:.12em}
del{background:#fbe0dd;color:#6b1410;text-decoration:line-through}
ins::before,ins::after,del::before,del::after{clip-path:inset(100%);clip:rect(1px,1px,1px,1px);height:1px;width:1px;
overflow:hidden;position:absolute;white-space:nowrap}
ins::before{content:" [erbij: "}ins::after{content:" einde erbij] "}
del::before{content:" [weg: "}del::after{content:" einde weg] "}
table{border-collapse:collapse;width:100%;margin:.75rem 0}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{border:1px solid #c9d0d9;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
thead th{background:#eef3f7}
.verder{font-size:.95rem}
a{color:#0b5394}a:focus-visible{outline:3px solid #b45f06;outline-offset:2px}
.sla{position:absolute;left:-999rem}.sla:focus{position:static}
@media print{nav,.verder,.sla{display:none}section{break-inside:avoid-page}}
"""


def comparison_html(
    before: Content, after: Content, *, seen: str = "het vorige concept", now: str = "dit concept"
) -> bytes:
    """A page that shows what changed, for a reviewer who has seen `before`.

    Args:
        seen, now: what both are called, such as "concept 1".

    Returns:
        UTF-8 HTML that needs nothing else: added words underlined, words gone struck through, never colour alone.
    """
    sections = sorted(compared(before, after), key=lambda one: not one.section.id.startswith("rapport."))
    changes = changes_between(before, after)
    return "\n".join(
        [*_head(after, changes, sections, seen, now), *_body(sections), "</main></body></html>\n"]
    ).encode()


def _head(after: Content, changes: Changes, sections: Sequence[ComparedSection], seen: str, now: str) -> Iterator[str]:
    title = f"Wat er veranderde: {after.report.cover.title}"
    unchanged = len(after.sections()) - sum(c.section.kind is not ChangeKind.GONE for c in sections)
    changed = "1 onderdeel is" if len(sections) == 1 else f"{len(sections)} onderdelen zijn"
    yield '<!DOCTYPE html>\n<html lang="nl"><head><meta charset="utf-8">'
    yield f"<title>{escape(title)}</title>"
    yield f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
    yield '<body><a class="sla" href="#inhoud">Naar de wijzigingen</a>'
    yield f"<header><h1>{escape(title)}</h1>"
    yield f'<p class="samen">{escape(_sentence(changes.summary))}</p>'
    yield f"<dl><dt>Laatst gezien</dt><dd>{escape(seen)}</dd><dt>Nu</dt><dd>{escape(now)}</dd></dl>"
    yield f"<p>{changed} anders dan in {escape(seen)}, {unchanged} zijn gelijk gebleven. "
    yield "<ins>Onderstreept</ins> is erbij gekomen, <del>doorgehaald</del> is weggegaan.</p>"
    if sections:
        yield '<nav aria-label="Onderdelen"><ul>'
        for one in sections:
            where = "Rapportage" if one.section.id.startswith("rapport.") else ""
            name = f"{where}: {one.section.title}" if where else one.section.title
            yield f'<li><a href="#{_anchor(one.section.id)}">{escape(name)}</a> ({escape(counts_of(one))})</li>'
        yield "</ul></nav>"
    yield '</header><main id="inhoud">'


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def counts_of(one: ComparedSection) -> str:
    """What became of a section's blocks: "2 gewijzigd, 1 nieuw"; of a section that came or went, that."""
    if one.section.kind is not ChangeKind.CHANGED:
        return one.section.kind.value
    found = [f"{number} {kind.value}" for kind in ChangeKind if (number := one.count(kind))]
    found += [f"{one.moved} verplaatst"] if one.moved else []
    return ", ".join(found) or "gewijzigd"


def _body(sections: Sequence[ComparedSection]) -> Iterator[str]:
    titles = {one.section.id: one.section.title for one in sections}
    following = {a.section.id: b.section for a, b in pairwise(sections)}
    for report, group in groupby(sections, key=lambda one: one.section.id.startswith("rapport.")):
        yield f"<h2>{'Rapportage' if report else 'Brief'}</h2>"
        for one in group:
            anchor = _anchor(one.section.id)
            yield f'<section id="{anchor}" aria-labelledby="{anchor}-kop"><h3 id="{anchor}-kop">'
            yield f"{escape(one.section.title)}</h3>"
            note = f" {_DERIVED}" * one.section.derived
            yield f'<p class="soort"><span class="stand">{escape(_sentence(counts_of(one)))}</span>{note}</p>'
            yield from pairs_html(one, titles)
            after = following.get(one.section.id)
            onward = "" if after is None else f' · <a href="#{_anchor(after.id)}">Volgende: {escape(after.title)}</a>'
            yield f'<p class="verder"><a href="#inhoud">Naar boven</a>{onward}</p></section>'


def _anchor(section: SectionId) -> str:
    return section.replace(".", "-")


def pairs_html(one: ComparedSection, titles: dict[SectionId, str]) -> Iterator[str]:
    """What differs in a section, below headings of level 4."""
    yield from _pairs(one.pairs, titles) if any(p.kind for p in one.pairs) else (f"<p>{SAME_WORDS}</p>",)


def _pairs(pairs: Sequence[BlockPair], titles: dict[SectionId, str]) -> Iterator[str]:
    """The blocks that differ, each under the headings where it stands, rows of one kind as a table."""
    place, said = _Place(), 0
    for columns, group in groupby(pairs, key=_columns):
        run = list(group)
        if not any(pair.kind for pair in run):
            said += len(run)
            for pair in run:
                place.enter(pair)
        elif columns:
            yield from _stayed(said)
            yield from (*place.shown(), *_table(run, columns))
            said = 0
        else:
            for pair in run:
                place.enter(pair)
                if pair.kind is None:
                    said += 1
                    continue
                yield from _stayed(said)
                yield from place.shown(pair)
                yield _text(pair, titles)
                said = 0
    yield from _stayed(said)


class _Place:
    """Below which headings the reading has come, and which of them the page has said."""

    def __init__(self) -> None:
        self._headings: dict[int, str] = {}
        self._said: dict[int, str] = {}

    def enter(self, pair: BlockPair) -> None:
        block = pair.after or pair.before
        if block is not None and block.level:
            kept = {level: text for level, text in self._headings.items() if level < block.level}
            self._headings = {**kept, block.level: block.text}

    def shown(self, pair: BlockPair | None = None) -> Iterator[str]:
        """The headings above, unless they were said; a heading that changed says itself, below those above it."""
        own = None if pair is None else pair.after or pair.before
        above = {
            level: text for level, text in self._headings.items() if own is None or not own.level or level < own.level
        }
        said = {level: text for level, text in self._said.items() if level in above}
        if above and above != said:
            yield f"<h4>{escape(': '.join(above[level] for level in sorted(above)))}</h4>"
        self._said = dict(self._headings)


def _stayed(number: int) -> Iterator[str]:
    if number:
        yield f'<p class="gelijk">{_stayed_words(number)}</p>'


def _stayed_words(number: int) -> str:
    return "1 regel gelijk gebleven" if number == 1 else f"{number} regels gelijk gebleven"


def _columns(pair: BlockPair) -> tuple[str, ...]:
    block = pair.after or pair.before
    return () if block is None else block.columns


def _table(pairs: Sequence[BlockPair], columns: Sequence[str]) -> Iterator[str]:
    yield '<table><thead><tr><th scope="col">Wat</th>'
    yield "".join(f'<th scope="col">{escape(name)}</th>' for name in columns) + "</tr></thead><tbody>"
    for changed, group in groupby(pairs, key=lambda p: p.kind is not None):
        rows = list(group)
        if not changed:
            yield f'<tr><td class="gelijk" colspan="{len(columns) + 1}">{_stayed_words(len(rows))}</td></tr>'
            continue
        for pair in rows:
            kind = pair.kind or ChangeKind.CHANGED
            cells = "".join(f"<td>{cell}</td>" for cell in _cells(pair, kind))
            yield f'<tr><th scope="row">{kind.value}</th>{cells}</tr>'
    yield "</tbody></table>"


def _cells(pair: BlockPair, kind: ChangeKind) -> list[str]:
    if pair.before is not None and pair.after is not None and pair.before.columns == pair.after.columns:
        return [_marked(a, b) for a, b in zip(pair.before.cells, pair.after.cells, strict=True)]
    if pair.before is not None and pair.after is not None:  # a column came or went
        was = dict(zip(pair.before.columns, pair.before.cells, strict=True))
        now = zip(pair.after.columns, pair.after.cells, strict=True)
        return [_marked(was.get(name, ""), cell) for name, cell in now]
    block = pair.after or pair.before
    mark = _MARK[kind]
    return [f"<{mark}>{escape(cell)}</{mark}>" if cell else "" for cell in (block.cells if block else ())]


def _text(pair: BlockPair, titles: dict[SectionId, str]) -> str:
    block = pair.after or pair.before
    if block is None:
        return ""
    if pair.moved is not None:
        here = "Verplaatst, was:" if pair.kind is ChangeKind.NEW else "Verplaatst, is nu:"
        place = f'<a href="#{_anchor(pair.moved)}">{escape(titles.get(pair.moved, pair.moved))}</a>'
        said = escape(_shortened(_words(block.text)))
        return f'<p class="verplaatst"><span class="stand">{here}</span> {place}. {said}</p>'
    return _paragraph(_inner(pair), block)


def _inner(pair: BlockPair) -> str:
    if pair.before is not None and pair.after is not None:
        said = _marked(pair.before.text, pair.after.text)
        replaced = pair.before.hidden != pair.after.hidden
        return f"{said} <ins>(andere afbeelding)</ins>" if replaced else said
    block = pair.after or pair.before
    mark = "ins" if pair.before is None else "del"
    return f"<{mark}>{escape(block.text if block else '')}</{mark}>"


def _paragraph(inner: str, block: Block) -> str:
    return f"<p><strong>{inner}</strong></p>" if block.level else f"<p>{inner}</p>"


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text)


def _marked(before: str, after: str) -> str:
    """A text with its differences marked, word by word; long stretches that stayed are shortened."""
    old, new = _words(before), _words(after)
    out = []
    for kind, a, b, c, d in changed_spans([w.strip() for w in old], [w.strip() for w in new]):
        gone, come = "".join(old[a:b]).strip(), "".join(new[c:d]).strip()
        if kind == "equal":
            out.append(escape(_shortened(new[c:d])))
            continue
        out += [f"<del>{escape(gone)}</del>"] if gone else []
        out += [f"<ins>{escape(come)}</ins>"] if come else []
    return " ".join(out)


def _shortened(words: Sequence[str]) -> str:
    if len(words) <= _LONG:
        return "".join(words).strip()
    return f"{''.join(words[:_CONTEXT])}[…] {''.join(words[-_CONTEXT:])}".strip()
