"""What a stranger must be able to compute again, written out here by hand from the design and with nothing of ours."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from bna_pipeline.errors import BytesChanged, PackageInvalid
from bna_pipeline.model.base import FileDigest, Sha256
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF, Adoption, Outcome
from bna_pipeline.model.events import AdoptionRecorded, ContributionChecked, ContributionReceived, Entry
from bna_pipeline.record import digests
from bna_pipeline.record.approvals import approvals_of
from bna_pipeline.record.digests import content_digest, docx_digest, standing_decisions
from bna_pipeline.record.dossier import decisions_of, make_dossier, originals_of
from bna_pipeline.record.package import bag_info, freeze
from bna_pipeline.record.papers import MANIFEST, Manifest, paper_json, read_paper
from bna_pipeline.record.trail import head_of, trail_head
from tests.unit.record.story import FROZEN_AT, START, Told, released, signed_story, tiny_docx


def hashed(value: Any) -> str:
    """SHA-256 of JSON with sorted keys and no white space."""
    plain = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


class TestDigests:
    def test_a_word_file_is_its_sorted_parts_each_with_the_digest_of_what_it_unpacks_to(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("word/document.xml", "<w/>")
            parts.writestr("[Content_Types].xml", "<Types/>")
            parts.mkdir("leeg")
        said = [[name, hashlib.sha256(data).hexdigest()] for name, data in
                (("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"))]  # fmt: skip
        assert docx_digest(out.getvalue()) == hashed(said)

    def test_a_part_at_the_limit_is_read_and_one_byte_more_is_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as parts:
            parts.writestr("a.xml", b"1234")
        monkeypatch.setattr(digests, "MAX_PART_BYTES", 4)
        assert docx_digest(out.getvalue())
        monkeypatch.setattr(digests, "MAX_PART_BYTES", 3)
        with pytest.raises(PackageInvalid, match="te groot") as refused:
            docx_digest(out.getvalue())
        assert refused.value.mend

    def test_the_content_digest_is_content_documents_and_decisions_without_their_times(self, told: Told) -> None:
        draft, get = told.signed.approved.draft, told.story.get
        files = {f.name: get(f.sha256) for f in draft.files}
        decisions = told.signed.approved.decisions
        agreed = []
        for decision in decisions:
            said = {
                "stage": decision.stage,
                "reviewer": decision.reviewer,
                "given_by": decision.given_by,
                "verdict": decision.verdict.value,
                "draft": decision.draft,
                "covers": [{"id": mark.id, "sha256": mark.sha256} for mark in decision.covers],
            }
            agreed.append(hashed(said | ({"comment": decision.comment} if decision.comment else {})))
        documents = {
            name: docx_digest(data) if name.endswith(".docx") else hashlib.sha256(data).hexdigest()
            for name, data in files.items()
        }
        content = get(draft.content)
        whole = {
            "content": hashlib.sha256(content).hexdigest(),
            "documents": documents,
            "decisions": sorted(agreed),
        }
        assert content_digest(content, files, decisions) == hashed(whole) == told.package.content_digest

    def test_without_a_document_there_is_no_content_digest_and_every_missing_one_is_named(self, told: Told) -> None:
        with pytest.raises(PackageInvalid, match=f"{LETTER_PDF}.*{REPORT_PDF}") as refused:
            content_digest(b"{}", {"x": b""}, ())
        assert refused.value.mend

    def test_a_word_file_named_otherwise_is_hashed_as_it_is(self, told: Told) -> None:
        """Only the two Word documents are independent of how they were deflated; a PDF counts to the byte."""
        draft, get = told.signed.approved.draft, told.story.get
        files = {f.name: get(f.sha256) for f in draft.files}
        deflated = {**files, REPORT_PDF: tiny_docx("x", level=1)}
        stored = {**files, REPORT_PDF: tiny_docx("x", level=0)}
        assert content_digest(b"{}", deflated, ()) != content_digest(b"{}", stored, ())

    def test_an_approval_stands_while_one_section_is_as_it_was(self, told: Told) -> None:
        draft = told.signed.approved.draft
        given = told.signed.approved.decisions[0]
        fits = {s.id: s.sha256 for s in draft.sections}
        some = [m for m in given.covers if fits[m.id] == m.sha256]
        none = [m for m in given.covers if fits[m.id] != m.sha256]
        assert some and none
        assert standing_decisions([given], draft) == (given,)
        assert standing_decisions([given.model_copy(update={"covers": tuple(none)})], draft) == ()


class TestPapers:
    def test_a_paper_is_indented_json_with_sorted_keys_and_letters_as_they_are(self) -> None:
        assert paper_json({"b": 1, "a": "é"}) == '{\n  "a": "é",\n  "b": 1\n}\n'.encode()

    def test_what_is_wrong_with_a_paper_is_said_with_its_place(self) -> None:
        empty = Manifest(
            edition="delta-2030",
            title="t",
            draft=1,
            content_digest="0" * 64,
            adopted=(),
            signed_letter=FileDigest.of(LETTER_PDF, b"abc"),
            signatures=(),
            test_keys=False,
        ).model_dump_json()
        with pytest.raises(PackageInvalid, match=rf"{MANIFEST} .*signed_letter\.size"):
            read_paper(Manifest, MANIFEST, empty.replace('"size":3', '"size":"x"').encode())
        with pytest.raises(PackageInvalid, match=r"\(begin: "):
            read_paper(Manifest, MANIFEST, b"[]")

    def test_the_bag_info_names_software_day_in_utc_title_edition_and_province(self, told: Told) -> None:
        late = datetime(2030, 6, 29, 0, 30, tzinfo=timezone(timedelta(hours=2)))
        info = bag_info(told.story.programme, told.story.edition, late, test_keys=False)
        assert info == {
            "Bag-Software-Agent": "bna-pipeline",
            "Bagging-Date": "2030-06-28",
            "External-Description": "Eerste voortgangsrapportage Deltaplan",
            "External-Identifier": "delta-2030",
            "Source-Organization": "Provincie Waterland",
        }
        loud = bag_info(told.story.programme, told.story.edition, FROZEN_AT, test_keys=True)
        assert set(loud) - set(info) == {"Internal-Sender-Description"}
        assert "TEST" in loud["Internal-Sender-Description"]

    def test_the_manifest_says_what_was_adopted_signed_and_with_which_keys(self, told: Told) -> None:
        manifest = json.loads(told.bag[f"data/{MANIFEST}"])
        assert manifest["edition"] == "delta-2030" and manifest["draft"] == 2
        assert manifest["title"] == "Eerste voortgangsrapportage Deltaplan"
        assert [f["name"] for f in manifest["adopted"]] == sorted(f.name for f in told.signed.approved.adoption.files)
        assert [(s["field"], s["certificate"], s["throwaway"]) for s in manifest["signatures"]] == [
            (s.field, s.certificate, True) for s in told.signed.signatures
        ]

    def test_approvals_say_stage_rule_role_and_outcome(self, told: Told) -> None:
        made = approvals_of(told.story.programme, told.signed.approved)
        assert made.edition == "delta-2030"
        assert [(s.stage, s.name, s.needed) for s in made.stages] == [
            ("beleid", "Beleid", "all"),
            ("directie", "Directie", "all"),
        ]
        assert all(s.asked == tuple(x.id for x in told.signed.approved.draft.sections) for s in made.stages)
        policy, director = (s.approvals[0] for s in made.stages)
        assert (policy.role, policy.delegated) == ("beoordelaar", False)
        assert (director.verdict, director.organisation, director.delegated) == ("akkoord", None, True)
        assert (made.adoption.outcome, str(made.adoption.date)) == ("vastgesteld", "2030-06-18")


def test_without_a_trail_there_is_nothing_to_refer_to() -> None:
    for make in (head_of, trail_head):
        with pytest.raises(PackageInvalid, match="logboek") as refused:
            make(())
        assert refused.value.mend


class TestBlobsThatAreNotTheirOwn:
    def lying(self, told: Told, digest: Sha256, data: bytes) -> Any:
        return lambda asked: data if asked == digest else told.story.get(asked)

    def test_a_file_of_another_length_is_refused_though_its_digest_agrees(self, told: Told) -> None:
        """A digest alone would not see a length that the trail states wrongly."""
        s = told.story
        brief = s.state.kamerbrief
        assert brief is not None
        lied = brief.model_copy(update={"file": brief.file.model_copy(update={"size": brief.file.size + 1})})
        state = s.state.model_copy(update={"kamerbrief": lied})
        with pytest.raises(BytesChanged, match=r"Kamerbrief\.pdf.*lengte") as refused:
            make_dossier(s.programme, s.edition, state, s.entries, s.get, told.bag, FROZEN_AT)
        assert refused.value.mend

    @pytest.mark.parametrize("what", ["content", "findings"])
    def test_content_and_findings_are_hashed_again_for_the_dossier(self, told: Told, what: str) -> None:
        s = told.story
        checked = next(e.event for e in s.entries if isinstance(e.event, ContributionChecked))
        digest = told.signed.approved.draft.content if what == "content" else checked.findings
        with pytest.raises(BytesChanged, match=r"content\.json" if what == "content" else "bevindingen/") as refused:
            make_dossier(s.programme, s.edition, s.state, s.entries, self.lying(told, digest, b"vals"), told.bag, START)
        assert refused.value.mend

    def test_the_content_is_hashed_again_before_it_is_frozen(self, told: Told) -> None:
        s = told.story
        get = self.lying(told, told.signed.approved.draft.content, b"vals")
        with pytest.raises(BytesChanged, match=r"content\.json") as refused:
            freeze(s.programme, s.edition, told.signed, get, s.entries, FROZEN_AT)
        assert refused.value.mend

    def test_a_letter_that_is_not_the_one_after_the_last_signature_is_not_frozen(self, told: Told) -> None:
        s = told.story
        early = told.signed.model_copy(update={"letter": told.signed.signatures[0].after})
        with pytest.raises(BytesChanged, match=LETTER_PDF) as refused:
            freeze(s.programme, s.edition, early, s.get, s.entries, FROZEN_AT)
        assert refused.value.mend
        one = told.signed.model_copy(update={"signatures": told.signed.signatures[:1]})
        with pytest.raises(PackageInvalid, match="Secretaris ontbreekt") as missing:
            freeze(s.programme, s.edition, one, s.get, s.entries, FROZEN_AT)
        assert missing.value.mend
        turned = told.signed.model_copy(update={"signatures": told.signed.signatures[::-1]})
        with pytest.raises(PackageInvalid, match="volgorde"):
            freeze(s.programme, s.edition, turned, s.get, s.entries, FROZEN_AT)


class TestWhatTheArchiveGets:
    @pytest.mark.parametrize(
        ("data", "ending"),
        [
            (b"%PDF-1.7 ...", "pdf"),
            (b"  \n<html>", "html"),
            (b'{"a": 1}', "json"),
            (b"[1]", "json"),
            (b"gewone tekst", "txt"),
        ],
    )
    def test_a_mandates_comparison_is_kept_beside_the_decisions_under_what_it_is(
        self, data: bytes, ending: str
    ) -> None:
        told = released()
        s = told.story
        file = s.put("vergelijking", data)
        adoption = Adoption(
            date=FROZEN_AT.date(),
            number="B-2030-119",
            outcome=Outcome.MANDATE,
            draft=2,
            files=told.signed.approved.draft.files,
            mandate_holder="directeur",
            comparison=file.sha256,
        )
        s.happen(AdoptionRecorded(adoption=adoption), "secretaris")
        bag = make_dossier(s.programme, s.edition, s.state, s.entries, s.get, told.bag, FROZEN_AT)
        assert bag[f"data/besluiten/vergelijking-v2.{ending}"] == data

    def test_the_people_named_are_those_who_decided_stood_in_held_a_mandate_or_signed(self, told: Told) -> None:
        s = told.story
        made = decisions_of(s.programme, s.state, s.entries)
        assert [p.id for p in made.people] == ["adviseur", "directeur", "plaatsvervanger", "voorzitter", "secretaris"]
        assert [p.partner for p in made.people][:2] == ["waterland", None]
        holder = Adoption.model_validate({**made.adoptions[0].model_dump(), "mandate_holder": "directeur"})
        nobody = s.state.model_copy(update={"decisions": (), "signatures": ()})
        only = [e.model_copy(update={"event": AdoptionRecorded(adoption=holder)}) for e in s.entries[:1]]
        assert [p.id for p in decisions_of(s.programme, nobody, only).people] == ["directeur"]

    def test_every_original_is_listed_with_its_moment_and_its_findings_when_there_are_any(self) -> None:
        story, _ = signed_story()
        listed = originals_of(story.entries).originals
        received = [e for e in story.entries if isinstance(e.event, ContributionReceived)]
        assert [o.received_at for o in listed] == [e.at for e in received]
        unchecked: list[Entry] = [e for e in story.entries if not isinstance(e.event, ContributionChecked)]
        assert [o.findings for o in originals_of(unchecked).originals] == [None] * 3

    def test_the_last_findings_of_a_file_are_the_ones_kept(self, told: Told) -> None:
        again = released()
        s = again.story
        checked = next(e.event for e in s.entries if isinstance(e.event, ContributionChecked))
        later = s.put("bevindingen", b'{"findings":["later"]}')
        s.happen(checked.model_copy(update={"findings": later.sha256}))
        bag: Mapping[str, bytes] = make_dossier(
            s.programme, s.edition, s.state, s.entries, s.get, again.bag, FROZEN_AT.astimezone(UTC)
        )
        assert sum(data == b'{"findings":["later"]}' for data in bag.values()) == 1
