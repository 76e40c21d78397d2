"""The record of the whole sample: both bags' metadata by the official schemas, and what an independent reader finds."""

from __future__ import annotations

import yaml
from lxml import etree

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.portal.app import desk_of
from tests.e2e.conftest import Demo
from tests.e2e.project import EDITION, Project
from tests.support import woo_reader
from tests.support.desk import Browser
from tests.support.standards import DIWOO, MDTO, faults_in

SITE = "https://loket.example.org"
N = {"m": "https://www.nationaalarchief.nl/mdto"}
FILES = "metadata/mdto/bestanden/"


def test_every_metadata_file_of_both_bags_is_valid_and_every_other_file_is_described(demo: Demo) -> None:
    """Issue 8, "must show" 3. Paths, sizes and sums are held against the files on disk, not against our own lists."""
    dossier = demo.project.outbox("dossier") / "data"
    seen = {}
    for bag in (dossier, dossier / "pakket" / "data"):
        for path in sorted(bag.glob("metadata/**/*.xml")):
            schema = DIWOO if "diwoo" in path.parts and "mdto" not in path.parts else MDTO
            assert faults_in(schema, path.read_bytes()) == [], path
            name = path.relative_to(bag).as_posix()
            if name.startswith(FILES):
                about = bag / name.removeprefix(FILES).removesuffix(".xml")
                node = etree.fromstring(path.read_bytes()).find("m:bestand", N)
                assert node is not None and about.is_file()
                assert node.findtext("m:omvang", None, N) == str(about.stat().st_size)
                assert node.findtext("m:checksum/m:checksumWaarde", None, N) == sha256_hex(about.read_bytes())
                seen[about] = node.findtext("m:bestandsformaat/m:begripCode", None, N)
    there = {path for path in dossier.rglob("*") if path.is_file() and "/metadata/mdto/" not in path.as_posix()}
    assert set(seen) == there
    assert {seen[p] for p in there if p.suffix == ".pdf"} == {"fmt/476", "fmt/479"}, "PDF/A-2a and PDF/A-3a"
    assert {seen[p] for p in there if p.suffix == ".docx"} == {"fmt/412"}
    assert None not in seen.values(), "a file of the sample without a format"


def test_the_released_package_names_no_person_in_its_metadata(demo: Demo) -> None:
    programme = yaml.safe_load((demo.project.root / "templates/bna/programme.yaml").read_text(encoding="utf-8"))
    metadata = "".join(p.read_text() for p in sorted(demo.package.glob("data/metadata/**/*.xml")))
    signers = {s["person"] for s in programme["letter"]["signatories"]}
    for person in programme["people"]:
        if person["id"] not in signers:
            assert person["name"] not in metadata
    assert "Kamerbrief" not in metadata and "@" not in metadata


def page_instead_of_folder(project: Project) -> None:
    """The sample's website becomes the desk's own page."""
    path = project.root / "templates" / "bna" / "programme.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    others = [channel for channel in data["delivery"]["channels"] if channel["id"] != "website"]
    data["delivery"]["channels"] = [*others, {"id": "website", "name": "Openbare website", "kind": "page"}]
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def test_an_independent_reader_gets_from_robots_txt_to_files_that_are_those_of_the_package(demo_copy: Project) -> None:
    page_instead_of_folder(demo_copy)
    settings = demo_copy.root / ".bna" / "settings.toml"
    settings.write_text(f'[desk]\naddress = "{SITE}"\n', encoding="utf-8")
    settings.chmod(0o600)
    browser = Browser(desk_of(demo_copy.app(), lambda _edition, _flow: None), SITE, {})

    def fetch(address: str) -> bytes:
        answer = browser.get(address.removeprefix(SITE))
        assert answer.status_code == 200, address
        return answer.content

    package = demo_copy.outbox("pakket") / "data"
    found = woo_reader.read(fetch, SITE)
    assert [one.loc.rpartition("/")[2] for one in found] == ["statenmededeling.pdf", "voortgangsrapportage.pdf"]
    for one in found:
        name = one.loc.rpartition("/")[2]
        assert one.loc == f"{SITE}/openbaar/{EDITION}/{name}"
        assert faults_in(DIWOO, one.metadata) == []
        assert one.named_right and one.data == (package / name).read_bytes()
        assert one.publisher == "https://identifier.overheid.nl/tooi/id/provincie/pv30"
        frozen = (package / "metadata" / "diwoo" / name.replace(".pdf", ".xml")).read_bytes()
        assert told(one.metadata) == told(frozen), "the web page and the archive say the same"
    letter, report = found
    assert letter.relations == (("https://identifier.overheid.nl/tooi/def/thes/kern/c_05f4a5f3", report.loc),)


def told(metadata: bytes) -> list[object]:
    """What DiWoo says, but where the other document is: in a package by its identifier, on the web by its address."""
    document = etree.fromstring(metadata)
    for relation in document.iter("{*}relation"):
        relation.attrib.pop("resource")
    return [(e.tag, sorted(e.attrib.items()), (e.text or "").strip()) for e in document.iter()]
