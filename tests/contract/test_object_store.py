"""What is particular to an object store: one put a blob, bounded patience, and a sentence for every way it can fail."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO

import fsspec
import pytest

from bna_pipeline.errors import BlobMissing, StorageError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.storage.blob_bytes import CHUNK
from bna_pipeline.storage.fsspec_blobs import FsspecBlobs
from tests.support.budget import THOROUGH
from tests.support.s3 import KEY, S3, SECRET, in_environment

pytestmark = pytest.mark.xdist_group("s3")

DATA = b"wat iemand heeft gestuurd"
DIGEST = sha256_hex(DATA)

ACTS: dict[str, Callable[[FsspecBlobs], object]] = {
    "has": lambda blobs: blobs.has(DIGEST),
    "get": lambda blobs: blobs.get(DIGEST),
    "put": lambda blobs: blobs.put(b"iets nieuws"),
    "put_stream": lambda blobs: blobs.put_stream(BytesIO(bytes(CHUNK + 1))),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As an operator sets it with FSSPEC_S3: one more try, and no answer within a second is none."""
    patience = {"retries": {"mode": "standard", "total_max_attempts": 2}, "read_timeout": 1, "connect_timeout": 1}
    monkeypatch.setitem(fsspec.config.conf, "s3", {"config_kwargs": patience})
    yield
    fsspec.get_filesystem_class("s3").clear_instance_cache()


@pytest.fixture(params=list(ACTS) if THOROUGH else ["get", "put_stream"])
def act(request: pytest.FixtureRequest) -> Callable[[FsspecBlobs], object]:
    return ACTS[request.param]


def said_by(act: Callable[[FsspecBlobs], object], blobs: FsspecBlobs) -> str:
    with pytest.raises(StorageError) as refused:
        act(blobs)
    assert not isinstance(refused.value, BlobMissing), "a store that fails has lost nothing"
    said = str(refused.value)
    assert SECRET not in said and KEY not in said
    assert refused.value.mend, "what to do next"
    return said


def test_a_blob_is_put_once_under_its_last_name_and_read_back(s3: S3, bucket: str) -> None:
    """A rename would be a copy and a removal, and half of it could be lost."""
    blobs = FsspecBlobs(bucket)
    s3.asked.clear()
    blobs.put(DATA)
    path = f"/{bucket.removeprefix('s3://')}/{DIGEST[:2]}/{DIGEST[2:]}"
    assert [asked for asked in s3.asked if asked[0] not in ("GET", "HEAD")] == [("PUT", path)]
    assert s3.asked[-1] == ("GET", path)


def test_what_is_there_is_not_sent_again(s3: S3, bucket: str) -> None:
    blobs = FsspecBlobs(bucket)
    blobs.put(DATA)
    blobs.put_stream(BytesIO(bytes(CHUNK + 1)))
    s3.asked.clear()
    blobs.put(DATA)
    blobs.put_stream(BytesIO(bytes(CHUNK + 1)))
    assert s3.puts() == []


def test_what_another_put_there_is_seen_even_by_who_listed_the_folder_before(bucket: str) -> None:
    """The driver remembers listings unless it is told not to."""
    blobs, other = FsspecBlobs(bucket), fsspec.filesystem("s3", skip_instance_cache=True)
    blobs.put(DATA)
    root = bucket.removeprefix("s3://")
    assert blobs._fs.find(root)  # the driver's own listing, which no act of a blob store asks for
    blobs._fs.ls(f"{root}/{DIGEST[:2]}")
    later = next(d for d in (sha256_hex(b"%d" % n) for n in range(10_000)) if d[:2] == DIGEST[:2])
    other.pipe_file(f"{root}/{later[:2]}/{later[2:]}", b"x")
    assert blobs.has(later)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("has", 502, "BadGateway"),
        ("get", 500, "InternalError"),
        ("put", 503, "SlowDown"),
        ("put_stream", 503, "SlowDown"),
    ],
)
def test_a_store_that_stumbles_once_is_asked_again(s3: S3, bucket: str, name: str, status: int, code: str) -> None:
    FsspecBlobs(bucket).put(DATA)
    s3.fails(status, code, times=1)
    ACTS[name](FsspecBlobs(bucket))
    assert s3.times == 0


@pytest.mark.usefixtures("impatient")
def test_a_store_that_stays_in_trouble_is_left_after_a_few_tries(
    s3: S3, bucket: str, act: Callable[[FsspecBlobs], object]
) -> None:
    FsspecBlobs(bucket).put(DATA)
    s3.fails(503, "SlowDown")
    s3.asked.clear()
    assert "overbelast of in storing" in said_by(act, FsspecBlobs(bucket))
    assert len(s3.asked) == 2


def big_one(blobs: FsspecBlobs) -> object:
    return blobs.put_stream(BytesIO(bytes(CHUNK + 1)))


READINGS = {"get": ACTS["get"], "of what is kept already": big_one}


@pytest.mark.parametrize("name", READINGS)
def test_an_answer_that_is_cut_off_is_read_again(s3: S3, bucket: str, name: str) -> None:
    blobs = FsspecBlobs(bucket)
    blobs.put(DATA)
    big_one(blobs)
    s3.cuts_off(times=3)
    READINGS[name](blobs)
    assert s3.times == 0


@pytest.mark.parametrize("name", READINGS)
def test_a_store_that_cuts_every_answer_off_is_said_after_a_few_tries(s3: S3, bucket: str, name: str) -> None:
    blobs = FsspecBlobs(bucket)
    blobs.put(DATA)
    big_one(blobs)
    s3.cuts_off()
    s3.asked.clear()
    assert "brak zijn antwoord af" in said_by(READINGS[name], blobs)
    assert [method for method, _ in s3.asked].count("GET") == 4


@pytest.mark.parametrize(
    "endpoint", ["s3.example.org", "http://", "http://[", "http://127.0.0.1:poort", "ftp://127.0.0.1"]
)
def test_an_endpoint_that_is_no_address_is_said(
    bucket: str, act: Callable[[FsspecBlobs], object], endpoint: str
) -> None:
    driver = fsspec.get_filesystem_class("s3")
    driver.clear_instance_cache()
    try:
        with in_environment({"AWS_ENDPOINT_URL": endpoint}):
            assert "AWS_ENDPOINT_URL is geen adres" in said_by(act, FsspecBlobs(bucket))
    finally:
        driver.clear_instance_cache()


@pytest.mark.parametrize(("status", "code"), [(507, "XMinioStorageFull"), (403, "QuotaExceeded"), (410, "Gone")])
def test_what_the_store_says_and_the_driver_does_not_know_is_passed_on(
    s3: S3, bucket: str, status: int, code: str
) -> None:
    s3.fails(status, code, methods=["PUT"])
    assert f"weigert dit ({code})" in said_by(ACTS["put"], FsspecBlobs(bucket))


@pytest.mark.usefixtures("impatient")
def test_a_store_that_says_nothing_is_not_waited_for(s3: S3, bucket: str) -> None:
    s3.fails(0, "", times=2)
    assert "antwoordt niet" in said_by(ACTS["put"], FsspecBlobs(bucket))


@pytest.mark.usefixtures("impatient")
def test_an_address_where_nothing_listens_is_said(bucket: str, act: Callable[[FsspecBlobs], object]) -> None:
    with in_environment({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}):
        fsspec.get_filesystem_class("s3").clear_instance_cache()
        assert "AWS_ENDPOINT_URL" in said_by(act, FsspecBlobs(bucket))


@pytest.mark.parametrize("code", ["InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied"])
def test_keys_that_open_nothing_are_named_by_their_variables(
    s3: S3, bucket: str, act: Callable[[FsspecBlobs], object], code: str
) -> None:
    s3.fails(403, code)
    assert "AWS_ACCESS_KEY_ID" in said_by(act, FsspecBlobs(bucket))


def test_without_keys_it_is_said_which_variables_lack(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    driver = fsspec.get_filesystem_class("s3")
    driver.clear_instance_cache()
    try:
        assert "geen sleutels" in said_by(ACTS["get"], FsspecBlobs(bucket))
    finally:
        driver.clear_instance_cache()


def test_a_bucket_that_does_not_exist_is_never_made(s3: S3, act: Callable[[FsspecBlobs], object]) -> None:
    """A slip in the address must not become a second store, with rights that nobody chose."""
    s3.asked.clear()
    assert "De bucket tikfout bestaat niet." in said_by(act, FsspecBlobs("s3://tikfout/blobs"))
    assert ("PUT", "/tikfout") not in s3.asked


def test_an_upload_in_pieces_that_fails_is_taken_back(s3: S3, bucket: str) -> None:
    """What stays of it would be paid for and seen by nobody."""
    blobs, data = FsspecBlobs(bucket), bytes(33 * CHUNK)

    class Breaking(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if s3.puts() and self.tell() >= 32 * CHUNK:
                raise StorageError("weg")
            return super().read(size)

    s3.asked.clear()
    with pytest.raises(StorageError, match="weg"):
        blobs.put_stream(Breaking(data))
    name = bucket.removeprefix("s3://").partition("/")[0]
    assert any(method == "DELETE" for method, _ in s3.asked)
    assert not fsspec.filesystem("s3").call_s3("list_multipart_uploads", Bucket=name).get("Uploads")
    assert blobs.put_stream(BytesIO(data)).size == len(data)
    assert blobs.get(sha256_hex(data)) == data


def test_without_the_driver_the_sentence_says_what_to_install() -> None:
    script = "import sys; sys.modules['s3fs'] = None; from bna_pipeline.storage.blobs import open_blobs; open_blobs('s3://a/b')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "StorageError" in done.stderr and "pip install 'bna-pipeline[server]'" in done.stderr


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(StorageError) as refused:
        FsspecBlobs("onbekend://iemand:geheim@ergens/blobs")
    assert "geheim" not in str(refused.value) and "ergens" in str(refused.value)
