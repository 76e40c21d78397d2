"""A folder as a way out: the files are there whole, once, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.delivery.folder import FolderChannel
from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import FileDigest
from bna_pipeline.ports import Channel

AT = datetime(2030, 6, 30, 12, 0, tzinfo=UTC)
FILES = {"statenmededeling.pdf": b"%PDF brief", "data/voortgangsrapportage.pdf": b"%PDF rapport"}
LISTED = tuple(FileDigest.of(name, data) for name, data in sorted(FILES.items()))


def standing(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_was_delivered_is_read_back_and_stands_there_alone(tmp_path: Path) -> None:
    channel: Channel = FolderChannel("griffie", tmp_path / "uit" / "griffie")
    receipt = channel.deliver("sleutel", FILES, AT)
    assert standing(tmp_path) == {f"uit/griffie/{name}": data for name, data in FILES.items()}
    assert receipt.files == LISTED
    assert (receipt.channel, receipt.key, receipt.at) == ("griffie", "sleutel", AT)
    assert receipt.target == channel.target
    assert "teruggelezen" in receipt.proof


def test_a_second_delivery_writes_nothing_and_gives_a_receipt(tmp_path: Path) -> None:
    channel = FolderChannel("griffie", tmp_path / "griffie")
    channel.deliver("sleutel", FILES, AT)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    again = channel.deliver("sleutel", FILES, AT + timedelta(hours=1))
    assert again.files == LISTED
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_find_answers_only_for_exactly_these_files(tmp_path: Path) -> None:
    folder = tmp_path / "griffie"
    channel = FolderChannel("griffie", folder)
    assert channel.find("sleutel", LISTED, AT) is None
    channel.deliver("sleutel", FILES, AT)
    assert channel.find("sleutel", tuple(reversed(LISTED)), AT) is not None
    assert channel.find("sleutel", LISTED[:1], AT) is None
    (folder / "statenmededeling.pdf").write_bytes(b"%PDF BRIEF")
    assert channel.find("sleutel", LISTED, AT) is None


class Killed(dict[str, bytes]):
    """Files of a delivery that is killed when the first of them stands on the disk."""

    def items(self) -> Iterator[tuple[str, bytes]]:  # type: ignore[override]
        yield next(iter(super().items()))
        raise KeyboardInterrupt


def test_what_a_killed_attempt_left_is_never_seen_as_delivered_and_swept_by_the_next(tmp_path: Path) -> None:
    channel = FolderChannel("griffie", tmp_path / "griffie")
    with pytest.raises(KeyboardInterrupt):
        channel.deliver("sleutel", Killed(FILES), AT)
    assert len(standing(tmp_path)) == 1
    assert channel.find("sleutel", LISTED, AT) is None
    channel.deliver("sleutel", FILES, AT)
    assert [path.name for path in tmp_path.iterdir()] == ["griffie"]
    assert standing(tmp_path / "griffie") == FILES


@pytest.mark.parametrize("name", ["andere.pdf", "statenmededeling.pdf"])
def test_nothing_is_put_over_something_else(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "griffie"
    folder.mkdir()
    (folder / name).write_bytes(b"van een ander")
    with pytest.raises(DeliveryFailed, match="staat al iets anders"):
        FolderChannel("griffie", folder).deliver("sleutel", FILES, AT)
    assert standing(folder) == {name: b"van een ander"}
    assert list(tmp_path.iterdir()) == [folder]


def test_an_empty_folder_that_waits_there_is_filled(tmp_path: Path) -> None:
    (tmp_path / "griffie").mkdir()
    FolderChannel("griffie", tmp_path / "griffie").deliver("sleutel", FILES, AT)
    assert standing(tmp_path / "griffie") == FILES


def test_a_file_or_a_link_where_the_folder_should_come_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_bytes(b"")
    (tmp_path / "doel").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "doel")
    for name in ("bestand", "link", "bestand/onder"):
        with pytest.raises(DeliveryFailed):
            FolderChannel("griffie", tmp_path / name).deliver("sleutel", FILES, AT)
    assert list((tmp_path / "doel").iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", "a//b", "a\\b", "a\0b", "."])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(DeliveryFailed, match="leidt uit de map"):
        FolderChannel("griffie", tmp_path / "griffie").deliver("sleutel", {name: b"x"}, AT)
    assert list(tmp_path.iterdir()) == []


def test_nothing_at_all_is_no_delivery(tmp_path: Path) -> None:
    with pytest.raises(DeliveryFailed):
        FolderChannel("griffie", tmp_path / "griffie").deliver("sleutel", {}, AT)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,6}(/[a-z]{7,9})?", fullmatch=True), st.binary(max_size=60), min_size=1))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_files_come_back_as_they_went(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    if any(name.startswith(f"{other}/") for name in files for other in files):
        return
    folder = tmp_path_factory.mktemp("uit") / "griffie"
    receipt = FolderChannel("griffie", folder).deliver("sleutel", files, AT)
    assert standing(folder) == files
    assert receipt.files == tuple(FileDigest.of(name, data) for name, data in sorted(files.items()))
