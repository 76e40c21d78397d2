"""Drafts, packages and dossiers from before there was an HTML edition: four files, and as good as they were."""

from __future__ import annotations

import json
from typing import Literal

import pytest

from bna_pipeline.delivery.embargo import fire_obstacles, require_armable
from bna_pipeline.model.delivery import FolderRule
from bna_pipeline.model.draft import LETTER_HTML, LETTER_PDF, REPORT_HTML, REPORT_PDF
from bna_pipeline.model.verdicts import Holds
from bna_pipeline.pipeline.channels import files_for
from bna_pipeline.record.digests import content_digest
from bna_pipeline.record.papercheck import manifest_rows
from bna_pipeline.record.papers import MANIFEST, Manifest, paper_json
from bna_pipeline.record.verify import verify
from tests.unit.record.conftest import LayOut
from tests.unit.record.story import LineChecker, Told, forged_bag, released, signed_story

WEB = (LETTER_HTML, REPORT_HTML)


@pytest.fixture(scope="module")
def old() -> Told:
    return released(before_web=True)


def payload_of(told: Told) -> dict[str, bytes]:
    return {name.removeprefix("data/"): data for name, data in told.bag.items() if name.startswith("data/")}


def test_a_package_of_four_files_is_frozen_and_checks_out(old: Told, lay_out: LayOut) -> None:
    payload = payload_of(old)
    assert not set(WEB) & set(payload)
    assert len(json.loads(payload[MANIFEST])["adopted"]) == 4
    for files in (old.bag, old.dossier()):
        assert [row for row in verify(lay_out(files), LineChecker()).rows if row.holds is Holds.NO] == []


def test_an_edition_with_four_files_can_still_be_armed_and_released() -> None:
    story, signed = signed_story(before_web=True)
    require_armable(story.state, signed)
    assert not [said for said in fire_obstacles(story.state, signed) if "ander" in said]


def test_the_digest_of_four_files_is_what_it_was(old: Told) -> None:
    """Without the web pages it does not change; with them it does."""
    draft = old.signed.approved.draft
    files = {file.name: old.story.get(file.sha256) for file in draft.files}
    content, decisions = old.story.get(draft.content), old.signed.approved.decisions
    assert content_digest(content, files, decisions) == old.package.content_digest
    assert content_digest(content, files | dict.fromkeys(WEB, b"x"), decisions) != old.package.content_digest


@pytest.mark.parametrize("gone", [WEB[:1], WEB[1:], WEB])
def test_six_files_cannot_pass_for_four(told: Told, lay_out: LayOut, gone: tuple[str, ...]) -> None:
    """A web page that lies in the package must be listed, and one alone asks for the other."""
    payload = payload_of(told)
    manifest = Manifest.model_validate_json(payload[MANIFEST])
    fewer = manifest.model_copy(update={"adopted": tuple(f for f in manifest.adopted if f.name not in gone)})
    assert all(row.holds is Holds.NO for row in manifest_rows(payload, fewer, ""))
    left = {name: data for name, data in payload.items() if name not in gone}
    if len(gone) == 1:
        assert all(row.holds is Holds.NO for row in manifest_rows(left, fewer, ""))
    forged = forged_bag({**left, MANIFEST: paper_json(fewer)})
    assert any(row.holds is Holds.NO for row in verify(lay_out(forged), LineChecker()).rows)


def test_a_website_gets_the_web_pages_where_there_are_any_and_a_griffie_the_pdfs(old: Told, told: Told) -> None:
    def got(files: Literal["package", "documents", "publication"], bag: dict[str, bytes]) -> set[str]:
        rule = FolderRule(id="kanaal", name="Kanaal", kind="folder", target="kanaal", files=files)
        return set(files_for(rule, bag))

    pdfs = {LETTER_PDF, REPORT_PDF}
    assert got("documents", told.bag) == got("documents", old.bag) == got("publication", old.bag) == pdfs
    assert got("publication", told.bag) == {*pdfs, *WEB}
    assert got("package", told.bag) == set(told.bag)
