"""The report as one HTML file: the same words in the same order as its PDF and its Word file."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator, Sequence
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
from bna_pipeline.model.contribution import Picture
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
    means = Means(text.report.words, house, report_charts(report, text.report, house), held_in(picture))
    body = [
        cover(report.cover, lambda partner: _logo(folder, partner)),
        _note(text.web),
        _contents(means, report),
        el("main", *sections(means, report), id="tekst", tabindex="-1"),
    ]
    return page(
        title=report.cover.title,
        language=content.language,
        style=style_of(house),
        skip=text.web.skip,
        body=body,
        languages=Languages(content.foreign),
    )


def held_in(picture: PictureSource) -> Callable[[Picture], str]:
    """Pictures as addresses that hold them, for a page that asks nothing of any other place."""
    return lambda shown: picture_source(picture(shown.sha256), shown.media_type)


def cover(shown: Cover, logo: Callable[[str], str | None]) -> Element:
    """The titles, and the logos of the deal partners.

    Args:
        logo: where a partner's logo is found; None: it has none, and its name stands there.
    """
    title = el(
        "div",
        said("p", shown.edition, class_="editie"),
        said("h1", shown.title),
        said("p", shown.subtitle, class_="ondertitel"),
        said("p", shown.period, class_="periode"),
        class_="titelblok",
    )
    logos = [el("li", _logo_or_name(logo(entry.partner), entry.name)) for entry in shown.logos]
    return el("header", title, el("ul", *logos, class_="logos") if logos else None, class_="omslag")


def _logo_or_name(source: str | None, partner_name: str) -> Piece:
    return name(partner_name) if source is None else el("img", src=source, alt=partner_name)


def logo_file(folder: Path, partner: str) -> Path | None:
    """A partner's logo in a programme's folder."""
    return next((f for ending in _LOGOS if (f := folder / "logos" / f"{partner}{ending}").is_file()), None)


def _logo(folder: Path, partner: str) -> str | None:
    file = logo_file(folder, partner)
    return None if file is None else picture_source(file.read_bytes(), mimetypes.types_map[file.suffix])


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


def sections(means: Means, report: ReportContent) -> Iterator[Element]:
    """The report's sections in reading order, but for its cover; each says by `aria-labelledby` which one it is."""
    words = means.words
    yield section("rapport.voorwoord", words.foreword, _foreword(means, report.foreword))
    yield section("rapport.samenvatting", words.summary, summary_parts(means, report.summary))
    yield section("rapport.overzicht", words.overview, overview_parts(means, report.overview))
    for chapter in report.pillars:
        yield chapter_section(means, chapter)
    yield from back_matter(means, report)
