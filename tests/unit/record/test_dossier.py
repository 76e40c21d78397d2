"""The dossier: the archive gets everything, and every file in it is held against the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from bna_pipeline.errors import BytesChanged, LedgerDamaged, PackageInvalid
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.verdicts import Holds
from bna_pipeline.record.bag import safe_path
from bna_pipeline.record.dossier import kept_name, make_dossier
from bna_pipeline.record.trail import audit_jsonl, read_audit
from bna_pipeline.record.verify import verify
from tests.unit.record.conftest import LayOut
from tests.unit.record.story import AT_SECTION, FROZEN_AT, REMARK, REVIEWER, LineChecker, Told, forged_bag, signed_story


@pytest.fixture(scope="module")
def dossier(told: Told) -> dict[str, bytes]:
    return told.dossier()


def changed(dossier: Mapping[str, bytes], name: str, data: bytes | None) -> dict[str, bytes]:
    """The dossier with another file under a name, or without it, and manifests that agree."""
    payload = {n.removeprefix("data/"): d for n, d in dossier.items() if n.startswith("data/")}
    payload.pop(name)
    return forged_bag(payload if data is None else {**payload, name: data})


def failed(lay_out: LayOut, files: Mapping[str, bytes]) -> list[str]:
    verification = verify(lay_out(files), LineChecker())
    return [f"{row.subject} {row.detail}" for row in verification.rows if row.holds is Holds.NO]


def test_the_whole_pakket_stands_inside_it(told: Told, dossier: dict[str, bytes]) -> None:
    inside = {n.removeprefix("data/pakket/"): d for n, d in dossier.items() if n.startswith("data/pakket/")}
    assert inside == told.bag


def test_originals_with_colliding_and_odd_names_are_all_kept_and_their_names_too(
    told: Told, dossier: dict[str, bytes]
) -> None:
    index = json.loads(dossier["data/originelen/index.json"])["originals"]
    assert [o["name"] for o in index] == ["bijdrage.docx", "../Bijdrage (définitief) v2.docx", "redactie.yaml"]
    for original in index:
        assert sha256_hex(dossier[f"data/{original['path']}"]) == original["sha256"]
        assert f"data/{original['findings']}" in dossier


def test_the_archive_gets_names_and_remarks(dossier: dict[str, bytes]) -> None:
    decisions = dossier["data/besluiten/decisions.json"].decode()
    assert REMARK in decisions
    assert AT_SECTION in decisions
    assert REVIEWER in decisions


def test_the_whole_trail_receipts_drafts_and_kamerbrief_are_in_it(told: Told, dossier: dict[str, bytes]) -> None:
    assert [line.entry for line in read_audit(dossier["data/audit.jsonl"])] == told.story.entries
    assert json.loads(dossier["data/ontvangstbewijzen.json"])["receipts"][0]["channel"] == "griffie"
    for version in (1, 2):
        assert f"data/concepten/v{version}/content.json" in dossier
        assert f"data/concepten/v{version}/voortgangsrapportage.pdf" in dossier
        assert (f"data/concepten/v{version}/bevindingen.json" in dossier) is (version == 1)
    assert any(name.startswith("data/kamerbrief/") for name in dossier)


def test_the_same_inputs_give_the_same_bytes(told: Told, dossier: dict[str, bytes]) -> None:
    assert told.make_dossier() == dossier


@pytest.mark.parametrize(
    "name",
    [
        "audit.jsonl",
        "audit-sums.json",
        "originelen/index.json",
        "besluiten/decisions.json",
        "ontvangstbewijzen.json",
        "concepten/v1/content.json",
        "concepten/v1/bevindingen.json",
        "concepten/v2/statenmededeling.pdf",
        "concepten/v2/voortgangsrapportage.docx",
        "pakket/data/trail-head.json",
        "pakket/data/statenmededeling.pdf",
        "pakket/bag-info.txt",
    ],
)
def test_a_file_replaced_or_left_out_is_named_though_the_manifests_agree(
    dossier: dict[str, bytes], lay_out: LayOut, name: str
) -> None:
    for data in (b"iets anders\n", None):
        assert any(name in said for said in failed(lay_out, changed(dossier, name, data)))


def test_what_came_back_in_word_is_kept_as_it_came_with_what_was_read_from_it(dossier: dict[str, bytes]) -> None:
    back = {name: data for name, data in dossier.items() if name.startswith("data/teruggestuurd/directeur/")}
    assert sorted(back.values()) == [b"%PDF-1.7", b"rapport met wijzigingen", b'{"proposals":[1]}']
    assert any(name.endswith("-gelezen.json") for name in back)


def test_an_original_and_the_kamerbrief_are_held_against_the_trail(dossier: dict[str, bytes], lay_out: LayOut) -> None:
    for prefix in ("data/originelen/waterland/", "data/kamerbrief/", "data/teruggestuurd/directeur/"):
        path = next(name for name in dossier if name.startswith(prefix))
        assert any(path in said for said in failed(lay_out, changed(dossier, path.removeprefix("data/"), b"vals")))


def test_a_trail_without_the_packages_head_fails(told: Told, dossier: dict[str, bytes], lay_out: LayOut) -> None:
    """Who writes the whole trail anew, hashes and all, still cannot make it go through the head that is out."""
    story, _ = signed_story()
    forged = [e.event for e in told.story.entries]
    other = type(story)(story.programme)
    for event in forged:
        other.happen(event, "vervalser")
    said = failed(lay_out, changed(dossier, "audit.jsonl", audit_jsonl(other.entries)))
    assert any("pakket/data/trail-head.json" in line for line in said)


def test_a_receipt_or_decision_that_the_trail_does_not_know_fails(dossier: dict[str, bytes], lay_out: LayOut) -> None:
    empty = b'{"receipts": []}\n'
    without = changed(dossier, "ontvangstbewijzen.json", empty)
    assert any("ontvangstbewijzen.json" in said for said in failed(lay_out, without))
    for said_then in (REMARK, AT_SECTION):
        decisions = dossier["data/besluiten/decisions.json"].replace(said_then.encode(), b"Prima zo")
        other = changed(dossier, "besluiten/decisions.json", decisions)
        assert any("decisions.json" in said for said in failed(lay_out, other))


def test_no_dossier_before_release_for_another_package_or_from_a_broken_trail(told: Told) -> None:
    s = told.story
    early = s.entries[:-3]

    def make(entries: list[object] | None = None, package: dict[str, bytes] | None = None) -> object:
        listed = s.entries if entries is None else entries
        return make_dossier(s.programme, s.edition, s.state, listed, s.get, package or told.bag, FROZEN_AT)  # type: ignore[arg-type]

    with pytest.raises(PackageInvalid, match="verder gegaan"):
        make(list(early))
    with pytest.raises(PackageInvalid, match="vrijgegeven"):
        make(package={**told.bag, "x": b""})
    with pytest.raises(LedgerDamaged, match="Regel 1 ontbreekt"):
        make(list(s.entries[1:]))
    story, _ = signed_story()
    with pytest.raises(PackageInvalid, match="nog niet vrijgegeven"):
        make_dossier(story.programme, story.edition, story.state, story.entries, story.get, {}, FROZEN_AT)


def test_a_changed_original_is_refused_under_its_name(told: Told) -> None:
    s = told.story
    spoiled = s.state.received[0].file.sha256

    def get(digest: str) -> bytes:
        return b"vals" if digest == spoiled else s.get(digest)

    with pytest.raises(BytesChanged, match=r"bijdrage\.docx"):
        make_dossier(s.programme, s.edition, s.state, s.entries, get, told.bag, FROZEN_AT)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\map\\x.docx", ".verborgen", "—", "naam\n.docx", "x" * 400 + ".docx", "CON", ""]
)
def test_any_name_becomes_a_path_that_a_bag_can_hold(name: str) -> None:
    kept = kept_name(FileDigest.of(name, name.encode()))
    assert safe_path(f"originelen/waterland/{kept}")
    assert kept.startswith(sha256_hex(name.encode())[:16])
