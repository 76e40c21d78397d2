"""Rules on the structure of a web edition: headings, language, title, pictures, tables, links, ids, colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from bna_pipeline.documents.lint_colour import ENOUGH, WHITE, contrast, hex_of
from bna_pipeline.documents.lint_css import Elements, applied, looks_of
from bna_pipeline.documents.lint_html_file import HtmlFile, said
from bna_pipeline.documents.lint_rules import Rule, place_in, short
from bna_pipeline.documents.lint_words import (
    alternative_says_nothing,
    is_bare_address,
    is_language,
    link_says_nothing,
    same_language,
    target_is_sound,
)
from bna_pipeline.model.draft import DOCUMENTS
from bna_pipeline.model.finding import Finding

ONE_FIRST = Rule(
    "DOC-501",
    "een webpagina heeft precies één kop van niveau 1",
    "WCAG 2.2 SC 1.3.1 en 2.4.6; EN 301 549 9.1.3.1",
    "Laat alleen de titel een `h1` zijn.",
)
HEADING_ORDER = Rule(
    "DOC-502",
    "koppen op de webpagina slaan geen niveau over en zijn niet leeg",
    "WCAG 2.2 SC 1.3.1 en 2.4.6; EN 301 549 9.1.3.1",
    "Geef de kop het niveau onder dat van de kop erboven.",
)
LANGUAGE = Rule(
    "DOC-503",
    "de webpagina zegt in welke taal zij geschreven is",
    "WCAG 2.2 SC 3.1.1 en 3.1.2; EN 301 549 9.3.1.1",
    "Zet `lang` op het element `html`, met een taalcode zoals 'nl'.",
)
TITLE = Rule(
    "DOC-504",
    "de webpagina heeft een titel",
    "WCAG 2.2 SC 2.4.2; EN 301 549 9.2.4.2",
    "Vul het element `title` met de titel van het document.",
)
PICTURE_ALT = Rule(
    "DOC-505",
    "elke afbeelding op de webpagina heeft een tekstalternatief, of is als versiering aangemerkt",
    "WCAG 2.2 SC 1.1.1; EN 301 549 9.1.1.1",
    'Geef de afbeelding een `alt` die zegt wat erop staat, of `alt=""` als zij versiering is.',
)
TABLE_HEADERS = Rule(
    "DOC-506",
    "elke tabel op de webpagina heeft koppen, en elke kop zegt waarbij hij hoort",
    "WCAG 2.2 SC 1.3.1 (H43, H63); EN 301 549 9.1.3.1",
    "Maak van de koppen `th` met `scope`.",
)
TABLE_CAPTION = Rule(
    "DOC-507",
    "elke tabel op de webpagina heeft een opschrift",
    "WCAG 2.2 SC 1.3.1 (H39)",
    "Begin de tabel met een `caption`.",
)
REGULAR_ROWS = Rule(
    "DOC-508",
    "alle rijen van een tabel op de webpagina zijn even breed, samengevoegde cellen meegeteld",
    "WCAG 2.2 SC 1.3.1",
    "Vul de rij aan met cellen, of voeg samen met `colspan`.",
)
LINK_WORDS = Rule(
    "DOC-509",
    "een link op de webpagina zegt in woorden waar hij heen gaat",
    "WCAG 2.2 SC 2.4.4; EN 301 549 9.2.4.4",
    "Schrijf bij de link wat er te vinden is, niet 'klik hier' of alleen het adres.",
)
LINK_TARGET = Rule(
    "DOC-510",
    "een link op de webpagina wijst naar een bestaande plaats of naar een volledig adres",
    "WCAG 2.2 SC 2.4.4",
    "Verbeter het adres, of zet het doel terug op de pagina.",
)
UNIQUE_IDS = Rule(
    "DOC-511",
    "elk kenmerk (`id`) op de webpagina komt één keer voor",
    "HTML, 3.2.6; WCAG 2.2 SC 1.3.1",
    "Geef elk onderdeel een eigen kenmerk.",
)
CONTRAST = Rule(
    "DOC-512",
    "tekst op de webpagina steekt genoeg af tegen haar ondergrond (4,5 op 1)",
    "WCAG 2.2 SC 1.4.3; EN 301 549 9.1.4.3",
    "Kies in de huisstijl een donkerder letter of een lichtere ondergrond.",
)

RULES = (
    ONE_FIRST,
    HEADING_ORDER,
    LANGUAGE,
    TITLE,
    PICTURE_ALT,
    TABLE_HEADERS,
    TABLE_CAPTION,
    REGULAR_ROWS,
    LINK_WORDS,
    LINK_TARGET,
    UNIQUE_IDS,
    CONTRAST,
)
_SCOPES = {"row", "col", "rowgroup", "colgroup"}
_WITHOUT_TEXT = {"head", "style", "script", "title", "meta", "svg"}


def check_html(file: HtmlFile, wanted: str) -> Iterator[Finding]:
    """Everything that keeps a reader of a web page from its structure.

    Args:
        wanted: the language that the document is in, BCP 47.
    """
    yield from _headings(file)
    yield from _head(file, wanted)
    yield from _pictures(file)
    for table in file.root.iter("table"):
        yield from _table(file, table)
    yield from _links(file)
    yield from _contrast(file)


def _headings(file: HtmlFile) -> Iterator[Finding]:
    first = [node for node in file.headings if node.tag == "h1"]
    if len(first) != 1:
        yield ONE_FIRST.at(place_in(file.name), f"Er zijn {len(first)} koppen van niveau 1.")
    last = 0
    for node in file.headings:
        level, text = int(str(node.tag)[1]), said(node)
        if not text:
            yield HEADING_ORDER.at(file.place(node), f"Hier staat een lege kop van niveau {level}.")
        if level > last + 1:
            before = f"na een kop van niveau {last}" if last else "als eerste kop"
            yield HEADING_ORDER.at(file.place(node), f"De kop '{short(text)}' heeft niveau {level}, {before}.")
        last = level


def _head(file: HtmlFile, wanted: str) -> Iterator[Finding]:
    language = file.root.get("lang") or ""
    if not same_language(language, wanted):
        what = f"zegt dat zij in '{language}' is" if language else "zegt niet in welke taal zij is"
        yield LANGUAGE.at(place_in(file.name), f"De pagina {what}; zij is in '{wanted}'.")
    for node in file.root.iter(etree.Element):
        own = node.get("lang")
        if own is not None and not is_language(own):
            yield LANGUAGE.at(file.place(node), f"Bij een stuk tekst staat de taal '{own}'.")
    titles = [said(node) for node in file.root.findall("head/title")]
    if not any(titles):
        yield TITLE.at(place_in(file.name), "De pagina heeft geen titel.")
    counts = Counter(node.get("id") for node in file.root.iter(etree.Element) if node.get("id"))
    for name, times in sorted(counts.items()):
        if times > 1:
            yield UNIQUE_IDS.at(place_in(file.name), f"Het kenmerk '{name}' komt {times} keer voor.")


def _pictures(file: HtmlFile) -> Iterator[Finding]:
    for node in file.root.iter("img"):
        described = node.get("alt")
        if described is None or (described and alternative_says_nothing(described)):
            what = "geen tekstalternatief" if described is None else f"alleen '{short(described)}'"
            yield PICTURE_ALT.at(file.place(node), f"Een afbeelding heeft {what}.")
    for node in file.root.iter("svg"):
        named = node.get("aria-label") or " ".join(said(one) for one in node.findall("title"))
        if node.get("aria-hidden") != "true" and not (node.get("role") == "img" and named.strip()):
            yield PICTURE_ALT.at(file.place(node), "Een tekening is geen versiering en heeft geen naam.")


def _table(file: HtmlFile, table: etree._Element) -> Iterator[Finding]:
    where, name = file.place(table), f"'{short(said(table))}'"
    heads = list(table.iter("th"))
    if not heads:
        yield TABLE_HEADERS.at(where, f"De tabel {name} heeft geen koppen.")
    for head in heads:
        if head.get("scope") not in _SCOPES:
            yield TABLE_HEADERS.at(where, f"Bij de kop '{short(said(head))}' ontbreekt waarbij hij hoort (`scope`).")
    caption = table.find("caption")
    if caption is None or not said(caption):
        yield TABLE_CAPTION.at(where, f"De tabel {name} heeft geen opschrift.")
    reaching: list[tuple[int, int]] = []  # (rows to go, columns)
    wanted: int | None = None
    for number, row in enumerate(table.iter("tr"), start=1):
        cells = [(_span(cell, "colspan"), _span(cell, "rowspan")) for cell in row if cell.tag in ("th", "td")]
        width = sum(columns for columns, _ in cells) + sum(columns for _, columns in reaching)
        wanted = width if wanted is None else wanted
        if width != wanted:
            yield REGULAR_ROWS.at(
                where, f"Rij {number} van de tabel {name} telt {width} kolommen in plaats van {wanted}."
            )
        reaching = [(left - 1, columns) for left, columns in reaching if left > 1]
        reaching += [(rows - 1, columns) for columns, rows in cells if rows > 1]


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or "1"
    return int(value) if value.isdigit() else 1


def _links(file: HtmlFile) -> Iterator[Finding]:
    ids = {node.get("id") for node in file.root.iter(etree.Element) if node.get("id")}
    for link in file.root.iter("a"):
        target = link.get("href")
        text = said(link) or link.get("aria-label") or " ".join(node.get("alt") or "" for node in link.iter("img"))
        where = file.place(link)
        inside = target is not None and target.startswith("#")
        beside = target in DOCUMENTS  # the files of a draft go together
        if target is None or not (beside or (target[1:] in ids if inside else target_is_sound(target))):
            yield LINK_TARGET.at(where, f"De link '{short(text)}' ({target or 'zonder doel'}) gaat nergens heen.")
        if link_says_nothing(text):
            yield LINK_WORDS.at(where, f"De link zegt alleen '{text}'.")
        elif is_bare_address(text):
            around = link.getparent()
            if around is None or not any(letter.isalpha() for letter in said(around).replace(text, "")):
                yield LINK_WORDS.at(where, f"Bij de link '{short(text)}' staan geen woorden.")


def _contrast(file: HtmlFile) -> Iterator[Finding]:
    """Every element's own text against its ground; and what a state or a generated part would make of it."""
    page = Elements(file.root)
    looks = looks_of(page, file.style_rules, WHITE)
    for element, look in looks.items():
        tag = str(element.tag)
        if (
            tag in _WITHOUT_TEXT
            or not (element.text or "").strip()
            or next(element.iterancestors("svg", "head"), None) is not None
        ):
            continue
        if look.colour and look.ground and contrast(look.colour, look.ground) < ENOUGH:
            message = f"'{short(element.text or '')}' staat in {hex_of(look.colour)} op {hex_of(look.ground)}."
            yield CONTRAST.at(file.place(element), message)
    for rule in file.style_rules:
        if rule.at_times and "color" in rule.declarations:
            for element in page.matching(rule):
                look = applied(looks[element], rule.declarations)
                if look.colour and look.ground and contrast(look.colour, look.ground) < ENOUGH:
                    message = f"'{rule.selector}' zet {hex_of(look.colour)} op {hex_of(look.ground)}."
                    yield CONTRAST.at(file.place(element), message)
