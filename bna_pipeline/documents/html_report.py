"""The report as one HTML file: the same words in the same order as its PDF and its Word file."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Sequence
from pathlib import Path

from bna_pipeline.documents.house import House, load_house
from bna_pipeline.documents.html_body import (
    Cell,
    Element,
    Piece,
    anchor,
    el,
    labelled,
    lines,
    name,
    page,
    paragraphs,
    picture_source,
    said,
    table,
)
from bna_pipeline.documents.html_style import pillar_class, status_sign, style_of
from bna_pipeline.documents.letter_text import LetterText, ReportWords
from bna_pipeline.documents.pdf import PictureSource
from bna_pipeline.documents.wording import chart_text, counts_text, scope_text
from bna_pipeline.model.content import (
    ActionBlock,
    Content,
    CountLine,
    DevelopmentBlock,
    ExampleBlock,
    Finance,
    OpportunityBlock,
    Overview,
    OverviewMovement,
    PillarChapter,
    ReportContent,
    Summary,
    TextBlock,
)
from bna_pipeline.model.draft import REPORT_PDF

_LOGOS = (".svg", ".png")


def report_html(content: Content, text: LetterText, folder: Path, picture: PictureSource) -> bytes:
    """Make the report as one accessible HTML file without script.

    Args:
        folder: the programme's folder, for its house style and logos.
        picture: gives the bytes of a picture by its SHA-256.

    Raises:
        TemplateInvalid: the house style cannot be used.
    """
    house = load_house(folder)
    made = _Report(content.report, text, house, folder, picture)
    return page(
        title=content.report.cover.title,
        language=content.language,
        style=style_of(house),
        skip=text.web.skip,
        body=list(made.body()),
    )


class _Report:
    """One report as elements, section by section."""

    def __init__(
        self, report: ReportContent, text: LetterText, house: House, folder: Path, picture: PictureSource
    ) -> None:
        self._report = report
        self._text = text
        self._house = house
        self._words: ReportWords = text.report.words
        self._folder = folder
        self._picture = picture

    def body(self) -> Iterator[Element]:
        yield self._cover()
        yield el("aside", el("p", self._text.web.report, " ", el("a", REPORT_PDF, href=REPORT_PDF)), role="note")
        yield self._contents()
        yield el("main", *self._sections(), id="tekst", tabindex="-1")

    def _sections(self) -> Iterator[Element]:
        report, words = self._report, self._words
        foreword = [*paragraphs(report.foreword.text), said("p", report.foreword.signed, class_="getekend")]
        yield _section("rapport.voorwoord", words.foreword, foreword)
        yield _section("rapport.samenvatting", words.summary, self._summary(report.summary))
        yield _section("rapport.overzicht", words.overview, self._overview(report.overview))
        for chapter in report.pillars:
            yield self._chapter(chapter)
        developments = [piece for one in report.developments for piece in self._development(one)]
        yield _section("rapport.ontwikkelingen", words.developments, developments)
        if report.opportunities:
            chances = [piece for one in report.opportunities for piece in self._opportunity(one)]
            yield _section("rapport.kansen", words.opportunities, chances)
        if report.finance is not None:
            yield _section("rapport.financien", words.finance, self._finance(report.finance))
        yield from self._back_matter()

    def _cover(self) -> Element:
        cover = self._report.cover
        logos = [el("li", self._logo(entry.partner, entry.name)) for entry in cover.logos]
        return el(
            "header",
            el(
                "div",
                said("p", cover.edition, class_="editie"),
                said("h1", cover.title),
                said("p", cover.subtitle, class_="ondertitel"),
                said("p", cover.period, class_="periode"),
                class_="titelblok",
            ),
            el("ul", *logos, class_="logos") if logos else None,
            class_="omslag",
        )

    def _logo(self, partner: str, partner_name: str) -> Piece:
        for ending in _LOGOS:
            file = self._folder / "logos" / f"{partner}{ending}"
            if file.is_file():
                kind = mimetypes.types_map[ending]
                return el("img", src=picture_source(file.read_bytes(), kind), alt=partner_name)
        return name(partner_name)

    def _contents(self) -> Element:
        words, report = self._words, self._report
        entries = [
            _entry("rapport.voorwoord", words.foreword),
            _entry("rapport.samenvatting", words.summary),
            _entry("rapport.overzicht", words.overview),
        ]
        for chapter in report.pillars:
            below = [_entry(f"actie.{action.id}", f"{action.id} {action.title}") for action in chapter.actions]
            entries.append(_entry(f"rapport.pijler.{chapter.pillar}", self._chapter_title(chapter), below))
        entries.append(_entry("rapport.ontwikkelingen", words.developments))
        if report.opportunities:
            entries.append(_entry("rapport.kansen", words.opportunities))
        if report.finance is not None:
            entries.append(_entry("rapport.financien", words.finance))
        entries.append(_entry("rapport.afkortingen", words.abbreviations))
        entries.append(_entry("rapport.bijdragers", words.contributors))
        head = el("h2", words.contents, id="inhoud")
        return el("nav", head, el("ul", *entries), aria_labelledby="inhoud")

    def _counts(self, counts: Sequence[CountLine]) -> Iterator[Element]:
        words = self._words
        rows = [([self._status(c.label)], str(c.count)) for c in counts]
        yield table(
            (words.status, words.count),
            [(None, rows)],
            caption=chart_text(words.chart, counts),
            class_="smal",
            right=frozenset({1}),
        )

    def _status(self, label: str) -> Piece:
        return el("span", status_sign(self._house.status(label)), name(label), class_="stand")

    def _summary(self, summary: Summary) -> Iterator[Piece]:
        words = self._words
        yield from paragraphs(summary.text)
        yield el("h3", words.figures)
        yield said("p", summary.progress, class_="kern")
        yield from self._counts(summary.counts)
        yield el("h3", words.figures_pillars)
        rows = [(p.name, lines((p.progress, counts_text(p.counts)))) for p in summary.pillars]
        yield table((words.pillar, words.state), [(None, rows)], caption=words.figures_pillars)

    def _overview(self, overview: Overview) -> Iterator[Piece]:
        words, movement = self._words, overview.movement
        yield said("p", overview.introduction)
        if movement is not None:
            yield said("p", movement.introduction)
        groups: list[tuple[str, list[list[Cell]]]] = []
        for row in overview.rows:
            group = f"{words.pillar} {row.pillar}"
            if not groups or groups[-1][0] != group:
                groups.append((group, []))
            status: list[Piece] = [self._status(row.status)]
            if row.gap is not None:
                status += [el("br"), el("strong", name(row.gap), class_="ontbreekt")]
            link = el("a", row.action, href=f"#{anchor(f'actie.{row.action}')}")
            cells: list[Cell] = [[link], row.title, row.owner, status]
            if movement is not None:
                cells.append(lines([part for part in (row.before, row.change) if part]))
            groups[-1][1].append([*cells, row.role])
        beside = () if movement is None else (movement.column,)
        header = (words.action, words.title, words.owner, words.status, *beside, words.role)
        yield table(header, groups, caption=words.overview, class_="kaarten")
        if movement is not None and movement.lines:
            yield from self._changes(movement)

    def _changes(self, movement: OverviewMovement) -> Iterator[Element]:
        yield said("h3", movement.heading)
        rows = [([el("strong", line.action), " ", name(line.title)], lines(line.changes)) for line in movement.lines]
        yield table((self._words.action, movement.what), [(None, rows)], caption=movement.heading)

    def _chapter_title(self, chapter: PillarChapter) -> str:
        return f"{self._words.pillar} {chapter.number}: {chapter.name}"

    def _chapter(self, chapter: PillarChapter) -> Element:
        address, title = f"rapport.pijler.{chapter.pillar}", self._chapter_title(chapter)
        inside: list[Piece] = [
            labelled(self._words.aim, name(chapter.aim), class_="doel"),
            *paragraphs(chapter.introduction),
            *self._counts(chapter.counts),
            *(self._action(action) for action in chapter.actions),
        ]
        return _section(address, title, inside, class_=f"pijler {pillar_class(self._house, chapter.number)}")

    def _action(self, action: ActionBlock) -> Element:
        words, address = self._words, anchor(f"actie.{action.id}")
        partners = ("; ".join(action.partners),) if action.partners else ()
        facts = [
            labelled(words.status, self._status(action.status)),
            labelled(words.role, name(action.role)),
            labelled(words.owner, name(action.owner)),
            *(labelled(words.partners, name(partner)) for partner in partners),
        ]
        inside: list[Piece] = [
            el("h3", el("span", action.id, class_="nummer"), " ", name(action.title), id=address),
            el("div", *facts, class_="feiten"),
            None if action.gap is None else el("p", el("strong", name(action.gap)), class_="kern ontbreekt"),
            *self._texts(words.achieved, action.achieved),
            *self._texts(words.reason, action.reason),
            *self._texts(words.measure, action.measure),
        ]
        if action.milestones:
            rows = [(m.date_text, m.title, m.state) for m in action.milestones]
            inside.append(el("h4", words.milestones))
            header = (words.date, words.milestone, words.state)
            inside.append(table(header, [(None, rows)], caption=f"{words.milestones} {action.id}"))
        inside += [self._example(example) for example in action.examples]
        inside += self._texts(words.next_steps, action.next_steps)
        return el("article", *inside, aria_labelledby=address, class_="actie")

    def _texts(self, heading: str, blocks: Sequence[TextBlock]) -> Iterator[Element]:
        if blocks:
            yield el("h4", heading)
        for block in blocks:
            yield from paragraphs(block.text)
            if len(blocks) > 1:
                yield said("p", block.partner, class_="bron")

    def _example(self, example: ExampleBlock) -> Element:
        shown = example.picture
        figure = None
        if shown is not None:
            source = picture_source(self._picture(shown.sha256), shown.media_type)
            figure = el(
                "figure",
                el("img", src=source, alt=shown.description, width=str(shown.width), height=str(shown.height)),
                None if example.caption is None else said("figcaption", example.caption),
            )
        return el(
            "div",
            el("h4", f"{self._words.example}: ", name(example.title)),
            *paragraphs(example.text),
            figure,
            said("p", example.partner, class_="bron"),
            class_="voorbeeld",
        )

    def _development(self, development: DevelopmentBlock) -> Iterator[Element]:
        yield el("p", scope_text(development.scope), class_="reikwijdte")
        yield said("h3", development.title)
        yield from paragraphs(development.text)
        yield el("h4", self._words.answer)
        yield from paragraphs(development.answer)

    def _opportunity(self, chance: OpportunityBlock) -> Iterator[Element]:
        yield said("h3", chance.title)
        yield labelled(self._words.opportunity_state, name(chance.state))
        yield from paragraphs(chance.text)

    def _finance(self, finance: Finance) -> Iterator[Piece]:
        words = self._words
        yield said("p", finance.introduction)
        rows: list[list[Cell]] = [
            [[el("strong", line.action), " ", name(line.title)], line.partner, line.purpose, line.amount]
            for line in finance.lines
        ]
        yield table(
            (words.action, words.partner, words.purpose, words.amount),
            [(None, rows)],
            caption=words.finance,
            class_="kaarten",
            right=frozenset({3}),
            total=(words.total, "", "", finance.total),
        )

    def _back_matter(self) -> Iterator[Element]:
        words, report = self._words, self._report
        short = [(a.short, a.meaning) for a in report.abbreviations]
        abbreviations = table((words.abbreviation, words.meaning), [(None, short)], caption=words.abbreviations)
        yield _section("rapport.afkortingen", words.abbreviations, [abbreviations])
        who = [(c.name, c.group, ", ".join(c.actions)) for c in report.contributors]
        header = (words.partner, words.group, words.reported_on)
        contributors = table(header, [(None, who)], caption=words.contributors, class_="kaarten")
        yield _section("rapport.bijdragers", words.contributors, [contributors])


def _section(address: str, title: str, inside: Sequence[Piece] | Iterator[Piece], class_: str | None = None) -> Element:
    head = anchor(address)
    return el("section", said("h2", title, id=head), *inside, aria_labelledby=head, class_=class_)


def _entry(address: str, title: str, below: Sequence[Element] = ()) -> Element:
    link = el("a", name(title), href=f"#{anchor(address)}")
    return el("li", link, el("ul", *below) if below else None)
