"""What the drivers of file servers and object stores are about to ask of the other side, as points of a run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

PassBy = Callable[[str, str], None]
_SFTP = {3: "OPEN", 4: "CLOSE", 13: "REMOVE", 14: "MKDIR", 18: "RENAME"}
"""Requests of SFTP (draft-ietf-secsh-filexfer-02, 3), but for reading, and for writing a piece of a file."""
_WRITE = 6
_READING = ("get_object", "head_object", "head_bucket", "list_objects_v2", "get_bucket_location")


def watch_drivers(pass_by: PassBy) -> None:
    """Watch those that are loaded; it cannot be undone."""
    if "paramiko" in sys.modules:
        _watch_sftp(pass_by)
    if "s3fs" in sys.modules:
        _watch_objects(pass_by)


def _watch_sftp(pass_by: PassBy) -> None:
    client_kind: Any = import_module("paramiko").SFTPClient
    inner, begun = client_kind._async_request, set[bytes]()

    def asked(client: Any, fileobj: Any, kind: int, *arguments: Any) -> Any:
        if kind in _SFTP:
            pass_by("sftp", f"before {_SFTP[kind]}")
        elif kind == _WRITE and arguments[0] not in begun:  # of a file's pieces one says as much as all
            begun.add(arguments[0])
            pass_by("sftp", "before WRITE")
        return inner(client, fileobj, kind, *arguments)

    client_kind._async_request = asked


def _watch_objects(pass_by: PassBy) -> None:
    store_kind: Any = import_module("s3fs").S3FileSystem
    inner = store_kind._call_s3

    async def called(store: Any, method: str, *arguments: Any, **how: Any) -> Any:
        if method in _READING:
            return await inner(store, method, *arguments, **how)
        pass_by("s3", f"before {method}")
        done = await inner(store, method, *arguments, **how)
        pass_by("s3", f"after {method}")
        return done

    store_kind._call_s3 = called
