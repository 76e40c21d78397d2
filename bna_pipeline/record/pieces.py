"""Which pieces a package and a dossier are made of, each with a Dutch name and the files that represent it.

No file stays out: what belongs to no known piece goes by the folder it lies in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bna_pipeline.model.archiving import Term
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF, Adoption, SignatureMade
from bna_pipeline.model.events import ContributionReceived, DraftMade, Entry
from bna_pipeline.model.identifiers import Concept, held_on
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.model.proposal_events import WordRefused, WordReturned
from bna_pipeline.model.release_events import KamerbriefSeen
from bna_pipeline.record.diwoo import ADOPTION, RECEIPT, SIGNING
from bna_pipeline.record.mdto import CREATED, Happening, Reference, concept, organisation
from bna_pipeline.record.publication import FOLDER as PUBLICATION
from bna_pipeline.record.publication import document_id, letter_title
from bna_pipeline.record.xml_text import dutch_day

LETTER, REPORT = LETTER_PDF.removesuffix(".pdf"), REPORT_PDF.removesuffix(".pdf")
KAMERBRIEF = Concept(uri="https://identifier.overheid.nl/tooi/def/thes/kern/c_49599e6c", label="Kamerbrief")
SENDER = Term(label="Afzender", list="Betrokkenheid bij een stuk")


@dataclass(frozen=True)
class Piece:
    """A piece before it is written down.

    Attributes:
        key: a name that is safe in a path, and the piece's own in its bag.
        paths: its files, below `data/`.
        attached: keys of the pieces that are its attachments.
        refers: what it refers to outside its bag.
        about: files of the bag with more metadata on it.
        sender: from whom it came; None: it was made here.
        public: whether anyone may see it, also where the rest of its bag is limited.
    """

    key: str
    name: str
    paths: tuple[str, ...] = ()
    kinds: tuple[Concept, ...] = ()
    happened: tuple[Happening, ...] = ()
    attached: tuple[str, ...] = ()
    refers: tuple[Reference, ...] = ()
    about: tuple[str, ...] = ()
    sender: Reference | None = None
    public: bool = False


@dataclass
class _Sorted:
    """Files sorted into pieces; `names` says what each piece is."""

    names: Mapping[str, Piece]
    paths: dict[str, list[str]] = field(default_factory=dict)

    def pieces(self) -> tuple[Piece, ...]:
        return tuple(
            replace(self.names.get(key) or _other(key), paths=tuple(sorted(paths)))
            for key, paths in sorted(self.paths.items())
        )


def package_pieces(
    programme: Programme,
    edition: Edition,
    adoption: Adoption,
    signatures: Sequence[SignatureMade],
    paths: Iterable[str],
) -> tuple[Piece, ...]:
    """The pieces of a package; no person is named in them beyond those that the letter names."""
    rules, authority = programme.publication, Reference(programme.letter.authority)
    adopted = Happening(concept(ADOPTION), adoption.date, authority, f"Besluit {adoption.number}")
    labels = {signatory.field: signatory.label for signatory in programme.letter.signatories}
    signed = (
        Happening(concept(SIGNING), s.at, Reference(f"{programme.letter.authority}, {labels.get(s.field, s.field)}"))
        for s in signatures
    )
    listed = tuple(paths)
    known = (
        Piece(
            LETTER,
            letter_title(programme, edition.id),
            kinds=() if rules is None else rules.letter.kinds,
            happened=(adopted, *signed),
            attached=(REPORT,),
            refers=_corrected(programme, edition),
            about=tuple(p for p in listed if p == f"{PUBLICATION}{LETTER}.xml"),
        ),
        Piece(
            REPORT,
            edition.title if rules is None else rules.report.title(edition.title),
            kinds=() if rules is None else rules.report.kinds,
            happened=(adopted,),
            about=tuple(p for p in listed if p == f"{PUBLICATION}{REPORT}.xml"),
        ),
        Piece(
            "verantwoording", "Verantwoording: lijst van bestanden, akkoorden per onderdeel en stand van het logboek"
        ),
        Piece("publicatiegegevens", "Gegevens voor de openbare publicatie (DiWoo)"),
        Piece("tijdstempels", "Tijdstempels op het logboek"),
    )
    found = _Sorted({piece.key: piece for piece in known})
    for path in listed:
        found.paths.setdefault(_package_key(path), []).append(path)
    return found.pieces()


def _package_key(path: str) -> str:
    if path.startswith(PUBLICATION):
        return "publicatiegegevens"
    if "/" in path:
        return _folder_key(path)
    stem = path.rpartition(".")[0]
    return stem if stem in (LETTER, REPORT) else "verantwoording"


def _corrected(programme: Programme, edition: Edition) -> tuple[Reference, ...]:
    if edition.corrects is None:
        return ()
    return (Reference(letter_title(programme, edition.corrects), document_id(edition.corrects, LETTER_PDF)),)


def dossier_pieces(
    programme: Programme, creator: Reference, entries: Sequence[Entry], paths: Iterable[str]
) -> tuple[Piece, ...]:
    """The pieces of a dossier, as its trail tells of them.

    Args:
        creator: who received and made them.
        entries: the whole trail.
        paths: of its files, below `data/`.
    """
    named: dict[str, Piece] = {}
    for piece in (*_fixed(), *_kamerbrief(creator, entries), *_told(programme, creator, entries)):
        named.setdefault(piece.key, piece)  # a file that came twice is one piece, of the first time
    found = _Sorted(named)
    for path in paths:
        found.paths.setdefault(_dossier_key(path), []).append(path)
    return found.pieces()


def _fixed() -> Iterator[Piece]:
    yield Piece("pakket", "Het openbare pakket, zoals het is vrijgegeven", public=True)
    yield Piece("verpakking", "Verpakking van het openbare pakket (BagIt)", public=True)
    yield Piece("bevindingen", "Overzicht van de bijdragen, en de bevindingen daarbij")
    yield Piece("besluiten", "Besluiten van toetsers en van het bestuur, met hun opmerkingen")
    yield Piece("ondertekening", "Validatierapport van de handtekeningen onder de brief")
    yield Piece("ontvangstbewijzen", "Ontvangstbewijzen van alle kanalen")
    yield Piece("logboek", "Logboek van de hele editie, met controlegetallen")
    yield Piece("tijdstempels", "Tijdstempels op het logboek en op het pakket")


def _told(programme: Programme, creator: Reference, entries: Sequence[Entry]) -> Iterator[Piece]:
    people = {person.id: person.name for person in programme.people}
    for entry in entries:
        event, at = entry.event, entry.at
        match event:
            case ContributionReceived():
                yield _contribution(programme, creator, event, at)
            case DraftMade():
                version = event.draft.version
                name = f"Concept {version} van de brief en de rapportage"
                yield Piece(f"concept-v{version}", name, happened=(Happening(CREATED, at, creator),))
            case WordReturned() | WordRefused():
                key = f"teruggestuurd-{event.person}-{event.file.sha256[:16]}"
                who = people.get(event.person, event.person)
                yield Piece(key, f"Word-bestand van {who}: {event.file.name}", happened=_received(at, creator))


def _contribution(programme: Programme, creator: Reference, event: ContributionReceived, at: datetime) -> Piece:
    """What came in; in an erratum what was taken over, which came in before and refers to the piece that it was."""
    partner = next((each for each in programme.partners if each.id == event.partner), None)
    sender = None
    if partner is not None:
        sender = organisation(held_on(partner.identifiers, dutch_day(event.sent_at or at)), partner.name)
    key = f"origineel-{event.partner}-{event.file.sha256[:16]}"
    name = f"Bijdrage van {'de redactie' if sender is None else sender.name}: {event.file.name}"
    if event.taken_from is None:
        return Piece(key, name, happened=_received(at, creator), sender=sender)
    before = Reference(name, f"{event.taken_from}/dossier/{key}")
    return Piece(key, f"{name} (overgenomen uit {event.taken_from})", refers=(before,), sender=sender)


def _kamerbrief(creator: Reference, entries: Sequence[Entry]) -> Iterator[Piece]:
    """The Kamerbrief that counts, as it was noted last; it came in when these bytes were first noted."""
    noted = [(entry.at, entry.event.kamerbrief) for entry in entries if isinstance(entry.event, KamerbriefSeen)]
    if not noted:
        return
    letter = noted[-1][1]
    at = next(at for at, one in noted if one.file.sha256 == letter.file.sha256)
    said = f"Kamerbrief van {dutch_date(letter.date)}, {letter.number}"
    yield Piece("kamerbrief", said, kinds=(KAMERBRIEF,), happened=_received(at, creator), public=True)


def _received(at: datetime | date, by: Reference) -> tuple[Happening, ...]:
    return (Happening(concept(RECEIPT), at, by),)


def _dossier_key(path: str) -> str:
    """The piece that a file of a dossier belongs to, by where it lies (`record/dossier.py`)."""
    top, _, rest = path.partition("/")
    folder, _, name = rest.partition("/")
    match top:
        case "pakket":
            return "pakket" if folder == "data" else "verpakking"
        case "originelen" | "teruggestuurd" if name:
            return f"{'origineel' if top == 'originelen' else top}-{folder}-{name[:16]}"
        case "originelen" | "bevindingen":
            return "bevindingen"
        case "concepten":
            return f"concept-{folder}"
        case "audit.jsonl" | "audit-sums.json":
            return "logboek"
        case "ontvangstbewijzen.json":
            return "ontvangstbewijzen"
    return _folder_key(path) if rest else "overig"


def _folder_key(path: str) -> str:
    return path.partition("/")[0]


def _other(key: str) -> Piece:
    return Piece(key, "Overige stukken" if key == "overig" else f"Overige stukken: {key}")
