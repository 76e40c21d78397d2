"""The archive's metadata in both bags: one file for the whole, one for each piece, one for each file (MDTO).

A file that holds MDTO is not described itself: there would be no end to it, and the bag's manifests hold it already.
Every other file of the payload is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bna_pipeline.model.archiving import ArchiveRules
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF, Signed
from bna_pipeline.model.events import EditionOpened, Entry
from bna_pipeline.model.identifiers import held_on
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.record.diwoo import HAS_ATTACHMENT, REFERS_TO
from bna_pipeline.record.formats import formats_of
from bna_pipeline.record.mdto import (
    CREATED,
    FROZEN,
    NOTHING_LIMITS,
    Happening,
    Object,
    Reference,
    concept,
    file_xml,
    object_xml,
    organisation,
)
from bna_pipeline.record.pieces import SENDER, Piece, dossier_pieces, package_pieces
from bna_pipeline.record.publication import PublicFacts, public_documents, public_files
from bna_pipeline.record.xml_text import dutch_day

FOLDER: Final = "metadata/mdto/"
"""Below `data/`."""
OBJECTS: Final = f"{FOLDER}stukken/"
FILES: Final = f"{FOLDER}bestanden/"
PACKAGE: Final = "pakket"
DOSSIER: Final = "dossier"
INSIDE: Final = f"{PACKAGE}/data/"


@dataclass(frozen=True)
class _Whole:
    """What all pieces of a bag are part of.

    Attributes:
        file: its own metadata's name.
        prefix: what the identifiers of its pieces and files begin with.
        creator: who formed the archive, under the name of the day.
        closed: from when a term of retention runs; None: not from here.
        limits: whether the rules' restrictions hold for what is not public.
    """

    rules: ArchiveRules
    made: Object
    file: str
    prefix: str
    creator: Reference
    closed: date | None
    limits: bool


def package_metadata(
    programme: Programme, edition: Edition, signed: Signed, payload: Mapping[str, bytes], at: datetime
) -> dict[str, bytes]:
    """DiWoo and MDTO of a package, by path below `data/`; nothing that the programme has no rules for.

    Args:
        payload: everything else in it, by path below `data/`.
        at: when it is frozen (aware).

    Raises:
        RecordError: the formats cannot be established.
    """
    adoption = signed.approved.adoption
    facts = PublicFacts(
        letter=FileDigest.of(LETTER_PDF, payload[LETTER_PDF]),
        report=FileDigest.of(REPORT_PDF, payload[REPORT_PDF]),
        adopted_on=adoption.date,
        signed_at=signed.signatures[-1].at,
        changed=at,
    )
    published = public_files(public_documents(programme, edition, facts))
    rules = programme.archive
    if rules is None:
        return published
    described = {**payload, **published}
    creator = _creator(programme, adoption.date)
    made = Object(
        identifier=f"{edition.id}/{PACKAGE}",
        name=f"Openbaar pakket: {edition.title}",
        level="Dossier",
        description="De ondertekende brief met zijn bijlage, voor iedereen, en wat nodig is om ze na te gaan.",
        covers=(edition.period_start, edition.period_end),
        happened=(Happening(FROZEN, at, creator),),
        part_of=_ref(rules, edition.title, edition.id),
        restrictions=NOTHING_LIMITS,
    )
    whole = _Whole(rules, made, f"{PACKAGE}.xml", f"{edition.id}/{PACKAGE}/", creator, closed=None, limits=False)
    pieces = package_pieces(programme, edition, adoption, signed.signatures, described)
    return {**published, **_written(whole, pieces, described, at)}


def dossier_metadata(
    programme: Programme, edition: Edition, entries: Sequence[Entry], payload: Mapping[str, bytes], at: datetime
) -> dict[str, bytes]:
    """MDTO of a dossier, by path below `data/`; nothing where the programme has no rules for it.

    What lies in the package inside is described there, if it is; its own packaging is described here.

    Args:
        entries: the whole trail.
        payload: everything else in it, by path below `data/`.
        at: when it is made (aware).

    Raises:
        RecordError: the formats cannot be established.
    """
    rules = programme.archive
    if rules is None:
        return {}
    described = {path: payload[path] for path in to_describe(payload)}
    today = dutch_day(at)
    creator = _creator(programme, today)
    opened = [e.at for e in entries if isinstance(e.event, EditionOpened)]
    pieces = dossier_pieces(programme, creator, entries, described)
    inside = () if PACKAGE in {piece.key for piece in pieces} else (_inside(rules, edition),)
    made = Object(
        identifier=edition.id,
        name=edition.title,
        level="Dossier",
        description="Alles van deze editie: bijdragen, concepten, besluiten, brief, rapportage, Kamerbrief, logboek.",
        covers=(edition.period_start, edition.period_end),
        happened=tuple(Happening(CREATED, when, creator) for when in opened[:1]),
        parts=inside,
        restrictions=rules.restrictions,
    )
    whole = _Whole(rules, made, f"{DOSSIER}.xml", f"{edition.id}/{DOSSIER}/", creator, closed=today, limits=True)
    return _written(whole, pieces, described, at)


def to_describe(payload: Iterable[str]) -> tuple[str, ...]:
    """The files of a bag that its own metadata describes, sorted: all but MDTO and what a package inside describes.

    Args:
        payload: paths below `data/`.
    """
    listed = tuple(payload)
    described_inside = any(path.startswith(f"{INSIDE}{FOLDER}") for path in listed)
    skipped = (FOLDER, INSIDE) if described_inside else (FOLDER,)
    return tuple(sorted(path for path in listed if not path.startswith(skipped)))


def _written(whole: _Whole, pieces: Sequence[Piece], described: Mapping[str, bytes], at: datetime) -> dict[str, bytes]:
    rules, found = whole.rules, formats_of(described)
    references = {piece.key: _ref(rules, piece.name, f"{whole.prefix}{piece.key}") for piece in pieces}
    made = {f"{FOLDER}{whole.file}": _whole_xml(whole, references)}
    above = _ref(rules, whole.made.name, whole.made.identifier)
    for piece in pieces:
        xml = object_xml(rules, whole.creator, _object(whole, piece, above, references), closed=whole.closed)
        made[f"{OBJECTS}{piece.key}.xml"] = xml
        for path in piece.paths:
            made[f"{FILES}{path}.xml"] = file_xml(
                rules,
                FileDigest.of(path.rpartition("/")[2], described[path]),
                identifier=_file_id(whole, path),
                format_=found[path],
                of=references[piece.key],
                at=at,
            )
    return made


def _whole_xml(whole: _Whole, references: Mapping[str, Reference]) -> bytes:
    made = whole.made
    with_parts = Object(**{**vars(made), "parts": (*made.parts, *references.values())})
    return object_xml(whole.rules, whole.creator, with_parts, closed=whole.closed)


def _object(whole: _Whole, piece: Piece, above: Reference, references: Mapping[str, Reference]) -> Object:
    source = whole.rules.source
    related = [(references[key], concept(HAS_ATTACHMENT)) for key in piece.attached if key in references]
    related += [(Reference(one.name, one.identifier, source), concept(REFERS_TO)) for one in piece.refers]
    limited = whole.limits and not piece.public
    return Object(
        identifier=f"{whole.prefix}{piece.key}",
        name=piece.name,
        level="Archiefstuk",
        kinds=tuple(concept(kind) for kind in piece.kinds),
        happened=piece.happened,
        part_of=above,
        represented_by=tuple(_file_ref(whole, path) for path in piece.paths),
        about=tuple(_file_ref(whole, path) for path in piece.about),
        related=tuple(related),
        parties=() if piece.sender is None else ((piece.sender, SENDER),),
        restrictions=whole.rules.restrictions if limited else NOTHING_LIMITS,
    )


def _file_ref(whole: _Whole, path: str) -> Reference:
    return _ref(whole.rules, path.rpartition("/")[2], _file_id(whole, path))


def _file_id(whole: _Whole, path: str) -> str:
    return f"{whole.prefix}data/{path}"


def _inside(rules: ArchiveRules, edition: Edition) -> Reference:
    return _ref(rules, f"Openbaar pakket: {edition.title}", f"{edition.id}/{PACKAGE}")


def _ref(rules: ArchiveRules, name: str, identifier: str) -> Reference:
    return Reference(name, identifier, rules.source)


def _creator(programme: Programme, day: date) -> Reference:
    sender = programme.partner(programme.province)
    return organisation(held_on(sender.identifiers, day), sender.name)
