"""The released package, checked by others' tools, and spoiled in every way that we can think of."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bna_pipeline import wiring
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.verdicts import Holds
from bna_pipeline.record.papers import Manifest
from bna_pipeline.signing.check import PyhankoChecker
from tests.e2e.conftest import Demo
from tests.e2e.forging import draw_bar, redraw_with_bar, repack, sign_with_project_keys
from tests.e2e.project import Project, flip, run_bna
from tests.e2e.test_documents import poppler
from tests.support.budget import THOROUGH, budget

FIELDS = ("Voorzitter", "Secretaris")


@pytest.mark.parametrize("bag", ["pakket", "dossier", "dossier/data/pakket", "archief"])
def test_the_reference_tool_accepts_every_bag(demo: Demo, bag: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", demo.project.outbox(bag)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_verify_accepts_package_and_dossier_and_says_what_it_could_not_establish(demo: Demo) -> None:
    """With the keys' authority trusted: only the throwaway keys, whether they were revoked, the trail and the seal."""
    authority = demo.project.app().authority("bna-2020")
    said = run_bna("verify", demo.package, "--trust", authority, "--json", cwd=demo.project.root)
    rows = json.loads(said.out)["rows"]
    assert said.code == 0 and {row["holds"] for row in rows} == {"klopt", "niet vast te stellen"}
    open_rows = [row["subject"] for row in rows if row["holds"] == "niet vast te stellen"]
    assert len(open_rows) == 6 and sum("TEST" in subject for subject in open_rows) == 2
    assert sum("oordeel" in subject for subject in open_rows) == 2
    dossier = run_bna("verify", demo.project.outbox("dossier"), "--trust", authority, cwd=demo.project.root)
    assert dossier.code == 0, dossier.out


def test_one_flipped_byte_in_any_file_is_seen_and_the_file_is_named(package: Path) -> None:
    """Of all the metadata, which are alike, one of each kind; without much time every third of these and the rest."""
    everything = sorted(p for p in package.rglob("*") if p.is_file())
    kinds = {p.parent if "metadata" in p.parts else p: p for p in everything}
    chosen = everything if THOROUGH else [*kinds.values()][::3]
    for path in chosen:
        name, whole = path.relative_to(package).as_posix(), path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            flip(path, place)
            assert named_as_wrong(package, name), f"byte {place} of {name}"
            path.write_bytes(whole)
    assert wiring.verify_package(package).holds


@pytest.mark.parametrize(
    "name", ["tagmanifest-sha512.txt", "data/statenmededeling.pdf", "data/approvals.json"][: budget(1, 3)]
)
def test_the_command_says_no_to_a_flipped_byte_and_names_the_file(package: Path, name: str) -> None:
    flip(package / name)
    said = run_bna("verify", package, cwd=package.parent)
    assert said.code == 1
    assert name in said.out and "klopt niet" in said.out


def barred_before_signing(project: Project, letter: bytes) -> bytes:
    """The bar is drawn over the adopted letter, and then both sign with their own keys."""
    return sign_with_project_keys(project, draw_bar(adopted(project, letter)), FIELDS)


def appended_after_the_last(_project: Project, letter: bytes) -> bytes:
    return draw_bar(letter)


def written_anew(_project: Project, letter: bytes) -> bytes:
    return redraw_with_bar(letter)


@pytest.mark.parametrize("forge", [barred_before_signing, appended_after_the_last, written_anew][: budget(1, 3)])
def test_a_bar_over_page_one_is_refused_however_well_the_package_is_made_to_fit(
    demo: Demo, package: Path, forge: Callable[[Project, bytes], bytes]
) -> None:
    """Bag, sums and manifest all fit the forged letter; only the letter itself gives it away."""
    repack(package, lambda letter: forge(demo.project, letter))
    found = wiring.verify_package(package)
    wrong = [row for row in found.rows if row.holds is Holds.NO]
    assert wrong and all(row.subject.startswith(f"data/{LETTER_PDF}") for row in wrong)
    said = run_bna("verify", package, cwd=package.parent)
    assert said.code == 1 and LETTER_PDF in said.out


@pytest.mark.parametrize("forge", [barred_before_signing, appended_after_the_last][: budget(1, 2)])
def test_the_byte_rule_sees_what_other_tools_let_pass(
    demo: Demo, tmp_path: Path, forge: Callable[[Project, bytes], bytes]
) -> None:
    """Both forgeries begin with the adopted bytes, and pdfsig calls every signature in them valid."""
    letter = demo.document(LETTER_PDF).read_bytes()
    forged, base = forge(demo.project, letter), adopted(demo.project, letter)
    assert forged.startswith(base)
    path = tmp_path / LETTER_PDF
    path.write_bytes(forged)
    assert poppler("pdfsig", path).count("Signature is Valid.") == 2
    report = PyhankoChecker().check(forged, base, fields=FIELDS)
    assert [s.field for s in report.signatures if s.intact and s.valid] == list(FIELDS)
    assert report.begins_with_adopted and not report.byte_rule_holds
    assert "bladzijde 1" in " ".join(report.changes)


def adopted(project: Project, letter: bytes) -> bytes:
    """The prepared letter as adopted: that many bytes of the signed one."""
    manifest = Manifest.model_validate_json(project.outbox("pakket/data/manifest.json").read_bytes())
    file = manifest.adopted_file(LETTER_PDF)
    assert file is not None
    return letter[: file.size]


def named_as_wrong(package: Path, name: str) -> bool:
    """Whether a failed row of the check names this file."""
    rows = wiring.verify_package(package).rows
    return any(row.holds is Holds.NO and name in f"{row.subject} {row.detail}" for row in rows)
