"""Sections of a draft as pieces of a page: what the HTML edition shows, each below a heading of the page around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lxml import html

from bna_pipeline.documents.charts import report_charts
from bna_pipeline.documents.house import load_house
from bna_pipeline.documents.html_body import Element, anchor, el, said, say_languages
from bna_pipeline.documents.html_letter import head_lines, letter_part, signatures
from bna_pipeline.documents.html_parts import Means
from bna_pipeline.documents.html_report import cover, logo_file, sections
from bna_pipeline.documents.languages import Languages
from bna_pipeline.documents.letter_text import LetterText
from bna_pipeline.model.base import SectionId, Sha256, sha256_hex
from bna_pipeline.model.content import Content, LetterContent

_HEADING = re.compile(r"h([1-6])\Z")
_COVER = "rapport.omslag"
_FRAME = "brief.ondertekening"


@dataclass(frozen=True)
class Place:
    """Where the pieces come to stand.

    Attributes:
        level: of a section's own heading; those below it follow.
        address: where a picture is found, by the SHA-256 of its bytes.
    """

    level: int
    address: Callable[[Sha256], str]


def section_fragments(
    content: Content, text: LetterText, folder: Path, report_hash: Sha256, place: Place
) -> dict[SectionId, str]:
    """Every section as HTML that says the same words in the same order as the HTML edition.

    A piece is one `section` with its heading; it has no script and no `style`, and ids that a page can hold all at
    once. Links lead to what stands in the pieces.

    Args:
        folder: the programme's folder, for its house style and logos.
        report_hash: SHA-256 of the report's PDF, as the letter prints it.

    Returns:
        By section id, in reading order.

    Raises:
        TemplateInvalid: the house style cannot be used.
    """
    languages = Languages(content.foreign)
    made = {}
    for section, element, top in _elements(content, text, folder, report_hash, place):
        _lower(element, place.level - top)
        if languages:
            say_languages(element, languages)
        made[section] = html.tostring(element, encoding="unicode", with_tail=False)
    return made


def _elements(
    content: Content, text: LetterText, folder: Path, report_hash: Sha256, place: Place
) -> Iterator[tuple[SectionId, Element, int]]:
    """The sections as elements, each with the level of its heading."""
    report, letter, house = content.report, content.letter, load_house(folder)
    means = Means(
        text.report.words, house, report_charts(report, text.report, house), lambda shown: place.address(shown.sha256)
    )
    ids = {anchor(section.id): section.id for section in content.sections()}
    yield _COVER, _covered(content, folder, place), 1
    for element in sections(means, report):
        yield ids[element.get("aria-labelledby", "")], element, 2
    for part in letter.parts:
        yield f"brief.{part.id.value}", letter_part(part, text, report_hash), 2
    yield _FRAME, _frame(letter, text.name_of(letter)), 2


def _covered(content: Content, folder: Path, place: Place) -> Element:
    shown = cover(content.report.cover, partial(_logo, folder, place))
    return el("section", *shown, aria_label=content.report.cover.title, class_="omslag")


def _logo(folder: Path, place: Place, partner: str) -> str | None:
    file = logo_file(folder, partner)
    return None if file is None else place.address(sha256_hex(file.read_bytes()))


def _frame(letter: LetterContent, title: str) -> Element:
    head = anchor(_FRAME)
    return el("section", said("h2", title, id=head), head_lines(letter), *signatures(letter), aria_labelledby=head)


def _lower(element: Element, levels: int) -> None:
    for each in element.iter():
        found = _HEADING.match(str(each.tag))
        if found:
            each.tag = f"h{min(int(found[1]) + levels, 6)}"


def without_dead_links(fragments: Mapping[SectionId, str]) -> dict[SectionId, str]:
    """Pieces of one page in which a link to what is not on that page is the words alone."""
    trees = {section: html.fragment_fromstring(fragment) for section, fragment in fragments.items()}
    there = {each.get("id") for tree in trees.values() for each in tree.iter() if each.get("id")}
    made = dict(fragments)
    for section, tree in trees.items():
        dead = [a for a in tree.iter("a") if (to := a.get("href", "")).startswith("#") and to[1:] not in there]
        for link in dead:
            link.drop_tag()
        if dead:
            made[section] = html.tostring(tree, encoding="unicode", with_tail=False)
    return made


def said_in(fragment: str) -> str:
    """The words of a piece, as it shows them."""
    return str(html.fragment_fromstring(fragment).text_content())
