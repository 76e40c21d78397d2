"""What harvesters read: nothing before the release, and then the released documents with valid metadata, one by one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
import yaml

from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF, Adoption, Kamerbrief, Outcome, Package, SignatureMade
from bna_pipeline.model.events import AdoptionRecorded, EditionOpened, LetterSigned
from bna_pipeline.model.identifiers import TOOI
from bna_pipeline.model.release_events import KamerbriefSeen, ReleaseArmed, ReleaseFired
from bna_pipeline.portal.shelf import Shelf
from tests.support import woo_reader
from tests.support.desk import AT, EDITION, SmallDesk, small_desk
from tests.support.standards import DIWOO, faults_in, ori_faults
from tests.unit.portal.test_oversight_pages import note
from tests.unit.record.story import NAMES, PUBLICATION

SITE = "https://loket.example.org"
INDEX = "/sitemapindex-diwoo-infocat008.xml"
SITEMAP = "/sitemap-diwoo-infocat008-1.xml"
ORI_LIST = "/ori/informatieobjecten"
LETTER, REPORT = b"%PDF-1.7 de brief", b"%PDF-1.7 de rapportage"
PACKAGE = sha256_hex(b"pakket")


@pytest.fixture
def desk(tmp_path: Path) -> SmallDesk:
    """A desk with an address, of a programme with a public page and rules for publication."""
    made = small_desk(tmp_path / "project", f'[desk]\naddress = "{SITE}"\n')
    programme = made.app.root / "templates" / "demo" / "programme.yaml"
    data = yaml.safe_load(programme.read_text(encoding="utf-8"))
    sender = next(partner for partner in data["partners"] if partner["id"] == data["province"])
    sender["identifiers"] = NAMES[:1]
    data["publication"] = PUBLICATION
    data["delivery"]["channels"].append({"id": "pagina", "name": "Openbare pagina", "kind": "page"})
    programme.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    note(made, EditionOpened(programme="0" * 64, sample=False, deadline=AT.date(), forms=()))
    return made


def sign_and_arm(desk: SmallDesk) -> None:
    tools = desk.app.tools(EDITION)
    letter, report = FileDigest.of(LETTER_PDF, LETTER), FileDigest.of(REPORT_PDF, REPORT)
    for data in (LETTER, REPORT):
        tools.blobs.put(data)
    adoption = Adoption(date=date(2020, 5, 30), number="B-1", outcome=Outcome.ADOPTED, draft=1, files=(letter, report))
    note(desk, AdoptionRecorded(adoption=adoption))
    signed = SignatureMade(
        field="Voorzitter",
        person="voorzitter",
        before=letter,
        after=letter,
        subject="CN=Voorzitter",
        certificate="0" * 64,
        throwaway=False,
        imported=False,
        at=AT,
    )
    note(desk, LetterSigned(signature=signed))
    listed = tuple(file.model_copy(update={"name": f"data/{file.name}"}) for file in (letter, report))
    package = Package(edition=EDITION, files=listed, digest=PACKAGE, content_digest=PACKAGE)
    note(desk, ReleaseArmed(package=package))


def fire(desk: SmallDesk) -> None:
    brief = FileDigest.of("Kamerbrief.pdf", b"%PDF-1.7 kamerbrief")
    note(desk, KamerbriefSeen(kamerbrief=Kamerbrief(file=brief, date=AT.date(), number="29697 nr. 1")))
    note(desk, ReleaseFired(package=PACKAGE, kamerbrief=brief.sha256))


def seen(desk: SmallDesk) -> dict[str, tuple[int, bytes]]:
    """All that a harvester might ask for, as it is now."""
    desk.site.state.shelf = Shelf(desk.app, SITE)  # a look holds for a second
    browser = desk.browser()
    answers = {path: browser.get(path) for path in ("/robots.txt", INDEX, SITEMAP, ORI_LIST)}
    return {path: (answer.status_code, answer.content) for path, answer in answers.items()}


def test_an_independent_reader_finds_the_released_documents_and_nothing_else(desk: SmallDesk) -> None:
    sign_and_arm(desk)
    fire(desk)
    files = {f"{SITE}/openbaar/{EDITION}/{LETTER_PDF}": LETTER, f"{SITE}/openbaar/{EDITION}/{REPORT_PDF}": REPORT}
    browser = desk.browser()

    def fetch(address: str) -> bytes:
        if address in files:  # the page itself has tests of its own
            return files[address]
        answer = browser.get(address.removeprefix(SITE))
        assert answer.status_code == 200
        return answer.content

    letter, report = woo_reader.read(fetch, SITE)
    assert (letter.loc, report.loc) == tuple(files)
    for one in (letter, report):
        assert faults_in(DIWOO, one.metadata) == []
        assert one.named_right
        assert one.publisher == f"{TOOI}id/provincie/pv30"
        assert one.index == f"{SITE}{INDEX}"
    assert letter.relations == ((f"{TOOI}def/thes/kern/c_05f4a5f3", report.loc),)
    assert report.kinds == (f"{TOOI}def/thes/kern/c_cccba364",)
    assert letter.title == f"Statenmededeling {report.title}"


def test_an_edition_under_embargo_changes_no_byte_of_what_harvesters_read(desk: SmallDesk) -> None:
    before = seen(desk)
    sign_and_arm(desk)
    assert seen(desk) == before
    assert before["/robots.txt"] == (
        200,
        b"User-agent: *\nAllow: /openbaar\nAllow: /sitemap-diwoo-\nAllow: /sitemapindex-diwoo-\n"
        b"Allow: /ori/informatieobjecten\nDisallow: /\n",
    )
    assert {before[path][0] for path in (INDEX, SITEMAP, ORI_LIST)} == {404}
    fire(desk)
    after = seen(desk)
    assert {status for status, _ in after.values()} == {200}
    assert after["/robots.txt"][1] == before["/robots.txt"][1] + f"Sitemap: {SITE}{INDEX}\n".encode()


def test_only_what_was_released_is_there_for_robots_and_one_broken_programme_takes_nothing_else_along(
    desk: SmallDesk,
) -> None:
    sign_and_arm(desk)
    fire(desk)
    robots = RobotFileParser()
    robots.parse(desk.browser().get("/robots.txt").text.splitlines())
    for path in ("/openbaar", f"/openbaar/{EDITION}", INDEX, SITEMAP):
        assert robots.can_fetch("harvester", f"{SITE}{path}"), path
    for path in ("/", "/inloggen", f"/e/{EDITION}", "/api/v1/editions", "/link/x"):
        assert not robots.can_fetch("harvester", f"{SITE}{path}"), path
    for path in ("/sitemapindex-diwoo-infocat009.xml", "/sitemap-diwoo-infocat008-2.xml", "/sitemap-diwoo-x.xml"):
        assert desk.browser().get(path).status_code == 404
    listed = desk.browser().get(ORI_LIST).json()["results"]
    assert [each["informatieobjecttype"] for each in listed[:1]] == ["mededeling"]
    for each in listed:
        assert ori_faults(each) == []
        assert desk.browser().get(each["url"].removeprefix(SITE)).json() == each
    assert desk.browser().get(f"{ORI_LIST}?titel=x").status_code == 422
    (desk.app.root / "templates" / "demo" / "programme.yaml").write_text("id: [", encoding="utf-8")
    assert [status for status, _ in seen(desk).values()] == [200, 404, 404, 404]
