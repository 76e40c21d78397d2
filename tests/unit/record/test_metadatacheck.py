"""What a bag says of itself is held against it: of which file, of which piece, with which sum, title and relation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.verdicts import Holds, Row
from bna_pipeline.record.metadata import dossier_metadata
from bna_pipeline.record.metadatacheck import metadata_rows
from bna_pipeline.record.verify import verify
from tests.unit.record.conftest import LayOut
from tests.unit.record.story import LineChecker, Told, forged_bag, released

EDITION = "delta-2030"


@pytest.fixture(scope="module")
def described() -> Told:
    return released(described=True)


def payload_of(bag: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix("data/"): data for name, data in bag.items() if name.startswith("data/")}


def test_verify_says_that_all_is_described_and_that_an_older_package_is_not(
    described: Told, told: Told, lay_out: LayOut
) -> None:
    def rows(bag: Mapping[str, bytes]) -> dict[str, Row]:
        found = verify(lay_out(bag), LineChecker()).rows
        assert [row for row in found if row.holds is Holds.NO] == []
        return {row.subject: row for row in found if row.subject.endswith("metadata")}

    assert rows(described.bag)["data/metadata"].holds is Holds.YES
    assert {name: row.holds for name, row in rows(described.dossier()).items()} == {
        "data/metadata": Holds.YES,
        "data/pakket/data/metadata": Holds.YES,
    }
    assert rows(told.bag)["data/metadata"].holds is Holds.UNKNOWN


LETTER = "metadata/mdto/bestanden/statenmededeling.pdf.xml"
PIECE = "metadata/mdto/stukken/statenmededeling.xml"
WHOLE = "metadata/mdto/pakket.xml"
MD5 = b"""<checksum><checksumAlgoritme><begripLabel>MD5</begripLabel></checksumAlgoritme>
<checksumWaarde>d41d8cd98f00b204e9800998ecf8427e</checksumWaarde></checksum>"""


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (LETTER, b"<omvang>", b"<omvang>1", "omvang"),
        (LETTER, b"<checksumWaarde>", b"<checksumWaarde>0", "SHA-256"),
        (LETTER, b"/data/statenmededeling.pdf<", b"/data/sections.json<", "ander bestand"),
        (LETTER, b"delta-2030/pakket/statenmededeling<", b"delta-2030/pakket/iets<", "niet is beschreven"),
        (LETTER, b"MDTO", b"ODTM", "geen MDTO"),
        (LETTER, b"<naam>", b"<naam", "leesbare XML"),
        (LETTER, b"<naam>statenmededeling", b"<naam>bijlage", "anders dan het heet"),
        (LETTER, b"delta-2030/pakket/data/", b"delta-2031/pakket/data/", "ander bestand"),
        (LETTER, b"</checksum>", b"</checksum>" + MD5, "nog een ander controlegetal"),
        (PIECE, b"/data/statenmededeling.docx<", b"/data/iets.docx<", "andere bestanden"),
        (PIECE, b"delta-2030/pakket/statenmededeling<", b"delta-2031/pakket/statenmededeling<", "ander stuk"),
        (PIECE, b"delta-2030/pakket<", b"delta-2031/pakket<", "iets anders"),
        (PIECE, b"delta-2030/pakket/voortgangsrapportage<", b"delta-2030/pakket/iets<", "Verwijst naar iets"),
        (WHOLE, b"delta-2030/pakket/voortgangsrapportage<", b"delta-2030/pakket/iets<", "andere stukken"),
        (WHOLE, b"<identificatieKenmerk>delta-2030<", b"<identificatieKenmerk>delta-2031<", "iets anders"),
    ],
)
def test_metadata_that_says_something_else_than_the_files_is_named(
    described: Told, path: str, old: bytes, new: bytes, said: str
) -> None:
    payload = payload_of(described.bag)
    assert old in payload[path]
    rows = metadata_rows({**payload, path: payload[path].replace(old, new)}, "data/", EDITION)
    assert any(row.holds is Holds.NO and row.subject == f"data/{path}" and said in row.detail for row in rows), rows


def test_a_file_without_metadata_and_metadata_without_a_file_are_named(described: Told) -> None:
    payload = payload_of(described.bag)
    without = {name: data for name, data in payload.items() if name != LETTER}
    assert any("ontbreken" in row.detail for row in metadata_rows(without, "data/", EDITION))
    more = {**payload, "nieuw.txt": b"iets"}
    assert [row.subject for row in metadata_rows(more, "data/", EDITION) if row.holds is Holds.NO] == ["data/nieuw.txt"]
    gone = {name: data for name, data in payload.items() if name != "statenmededeling.pdf"}
    assert any("er niet is" in row.detail for row in metadata_rows(gone, "data/", EDITION))


def test_metadata_of_the_whole_that_is_not_there_and_metadata_where_none_belongs_are_named(described: Told) -> None:
    payload = payload_of(described.bag)
    without = {name: data for name, data in payload.items() if name != WHOLE}
    rows = metadata_rows(without, "data/", EDITION)
    assert [(row.holds, row.subject) for row in rows] == [(Holds.NO, f"data/{WHOLE}")]
    stray = {**payload, "metadata/mdto/archief.xml": payload[WHOLE]}
    rows = metadata_rows(stray, "data/", EDITION)
    assert ("data/metadata/mdto/archief.xml", Holds.NO) in [(row.subject, row.holds) for row in rows]


DIWOO_LETTER, DIWOO_REPORT = "metadata/diwoo/statenmededeling.xml", "metadata/diwoo/voortgangsrapportage.xml"


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (DIWOO_LETTER, b"ni:///sha-256;", b"ni:///sha-256;A", "andere SHA-256"),
        (DIWOO_LETTER, b"<diwoo:identifier>delta-2030/", b"<diwoo:identifier>delta-2031/", "ander document"),
        (DIWOO_LETTER, b"rapportage Deltaplan</diwoo:off", b"rapportage Waterplan</diwoo:off", "andere titel"),
        (DIWOO_LETTER, b"pakket/voortgangsrapportage", b"pakket/iets", "andere bijlagen"),
        (DIWOO_LETTER, b"c_05f4a5f3", b"c_75fac459", "andere bijlagen"),
        (DIWOO_LETTER, b"diwoo/metadata/", b"iets/", "geen DiWoo"),
        (DIWOO_REPORT, b"ni:///sha-256;", b"ni:///sha-512;", "andere SHA-256"),
    ],
)
def test_what_is_published_of_the_documents_is_held_against_them(
    described: Told, lay_out: LayOut, path: str, old: bytes, new: bytes, said: str
) -> None:
    """However well the bag and the archive's metadata are made to fit."""
    payload = payload_of(described.bag)
    assert old in payload[path]
    changed = payload[path].replace(old, new)
    about = f"metadata/mdto/bestanden/{path}.xml"
    again = payload[about].replace(sha256_hex(payload[path]).encode(), sha256_hex(changed).encode())
    again = again.replace(b"<omvang>%d<" % len(payload[path]), b"<omvang>%d<" % len(changed))
    found = verify(lay_out(forged_bag({**payload, path: changed, about: again})), LineChecker()).rows
    wrong = [(row.subject, row.detail) for row in found if row.holds is Holds.NO]
    assert [subject for subject, _ in wrong] == [f"data/{path}"] and said in wrong[0][1]


def test_many_faults_are_counted_and_a_bomb_is_not_opened(described: Told) -> None:
    payload = payload_of(described.bag)
    many = {**payload, **{f"los-{n}.txt": b"" for n in range(60)}}
    assert len(metadata_rows(many, "data/", EDITION)) == 21
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><MDTO>&b;</MDTO>'
    for bomb in (b"<a>" * 5_000_000, entities, b"<a/>", b""):
        rows = metadata_rows({**payload, PIECE: bomb}, "data/", EDITION)
        assert any(row.subject == f"data/{PIECE}" and row.holds is Holds.NO for row in rows)


def test_a_dossier_describes_an_older_package_inside_itself(described: Told, told: Told) -> None:
    """Armed before there were rules, archived after: nothing stays undescribed."""
    s, payload = described.story, payload_of(told.dossier())
    made = dossier_metadata(s.programme, s.edition, s.entries, payload, datetime(2030, 7, 1, tzinfo=UTC))
    rows = metadata_rows({**payload, **made}, "data/", EDITION)
    assert [row.holds for row in rows] == [Holds.YES]
    assert "metadata/mdto/bestanden/pakket/data/statenmededeling.pdf.xml" in made
    assert FileDigest.of("", payload["pakket/data/statenmededeling.pdf"]).sha256.encode() in b"".join(made.values())
