"""What every channel promises: exactly one of each file, by key, read back; nothing else is ever written over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import FileDigest
from tests.contract.sides import FILES, Folder, Side
from tests.support.budget import budget

AT = datetime(2020, 6, 30, 10, 0, tzinfo=UTC)
KEY = "demo-2020:plek:" + "ab" * 32
LISTED = tuple(FileDigest.of(name, data) for name, data in sorted(FILES.items()))
SIDES = [
    "folder",
    "files",
    pytest.param("sftp", marks=pytest.mark.xdist_group("sftp")),
    pytest.param("s3", marks=pytest.mark.xdist_group("s3")),
]
SERVERS = SIDES[2:]
LIGHT = SIDES[: budget(3, 4)]
"""Where the store's driver, which is heavy, would show no more than it does elsewhere."""


def side_named(name: str, request: pytest.FixtureRequest, folder: Path) -> Side:
    match name:
        case "sftp":
            found: Side = request.getfixturevalue("sftp")
        case "s3":
            found = request.getfixturevalue("store")
        case _:
            found = Folder(folder, by_url=name == "files")
    return found


@pytest.fixture(params=SIDES)
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Side:
    return side_named(request.param, request, tmp_path)


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Side:
    """A side that is another machine."""
    return side_named(request.param, request, tmp_path)


def refused(side: Side, files: dict[str, bytes] = FILES) -> str:
    with pytest.raises(DeliveryFailed) as fault:
        side.channel().deliver(KEY, files, AT)
    assert fault.value.mend, "it must say what to do"
    return str(fault.value)


def test_exactly_the_files_stand_there_and_the_receipt_says_so(side: Side) -> None:
    channel = side.channel()
    receipt = channel.deliver(KEY, FILES, AT)
    assert side.standing() == FILES
    assert (receipt.key, receipt.channel, receipt.files, receipt.at) == (KEY, "plek", LISTED, AT)
    assert receipt.target == channel.target and "teruggelezen" in receipt.proof


def test_what_is_delivered_is_found_by_another_process_and_not_delivered_again(side: Side) -> None:
    assert side.channel().find(KEY, LISTED, AT) is None
    receipt = side.channel().deliver(KEY, FILES, AT)
    assert side.channel().find(KEY, LISTED, AT) == receipt
    assert side.channel().deliver(KEY, FILES, AT) == receipt
    assert side.standing() == FILES


@pytest.mark.parametrize("name", ["statenmededeling.pdf", "data/voortgangsrapportage.pdf"][: budget(1, 2)])
def test_something_else_that_stands_there_is_never_written_over(side: Side, name: str) -> None:
    side.place(name, b"van een ander")
    assert "niets overheen" in refused(side)
    assert side.standing() == {name: b"van een ander"}


@pytest.mark.parametrize(
    "data", [FILES["statenmededeling.pdf"][:-1] + b"X", FILES["statenmededeling.pdf"][:-1], b""][: budget(1, 3)]
)
def test_a_file_that_was_cut_or_changed_on_the_other_side_is_seen(side: Side, data: bytes) -> None:
    side.channel().deliver(KEY, FILES, AT)
    side.place("statenmededeling.pdf", data)
    assert side.channel().find(KEY, LISTED, AT) is None
    assert "niets overheen" in refused(side)


@pytest.mark.parametrize("side", LIGHT, indirect=True)
def test_a_file_that_is_gone_is_seen(side: Side) -> None:
    side.channel().deliver(KEY, FILES, AT)
    side.remove("statenmededeling.pdf")
    assert side.channel().find(KEY, LISTED, AT) is None


@pytest.mark.parametrize(
    "name",
    ["../buiten.pdf", "/etc/buiten.pdf", "a/../../buiten.pdf", "a\\..\\b.pdf", "", "a//b.pdf", "a\0b", "."][
        : budget(2, 8)
    ],
)
def test_no_name_leads_out_of_the_folder(side: Side, name: str) -> None:
    assert "leidt uit de map" in refused(side, {"brief.pdf": b"1", name: b"2"})
    assert side.standing() == {}


@pytest.mark.parametrize("side", LIGHT, indirect=True)
def test_an_empty_package_is_no_delivery(side: Side) -> None:
    assert "niets om af te leveren" in refused(side, {})


@pytest.mark.parametrize("server", SERVERS[: budget(1, 2)], indirect=True)
def test_two_processes_that_deliver_at_once_leave_one_of_each(server: Side) -> None:
    with ThreadPoolExecutor(2) as pool:
        receipts = [pool.submit(server.channel().deliver, KEY, FILES, AT) for _ in range(2)]
        came = [r.exception() or r.result() for r in receipts]
    # One of them may have looked while the other was at it; it is tried again, and finds what stands there.
    again = [server.channel().deliver(KEY, FILES, AT) for outcome in came if isinstance(outcome, DeliveryFailed)]
    assert [r for r in came if not isinstance(r, DeliveryFailed)] + again == [
        server.channel().find(KEY, LISTED, AT)
    ] * 2
    assert server.standing() == FILES


def test_what_another_machine_puts_there_between_look_and_putting_stays(server: Side) -> None:
    server.meanwhile(lambda: server.place("data/voortgangsrapportage.pdf", b"van een ander"))
    assert "is niet wat er is neergezet" in refused(server)
    assert server.standing()["data/voortgangsrapportage.pdf"] == b"van een ander"
    assert "niets overheen" in refused(server)


@pytest.mark.parametrize("server", SERVERS[: budget(1, 2)], indirect=True)
def test_the_same_that_another_machine_puts_there_meanwhile_is_enough(server: Side) -> None:
    name = "data/voortgangsrapportage.pdf"
    server.meanwhile(lambda: server.place(name, FILES[name]))
    assert server.channel().deliver(KEY, FILES, AT).files == LISTED
    assert server.standing() == FILES


def test_what_broke_off_in_the_middle_is_finished_the_next_time(server: Side) -> None:
    server.breaks_at("data/voortgangsrapportage.pdf")
    refused(server)
    server.works()
    assert server.channel().find(KEY, LISTED, AT) is None
    server.channel().deliver(KEY, FILES, AT)
    assert server.standing() == FILES
