"""`verify` on a bag that agrees with itself and tells something else, and the table that a reader gets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bna_pipeline.model.verdicts import Holds, Row, Verification
from bna_pipeline.record.papers import APPROVALS, MANIFEST, SECTIONS, TRAIL_HEAD
from bna_pipeline.record.verify import verification_table, verify
from tests.unit.record.conftest import LayOut
from tests.unit.record.story import LineChecker, Told, forged_bag

INSIDE = "data/pakket/"


def payload_of(bag: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix("data/"): data for name, data in bag.items() if name.startswith("data/")}


def judged(folder: Path, **options: object) -> list[Row]:
    return list(verify(folder, LineChecker(), **options).rows)  # type: ignore[arg-type]


def failures(rows: list[Row]) -> dict[str, str]:
    return {row.subject: row.detail for row in rows if row.holds is Holds.NO}


class TestThePapersAroundTheTrail:
    def test_a_head_of_another_edition_is_named_with_both_editions(self, told: Told, lay_out: LayOut) -> None:
        payload = payload_of(told.bag)
        payload[TRAIL_HEAD] = payload[TRAIL_HEAD].replace(b"delta-2030", b"delta-2031")
        said = failures(judged(lay_out(forged_bag(payload))))
        assert set(said) == {f"data/{TRAIL_HEAD}"}
        assert "delta-2030" in said[f"data/{TRAIL_HEAD}"] and "delta-2031" in said[f"data/{TRAIL_HEAD}"]

    def test_a_missing_head_is_named_and_the_trail_is_not_called_unestablished(
        self, told: Told, lay_out: LayOut
    ) -> None:
        payload = payload_of(told.bag)
        del payload[TRAIL_HEAD]
        rows = judged(lay_out(forged_bag(payload)))
        assert set(failures(rows)) == {f"data/{TRAIL_HEAD}", f"data/{TRAIL_HEAD}: logboek"}
        assert set(failures(rows).values()) == {"Ontbreekt."}

    @pytest.mark.parametrize("name", [MANIFEST, SECTIONS, APPROVALS])
    def test_each_paper_is_asked_for_once_under_its_own_name(self, told: Told, lay_out: LayOut, name: str) -> None:
        payload = payload_of(told.bag)
        del payload[name]
        assert set(failures(judged(lay_out(forged_bag(payload))))) == {f"data/{name}"}

    def test_spoiled_payload_is_not_looked_into_and_is_named(self, told: Told, lay_out: LayOut) -> None:
        rows = judged(lay_out({**told.bag, f"data/{SECTIONS}": b"{}"}))
        (row,) = (row for row in rows if row.subject == "data/inhoud")
        assert row.holds is Holds.UNKNOWN and SECTIONS in row.detail and MANIFEST not in row.detail
        assert not any("handtekening" in row.subject for row in rows)


class TestTheTwoKinds:
    def test_a_pakket_and_a_dossier_are_told_apart_and_named_by_their_folder(self, told: Told, lay_out: LayOut) -> None:
        package, dossier = lay_out(told.bag), lay_out(told.dossier())
        assert verify(package, LineChecker()).package == f"Pakket {package}"
        assert verify(dossier, LineChecker()).package == f"Dossier {dossier}"

    def test_rows_of_the_pakket_inside_a_dossier_say_so(self, told: Told, lay_out: LayOut) -> None:
        inner = {row.subject for row in judged(lay_out(told.bag))}
        outer = {row.subject for row in judged(lay_out(told.dossier()))}
        assert any(s.startswith("data/statenmededeling.pdf") for s in inner)
        assert {INSIDE + s for s in inner if s.startswith("data/statenmededeling.pdf")} <= outer
        assert {"tweede oordeel (bagit)", f"{INSIDE}tweede oordeel (bagit)"} <= outer

    def test_the_seal_of_a_dossier_is_over_the_pakket_inside(self, told: Told, lay_out: LayOut) -> None:
        folder = lay_out(told.dossier())
        sealed = next(r for r in judged(folder, seal=told.package.digest.encode()) if r.subject == "verzegeling")
        assert sealed.holds is Holds.YES
        unsealed = next(row for row in judged(folder) if row.subject == "verzegeling")
        assert unsealed.holds is Holds.UNKNOWN and told.package.digest in unsealed.detail

    def test_where_something_odd_lies_the_reference_tool_is_kept_away_from_both_bags(
        self, told: Told, lay_out: LayOut
    ) -> None:
        folder = lay_out(told.dossier())
        (folder / "data" / "link").symlink_to("/etc/passwd")
        opinions = {row.subject: row.holds for row in judged(folder) if "bagit)" in row.subject}
        assert opinions == {
            "tweede oordeel (bagit)": Holds.UNKNOWN,
            f"{INSIDE}tweede oordeel (bagit)": Holds.UNKNOWN,
        }

    def test_a_dossier_with_a_broken_trail_is_not_held_against_it(self, told: Told, lay_out: LayOut) -> None:
        payload = payload_of(told.dossier())
        lines = payload["audit.jsonl"].splitlines(keepends=True)
        rows = judged(lay_out(forged_bag({**payload, "audit.jsonl": b"".join(lines[:3] + lines[4:])})))
        assert "data/audit.jsonl" in failures(rows)
        assert not any(row.subject in ("data/originelen", "data/concepten") for row in rows)

    def test_a_dossier_whose_manifest_cannot_be_read_says_so_once(self, told: Told, lay_out: LayOut) -> None:
        payload = payload_of(told.dossier())
        inner = {n.removeprefix("pakket/"): d for n, d in payload.items() if n.startswith("pakket/")}
        spoiled = forged_bag({**payload_of(inner), MANIFEST: b"{}"})
        whole = {n: d for n, d in payload.items() if not n.startswith("pakket/")}
        rows = judged(lay_out(forged_bag({**whole, **{f"pakket/{n}": d for n, d in spoiled.items()}})))
        assert [row.subject for row in rows if row.holds is Holds.NO] == [f"{INSIDE}data/{MANIFEST}"]

    def test_trust_reaches_the_signatures_inside_a_dossier(self, told: Told, lay_out: LayOut) -> None:
        folder = lay_out(told.dossier())
        assert not failures(judged(folder, trust=[b"CA"]))
        said = failures(judged(folder, trust=[b"ANDERE CA"]))
        assert len(said) == 2 and all(s.startswith(INSIDE) and "vertrouwen" in s for s in said)


def table(*rows: tuple[str, Holds, str]) -> list[str]:
    made = tuple(Row(subject=subject, holds=holds, detail=detail) for subject, holds, detail in rows)
    return verification_table(Verification(package="Pakket x", rows=made)).splitlines()


class TestTheTable:
    def test_each_row_stands_behind_its_verdict_and_longer_ones_go_on_below_their_text(self) -> None:
        words = " ".join(f"woord{n}" for n in range(40))
        lines = table(("a", Holds.YES, words), ("b", Holds.NO, "fout"))
        width = len(Holds.NO.value)
        assert lines[:2] == ["Pakket x", ""]
        assert lines[2].startswith(f"{Holds.YES.value:<{width}}  a - woord0 ")
        assert all(line.startswith(" " * (width + 2) + "woord") for line in lines[3:6])
        assert f"{Holds.NO.value}  b - fout" in lines
        assert all(len(line) <= 110 for line in lines) and max(map(len, lines)) > 100

    def test_a_digest_is_never_cut_over_lines(self) -> None:
        long = "ab-" * 60
        assert any(line.endswith(long) for line in table(("som", Holds.YES, f"de som is {long}")))

    @pytest.mark.parametrize(
        ("holds", "said"),
        [
            ([Holds.YES, Holds.YES], ["Alles wat is na te gaan, klopt."]),
            ([Holds.YES, Holds.UNKNOWN, Holds.UNKNOWN], ["Alles wat is na te gaan, klopt.", "2 punten"]),
            ([Holds.NO, Holds.UNKNOWN, Holds.NO, Holds.YES], ["Dit klopt niet: 2 van de 4 punten"]),
        ],
    )
    def test_the_last_sentence_counts_what_fails_or_else_what_stays_open(
        self, holds: list[Holds], said: list[str]
    ) -> None:
        *_, blank, last = table(*((str(n), h, "x") for n, h in enumerate(holds)))
        assert blank == "" and all(part in last for part in said)
        assert ("vast te stellen" in last) is (len(said) == 2)


def test_the_trails_head_in_a_pakket_is_the_entry_before_the_release(told: Told) -> None:
    head = json.loads(told.bag[f"data/{TRAIL_HEAD}"])
    entry = told.story.entries[-5]
    assert head == {"edition": "delta-2030", "seq": entry.seq, "hash": entry.hash}
