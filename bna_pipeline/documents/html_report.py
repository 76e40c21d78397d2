"""The report as one HTML file: the same words in the same order as its PDF and its Word file."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Sequence
from pathlib import Path

from bna_pipeline.documents.charts import report_charts
from bna_pipeline.documents.house import load_house
from bna_pipeline.documents.html_back_matter import back_matter
from bna_pipeline.documents.html_body import Element, Piece, anchor, el, name, page, paragraphs, picture_source, said
from bna_pipeline.documents.html_overview import overview_parts, summary_parts
from bna_pipeline.documents.html_parts import Means, section
from bna_pipeline.documents.html_pillar import chapter_section, chapter_title
from bna_pipeline.documents.html_style import style_of
from bna_pipeline.documents.languages import Languages
from bna_pipeline.documents.letter_text import LetterText, WebWords
from bna_pipeline.documents.pdf import PictureSource
from bna_pipeline.model.content import Content, Cover, Foreword, ReportContent
from bna_pipeline.model.draft import REPORT_PDF

_LOGOS = (".svg", ".png")


def report_html(content: Content, text: LetterText, folder: Path, picture: PictureSource) -> bytes:
    """Make the report as one accessible HTML file without script. Same arguments, same bytes.

    Args:
        folder: the programme's folder, for its house style and logos.
        picture: gives the bytes of a picture by its SHA-256.

    Raises:
        TemplateInvalid: the house style cannot be used.
    """
    report, house = content.report, load_house(folder)
    means = Means(text.report.words, house, report_charts(report, text.report, house), picture)
    body = [
        _cover(report.cover, folder),
        _note(text.web),
        _contents(means, report),
        el("main", *_sections(means, report), id="tekst", tabindex="-1"),
    ]
    return page(
        title=report.cover.title,
        language=content.language,
        style=style_of(house),
        skip=text.web.skip,
        body=body,
        languages=Languages(content.foreign),
    )


def _cover(cover: Cover, folder: Path) -> Element:
    title = el(
        "div",
        said("p", cover.edition, class_="editie"),
        said("h1", cover.title),
        said("p", cover.subtitle, class_="ondertitel"),
        said("p", cover.period, class_="periode"),
        class_="titelblok",
    )
    logos = [el("li", _logo(folder, entry.partner, entry.name)) for entry in cover.logos]
    return el("header", title, el("ul", *logos, class_="logos") if logos else None, class_="omslag")


def _logo(folder: Path, partner: str, partner_name: str) -> Piece:
    for ending in _LOGOS:
        file = folder / "logos" / f"{partner}{ending}"
        if file.is_file():
            source = picture_source(file.read_bytes(), mimetypes.types_map[ending])
            return el("img", src=source, alt=partner_name)
    return name(partner_name)


def _note(words: WebWords) -> Element:
    return el("aside", el("p", words.report, " ", el("a", REPORT_PDF, href=REPORT_PDF)))


def _contents(means: Means, report: ReportContent) -> Element:
    words = means.words
    entries = [
        _entry("rapport.voorwoord", words.foreword),
        _entry("rapport.samenvatting", words.summary),
        _entry("rapport.overzicht", words.overview),
    ]
    for chapter in report.pillars:
        below = [_entry(f"actie.{action.id}", f"{action.id} {action.title}") for action in chapter.actions]
        entries.append(_entry(f"rapport.pijler.{chapter.pillar}", chapter_title(means, chapter), below))
    entries.append(_entry("rapport.ontwikkelingen", words.developments))
    if report.opportunities:
        entries.append(_entry("rapport.kansen", words.opportunities))
    if report.finance is not None:
        entries.append(_entry("rapport.financien", words.finance))
    entries.append(_entry("rapport.afkortingen", words.abbreviations))
    entries.append(_entry("rapport.bijdragers", words.contributors))
    return el("nav", el("h2", words.contents, id="inhoud"), el("ul", *entries), aria_labelledby="inhoud")


def _entry(address: str, title: str, below: Sequence[Element] = ()) -> Element:
    link = el("a", name(title), href=f"#{anchor(address)}")
    return el("li", link, el("ul", *below) if below else None)


def _foreword(means: Means, foreword: Foreword) -> Iterator[Element]:
    yield from paragraphs(foreword.text)
    yield said("p", foreword.signed, class_="getekend")
    if foreword.about:
        yield el("h3", means.words.about)
        yield from paragraphs(foreword.about)


def _sections(means: Means, report: ReportContent) -> Iterator[Element]:
    words = means.words
    yield section("rapport.voorwoord", words.foreword, _foreword(means, report.foreword))
    yield section("rapport.samenvatting", words.summary, summary_parts(means, report.summary))
    yield section("rapport.overzicht", words.overview, overview_parts(means, report.overview))
    for chapter in report.pillars:
        yield chapter_section(means, chapter)
    yield from back_matter(means, report)
