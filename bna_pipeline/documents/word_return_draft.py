"""The draft's own Word file: which of its words are which text of the redactie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bna_pipeline.documents.docx_body import bookmark_name
from bna_pipeline.documents.word_return_base import BasePara, folded
from bna_pipeline.model.base import PartnerId, SectionId
from bna_pipeline.model.content import ActionBlock, Content, LetterPart, LetterPartId, PillarChapter, TextBlock
from bna_pipeline.model.contribution import EditableField, Editorial, StatementText
from bna_pipeline.model.proposals import ReturnField

_TITLE: Final = 40  # characters of an action's title, where a place is named
_LABELS: Final = {
    EditableField.ACHIEVED: "wat is bereikt",
    EditableField.NEXT_STEPS: "wat hierna komt",
    EditableField.REASON: "de reden",
    EditableField.MEASURE: "de maatregel",
    EditableField.EXAMPLE_TITLE: "de titel van het voorbeeld",
    EditableField.EXAMPLE_TEXT: "de tekst van het voorbeeld",
    EditableField.EXAMPLE_CAPTION: "het bijschrift van het voorbeeld",
}


@dataclass(frozen=True)
class Span:
    """The words of a field within a paragraph: from `start` to `end`, as characters of its text."""

    start: int
    end: int
    field: ReturnField


@dataclass(eq=False)
class DraftPara:
    """A paragraph of the draft.

    Attributes:
        section, where: in which section it stands, and how a reader finds it; None and the story's name in a header.
        number: its place in the section, from 1.
        span: the field's words in it; None: it is fixed, or follows from the data.
    """

    base: BasePara
    section: SectionId | None
    where: str
    number: int
    span: Span | None = None

    @property
    def field(self) -> ReturnField | None:
        return None if self.span is None else self.span.field


@dataclass(frozen=True)
class _Wanted:
    """A text to find: its paragraphs, each behind `before`, from the bookmark on when there is one."""

    field: ReturnField
    paragraphs: Sequence[str]
    before: str = ""
    bookmark: str | None = None


@dataclass
class DraftText:
    """The paragraphs of the body in reading order, with the fields that were found in them."""

    paras: list[DraftPara]
    fields: dict[str, ReturnField] = field(default_factory=dict)


def draft_text(
    base: Sequence[BasePara],
    document: str,
    content: Content,
    editorial: Editorial,
    partners: Mapping[str, PartnerId],
) -> DraftText:
    """Find the redactie's texts in a draft's own body.

    Args:
        base: its paragraphs, without a change in them.
        document: "rapport" or "brief".
        partners: ids by the names that the report prints.
    """
    made = DraftText(list(_placed(base, document, content)))
    at = 0
    wanted = _report(content, editorial, partners) if document == "rapport" else _letter(content, editorial)
    for one in wanted:
        at = _find(made, one, at)
    return made


def _placed(base: Sequence[BasePara], document: str, content: Content) -> Iterator[DraftPara]:
    """Every paragraph with its section, as the draft's bookmarks say."""
    titles = {s.id: s.title for s in content.sections() if s.id.startswith(f"{document}.")}
    by_mark = {bookmark_name(section): section for section in titles}
    by_mark[bookmark_name("brief.ondertekening.kop")] = "brief.ondertekening"
    actions = {bookmark_name(f"actie.{a.id}"): _named(a) for c in content.report.pillars for a in c.actions}
    section, action, number = None, None, 0
    for one in base:
        for name in one.names:
            if name in by_mark:
                section, action, number = by_mark[name], None, 0
            elif name in actions:
                action, number = actions[name], 0
        number += 1
        where = "hoofdtekst" if section is None else titles.get(section, section)
        yield DraftPara(one, section, where if action is None else f"{where}, {action}", number)


def _named(action: ActionBlock) -> str:
    cut = action.title if len(action.title) <= _TITLE else f"{action.title[: _TITLE - 1].rstrip()}…"
    return f"{action.id} {cut}"


def _find(text: DraftText, wanted: _Wanted, at: int) -> int:
    """Mark a field's paragraphs, from `at` on; where to look for the next one."""
    paras = text.paras
    if not wanted.paragraphs:
        return at
    start = at
    if wanted.bookmark is not None:
        name = bookmark_name(wanted.bookmark)
        start = next((n for n, p in enumerate(paras) if n >= at and name in p.base.names), at)
    for first in range(start, len(paras) - len(wanted.paragraphs) + 1):
        if paras[first].section != wanted.field.section:
            if paras[first].section is not None and first > start and paras[first - 1].section == wanted.field.section:
                break
            continue
        rows = paras[first : first + len(wanted.paragraphs)]
        if all(
            p.span is None and folded(p.base.text) == folded(wanted.before + words)
            for p, words in zip(rows, wanted.paragraphs, strict=True)
        ):
            for para in rows:
                para.span = Span(len(wanted.before), len(para.base.text), wanted.field)
            text.fields[wanted.field.key] = wanted.field
            return first + len(rows)
    return at


# -- the report ------------------------------------------------------------------------------------------


def _report(content: Content, editorial: Editorial, partners: Mapping[str, PartnerId]) -> Iterator[_Wanted]:
    report = content.report
    words = {line.label: line.value for line in report.words}
    foreword = "rapport.voorwoord"
    yield _Wanted(ReturnField(path="foreword", title="voorwoord", section=foreword), editorial.foreword)
    signed = ReturnField(path="foreword_signed", title="ondertekening van het voorwoord", section=foreword, line=True)
    yield _Wanted(signed, (editorial.foreword_signed,))
    yield _Wanted(ReturnField(path="summary", title="samenvatting", section="rapport.samenvatting"), editorial.summary)
    for chapter in report.pillars:
        yield from _chapter(chapter, words, partners)
    section = "rapport.ontwikkelingen"
    for number, development in enumerate(editorial.developments, start=1):
        of = f"ontwikkeling {number}"
        path = f"developments.{number}"
        yield _one_line(path, "heading", f"titel van {of}", section, development.title)
        yield _Wanted(ReturnField(path=path, title=f"tekst van {of}", section=section), development.text)
        answer = ReturnField(path=path, part="answer", title=f"antwoord bij {of}", section=section)
        yield _Wanted(answer, development.answer)
    section = "rapport.kansen"
    for number, chance in enumerate(editorial.opportunities, start=1):
        of, path = f"kans {number}", f"opportunities.{number}"
        yield _one_line(path, "heading", f"titel van {of}", section, chance.title)
        state = ReturnField(path=path, part="state", title=f"stand van {of}", section=section, line=True)
        yield _Wanted(state, (chance.state,), f"{words.get('opportunity_state', '')}: ")
        yield _Wanted(ReturnField(path=path, title=f"tekst van {of}", section=section), chance.text)


def _one_line(path: str, part: str, title: str, section: str, words: str, before: str = "") -> _Wanted:
    field = ReturnField.model_validate({"path": path, "part": part, "title": title, "section": section, "line": True})
    return _Wanted(field, (words,), before)


def _chapter(chapter: PillarChapter, words: Mapping[str, str], partners: Mapping[str, PartnerId]) -> Iterator[_Wanted]:
    section = f"rapport.pijler.{chapter.pillar}"
    title = f"openingstekst van pijler {chapter.name}"
    yield _Wanted(ReturnField(path=f"pillar.{chapter.pillar}", title=title, section=section), chapter.introduction)
    for action in chapter.actions:
        for name in (EditableField.ACHIEVED, EditableField.REASON, EditableField.MEASURE):
            yield from _blocks(action, name, getattr(action, name.value), section, partners)
        yield from _examples(action, section, words, partners)
        yield from _blocks(action, EditableField.NEXT_STEPS, action.next_steps, section, partners)


def _blocks(
    action: ActionBlock,
    name: EditableField,
    blocks: Sequence[TextBlock],
    section: str,
    partners: Mapping[str, PartnerId],
) -> Iterator[_Wanted]:
    for number, block in enumerate(blocks, start=1):
        field = _partners(action, name, block.partner, section, partners)
        if field is not None:
            yield _Wanted(field, block.text, bookmark=f"veld.{action.id}.{name.value}.{number}")


def _examples(
    action: ActionBlock, section: str, words: Mapping[str, str], partners: Mapping[str, PartnerId]
) -> Iterator[_Wanted]:
    for number, example in enumerate(action.examples, start=1):
        mark = f"veld.{action.id}.example.{number}"
        texts = (
            (EditableField.EXAMPLE_TITLE, (example.title,), f"{words.get('example', '')}: "),
            (EditableField.EXAMPLE_TEXT, example.text, ""),
            (EditableField.EXAMPLE_CAPTION, (example.caption,) if example.caption else (), ""),
        )
        for name, paragraphs, before in texts:
            field = _partners(action, name, example.partner, section, partners)
            if field is not None:
                yield _Wanted(field, paragraphs, before, mark if name is EditableField.EXAMPLE_TITLE else None)


def _partners(
    action: ActionBlock, name: EditableField, said_by: str, section: str, partners: Mapping[str, PartnerId]
) -> ReturnField | None:
    partner = partners.get(said_by)
    if partner is None:
        return None
    line = name in (EditableField.EXAMPLE_TITLE, EditableField.EXAMPLE_CAPTION)
    return ReturnField(
        path=f"edits.{partner}.{action.id}.{name.value}",
        title=f"{_LABELS[name]} bij {action.id} ({said_by})",
        section=section,
        line=line,
    )


# -- the letter ------------------------------------------------------------------------------------------


def _letter(content: Content, editorial: Editorial) -> Iterator[_Wanted]:
    own = {
        LetterPartId.OCCASION: ("occasion", editorial.occasion),
        LetterPartId.EUROPEAN: ("european", editorial.european),
        LetterPartId.COMMUNICATION: ("communication", editorial.communication),
        LetterPartId.FOLLOW_UP: ("follow_up", editorial.follow_up),
    }
    statements = {
        LetterPartId.CORE: ("core", editorial.core),
        LetterPartId.CONSEQUENCES: ("consequences", editorial.consequences),
    }
    for part in content.letter.parts:
        section = f"brief.{part.id.value}"
        if part.id is LetterPartId.OCCASION and content.letter.corrects is not None:
            title = f"brief, {part.heading}: wat er is verbeterd"
            yield _Wanted(ReturnField(path="correction", title=title, section=section), editorial.correction)
        if part.id in own:
            path, paragraphs = own[part.id]
            yield _Wanted(ReturnField(path=path, title=f"brief, {part.heading}", section=section), paragraphs)
        if part.id in statements:
            yield from _statements(part, section, *statements[part.id])


def _statements(part: LetterPart, section: str, path: str, written: Sequence[StatementText]) -> Iterator[_Wanted]:
    by_words = {(s.heading, s.argument): s for s in written}
    for statement in part.statements:
        mine = by_words.get((statement.heading, statement.argument))
        if mine is None:  # the one that the programme writes from the data
            continue
        of = f"uitspraak {statement.number} onder {part.heading}"
        yield _one_line(f"{path}.{mine.id}", "heading", of, section, mine.heading, f"{statement.number}. ")
        yield _Wanted(
            ReturnField(path=f"{path}.{mine.id}", title=f"toelichting bij {of}", section=section), mine.argument
        )
