"""What every blob store keeps to, whatever file system it stands on."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import fsspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import ArrivalUnreadable, BlobDamaged, BlobMissing, StillArriving, StorageError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.ports import Kept
from bna_pipeline.storage.blob_bytes import CHUNK
from bna_pipeline.storage.blobs import open_blobs
from tests.support.budget import where_there_is_time

DATA = b"wat iemand heeft gestuurd"
DIGEST = sha256_hex(DATA)


ON_S3 = pytest.param("s3", marks=pytest.mark.xdist_group("s3"))


@pytest.fixture(params=["folder", "file-url", "memory", ON_S3])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "s3":
        return str(request.getfixturevalue("bucket"))
    urls = {
        "folder": str(tmp_path / "blobs"),
        "file-url": (tmp_path / "blobs").as_uri(),
        "memory": f"memory://{uuid.uuid4().hex}/blobs",
    }
    return urls[request.param]


@pytest.fixture(params=["folder", ON_S3])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store that several processes can reach."""
    return str(request.getfixturevalue("bucket")) if request.param == "s3" else str(tmp_path / "blobs")


@pytest.fixture
def overwrite(url: str) -> Callable[[str, bytes], None]:
    """Writes other bytes under a digest, past the store."""

    def write(digest: str, data: bytes) -> None:
        fs, root = fsspec.core.url_to_fs(url)
        fs.pipe_file(f"{root}/{digest[:2]}/{digest[2:]}", data)

    return write


@pytest.fixture
def listing(url: str) -> Callable[[], list[str]]:
    def names() -> list[str]:
        fs, root = fsspec.core.url_to_fs(url)
        fs.invalidate_cache()
        return sorted(path.removeprefix(root).lstrip("/") for path in fs.find(root))

    return names


def test_bytes_come_back_under_their_digest(url: str) -> None:
    assert open_blobs(url).put(DATA) == DIGEST
    assert open_blobs(url).get(DIGEST) == DATA


def test_the_same_bytes_twice_are_one_blob_and_nothing_half_written_stays(
    url: str, listing: Callable[[], list[str]]
) -> None:
    blobs = open_blobs(url)
    assert blobs.put(DATA) == blobs.put(DATA)
    assert listing() == [f"{DIGEST[:2]}/{DIGEST[2:]}"]


def test_has_says_what_is_there(url: str) -> None:
    blobs = open_blobs(url)
    assert not blobs.has(DIGEST)
    blobs.put(DATA)
    assert blobs.has(DIGEST)


def test_a_digest_that_nothing_stands_under_is_missing(url: str) -> None:
    with pytest.raises(BlobMissing, match=DIGEST[2:]):
        open_blobs(url).get(DIGEST)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "ab", DIGEST.upper(), DIGEST + "\n"])
def test_a_name_that_is_no_digest_reaches_no_file(url: str, name: str) -> None:
    with pytest.raises(BlobMissing):
        open_blobs(url).get(name)


@pytest.mark.parametrize("damage", [b"", DATA + b"!", DATA.replace(b"wat", b"dat")])
def test_changed_bytes_are_never_given_out(url: str, overwrite: Callable[[str, bytes], None], damage: bytes) -> None:
    blobs = open_blobs(url)
    blobs.put(DATA)
    overwrite(DIGEST, damage)
    with pytest.raises(BlobDamaged, match=DIGEST[2:]):
        blobs.get(DIGEST)


def test_putting_the_right_bytes_again_does_not_wipe_out_the_trace_of_a_change(
    url: str, overwrite: Callable[[str, bytes], None]
) -> None:
    blobs = open_blobs(url)
    blobs.put(DATA)
    overwrite(DIGEST, b"iets anders")
    with pytest.raises(BlobDamaged):
        blobs.put(DATA)


def test_an_address_of_no_known_kind_is_said_to_be_so() -> None:
    with pytest.raises(StorageError, match="niet te openen"):
        open_blobs("onbekend://ergens")


def test_a_stream_of_any_length_is_the_same_blob_as_its_bytes(url: str, listing: Callable[[], list[str]]) -> None:
    """From where it stands on: what was read of it before is no part of it."""
    blobs = open_blobs(url)
    for length in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 7):
        data = bytes(length)
        source = BytesIO(b"ervoor" + data)
        source.seek(6)
        assert blobs.put_stream(source) == Kept(length, sha256_hex(data))
        assert blobs.get(sha256_hex(data)) == data
        assert blobs.put_stream(BytesIO(data)) == Kept(length, sha256_hex(data))
    assert len(listing()) == 6, "nothing half written stays"


class Wavering(BytesIO):
    """Other bytes at the second reading."""

    def seek(self, offset: int, whence: int = 0) -> int:
        self.getbuffer()[-1] ^= 1
        return super().seek(offset, whence)


def test_a_stream_that_changes_between_two_readings_leaves_nothing(url: str, listing: Callable[[], list[str]]) -> None:
    with pytest.raises(StillArriving):
        open_blobs(url).put_stream(Wavering(bytes(CHUNK + 1)))
    assert listing() == []


def test_a_stream_that_breaks_off_leaves_nothing(url: str, listing: Callable[[], list[str]]) -> None:
    class Breaking(BytesIO):
        seeks = 0

        def seek(self, offset: int, whence: int = 0) -> int:
            self.seeks += 1
            return super().seek(offset, whence)

        def read(self, size: int | None = -1) -> bytes:
            if self.seeks == 2 and self.tell() >= CHUNK:
                raise ArrivalUnreadable("weg")
            return super().read(size)

    with pytest.raises(ArrivalUnreadable):
        open_blobs(url).put_stream(Breaking(bytes(3 * CHUNK)))
    assert listing() == []


def test_a_stream_over_changed_bytes_says_that_they_are_damaged(
    url: str, overwrite: Callable[[str, bytes], None]
) -> None:
    blobs, data = open_blobs(url), bytes(CHUNK + 1)
    digest = blobs.put_stream(BytesIO(data)).sha256
    overwrite(digest, data[:-1])
    with pytest.raises(BlobDamaged, match=digest[2:]):
        blobs.put_stream(BytesIO(data))


WRITER = """
import sys
from io import BytesIO
from bna_pipeline.storage.blob_bytes import CHUNK
from bna_pipeline.storage.blobs import open_blobs
blobs = open_blobs(sys.argv[1])
print("klaar", flush=True)
sys.stdin.readline()
for number in range(10):
    blobs.put(b"samen %d" % number)
    blobs.put(b"%s %d" % (sys.argv[2].encode(), number))
blobs.put_stream(BytesIO(bytes(CHUNK + 1)))
print(sys.argv[2], flush=True)
"""

HALF = """
import sys
from io import BytesIO
from bna_pipeline.storage.blob_bytes import CHUNK
from bna_pipeline.storage.blobs import open_blobs

class Slow(BytesIO):
    seeks = 0
    def seek(self, offset, whence=0):
        self.seeks += 1
        return super().seek(offset, whence)
    def read(self, size=-1):
        if self.seeks == 2 and self.tell() > 17 * CHUNK:
            print("halverwege", flush=True)
            sys.stdin.read()
        return super().read(size)

open_blobs(sys.argv[1]).put_stream(Slow(bytes(20 * CHUNK)))
"""


def other_process(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@where_there_is_time
def test_two_processes_that_write_at_once_lose_nothing(shared: str) -> None:
    """The same blobs and their own ones; and who looked before they came, sees them after."""
    blobs = open_blobs(shared)
    wanted = [b"%s %d" % (who, n) for who in (b"samen", b"een", b"twee") for n in range(10)] + [bytes(CHUNK + 1)]
    assert not any(blobs.has(sha256_hex(data)) for data in wanted)
    writers = [other_process(WRITER, shared, who) for who in ("een", "twee")]
    assert [line_of(w) for w in writers] == ["klaar", "klaar"]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [line_of(w) for w in writers] == ["een", "twee"]
    assert [w.wait() for w in writers] == [0, 0]
    assert all(blobs.get(sha256_hex(data)) == data for data in wanted)


@where_there_is_time
def test_a_writer_that_is_killed_halfway_leaves_no_blob_and_the_next_one_makes_it_whole(shared: str) -> None:
    data = bytes(20 * CHUNK)
    blobs, digest = open_blobs(shared), sha256_hex(data)
    writer = other_process(HALF, shared)
    assert line_of(writer) == "halverwege"
    assert not blobs.has(digest)
    writer.kill()
    writer.wait()
    assert not blobs.has(digest)
    assert blobs.put_stream(BytesIO(data)) == Kept(len(data), digest)
    fs, root = fsspec.core.url_to_fs(shared)
    fs.invalidate_cache()
    assert [path.removeprefix(root).lstrip("/") for path in fs.find(root)] == [f"{digest[:2]}/{digest[2:]}"]


MEASURED = """
import resource, sys
from bna_pipeline.storage.blob_bytes import CHUNK
from bna_pipeline.storage.blobs import open_blobs
blobs = open_blobs(sys.argv[1])
blobs.put(b"warm")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open(sys.argv[2], "rb") as source:
    blobs.put_stream(source)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_the_length_of_a_stream_costs_no_memory(tmp_path: Path) -> None:
    long = tmp_path / "lang"
    with long.open("wb") as file:
        file.truncate(128 * CHUNK)
    measured = other_process(MEASURED, str(tmp_path / "blobs"), str(long))
    kibibytes = int(line_of(measured))
    assert measured.wait() == 0
    assert kibibytes < 16 * 1024


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=2000))
def test_any_bytes_come_back_the_same(url: str, data: bytes) -> None:
    blobs = open_blobs(url)
    assert blobs.get(blobs.put(data)) == data


def test_bytes_whose_term_ended_are_gone_and_others_stay(url: str) -> None:
    blobs = open_blobs(url)
    digest, kept = blobs.put(DATA), blobs.put(b"iets anders")
    for _ in range(2):
        blobs.forget(digest)
    assert not open_blobs(url).has(digest) and open_blobs(url).get(kept) == b"iets anders"
    with pytest.raises(BlobMissing):
        blobs.get(digest)
    assert blobs.put(DATA) == digest, "what is kept once more is there again"
