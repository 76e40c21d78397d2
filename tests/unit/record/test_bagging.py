"""Bags are made by `bagit`; ours are the names we let in, the order of two files, and what is said when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import PackageInvalid, RecordError
from bna_pipeline.record import bagging
from bna_pipeline.record.bag import TAG_MANIFESTS, safe_path
from bna_pipeline.record.bagcheck import check_bag, failed
from bna_pipeline.record.bagging import make_bag
from tests.unit.record.conftest import LayOut
from tests.unit.record.story import forged_bag

INFO = {"Bag-Software-Agent": "een test", "Bagging-Date": "2030-06-28", "Source-Organization": "Provincie Waterland"}
PAYLOAD = {"b.txt": b"twee", "a/z.txt": b"een", "a/b/c": b"", "A.bin": bytes(range(256))}

names = st.from_regex(r"[a-z0-9]{1,6}(/[a-z0-9]{1,6}){0,2}", fullmatch=True)


def by_hand(folder: Path, payload: dict[str, bytes]) -> dict[str, bytes]:
    """What anyone gets who runs the library on a folder with this payload."""
    for path, data in payload.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    code = f"import bagit; bagit.make_bag({str(folder)!r}, {INFO!r}, checksums=['sha256', 'sha512'])"
    subprocess.run([sys.executable, "-c", code], check=True)
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_every_byte_is_bagits_and_only_lines_of_tag_manifests_are_put_in_order(tmp_path: Path) -> None:
    ours, theirs = make_bag(PAYLOAD, INFO), by_hand(tmp_path, PAYLOAD)
    assert set(ours) == set(theirs)
    for name, data in ours.items():
        if name in TAG_MANIFESTS:
            assert sorted(data.splitlines()) == sorted(theirs[name].splitlines())
        else:
            assert data == theirs[name], name


@settings(max_examples=8, deadline=None)
@given(st.dictionaries(names, st.binary(max_size=50), min_size=1, max_size=5))
def test_any_payload_makes_a_bag_that_holds_whatever_the_order_it_came_in(payload: dict[str, bytes]) -> None:
    folders = {str(folder) for path in payload for folder in Path(path).parents}
    if folders & set(payload):
        with pytest.raises(PackageInvalid, match="een map"):
            make_bag(payload, INFO)
        return
    bag = make_bag(payload, INFO)
    assert not failed(check_bag(bag).rows)
    assert list(bag) == sorted(bag)
    assert make_bag(dict(reversed(payload.items())), INFO) == bag


def test_threads_make_bags_at_once_and_the_working_folder_stays(tmp_path: Path) -> None:
    here = Path.cwd()
    payloads = [{"naam": str(number).encode()} for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        bags = list(threads.map(lambda payload: make_bag(payload, INFO), payloads))
    assert [bag["data/naam"] for bag in bags] == [payload["naam"] for payload in payloads]
    assert not any(failed(check_bag(bag).rows) for bag in bags)
    assert Path.cwd() == here


def test_nothing_of_a_bag_is_left_behind_in_the_scratch_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pakket is under embargo when it is made."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    make_bag(PAYLOAD, INFO)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["../x", "/x", "a/../b", "a//b", "", ".x", "a\\b", "a b", "é", "a\n", "x" * 300])
def test_paths_that_not_every_system_can_hold_stay_out_of_a_bag(path: str) -> None:
    assert not safe_path(path)
    with pytest.raises(PackageInvalid):
        make_bag({path: b""}, {})


def test_names_that_differ_only_in_case_stay_out_of_a_bag() -> None:
    with pytest.raises(PackageInvalid, match="hoofdletters"):
        make_bag({"A": b"", "a": b""}, {})


def test_a_line_break_in_the_bag_info_adds_no_element() -> None:
    info = make_bag({"x": b""}, {**INFO, "External-Description": "titel\nPayload-Oxum: 9.9"})["bag-info.txt"]
    assert info.count(b"\nPayload-Oxum") == 1


def test_what_bagit_says_when_it_fails_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bagger.py"
    program.write_text("raise SystemExit('bagit meldt: de schijf is vol')")
    monkeypatch.setattr(bagging, "_BAGGER", program)
    with pytest.raises(RecordError, match="de schijf is vol"):
        make_bag(PAYLOAD, INFO)


@pytest.mark.parametrize("program", ["import os; os._exit(3)", "import os; os.kill(os.getpid(), 9)"])
def test_a_process_that_ends_without_a_word_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    path = tmp_path / "bagger.py"
    path.write_text(program)
    monkeypatch.setattr(bagging, "_BAGGER", path)
    with pytest.raises(RecordError, match=r"code (3|-9)"):
        make_bag(PAYLOAD, INFO)


def test_an_interpreter_that_is_not_there_is_an_error_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull + "/python")
    with pytest.raises(RecordError, match="niet te maken"):
        make_bag(PAYLOAD, INFO)


def test_a_bag_that_does_not_hold_is_never_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a later version of the library writes, what leaves here passes our own check."""
    files = forged_bag({**PAYLOAD, "b.txt": b"drie"})
    tags = {name: data.decode() for name, data in files.items() if not name.startswith("data/")}
    program = tmp_path / "bagger.py"
    program.write_text(
        f"import sys, pathlib\nfor name, text in {tags!r}.items():\n"
        "    (pathlib.Path(sys.argv[1]) / name).write_text(text)"
    )
    monkeypatch.setattr(bagging, "_BAGGER", program)
    with pytest.raises(RecordError, match=r"b\.txt"):
        make_bag(PAYLOAD, INFO)


def test_the_reference_tool_accepts_what_was_made(lay_out: LayOut) -> None:
    tool = [sys.executable, "-m", "bagit", "--validate", str(lay_out(make_bag(PAYLOAD, INFO)))]
    assert subprocess.run(tool, capture_output=True, check=False).returncode == 0


def test_nobody_goes_on_writing_when_who_asked_for_the_bag_is_killed(tmp_path: Path) -> None:
    """Else it would write what is under embargo into a folder that the next run is taking away."""
    os.mkfifo(tmp_path / "nooit.txt")  # the library waits for ever for who writes into it
    code = (
        "import os, subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-P', {str(bagging._BAGGER)!r}, {str(tmp_path)!r}, '{{}}',"
        " str(os.getpid())])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        bagger = int(asking.stdout.readline())
        _until(lambda: (tmp_path / "data" / "nooit.txt").exists())
        asking.kill()
    _until(lambda: not _alive(bagger))


def test_a_bag_is_not_begun_for_somebody_who_is_gone(tmp_path: Path) -> None:
    gone = subprocess.run(
        [sys.executable, "-P", str(bagging._BAGGER), str(tmp_path), "{}", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert gone.returncode != 0 and "is weg" in gone.stderr
    assert not list(tmp_path.iterdir())


def _alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)
