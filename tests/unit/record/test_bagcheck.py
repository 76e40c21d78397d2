"""Our own check of a bag: each thing that can be off in it, named on its own."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.verdicts import Holds, Row
from bna_pipeline.record import bagger
from bna_pipeline.record.bag import ALGORITHMS, MANIFESTS, TAG_MANIFESTS, bag_digest, file_list, list_digest, safe_path
from bna_pipeline.record.bagcheck import BagCheck, check_bag, second_opinion, skipped_opinion
from bna_pipeline.record.bagging import make_bag
from tests.unit.record.conftest import LayOut
from tests.unit.record.story import forged_bag

BAG = forged_bag({"a.txt": b"een", "map/b.txt": b"twee"})
WHERE = "ergens/"


def check(**changes: bytes | None) -> BagCheck:
    """The bag with other files under these names (`__` for a point, `_of_` for a slash); None leaves one out."""
    named = {name.replace("_of_", "/").replace("__", "."): data for name, data in changes.items()}
    files = {name: data for name, data in {**BAG, **named}.items() if data is not None}
    return check_bag(files, WHERE)


def failures(checked: BagCheck) -> list[Row]:
    return [row for row in checked.rows if row.holds is Holds.NO]


def only_failure(checked: BagCheck) -> Row:
    (row,) = failures(checked)
    assert checked.rows == (row,)
    return row


def resealed(**changes: bytes) -> BagCheck:
    """The same, with tag manifests that agree: what is left to find is in the changed file itself."""
    files = {**BAG, **{name.replace("__", "."): data for name, data in changes.items()}}
    tags = [name for name in sorted(files) if not name.startswith("data/") and name not in TAG_MANIFESTS]
    for algorithm, name in zip(ALGORITHMS, TAG_MANIFESTS, strict=True):
        lines = [f"{hashlib.new(algorithm, files[tag]).hexdigest()} {tag}\n" for tag in tags]
        files[name] = "".join(lines).encode()
    return check_bag(files, WHERE)


def test_a_whole_bag_is_one_row_that_counts_its_files() -> None:
    (row,) = check_bag(BAG, WHERE).rows
    assert row.holds is Holds.YES and row.subject.startswith(WHERE) and f"alle {len(BAG)} " in row.detail.lower()
    assert check_bag(BAG, WHERE).spoiled == frozenset()


@pytest.mark.parametrize("name", ["data/a.txt", "data/map/b.txt"])
def test_a_payload_file_that_is_off_is_named_with_both_manifests_and_spoiled(name: str) -> None:
    for data, word in ((b"anders", "Is veranderd"), (None, "Ontbreekt")):
        checked = check(**{name.replace("/", "_of_").replace(".", "__"): data})
        row = next(row for row in failures(checked) if row.subject == f"{WHERE}{name}")
        assert word in row.detail and all(manifest in row.detail for manifest in MANIFESTS)
        assert checked.spoiled == {name}


def test_a_payload_file_that_no_manifest_names_is_named_and_spoiled() -> None:
    checked = check(data_of_c__txt=b"drie")
    assert any(row.subject == f"{WHERE}data/c.txt" and "niet in genoemd" in row.detail for row in failures(checked))
    assert checked.spoiled == {"data/c.txt"}


def test_a_loose_tag_file_is_named_though_nothing_else_is_off() -> None:
    row = only_failure(check(lees__txt=b"mij"))
    assert row.subject == f"{WHERE}lees.txt"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_where_one_manifest_disagrees_that_manifest_is_what_changed(algorithm: str) -> None:
    name = f"manifest-{algorithm}.txt"
    lines = BAG[name].splitlines(keepends=True)
    lied = (b"0" if lines[0][:1] != b"0" else b"1") + lines[0][1:]
    row = only_failure(resealed(**{name.replace(".", "__"): lied + b"".join(lines[1:])}))
    assert row.subject == f"{WHERE}{name}" and "data/a.txt" in row.detail


@pytest.mark.parametrize("name", [*MANIFESTS, *TAG_MANIFESTS])
class TestTheFormOfAManifest:
    """Each fault names the manifest; of the lines, the number of the one that is off."""

    def rows(self, name: str, data: bytes | None) -> list[Row]:
        checked = check(**{name.replace(".", "__"): data})
        return [row for row in failures(checked) if row.subject == f"{WHERE}{name}"]

    def test_a_missing_one(self, name: str) -> None:
        assert self.rows(name, None)[0].detail == "Ontbreekt."

    def test_a_line_that_breaks_off(self, name: str) -> None:
        assert any("laatste regel" in row.detail for row in self.rows(name, BAG[name][:-1]))

    def test_a_line_twice(self, name: str) -> None:
        lines = BAG[name].splitlines(keepends=True)
        (row,) = (r for r in self.rows(name, b"".join([*lines, lines[1]])) if "nog een keer" in r.detail)
        assert f"regel {len(lines) + 1} " in row.detail
        assert re.split(rb" +", lines[1])[1].strip().decode() in row.detail

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda line: line.replace(b" ", b"   "),
            lambda line: line.replace(b" ", b"\t"),
            lambda line: line.upper(),
            lambda line: line[1:],
            lambda line: b"0" + line,
            lambda line: line.rstrip() + b" \n",
            lambda line: line.rstrip() + b"\xff\n",
            lambda line: b"\n",
            lambda line: re.sub(rb" .*", b" ../x", line).replace(b" ", b"  ", 1),
        ],
    )
    def test_a_line_out_of_form(self, name: str, spoil: object) -> None:
        lines = BAG[name].splitlines(keepends=True)
        lines[1] = spoil(lines[1])  # type: ignore[operator]
        assert any("regel 2 " in row.detail for row in self.rows(name, b"".join(lines)))

    def test_lines_in_another_order_count_where_nothing_else_holds_them(self, name: str) -> None:
        turned = b"".join(reversed(BAG[name].splitlines(keepends=True)))
        checked = resealed(**{name.replace(".", "__"): turned}) if name in MANIFESTS else None
        if checked is not None:
            assert not failures(checked)
        else:
            assert any("volgorde" in row.detail for row in self.rows(name, turned))


@pytest.mark.parametrize(
    ("info", "word"),
    [
        (b"", "precies een keer"),
        (b"Payload-Oxum: 7.2\nPayload-Oxum: 7.2\n", "precies een keer"),
        (b"Payload-Oxum: 8.2\n", "8.2"),
        (b"Payload-Oxum: 7.3\n", "7.3"),
        (b"Payload-Oxum: 7.2 \n", "7.2"),
        (b" Payload-Oxum: 7.2\n", "precies een keer"),
    ],
)
def test_the_bag_info_says_once_and_truly_how_much_there_is(info: bytes, word: str) -> None:
    row = only_failure(resealed(**{"bag-info__txt": info}))
    assert row.subject == f"{WHERE}bag-info.txt" and word in row.detail


def test_the_size_may_stand_on_any_line_of_the_bag_info() -> None:
    assert not failures(resealed(**{"bag-info__txt": b"A: b\nPayload-Oxum: 7.2\nC: d\n"}))


def test_a_missing_bag_info_and_a_missing_or_other_declaration_are_named() -> None:
    files = {name: data for name, data in BAG.items() if name != "bag-info.txt"}
    assert any(r.subject == f"{WHERE}bag-info.txt" and r.detail == "Ontbreekt." for r in check_bag(files, WHERE).rows)
    row = only_failure(resealed(bagit__txt=b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"))
    assert row.subject == f"{WHERE}bagit.txt" and "veranderd" in row.detail
    absent = [r for r in check(bagit__txt=None).rows if r.subject == f"{WHERE}bagit.txt"]
    assert "Ontbreekt." in {row.detail for row in absent}


def test_the_reference_tools_opinion_says_where_and_why(lay_out: LayOut) -> None:
    good = second_opinion(lay_out(BAG), WHERE)
    assert good.holds is Holds.YES and good.subject.startswith(WHERE)
    bad = second_opinion(lay_out({**BAG, "data/a.txt": b"eem"}), WHERE)
    assert bad.holds is Holds.NO and bad.subject == good.subject and "data/a.txt" in bad.detail
    skipped = skipped_opinion(WHERE)
    assert skipped.holds is Holds.UNKNOWN and skipped.subject == good.subject


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("a", True),
        ("a/b-c_d.e", True),
        ("-a", True),
        ("_", True),
        ("a" * 240, True),
        ("a" * 241, False),
        ("a/.b", False),
        ("a/", False),
        ("/a", False),
        ("a//b", False),
        ("a\n", False),
        ("a:b", False),
    ],
)
def test_a_safe_path_is_the_same_on_every_file_system(path: str, safe: bool) -> None:
    assert safe_path(path) is safe


def test_a_bag_is_known_by_the_sorted_list_of_its_files() -> None:
    listed = file_list(BAG)
    assert [f.name for f in listed] == sorted(BAG)
    assert list_digest(listed) == list_digest(reversed(listed)) == bag_digest(dict(reversed(BAG.items())))
    assert list_digest(listed[1:]) != list_digest(listed)


def test_a_name_that_is_also_a_folder_is_named_before_anything_is_made() -> None:
    with pytest.raises(PackageInvalid, match=r"map: map\.") as refused:
        make_bag({"map/a.txt": b"", "map": b"", "los": b""}, {})
    assert refused.value.mend


class TestTheProgramThatMakesABag:
    def test_it_turns_a_folder_into_a_bag_with_the_given_elements(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)  # bagit works in the working directory of its process
        (tmp_path / "zak").mkdir()
        (tmp_path / "zak" / "a.txt").write_bytes(b"een")
        bagger.main(str(tmp_path / "zak"), '{"Bag-Software-Agent": "proef"}')
        names = {path.name for path in (tmp_path / "zak").iterdir()}
        assert names == {"data", "bagit.txt", "bag-info.txt", *MANIFESTS, *TAG_MANIFESTS}
        assert (tmp_path / "zak" / "data" / "a.txt").read_bytes() == b"een"
        assert b"Bag-Software-Agent: proef\n" in (tmp_path / "zak" / "bag-info.txt").read_bytes()

    def test_a_folder_that_is_not_there_is_one_line_and_no_traceback(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SystemExit) as ended:
            bagger.main(str(tmp_path / "weg"), "{}")
        assert isinstance(ended.value.code, str) and "bagit" in ended.value.code and "weg" in ended.value.code
        with pytest.raises(SystemExit):
            bagger.main(str(tmp_path), "geen JSON")
