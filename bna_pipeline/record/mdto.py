"""MDTO XML 1.0.1: what an archive must know of a dossier, of the pieces in it, and of every file (Nationaal Archief).

Valid against `MDTO-XML1.0.1.xsd`, the version that DiWoo 0.9.8 imports. UTF-8, with a declaration, two spaces a level.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from lxml import etree

from bna_pipeline.model.archiving import Appraisal, ArchiveRules, Restriction, Term
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.calendar import years_on
from bna_pipeline.model.identifiers import Concept, Identifier
from bna_pipeline.record.xml_text import add_text, moment_text, written

NAMESPACE: Final = "https://www.nationaalarchief.nl/mdto"
LEVELS: Final = "Begrippenlijst Aggregatieniveaus MDTO"
EVENTS: Final = "Begrippenlijst EventTypeLijst MDTO"
APPRAISALS: Final = "Begrippenlijst Waarderingen MDTO"
PRONOM: Final = "PRONOM-register"
ALGORITHMS: Final = "Begrippenlijst ChecksumAlgoritme MDTO"
LIMITS: Final = "Begrippenlijst Beperkingen MDTO"
REGISTER: Final = "TOOI"
THESAURUS: Final = "Kernthesaurus van TOOI"
"""Of the government: kinds of documents, acts and relations, each by its URI. MDTO leaves the list to the archive."""
NOTHING_LIMITS: Final = (Restriction(type=Term(label="Geen beperking", list=LIMITS)),)


@dataclass(frozen=True)
class Reference:
    """Another object: its name, and its identifier with whose that is."""

    name: str
    identifier: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Happening:
    """Something that happened to an object: what, when, by whom. A day stands for itself: no hour is made up."""

    type: Term
    at: datetime | date
    by: Reference
    result: str | None = None


CREATED: Final = Term(label="Creatie", list=EVENTS)
FROZEN: Final = Term(label="Bevriezing", list=EVENTS)


@dataclass(frozen=True)
class Object:
    """A dossier or a piece in it (`informatieobject`).

    Attributes:
        level: of MDTO's list: Dossier, Archiefstuk.
        covers: the period that it is about.
        represented_by: its files, or of a dossier none.
        about: files with more metadata on it, of another standard.
        related: other objects, each with the kind of relation.
        parties: who else had to do with it, and how.
        restrictions: the rules' own where None.
    """

    identifier: str
    name: str
    level: str
    description: str | None = None
    kinds: tuple[Term, ...] = ()
    covers: tuple[date, date] | None = None
    happened: tuple[Happening, ...] = ()
    part_of: Reference | None = None
    parts: tuple[Reference, ...] = ()
    represented_by: tuple[Reference, ...] = ()
    about: tuple[Reference, ...] = ()
    related: tuple[tuple[Reference, Term], ...] = ()
    parties: tuple[tuple[Reference, Term], ...] = ()
    restrictions: tuple[Restriction, ...] | None = None


@dataclass(frozen=True)
class Format:
    """A format by PRONOM: its identifier, such as `fmt/479`, and what that is called; None: PRONOM has none for it."""

    puid: str | None
    name: str


def object_xml(rules: ArchiveRules, creator: Reference, made: Object, *, closed: date | None = None) -> bytes:
    """A dossier or a piece as MDTO.

    Args:
        creator: the organisation that formed the archive, with its label at the time.
        closed: the day from which the rules' term runs, where they have one; None: it has not begun.
    """
    root, node = _document("informatieobject")
    _identified(node, made.identifier, rules.source, made.name)
    _term(node, "aggregatieniveau", Term(label=made.level, list=LEVELS))
    for kind in made.kinds:
        _term(node, "classificatie", kind)
    if made.description is not None:
        add_text(node, "omschrijving", made.description)
    if made.covers is not None:
        span = etree.SubElement(node, _tag("dekkingInTijd"))
        _term(span, "dekkingInTijdType", Term(label="Periode waarover wordt verantwoord", list=rules.source))
        add_text(span, "dekkingInTijdBegindatum", made.covers[0].isoformat())
        add_text(span, "dekkingInTijdEinddatum", made.covers[1].isoformat())
    add_text(node, "taal", "nl")
    for happening in made.happened:
        _event(node, happening)
    _term(node, "waardering", Term(label=rules.appraisal.label, code=rules.appraisal.value, list=APPRAISALS))
    if rules.appraisal is Appraisal.DESTROY:
        _retention(node, rules, closed)
    if rules.category is not None:
        _term(node, "informatiecategorie", rules.category)
    _references(node, "isOnderdeelVan", () if made.part_of is None else (made.part_of,))
    _references(node, "bevatOnderdeel", made.parts)
    _references(node, "heeftRepresentatie", made.represented_by)
    _references(node, "aanvullendeMetagegevens", made.about)
    for other, kind in made.related:
        relation = etree.SubElement(node, _tag("gerelateerdInformatieobject"))
        _reference(relation, "gerelateerdInformatieobjectVerwijzing", other)
        _term(relation, "gerelateerdInformatieobjectTypeRelatie", kind)
    _reference(node, "archiefvormer", creator)
    for party, how in made.parties:
        concerned = etree.SubElement(node, _tag("betrokkene"))
        _term(concerned, "betrokkeneTypeRelatie", how)
        _reference(concerned, "betrokkeneActor", party)
    if rules.activity is not None:
        _reference(node, "activiteit", Reference(rules.activity))
    for restriction in rules.restrictions if made.restrictions is None else made.restrictions:
        limited = etree.SubElement(node, _tag("beperkingGebruik"))
        _term(limited, "beperkingGebruikType", restriction.type)
        if restriction.description is not None:
            add_text(limited, "beperkingGebruikNadereBeschrijving", restriction.description)
    return written(root)


def file_xml(
    rules: ArchiveRules, file: FileDigest, *, identifier: str, format_: Format, of: Reference, at: datetime
) -> bytes:
    """A file as MDTO.

    Args:
        file: its name as an archive lists it, its length and SHA-256.
        of: the piece that it represents.
        at: when its checksum was made (aware).
    """
    root, node = _document("bestand")
    _identified(node, identifier, rules.source, file.name)
    add_text(node, "omvang", str(file.size))
    _term(node, "bestandsformaat", Term(label=format_.name, code=format_.puid, list=PRONOM))
    checksum = etree.SubElement(node, _tag("checksum"))
    _term(checksum, "checksumAlgoritme", Term(label="SHA-256", list=ALGORITHMS))
    add_text(checksum, "checksumWaarde", file.sha256)
    add_text(checksum, "checksumDatum", moment_text(at))
    _reference(node, "isRepresentatieVan", of)
    return written(root)


def _document(kind: str) -> tuple[etree._Element, etree._Element]:
    root = etree.Element(_tag("MDTO"), nsmap=cast("dict[str, str]", {None: NAMESPACE}))
    return root, etree.SubElement(root, _tag(kind))


def concept(found: Concept) -> Term:
    """A term of the government's thesaurus."""
    return Term(label=found.label, code=found.uri, list=THESAURUS)


def organisation(found: Identifier | None, name: str) -> Reference:
    """An organisation as it is referred to: by its identifier with the label of the day, or by its name alone."""
    if found is None:
        return Reference(name)
    return Reference(found.label, found.uri, REGISTER if found.of_government else "URI")


def _identified(node: etree._Element, identifier: str, source: str, name: str) -> None:
    _identifier(node, "identificatie", identifier, source)
    add_text(node, "naam", name)


def _identifier(node: etree._Element, tag: str, identifier: str, source: str) -> None:
    made = etree.SubElement(node, _tag(tag))
    add_text(made, "identificatieKenmerk", identifier)
    add_text(made, "identificatieBron", source)


def _event(node: etree._Element, happening: Happening) -> None:
    made = etree.SubElement(node, _tag("event"))
    _term(made, "eventType", happening.type)
    when = happening.at
    add_text(made, "eventTijd", moment_text(when) if isinstance(when, datetime) else when.isoformat())
    _reference(made, "eventVerantwoordelijkeActor", happening.by)
    if happening.result is not None:
        add_text(made, "eventResultaat", happening.result)


def _retention(node: etree._Element, rules: ArchiveRules, closed: date | None) -> None:
    made = etree.SubElement(node, _tag("bewaartermijn"))
    lists = rules.source if rules.category is None else rules.category.list
    _term(made, "termijnTriggerStartLooptijd", Term(label="Sluiting dossier", list=lists))
    if closed is not None:
        add_text(made, "termijnStartdatumLooptijd", closed.isoformat())
    add_text(made, "termijnLooptijd", str(rules.retention))
    if closed is not None:
        add_text(made, "termijnEinddatum", years_on(closed, rules.years).isoformat())


def _references(node: etree._Element, tag: str, others: Iterable[Reference]) -> None:
    for other in others:
        _reference(node, tag, other)


def _reference(node: etree._Element, tag: str, other: Reference) -> None:
    made = etree.SubElement(node, _tag(tag))
    add_text(made, "verwijzingNaam", other.name)
    if other.identifier is not None and other.source is not None:
        _identifier(made, "verwijzingIdentificatie", other.identifier, other.source)


def _term(node: etree._Element, tag: str, term: Term) -> None:
    made = etree.SubElement(node, _tag(tag))
    add_text(made, "begripLabel", term.label)
    if term.code is not None:
        add_text(made, "begripCode", term.code)
    _reference(made, "begripBegrippenlijst", Reference(term.list))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
