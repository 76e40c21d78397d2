"""Faults planted in the web pages of a draft, one or more for every rule."""

from __future__ import annotations

from lxml import etree

from bna_pipeline.model.draft import REPORT_HTML
from tests.unit.documents.lint_planting import in_bytes, in_html


@in_bytes("DOC-100", REPORT_HTML)
def not_in_utf_8(data: bytes) -> bytes:
    return data + "één".encode("latin-1")


def _first(root: etree._Element, tag: str) -> etree._Element:
    return next(root.iter(tag))


def _put(root: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(
        _first(root, "main"), tag, {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
    )
    made.text = text
    return made


@in_html("DOC-501")
def two_titles(root: etree._Element) -> None:
    _first(root, "h2").tag = "h1"


@in_html("DOC-502")
def heading_level_skipped(root: etree._Element) -> None:
    _first(root, "h3").tag = "h5"


@in_html("DOC-503")
def no_language(root: etree._Element) -> None:
    del root.attrib["lang"]


@in_html("DOC-503", "letter")
def language_that_is_none(root: etree._Element) -> None:
    _first(root, "p").set("lang", "nederlands!")


@in_html("DOC-504")
def no_title(root: etree._Element) -> None:
    _first(root, "title").text = ""


@in_html("DOC-505")
def picture_without_alternative(root: etree._Element) -> None:
    del _first(root, "img").attrib["alt"]


@in_html("DOC-505")
def drawing_without_name(root: etree._Element) -> None:
    _put(root, "svg")


@in_html("DOC-506")
def header_without_scope(root: etree._Element) -> None:
    del _first(root, "th").attrib["scope"]


@in_html("DOC-506")
def table_without_headers(root: etree._Element) -> None:
    for head in _first(root, "table").iter("th"):
        head.tag = "td"


@in_html("DOC-507")
def table_without_caption(root: etree._Element) -> None:
    table = _first(root, "table")
    table.remove(_first(table, "caption"))


@in_html("DOC-508")
def cell_missing(root: etree._Element) -> None:
    row = list(_first(root, "table").iter("tr"))[1]
    row.remove(row[-1])


@in_html("DOC-509", "letter")
def link_without_words(root: etree._Element) -> None:
    _put(root, "a", "klik hier", href="https://www.example.org/rapportage")


@in_html("DOC-510")
def link_to_a_place_that_is_gone(root: etree._Element) -> None:
    _put(root, "a", "De stand van alle acties", href="#nergens")


@in_html("DOC-511")
def id_given_twice(root: etree._Element) -> None:
    named = [node for node in root.iter(etree.Element) if node.get("id")]
    named[1].set("id", named[0].get("id") or "")


@in_html("DOC-512")
def gray_on_white(root: etree._Element) -> None:
    _first(root, "style").text = (_first(root, "style").text or "") + "\np{color:#aaa}"


@in_html("DOC-512")
def white_on_a_light_ground(root: etree._Element) -> None:
    style = _first(root, "style")
    style.text = (style.text or "") + "\n:root{--licht:#cde}\nmain > section h2{background:var(--licht);color:white}"


@in_html("DOC-521")
def script(root: etree._Element) -> None:
    _put(root, "script", "alert('hallo')")


@in_html("DOC-521")
def script_on_an_element(root: etree._Element) -> None:
    _first(root, "h2").set("onclick", "alert('hallo')")


@in_html("DOC-522")
def picture_from_elsewhere(root: etree._Element) -> None:
    _first(root, "img").set("src", "https://www.example.org/meet.png")


@in_html("DOC-522")
def style_from_elsewhere(root: etree._Element) -> None:
    _first(root, "h2").set("style", "background:url(//example.org/x.png)")


@in_html("DOC-523")
def remark_in_the_page(root: etree._Element) -> None:
    _first(root, "main").append(etree.Comment(" nog navragen bij Jan "))


@in_html("DOC-523", "letter")
def maker_in_the_head(root: etree._Element) -> None:
    etree.SubElement(_first(root, "head"), "meta", name="author", content="J. de Vries")
