"""What every blob store keeps to, whatever file system it stands on."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import BlobDamaged, BlobMissing, StorageError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.storage.blobs import FsspecBlobs

DATA = b"wat iemand heeft gestuurd"
DIGEST = sha256_hex(DATA)


@pytest.fixture(params=["folder", "file-url", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    urls = {
        "folder": str(tmp_path / "blobs"),
        "file-url": (tmp_path / "blobs").as_uri(),
        "memory": f"memory://{uuid.uuid4().hex}/blobs",
    }
    return urls[request.param]


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
        return sorted(path.removeprefix(root).lstrip("/") for path in fs.find(root))

    return names


def test_bytes_come_back_under_their_digest(url: str) -> None:
    assert FsspecBlobs(url).put(DATA) == DIGEST
    assert FsspecBlobs(url).get(DIGEST) == DATA


def test_the_same_bytes_twice_are_one_blob_and_nothing_half_written_stays(
    url: str, listing: Callable[[], list[str]]
) -> None:
    blobs = FsspecBlobs(url)
    assert blobs.put(DATA) == blobs.put(DATA)
    assert listing() == [f"{DIGEST[:2]}/{DIGEST[2:]}"]


def test_has_says_what_is_there(url: str) -> None:
    blobs = FsspecBlobs(url)
    assert not blobs.has(DIGEST)
    blobs.put(DATA)
    assert blobs.has(DIGEST)


def test_a_digest_that_nothing_stands_under_is_missing(url: str) -> None:
    with pytest.raises(BlobMissing, match=DIGEST[2:]):
        FsspecBlobs(url).get(DIGEST)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "ab", DIGEST.upper(), DIGEST + "\n"])
def test_a_name_that_is_no_digest_reaches_no_file(url: str, name: str) -> None:
    with pytest.raises(BlobMissing):
        FsspecBlobs(url).get(name)


@pytest.mark.parametrize("damage", [b"", DATA + b"!", DATA.replace(b"wat", b"dat")])
def test_changed_bytes_are_never_given_out(url: str, overwrite: Callable[[str, bytes], None], damage: bytes) -> None:
    blobs = FsspecBlobs(url)
    blobs.put(DATA)
    overwrite(DIGEST, damage)
    with pytest.raises(BlobDamaged, match=DIGEST[2:]):
        blobs.get(DIGEST)


def test_putting_the_right_bytes_again_does_not_wipe_out_the_trace_of_a_change(
    url: str, overwrite: Callable[[str, bytes], None]
) -> None:
    blobs = FsspecBlobs(url)
    blobs.put(DATA)
    overwrite(DIGEST, b"iets anders")
    with pytest.raises(BlobDamaged):
        blobs.put(DATA)


def test_an_address_of_no_known_kind_is_said_to_be_so() -> None:
    with pytest.raises(StorageError, match="niet te openen"):
        FsspecBlobs("onbekend://ergens")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=2000))
def test_any_bytes_come_back_the_same(url: str, data: bytes) -> None:
    blobs = FsspecBlobs(url)
    assert blobs.get(blobs.put(data)) == data
