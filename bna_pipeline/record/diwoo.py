"""DiWoo metadata 0.9.8, and the sitemaps by which the Woo harvester finds it (standaarden.overheid.nl/diwoo).

A sitemap has an entry for every public file, with the file's metadata inside it; a sitemap index of the category names
the sitemaps; `robots.txt` names the index. At most 50,000 entries and 50 MB a file (sitemaps.org).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from lxml import etree

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.identifiers import TOOI, Concept, Identifier
from bna_pipeline.record.rows import shown
from bna_pipeline.record.xml_text import add_text, moment_text, written

DIWOO: Final = "https://standaarden.overheid.nl/diwoo/metadata/"
SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ENTRIES: Final = 50_000
MOST_BYTES: Final = 50_000_000

_PDF: Final = ("PDF", "http://publications.europa.eu/resource/authority/file-type/PDF")
_DUTCH: Final = ("Nederlands", "http://publications.europa.eu/resource/authority/language/NLD")

SIGNING: Final = Concept(uri=f"{TOOI}def/thes/kern/c_e1ec050e", label="ondertekening")
ADOPTION: Final = Concept(uri=f"{TOOI}def/thes/kern/c_641ecd76", label="vaststelling")
HAS_ATTACHMENT: Final = Concept(uri=f"{TOOI}def/thes/kern/c_05f4a5f3", label="heeft bijlage")
RECEIPT: Final = Concept(uri=f"{TOOI}def/thes/kern/c_dfcee535", label="ontvangst")
REFERS_TO: Final = Concept(uri=f"{TOOI}def/thes/kern/c_75fac459", label="verwijst naar")


@dataclass(frozen=True)
class PublicDocument:
    """A file that anyone may have.

    Attributes:
        address: where it is; in a sitemap it identifies the document.
        kinds: what sort of document it is, of the thesaurus.
        category: the Woo category that it is published under.
        acts: what was done with it and when; a day stands for its beginning, without a zone.
        aggregate: what those that belong together have in common.
        related: other documents, each with the kind of relation and its title.
    """

    address: str
    title: str
    publisher: Identifier
    responsible: Identifier
    category: Concept
    kinds: tuple[Concept, ...]
    created: date
    changed: datetime
    aggregate: str | None = None
    identifiers: tuple[str, ...] = ()
    acts: tuple[tuple[Concept, datetime | date], ...] = ()
    related: tuple[tuple[Concept, str, str], ...] = ()


def document_element(document: PublicDocument) -> etree._Element:
    """The metadata of one document, `diwoo:Document`."""
    root = etree.Element(_tag("Document"), nsmap={"diwoo": DIWOO})
    node = etree.SubElement(root, _tag("DiWoo"))
    if document.identifiers:
        group = etree.SubElement(node, _tag("identifiers"))
        for identifier in document.identifiers:
            add_text(group, "identifier", identifier)
    _named(node, "publisher", document.publisher.label, document.publisher.uri)
    _named(node, "verantwoordelijke", document.responsible.label, document.responsible.uri)
    add_text(etree.SubElement(node, _tag("titelcollectie")), "officieleTitel", document.title)
    classes = etree.SubElement(node, _tag("classificatiecollectie"))
    categories = etree.SubElement(classes, _tag("informatiecategorieen"))
    _concept(categories, "informatiecategorie", document.category)
    if document.kinds:
        kinds = etree.SubElement(classes, _tag("documentsoorten"))
        for kind in document.kinds:
            _concept(kinds, "documentsoort", kind)
    add_text(node, "creatiedatum", document.created.isoformat())
    _named(node, "language", *_DUTCH)
    _named(node, "format", *_PDF)
    if document.aggregate is not None:
        add_text(node, "aggregatiekenmerk", document.aggregate)
    acts = etree.SubElement(node, _tag("documenthandelingen"))
    for act, at in document.acts:
        made = etree.SubElement(acts, _tag("documenthandeling"))
        _concept(made, "soortHandeling", act)
        add_text(made, "atTime", moment_text(at) if isinstance(at, datetime) else f"{at.isoformat()}T00:00:00")
        _named(made, "wasAssociatedWith", document.publisher.label, document.publisher.uri)
    if document.related:
        relations = etree.SubElement(node, _tag("documentrelaties"))
        for role, address, title in document.related:
            relation = etree.SubElement(relations, _tag("documentrelatie"))
            _concept(relation, "role", role)
            _named(relation, "relation", title, address)
    return root


def document_xml(document: PublicDocument) -> bytes:
    """The metadata of one document as a file of its own."""
    return written(document_element(document))


@dataclass(frozen=True)
class Sitemap:
    """A sitemap (XML), and when the last of its documents changed."""

    data: bytes
    changed: datetime


def sitemaps(documents: Sequence[PublicDocument], *, at_most: int = MOST_ENTRIES) -> tuple[Sitemap, ...]:
    """Sitemaps with every document, none with more than so many entries, nor longer than is allowed.

    Raises:
        PackageInvalid: one entry alone is longer.
    """
    parts = [documents[n : n + at_most] for n in range(0, len(documents), at_most)]
    return tuple(made for part in parts for made in _fitting(part))


def _fitting(documents: Sequence[PublicDocument]) -> Iterable[Sitemap]:
    made = _sitemap(documents)
    if len(made) <= MOST_BYTES:
        return (Sitemap(made, max(each.changed for each in documents)),)
    if len(documents) == 1:
        raise PackageInvalid(f"De metagegevens van {documents[0].title} zijn te lang.", "Maak de titels korter.")
    half = len(documents) // 2
    return (*_fitting(documents[:half]), *_fitting(documents[half:]))


def _sitemap(documents: Sequence[PublicDocument]) -> bytes:
    root = etree.Element(_map("urlset"), nsmap=cast("dict[str, str]", {None: SITEMAP, "diwoo": DIWOO}))
    for document in documents:
        entry = etree.SubElement(root, _map("url"))
        etree.SubElement(entry, _map("loc")).text = document.address
        etree.SubElement(entry, _map("lastmod")).text = moment_text(document.changed)
        entry.append(document_element(document))
    return written(root)


def sitemap_index(addresses: Mapping[str, datetime]) -> bytes:
    """The index over sitemaps.

    Args:
        addresses: of the sitemaps, each with when it last changed.
    """
    root = etree.Element(_map("sitemapindex"), nsmap=cast("dict[str, str]", {None: SITEMAP}))
    for address, changed in addresses.items():
        entry = etree.SubElement(root, _map("sitemap"))
        etree.SubElement(entry, _map("loc")).text = address
        etree.SubElement(entry, _map("lastmod")).text = moment_text(changed)
    return written(root)


def index_name(category: str) -> str:
    """What an index must be called to be found, by the number of its category, such as "infocat008"."""
    return f"sitemapindex-diwoo-{category}.xml"


def _concept(node: etree._Element, tag: str, concept: Concept) -> None:
    _named(node, tag, concept.label, concept.uri)


def _named(node: etree._Element, tag: str, label: str, uri: str) -> None:
    etree.SubElement(node, _tag(tag), resource=uri).text = shown(label)


def _tag(name: str) -> str:
    return f"{{{DIWOO}}}{name}"


def _map(name: str) -> str:
    return f"{{{SITEMAP}}}{name}"
