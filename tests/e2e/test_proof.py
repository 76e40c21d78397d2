"""With a timestamp authority, what happened can be proved: by us, and by a stranger with tools of his own."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.model.base import canonical_json, digest_of
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.release_events import Occasion, SealMade, TrailStamped
from bna_pipeline.model.transitions import Phase
from tests.e2e.conftest import ProjectIn
from tests.e2e.forging import make_fit
from tests.e2e.project import EDITION, copy_project
from tests.support.budget import where_there_is_time
from tests.support.pki import Pki
from tests.support.proven import EACH, Proven, proven, run, to_the_release
from tests.support.stranger import Stranger

pytestmark = [where_there_is_time, pytest.mark.xdist_group("proof")]


@pytest.fixture(scope="module")
def made(played: Path, pki_server: Pki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proven]:
    """Nobody may change it."""
    pki_server.reset()
    folder = tmp_path_factory.mktemp("bewezen")
    project = copy_project(played / Phase.ADOPTED.name, folder / "project")
    yield proven(project, pki_server, level="B-LTA")
    shutil.rmtree(folder)


def test_adoption_each_signature_release_and_both_bags_have_the_word_of_an_authority(made: Proven) -> None:
    events = [entry.event for entry in made.project.entries]
    stamps = Counter(event.occasion for event in events if isinstance(event, TrailStamped))
    assert stamps == {Occasion.ADOPTION: 1, Occasion.SIGNING: 2, Occasion.RELEASE: 1}
    assert [event.bag for event in events if isinstance(event, SealMade)] == ["pakket", "dossier"]
    for bag in ("pakket", "dossier"):
        told = made.project.bna("verify", made.bag(bag), "--trust", made.trust, "--seal", made.seal(bag))
        assert told.code == 0, told.out + told.err
        assert "klopt niet" not in told.out
        assert "precies zo, volgens CN=Tsa" in " ".join(told.out.split())
    other = made.project.bna("verify", made.bag("pakket"), "--seal", made.seal("dossier"))
    assert other.code == 1 and "van iets anders" in other.out


# -- the stranger --------------------------------------------------------------------------------------


@pytest.fixture
def stranger(made: Proven, tmp_path: Path) -> Iterator[Stranger]:
    here = tmp_path / "ontvangen"
    here.mkdir()
    for bag in ("pakket", "dossier"):
        shutil.copytree(made.bag(bag), here / bag)
        shutil.copy(made.seal(bag), here)
    yield Stranger(here, made.trust)
    shutil.rmtree(here)


def test_the_steps_on_the_page_find_everything_right(stranger: Stranger) -> None:
    code, right, wrong = stranger.checks()
    assert (code, wrong) == (0, [])
    assert len(right) == 35


def test_they_work_without_seals_and_without_a_dossier(stranger: Stranger) -> None:
    shutil.rmtree(stranger.here / "dossier")
    (stranger.here / "pakket.zegel.tst").unlink()
    code, right, wrong = stranger.checks()
    assert (code, wrong) == (0, []) and len(right) == 15


def _flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(bytes(data))


def a_byte_of_the_report(here: Path) -> None:
    _flip(here / "pakket/data/voortgangsrapportage.pdf", 5000)


def a_file_put_beside_the_others(here: Path) -> None:
    (here / "pakket/leesmij.txt").write_text("erbij gelegd")


def a_byte_of_a_tag_manifest(here: Path) -> None:
    _flip(here / "pakket/tagmanifest-sha512.txt", 3)


def a_whole_new_package_that_fits(here: Path) -> None:
    page = here / "pakket/data/voortgangsrapportage.html"
    page.write_bytes(page.read_bytes() + b"<!-- -->")
    make_fit(here / "pakket")


def a_letter_that_was_changed_before_it_was_signed(here: Path) -> None:
    _flip(here / "pakket/data" / LETTER_PDF, 600_000)
    make_fit(here / "pakket")


_MESSAGE_DIGEST = b"06092a864886f70d010904"
"""The attribute's object identifier (RFC 5652, 11.2), as DER in hexadecimal digits; then a set with 32 bytes."""


def a_signature_that_was_changed(here: Path) -> None:
    letter = here / "pakket/data" / LETTER_PDF
    data = bytearray(letter.read_bytes())
    # In its message digest: a bit among the certificates that come along may be one that openssl never looks at.
    digest = bytes(data).lower().index(_MESSAGE_DIGEST, data.index(b"/Contents <"))
    at = digest + len(_MESSAGE_DIGEST) + len("31220420")
    data[at] = ord("1") if data[at] != ord("1") else ord("2")
    letter.write_bytes(bytes(data))
    make_fit(here / "pakket")


def a_token_of_another_line(here: Path) -> None:
    first, second = sorted((here / "pakket/data/tijdstempels").glob("*.tst"))[:2]
    first.write_bytes(second.read_bytes())
    make_fit(here / "pakket")


def a_seal_of_the_other_bag(here: Path) -> None:
    shutil.copy(here / "dossier.zegel.tst", here / "pakket.zegel.tst")


def a_line_of_the_trail(here: Path) -> None:
    trail = here / "dossier/data/audit.jsonl"
    trail.write_text(trail.read_text("utf-8").replace('"actor":"coordinator"', '"actor":"iemand"', 1), "utf-8")
    make_fit(here / "dossier")


def a_trail_written_anew(here: Path) -> None:
    """Another actor in one line, every line behind it hashed again, and the sums made to fit."""
    data, before, lines = here / "dossier/data", "0" * 64, []
    for line in (data / "audit.jsonl").read_text("utf-8").splitlines():
        body = {key: value for key, value in json.loads(line).items() if key != "hash"} | {"previous": before}
        body["actor"] = "iemand" if body["seq"] == 9 else body["actor"]
        before = digest_of(body)
        lines.append({**body, "hash": before})
    (data / "audit.jsonl").write_bytes(b"".join(canonical_json(line) + b"\n" for line in lines))
    sums = {"edition": lines[0]["edition"], "hashes": [line["hash"] for line in lines]}
    (data / "audit-sums.json").write_bytes(canonical_json(sums) + b"\n")
    make_fit(here / "dossier")


def a_trail_cut_off_at_its_end(here: Path) -> None:
    data = here / "dossier/data"
    lines = (data / "audit.jsonl").read_text("utf-8").splitlines(keepends=True)[:-1]
    (data / "audit.jsonl").write_text("".join(lines), "utf-8")
    make_fit(here / "dossier")


def an_original_put_in_the_place_of_another(here: Path) -> None:
    original = next(path for path in (here / "dossier/data/originelen").rglob("*.docx"))
    original.write_bytes(b"iets anders")
    make_fit(here / "dossier")


def a_file_that_no_metadata_describes(here: Path) -> None:
    (here / "dossier/data/metadata/mdto/bestanden/besluiten/decisions.json.xml").unlink()
    make_fit(here / "dossier")


def metadata_of_other_bytes(here: Path) -> None:
    about = here / "pakket/data/metadata/mdto/bestanden/sections.json.xml"
    about.write_text(about.read_text("utf-8").replace("<checksumWaarde>", "<checksumWaarde>0"), "utf-8")
    make_fit(here / "pakket")


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (a_byte_of_the_report, "every file is as its four manifests say"),
        (a_file_put_beside_the_others, "there is no other file"),
        (a_byte_of_a_tag_manifest, "the seal of the pakket"),
        (a_whole_new_package_that_fits, "the seal of the pakket"),
        (a_letter_that_was_changed_before_it_was_signed, "begins with the adopted letter"),
        (a_signature_that_was_changed, "openssl finds every signature"),
        (a_token_of_another_line, "of the trail (vaststelling)"),
        (a_seal_of_the_other_bag, "the seal of the pakket"),
        (a_line_of_the_trail, "every line of the trail hashes to its own hash"),
        (a_trail_written_anew, "is over line 63 of this trail"),
        (a_trail_cut_off_at_its_end, "no line is missing at its end"),
        (an_original_put_in_the_place_of_another, "every original, draft and Kamerbrief"),
        (a_file_that_no_metadata_describes, "dossier: the archive's metadata"),
        (metadata_of_other_bytes, "pakket: the archive's metadata"),
    ],
)
def test_what_was_tampered_with_comes_out_wrong(stranger: Stranger, tamper: Callable[[Path], None], told: str) -> None:
    tamper(stranger.here)
    code, _, wrong = stranger.checks()
    assert code == 1
    assert any(told in line for line in wrong), wrong


def test_an_issuer_of_another_house_stands_behind_nothing(stranger: Stranger, pki_server: Pki) -> None:
    other = stranger.here / "ander.pem"
    other.write_bytes(pki_server.pem("tsa"))
    code, _, wrong = Stranger(stranger.here, other).checks()
    assert code == 1
    assert [line for line in wrong if "openssl finds" in line] and len([w for w in wrong if "seal" in w]) == 2


# -- an authority that is away -------------------------------------------------------------------------


def test_an_authority_that_is_away_keeps_the_archive_waiting_and_never_the_release(
    project_in: ProjectIn, pki: Pki
) -> None:
    project = project_in(Phase.ADOPTED)
    at = to_the_release(project, pki, level="B-T")
    pki.fails("tsa")
    said = " ".join(run(project, pki, at))
    assert project.state().phase is Phase.RELEASED, "the package is out, the dossier waits"
    assert "tijdstempeldienst" in said and not project.outbox("pakket.zegel.tst").exists()
    assert {step.step for step in project.state().stuck} == {"seal", "trail-stamp"}
    pki.works()
    run(project, pki, at + EACH)
    assert project.state().phase is Phase.FINISHED and not project.state().stuck
    assert project.outbox("pakket.zegel.tst").exists() and project.outbox("dossier.zegel.tst").exists()
    assert wiring.pipeline.at_rest(project.app(at + EACH).tools(EDITION))
    before = project.entries
    project.outbox("dossier.zegel.tst").unlink()
    run(project, pki, at + timedelta(days=1))
    assert project.entries == before, "what is vouched for is not asked for again"
    assert project.outbox("dossier.zegel.tst").exists(), "a seal that was taken away lies there again"
