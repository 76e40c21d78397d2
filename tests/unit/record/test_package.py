"""The pakket: what everyone may have, frozen to the byte."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from bna_pipeline.errors import BytesChanged, NotApproved, PackageInvalid
from bna_pipeline.model.base import digest_of, sha256_hex
from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, REPORT_DOCX, Outcome, Signed
from bna_pipeline.record.package import TEST_WARNING, freeze
from tests.unit.record.conftest import LayOut
from tests.unit.record.story import AT_SECTION, FROZEN_AT, REMARK, REVIEWER, Told, signed_story


def frozen(told: Told, signed: Signed | None = None) -> dict[str, bytes]:
    s = told.story
    return dict(freeze(s.programme, s.edition, signed or told.signed, s.get, s.entries[:-4], FROZEN_AT)[1])


def test_the_bag_holds_exactly_the_papers_of_the_design(told: Told) -> None:
    papers = ("manifest.json", "sections.json", "approvals.json", "trail-head.json")
    tags = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt")
    tag_manifests = ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
    assert set(told.bag) == {*(f"data/{name}" for name in (*DOCUMENTS, *papers)), *tags, *tag_manifests}
    assert [f.name for f in told.package.files] == sorted(told.bag)
    assert told.package.digest == digest_of([f.model_dump(mode="json") for f in told.package.files])


def test_the_same_inputs_give_the_same_bytes_and_the_date_moves_only_its_own_line(told: Told) -> None:
    assert frozen(told) == told.bag
    s = told.story
    later = freeze(s.programme, s.edition, told.signed, s.get, s.entries[:-4], FROZEN_AT + timedelta(days=1))[1]
    moved = {name for name in told.bag if told.bag[name] != later[name]}
    assert moved == {"bag-info.txt", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}


def test_the_reference_tool_accepts_the_bag(told: Told, lay_out: LayOut) -> None:
    """Issue 1, "must show" 3: `bagit.py --validate`."""
    tool = [sys.executable, "-m", "bagit", "--validate"]
    for files in (told.bag, told.dossier()):
        done = subprocess.run([*tool, str(lay_out(files))], capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stderr


def test_a_stranger_can_tell_that_the_signed_letter_begins_with_the_adopted_one(told: Told) -> None:
    manifest = json.loads(told.bag["data/manifest.json"])
    adopted = next(f for f in manifest["adopted"] if f["name"] == LETTER_PDF)
    letter = told.bag[f"data/{LETTER_PDF}"]
    assert sha256_hex(letter[: adopted["size"]]) == adopted["sha256"]
    assert manifest["signed_letter"] == {"name": LETTER_PDF, "sha256": sha256_hex(letter), "size": len(letter)}


def test_no_person_no_remark_and_no_kamerbrief_leave_with_it(told: Told) -> None:
    readable = b"".join(data for name, data in told.bag.items() if name.endswith((".json", ".txt")))
    people = [person.name for person in told.story.programme.people if person.name not in ("Voorzitter", "Secretaris")]
    ids = [b'"adviseur"', b'"directeur"', b'"plaatsvervanger"']
    assert REVIEWER in people
    for word in (*(name.encode() for name in people), REMARK.encode(), AT_SECTION.encode(), b"Kamerbrief", *ids):
        assert word not in readable


def test_approvals_are_by_stage_role_and_the_digests_that_still_stand(told: Told) -> None:
    approvals = json.loads(told.bag["data/approvals.json"])
    policy, directors = approvals["stages"]
    assert policy["approvals"][0]["organisation"] == "Provincie Waterland"
    assert policy["approvals"][0]["verdict"] == "akkoord met opmerkingen"
    # The adviser saw draft 1; of what he saw then, one section has changed since.
    assert [mark["id"] for mark in policy["approvals"][0]["covers"]] == ["rapport.omslag", "brief.aanleiding"]
    assert directors["approvals"][0]["delegated"] is True
    assert approvals["adoption"]["number"] == "B-2030-118"


def test_test_keys_are_named_in_the_package(told: Told) -> None:
    assert TEST_WARNING.encode() in told.bag["bag-info.txt"]
    assert json.loads(told.bag["data/manifest.json"])["test_keys"] is True
    story, signed = signed_story(throwaway=False)
    _, bag = freeze(story.programme, story.edition, signed, story.get, story.entries, FROZEN_AT)
    assert b"TEST" not in bag["bag-info.txt"]


def test_a_changed_blob_is_refused_under_its_name(told: Told) -> None:
    s = told.story
    spoiled = told.signed.approved.draft.file(REPORT_DOCX).sha256

    def get(digest: str) -> bytes:
        return s.get(digest) + (b" " if digest == spoiled else b"")

    with pytest.raises(BytesChanged, match=REPORT_DOCX):
        freeze(s.programme, s.edition, told.signed, get, s.entries, FROZEN_AT)


def test_a_letter_that_is_not_the_adopted_one_with_all_signatures_is_refused(told: Told) -> None:
    with pytest.raises(PackageInvalid, match="Secretaris"):
        frozen(told, told.signed.model_copy(update={"signatures": told.signed.signatures[:1]}))
    with pytest.raises(BytesChanged, match=LETTER_PDF):
        frozen(told, told.signed.model_copy(update={"letter": told.signed.signatures[0].after}))
    foreign = told.story.put(LETTER_PDF, b"%PDF-1.7 heel iets anders")
    last = told.signed.signatures[1].model_copy(update={"after": foreign})
    with pytest.raises(BytesChanged, match="begint niet"):
        frozen(
            told,
            told.signed.model_copy(update={"letter": foreign, "signatures": (told.signed.signatures[0], last)}),
        )


def test_what_was_not_approved_or_not_adopted_cannot_be_frozen(told: Told) -> None:
    approved = told.signed.approved

    def with_(**changes: object) -> Signed:
        return told.signed.model_copy(update={"approved": approved.model_copy(update=changes)})

    with pytest.raises(NotApproved, match="water"):
        frozen(told, with_(decisions=approved.decisions[:1]))
    for changes in ({"outcome": Outcome.HELD}, {"settled": False}):
        with pytest.raises(NotApproved):
            frozen(told, with_(adoption=approved.adoption.model_copy(update=changes)))
    fewer = approved.adoption.model_copy(update={"files": approved.adoption.files[1:]})
    with pytest.raises(BytesChanged):
        frozen(told, with_(adoption=fewer))
