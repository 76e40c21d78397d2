"""The archive's metadata in a bag against the bag's files: each says of a file that is there what that file is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.verdicts import Row
from bna_pipeline.record.mdto import NAMESPACE
from bna_pipeline.record.metadata import DOSSIER, FILES, FOLDER, INSIDE, OBJECTS, PACKAGE, to_describe
from bna_pipeline.record.rows import no, shown, unknown, yes
from bna_pipeline.record.xml_text import read_xml

_N: Final = {"m": NAMESPACE}
_MOST_ROWS: Final = 20


@dataclass(frozen=True)
class _Named:
    """What an MDTO file says: what it describes, and what else it refers to."""

    identifier: str
    name: str
    size: str | None
    sums: tuple[tuple[str, str], ...]
    of: str | None
    above: tuple[str, ...]
    files: tuple[str, ...]
    parts: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class _Bag:
    """How the objects of a bag must be called.

    Attributes:
        kind: `PACKAGE` or `DOSSIER`.
        edition: whose it is.
    """

    kind: str
    edition: str

    @property
    def whole(self) -> str:
        return self.edition if self.kind == DOSSIER else f"{self.edition}/{PACKAGE}"

    @property
    def whole_path(self) -> str:
        return f"{FOLDER}{self.kind}.xml"

    @property
    def prefix(self) -> str:
        return f"{self.edition}/{self.kind}/"

    def identifier(self, path: str) -> str | None:
        """What metadata at this path must describe; None: no metadata belongs there."""
        if path.startswith(FILES):
            return f"{self.prefix}data/{_described(path)}"
        if path.startswith(OBJECTS):
            return f"{self.prefix}{path.removeprefix(OBJECTS).removesuffix('.xml')}"
        return self.whole if path == self.whole_path else None


def metadata_rows(payload: Mapping[str, bytes], where: str, edition: str | None) -> list[Row]:
    """Whether every file of a bag is described, as it is, and nothing else is.

    Args:
        payload: the bag's files by path below `data/`.
        where: put before file names.
        edition: whose the bag is, as it says itself elsewhere; None: nowhere that can be read.
    """
    subject = f"{where}metadata"
    found = {path: data for path, data in payload.items() if path.startswith(FOLDER)}
    if not found:
        return [unknown(subject, "Geen: van dit programma, of toen dit is gemaakt, waren er geen archiefgegevens.")]
    rows: list[Row] = []
    said: dict[str, _Named] = {}
    for path in sorted(found):
        try:
            said[path] = _read(found[path], "bestand" if path.startswith(FILES) else "informatieobject")
        except PackageInvalid as fault:
            rows.append(no(f"{where}{path}", fault.message))
    bag = _bag_of(payload, said, edition)
    expected = set(to_describe(payload))
    described = {_described(path): named for path, named in said.items() if path.startswith(FILES)}
    read = {_described(path) for path in found if path.startswith(FILES)}
    rows += [no(f"{where}{path}", "De archiefgegevens van dit bestand ontbreken.") for path in sorted(expected - read)]
    strays = sorted(read - expected)
    rows += [no(f"{where}{FILES}{path}.xml", "Beschrijft een bestand dat er niet is.") for path in strays]
    for path in sorted(expected & set(described)):
        wrong = _against(described[path], path, payload[path])
        rows += [] if wrong is None else [no(f"{where}{FILES}{path}.xml", wrong)]
    inside = payload.keys() - expected - found.keys()
    rows += [no(f"{where}{path}", wrong) for path, wrong in (*_misnamed(said, bag), *_loose(said, bag, bool(inside)))]
    if rows:
        return _not_too_many(rows, subject)
    pieces = len(said) - len(described) - 1
    counted = f"Alle {len(expected)} bestanden zijn beschreven (MDTO), met hun omvang en SHA-256"
    return [yes(subject, f"{counted}; zij horen bij {pieces} stukken.")]


def _bag_of(payload: Mapping[str, bytes], said: Mapping[str, _Named], edition: str | None) -> _Bag:
    kind = DOSSIER if any(path.startswith(INSIDE) for path in payload) else PACKAGE
    whole = said.get(f"{FOLDER}{kind}.xml")
    return _Bag(kind, edition or ("" if whole is None else whole.identifier.partition("/")[0]))


def _read(data: bytes, kind: str) -> _Named:
    """What an MDTO file says.

    Raises:
        PackageInvalid: it is none of this kind.
    """
    root = read_xml(data)
    node = root.find(f"m:{kind}", _N) if root.tag == f"{{{NAMESPACE}}}MDTO" and len(root) == 1 else None
    own = [] if node is None else node.findall("m:identificatie/m:identificatieKenmerk", _N)
    if node is None or len(own) != 1 or not own[0].text:
        raise PackageInvalid("Is geen MDTO: er staat niet in wat het beschrijft.")

    def others(*paths: str) -> tuple[str, ...]:
        return tuple(sorted(each.text or "" for path in paths for each in node.findall(f"m:{path}/{_ID}", _N)))

    return _Named(
        identifier=own[0].text,
        name=node.findtext("m:naam", "", _N),
        size=node.findtext("m:omvang", None, _N),
        sums=tuple(
            (each.findtext("m:checksumAlgoritme/m:begripLabel", "", _N), each.findtext("m:checksumWaarde", "", _N))
            for each in node.findall("m:checksum", _N)
        ),
        of=node.findtext(f"m:isRepresentatieVan/{_ID}", None, _N),
        above=others("isOnderdeelVan"),
        files=others("heeftRepresentatie"),
        parts=others("bevatOnderdeel"),
        others=others("aanvullendeMetagegevens", "gerelateerdInformatieobject/m:gerelateerdInformatieobjectVerwijzing"),
    )


_ID: Final = "m:verwijzingIdentificatie/m:identificatieKenmerk"


def _described(path: str) -> str:
    """The file that metadata at this path is about: where it lies says so."""
    return path.removeprefix(FILES).removesuffix(".xml")


def _against(named: _Named, path: str, data: bytes) -> str | None:
    if named.name != shown(path.rpartition("/")[2]):
        return f"Noemt het bestand anders dan het heet: {named.name}."
    if named.size != str(len(data)):
        return f"Noemt als omvang {named.size}; het bestand heeft {len(data)} bytes."
    if named.sums != (("SHA-256", sha256_hex(data)),):
        return "Noemt een andere SHA-256 dan het bestand heeft, of nog een ander controlegetal."
    return None


def _misnamed(said: Mapping[str, _Named], bag: _Bag) -> Iterator[tuple[str, str]]:
    """Metadata of something else than belongs at its place."""
    for path, named in said.items():
        right = bag.identifier(path)
        if right is None:
            yield path, "Hier horen geen archiefgegevens te staan."
        elif named.identifier != right:
            what = "bestand" if path.startswith(FILES) else "stuk"
            yield path, f"Beschrijft een ander {what}: {named.identifier}; hier hoort {right}."


def _loose(said: Mapping[str, _Named], bag: _Bag, inside: bool) -> Iterator[tuple[str, str]]:
    """Files that represent nothing here, pieces that are represented by other files than say so or are part of
    something else, and what refers to what is not here.

    Args:
        inside: whether a package inside has metadata of its own.
    """
    objects = {named.identifier: path for path, named in said.items() if not path.startswith(FILES)}
    claimed: dict[str, list[str]] = {identifier: [] for identifier in objects}
    for path, named in said.items():
        if not path.startswith(FILES):
            continue
        if named.of not in objects:
            yield path, f"Hoort bij een stuk dat hier niet is beschreven: {named.of}."
        else:
            claimed[named.of].append(named.identifier)
    known = {named.identifier for named in said.values()}
    if bag.whole_path not in said:
        yield bag.whole_path, "Ontbreekt, of is niet te lezen: de archiefgegevens van het geheel."
    for identifier, path in objects.items():
        named = said[path]
        if sorted(claimed[identifier]) != list(named.files):
            yield path, "Noemt andere bestanden dan die zeggen dat ze bij dit stuk horen."
        if (named.above, list(named.parts)) != _around(path, objects, bag, inside):
            yield path, "Hoort bij iets anders dan hier is beschreven, of bestaat uit andere stukken."
        for other in named.others:
            if other.startswith(bag.prefix) and other not in known:
                yield path, f"Verwijst naar iets dat hier niet is beschreven: {other}."


def _around(path: str, objects: Mapping[str, str], bag: _Bag, inside: bool) -> tuple[tuple[str, ...], list[str]]:
    """What a piece or the whole is part of, and what it is made of."""
    if path != bag.whole_path:
        return (bag.whole,), []
    pieces = [identifier for identifier, path in objects.items() if path.startswith(OBJECTS)]
    if bag.kind == PACKAGE:
        return (bag.edition,), sorted(pieces)
    return (), sorted([*pieces, f"{bag.edition}/{PACKAGE}"] if inside else pieces)


def _not_too_many(rows: list[Row], subject: str) -> list[Row]:
    left = len(rows) - _MOST_ROWS
    return rows if left <= 0 else [*rows[:_MOST_ROWS], no(subject, f"En nog {left} punten over de archiefgegevens.")]
