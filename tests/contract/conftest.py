"""Servers that the suites of this folder run against."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import fsspec
import pytest

from tests.support.s3 import S3, in_environment, s3_server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    with s3_server() as server, in_environment(server.environment()):
        yield server


@pytest.fixture
def bucket(s3: S3) -> Iterator[str]:
    """The address of a store in a new bucket; the server works again afterwards."""
    name = f"bna-{uuid.uuid4().hex}"
    fsspec.filesystem("s3").mkdir(name)
    yield f"s3://{name}/blobs"
    s3.works()
