"""What the archive must know: valid MDTO and DiWoo in both bags, for every file, and held against the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import bagit
import pytest
from lxml import etree

from bna_pipeline.model.archiving import Appraisal, ArchiveRules, Restriction, Term
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import Kamerbrief
from bna_pipeline.model.events import ContributionReceived, EditionOpened
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.release_events import KamerbriefSeen
from bna_pipeline.record.dossier import originals_of
from bna_pipeline.record.mdto import Object, Reference, object_xml
from bna_pipeline.record.metadata import dossier_metadata, package_metadata
from bna_pipeline.record.package import freeze
from bna_pipeline.record.xml_text import moment_text
from tests.support.standards import DIWOO, MDTO, faults_in
from tests.unit.record import golden
from tests.unit.record.conftest import LayOut
from tests.unit.record.story import (
    AT_SECTION,
    FROZEN_AT,
    REMARK,
    REVIEWER,
    Story,
    Told,
    programme,
    released,
    tiny_pdf,
)

# One worker: every other would make its own of what the tests here look at.
pytestmark = pytest.mark.xdist_group("metadata")

N = {"m": "https://www.nationaalarchief.nl/mdto"}
ID = "m:identificatie/m:identificatieKenmerk"


@pytest.fixture(scope="module")
def described() -> Told:
    return released(described=True)


@pytest.fixture(scope="module")
def dossier(described: Told) -> dict[str, bytes]:
    return described.dossier()


def payload_of(bag: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix("data/"): data for name, data in bag.items() if name.startswith("data/")}


def mdto_in(payload: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in payload.items() if "metadata/mdto/" in name}


def described_in(payload: Mapping[str, bytes]) -> dict[str, etree._Element]:
    """By the path that a `bestand` says it is about: of each bag its own."""
    found = {}
    for data in mdto_in(payload).values():
        node = etree.fromstring(data).find("m:bestand", N)
        if node is not None:
            found[node.findtext(ID, "", N)] = node
    return found


def test_all_metadata_of_both_bags_is_valid_against_the_official_schemas(dossier: dict[str, bytes]) -> None:
    """Issue 8, "must show" 3."""
    kinds: Counter[str] = Counter()
    for name, data in dossier.items():
        if "/metadata/" in name:
            schema = MDTO if "/mdto/" in name else DIWOO
            assert faults_in(schema, data) == [], name
            kinds[schema.stem] += 1
    assert kinds["diwoo-metadata"] == 2
    assert kinds["MDTO-XML1.0.1"] > 50


def test_every_file_of_both_bags_is_described_as_it_is_but_what_describes(dossier: dict[str, bytes]) -> None:
    """An independent count: each `bestand` names a path, and its size and SHA-256 are those of the bytes there."""
    payload = payload_of(dossier)
    found = described_in(payload)
    paths = {}
    for identifier, node in found.items():
        whole, _, path = identifier.partition("/data/")
        path = f"pakket/data/{path}" if whole == "delta-2030/pakket" else path
        paths[path] = node
        assert node.findtext("m:omvang", None, N) == str(len(payload[path]))
        assert node.findtext("m:checksum/m:checksumWaarde", None, N) == sha256_hex(payload[path])
    assert set(paths) == set(payload) - set(mdto_in(payload))
    assert len(paths) == len(found)
    formats = {p: node.findtext("m:bestandsformaat/m:begripCode", None, N) for p, node in paths.items()}
    assert formats["pakket/data/sections.json"] == "fmt/817"
    assert formats["audit.jsonl"] == "fmt/2054"
    assert formats["pakket/bagit.txt"] == "x-fmt/111"


def test_every_piece_stands_in_its_whole_and_has_its_files(dossier: dict[str, bytes]) -> None:
    payload = payload_of(dossier)
    objects = [etree.fromstring(d).find("m:informatieobject", N) for d in mdto_in(payload).values()]
    by_id = {o.findtext(ID, "", N): o for o in objects if o is not None}
    reference = "m:verwijzingIdentificatie/m:identificatieKenmerk"
    for identifier, node in by_id.items():
        above = node.findtext(f"m:isOnderdeelVan/{reference}", None, N)
        assert above is None or identifier in [e.text for e in by_id[above].findall(f"m:bevatOnderdeel/{reference}", N)]
        for below in node.findall(f"m:bevatOnderdeel/{reference}", N):
            assert below.text in by_id
    assert [i for i, node in by_id.items() if node.find("m:isOnderdeelVan", N) is None] == ["delta-2030"]
    for identifier, node in described_in(payload).items():
        of = by_id[node.findtext(f"m:isRepresentatieVan/{reference}", "", N)]
        assert identifier in [e.text for e in of.findall(f"m:heeftRepresentatie/{reference}", N)]


def test_one_of_each_kind_is_as_it_was(described: Told, dossier: dict[str, bytes]) -> None:
    sha = described.story.state.received[0].file.sha256[:16]
    for name, data in golden.shown(dossier, sha).items():
        assert data.decode() == (golden.FOLDER / name).read_text(encoding="utf-8"), name


def test_a_document_keeps_the_name_that_an_organisation_had_on_its_day(described: Told) -> None:
    """The same identifier: under the old name where it sent a contribution, under the new one under the letter."""
    sha = described.story.state.received[0].file.sha256[:16]
    shown = golden.shown(described.dossier(), sha)
    sent = etree.fromstring(shown["mdto-stuk-origineel.xml"]).find(".//m:betrokkeneActor", N)
    assert sent is not None
    assert sent.findtext("m:verwijzingNaam", None, N) == "provincie Oud-Waterland"
    published = etree.fromstring(shown["diwoo-statenmededeling.xml"]).find(".//{*}publisher")
    assert published is not None and published.text == "provincie Waterland"
    identifiers = {published.get("resource"), sent.findtext(".//m:identificatieKenmerk", None, N)}
    assert identifiers == {"https://identifier.overheid.nl/tooi/id/provincie/pv30"}


def test_the_same_inputs_give_the_same_metadata_and_the_content_digest_does_not_know_of_it(
    described: Told, told: Told
) -> None:
    s = described.story
    again, bag = freeze(s.programme, s.edition, described.signed, s.get, s.entries[:-4], FROZEN_AT)
    assert dict(bag) == described.bag
    assert again.content_digest == told.package.content_digest
    later = freeze(s.programme, s.edition, described.signed, s.get, s.entries[:-4], FROZEN_AT + timedelta(hours=1))[1]
    moved = {name for name, data in bag.items() if later[name] != data and "manifest" not in name}
    assert moved and all(name.startswith("data/metadata/mdto/") for name in moved)


def test_the_packages_metadata_names_nobody_and_no_remark(described: Told) -> None:
    metadata = b"".join(data for name, data in described.bag.items() if "/metadata/" in name)
    people = [
        person.name for person in described.story.programme.people if person.name not in ("Voorzitter", "Secretaris")
    ]
    assert REVIEWER in people
    for word in (*people, REMARK, AT_SECTION, "Kamerbrief", "adviseur", "plaatsvervanger"):
        assert word.encode() not in metadata


def test_what_is_not_public_is_limited_and_what_is_public_is_not(dossier: dict[str, bytes]) -> None:
    limits = {}
    for name, data in payload_of(dossier).items():
        node = etree.fromstring(data).find("m:informatieobject", N) if "metadata/mdto/" in name else None
        if node is not None:
            limits[name] = node.findtext("m:beperkingGebruik/m:beperkingGebruikType/m:begripLabel", None, N)
    free = {name.rpartition("/")[2] for name, said in limits.items() if said == "Geen beperking"}
    assert {"pakket.xml", "statenmededeling.xml", "kamerbrief.xml", "verpakking.xml"} <= free
    for key in ("dossier", "besluiten", "logboek", "concept-v1", "origineel"):
        assert {said for name, said in limits.items() if name.rpartition("/")[2].startswith(key)} == {
            "Beperkt openbaar"
        }


def test_the_reference_tool_accepts_bags_with_metadata(described: Told, lay_out: LayOut) -> None:
    for files in (described.bag, described.dossier()):
        bag = bagit.Bag(str(lay_out(files)))
        bag.validate(processes=1)
        assert any("/metadata/mdto/" in name for name in bag.payload_files())


def test_names_that_people_give_their_files_cannot_break_the_metadata() -> None:
    rules = programme(described=True).archive
    assert rules is not None
    made = Object(identifier="x", name="bijdrage\x00\x1b[2J<&>\ud800.docx", level="Archiefstuk")
    xml = object_xml(rules, Reference("W"), made)
    assert faults_in(MDTO, xml) == []
    assert "\\x00\\x1b[2J<&>" in etree.fromstring(xml).findtext(".//m:naam", "", N)


@pytest.mark.parametrize(("closed", "ends"), [(date(2030, 6, 30), "2050-06-30"), (date(2032, 2, 29), "2052-02-29")])
def test_a_term_of_retention_runs_from_the_day_the_dossier_closes(closed: date, ends: str) -> None:
    rules = programme(described=True).archive
    assert rules is not None
    xml = object_xml(rules, Reference("W"), Object("x", "naam", "Dossier"), closed=closed)
    assert faults_in(MDTO, xml) == []
    assert etree.fromstring(xml).findtext(".//m:termijnEinddatum", "", N) == ends


def test_rules_for_the_archive_must_go_together() -> None:
    limits = (Restriction(type=Term(label="Geen beperking", list="Lijst")),)
    ArchiveRules(source="W", appraisal=Appraisal.KEEP, restrictions=limits)
    for wrong in ({"appraisal": Appraisal.DESTROY}, {"appraisal": Appraisal.KEEP, "retention": "P20Y"}):
        with pytest.raises(ValueError, match="retention"):
            ArchiveRules(source="W", restrictions=limits, **wrong)


def test_who_publishes_needs_an_identifier_of_the_government() -> None:
    data = programme(described=True).model_dump()
    data["partners"][0]["identifiers"] = []
    with pytest.raises(ValueError, match="publication: partner waterland"):
        Programme.model_validate(data)


def test_a_programme_without_rules_has_a_package_without_metadata(told: Told) -> None:
    assert not any("/metadata/" in name for name in (*told.bag, *told.dossier()))


def pieces_of(story: Story, payload: Mapping[str, bytes], at: datetime) -> dict[str, etree._Element]:
    """The pieces of a dossier with these files, by key."""
    made = dossier_metadata(story.programme, story.edition, story.entries, payload, at)
    found = {name: etree.fromstring(data) for name, data in made.items() if "/mdto/bestanden/" not in name}
    return {name.rpartition("/")[2].removesuffix(".xml"): tree for name, tree in found.items()}


def told_of_a_piece(tree: etree._Element) -> tuple[str, list[str | None]]:
    return tree.findtext(".//m:naam", "", N), [e.text for e in tree.findall(".//m:eventTijd", N)]


def test_of_a_kamerbrief_that_was_noted_again_the_archive_keeps_what_counts() -> None:
    """The coordinator noted another file first, and then read the right date and number from the right one."""
    story = Story(programme(described=True))
    story.happen(EditionOpened(programme=sha256_hex(b"p"), sample=True, deadline=date(2030, 5, 10), forms=()))
    wrong, right = story.put("verkeerd.pdf", tiny_pdf("Iets anders")), story.put("Kamerbrief.pdf", tiny_pdf("Brief"))
    for file, day, number in ((wrong, 1, "nr. 1"), (right, 29, "nr. 2"), (right, 30, "nr. 3")):
        story.happen(KamerbriefSeen(kamerbrief=Kamerbrief(file=file, date=date(2030, 6, day), number=number)))
    found = pieces_of(story, {"kamerbrief/brief.pdf": story.get(right.sha256)}, FROZEN_AT)
    name, moments = told_of_a_piece(found["kamerbrief"])
    assert name == "Kamerbrief van 30 juni 2030, nr. 3"
    assert moments == [moment_text(story.entries[2].at)], "when these bytes came in"


def test_what_an_erratum_took_over_did_not_come_in_anew_and_refers_to_what_it_was() -> None:
    story = Story(programme(described=True))
    story.happen(EditionOpened(programme=sha256_hex(b"p"), sample=True, deadline=date(2030, 5, 10), forms=()))
    file = story.put("bijdrage.docx", b"bijdrage")
    story.happen(ContributionReceived(partner="waterland", file=file, taken_from="delta-2029"))
    key = f"origineel-waterland-{file.sha256[:16]}"
    path = f"originelen/waterland/{file.sha256[:16]}-bijdrage.docx"
    tree = pieces_of(story, {path: b"bijdrage"}, FROZEN_AT)[key]
    name, moments = told_of_a_piece(tree)
    assert name.endswith(": bijdrage.docx (overgenomen uit delta-2029)") and moments == []
    before = tree.find(".//m:gerelateerdInformatieobjectVerwijzing", N)
    assert before is not None and before.findtext(".//m:identificatieKenmerk", None, N) == f"delta-2029/dossier/{key}"
    assert faults_in(MDTO, tree) == []
    assert originals_of(story.entries).originals[0].taken_from == "delta-2029"


def test_a_dossier_made_after_midnight_closes_on_that_day_in_the_netherlands() -> None:
    story = Story(programme(described=True))
    story.happen(EditionOpened(programme=sha256_hex(b"p"), sample=True, deadline=date(2030, 5, 10), forms=()))
    tree = pieces_of(story, {"audit.jsonl": b"{}"}, datetime(2030, 6, 30, 22, 30, tzinfo=UTC))["dossier"]
    assert tree.findtext(".//m:termijnStartdatumLooptijd", None, N) == "2030-07-01"


def test_an_erratum_refers_to_the_letter_that_it_corrects(described: Told) -> None:
    """In DiWoo and in MDTO, by what identifies that letter for good."""
    data = programme(described=True).model_dump()
    erratum = {**data["editions"][0], "id": "delta-2030-erratum-1", "corrects": "delta-2030", "title": "Verbeterd"}
    corrected = Programme.model_validate({**data, "editions": [*data["editions"], erratum]})
    edition = corrected.edition("delta-2030-erratum-1")
    made = package_metadata(corrected, edition, described.signed, payload_of(described.bag), FROZEN_AT)
    letter, title = "delta-2030/pakket/statenmededeling", "Statenmededeling Eerste voortgangsrapportage Deltaplan"
    diwoo = made["metadata/diwoo/statenmededeling.xml"]
    piece = made["metadata/mdto/stukken/statenmededeling.xml"]
    assert faults_in(DIWOO, diwoo) == faults_in(MDTO, piece) == []
    related = {e.get("resource"): e.text for e in etree.fromstring(diwoo).iter("{*}relation")}
    assert related == {letter: title, "delta-2030-erratum-1/pakket/voortgangsrapportage": "Verbeterd"}
    node = etree.fromstring(piece).findall(".//m:gerelateerdInformatieobject", N)[1]
    assert node.findtext(".//m:verwijzingNaam", None, N) == title
    assert node.findtext(".//m:identificatieKenmerk", None, N) == letter
    assert node.findtext(".//m:begripLabel", None, N) == "verwijst naar"
