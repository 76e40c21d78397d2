"""File servers and object stores for channels: opened with what the settings say, and none is believed unknown."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import EditionId, Slug
from bna_pipeline.storage.hard_links import NO_LINKS
from bna_pipeline.storage.object_faults import bad_endpoint, told
from bna_pipeline.storage.store_channel import Store, StoreChannel, beside
from bna_pipeline.storage.store_faults import driver_faults, fault_code
from bna_pipeline.system_words import in_words

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

OBJECTS: Final = ("s3", "s3a")
FILE_SERVERS: Final = ("sftp", "ssh")
_TAKEN = ("PreconditionFailed", "412", "ConditionalRequestConflict")
_NO_CONDITIONS = ("NotImplemented", "501", "InvalidArgument", "InvalidRequest")


@dataclass(frozen=True)
class StoreAccess:
    """What a channel's other side asks for.

    Attributes:
        user, secret: account and password (or the passphrase of `key_file`), or access key and secret key; without
            them what the environment says (`AWS_*`) for an object store.
        key_file: private SSH key.
        known_hosts: the file server's own key (OpenSSH).
        endpoint: of an object store that is not Amazon's.
        timeout: seconds that an answer is waited for.
    """

    user: str | None = None
    secret: str = ""
    key_file: Path | None = None
    known_hosts: Path | None = None
    endpoint: str = ""
    timeout: float = 30


def store_channel(channel_id: Slug, target: str, edition: EditionId, access: StoreAccess) -> StoreChannel:
    """A channel to an address of `sftp`, `s3` or another file system that fsspec knows."""
    scheme = urlsplit(target).scheme
    opened: Callable[[], AbstractContextManager[Store]]
    if scheme in OBJECTS:
        opened = partial(_objects, channel_id, target, access)
    elif scheme in FILE_SERVERS:
        opened = partial(_sftp, channel_id, target, access)
    else:
        opened = partial(_files, target)
    return StoreChannel(channel_id, target, edition, opened)


@contextmanager
def _objects(channel_id: Slug, target: str, access: StoreAccess) -> Iterator[Store]:
    options: dict[str, Any] = {
        "key": access.user,
        "secret": access.secret or None,
        "endpoint_url": access.endpoint or None,
        "use_listings_cache": False,
        "skip_instance_cache": True,
        "config_kwargs": {
            "connect_timeout": min(5, access.timeout),
            "read_timeout": access.timeout,
            "retries": {"mode": "standard", "total_max_attempts": 2},
        },
    }
    fs, root = _by_url(target, options)
    fs.retries = 1  # tries of the driver around those of its library, which would multiply them
    faults = driver_faults(frozenset({"s3"}))
    try:
        try:
            fs.connect()
        except ValueError as fault:  # what the library raises for an endpoint that is no address
            raise DeliveryFailed(*bad_endpoint(channel_id)) from fault
        yield Store(fs, root, put_object, _look_at_bucket)
    except faults as fault:
        raise DeliveryFailed(*told(fault, channel_id, target)) from fault


def _look_at_bucket(fs: AbstractFileSystem, root: str) -> None:
    # Of an object that is absent a store says no more than 404, also where there is no bucket.
    fs.call_s3("list_objects_v2", Bucket=root.partition("/")[0], MaxKeys=1)


def put_object(fs: AbstractFileSystem, path: str, data: bytes) -> None:
    """Put an object where there is none (`If-None-Match: *`, RFC 9110, 13.1.2), as far as the store knows that."""
    try:
        fs.pipe_file(path, data, mode="create")
    except FileExistsError:
        return
    except OSError as fault:
        code = fault_code(fault)
        if code in _TAKEN:
            return  # another machine was first; what it put is looked at with the rest
        if code not in _NO_CONDITIONS:
            raise
        fs.pipe_file(path, data)


@contextmanager
def _sftp(channel_id: Slug, target: str, access: StoreAccess) -> Iterator[Store]:
    try:
        from bna_pipeline.storage.sftp import SftpAccess, look_at_folder, pinned, put_beside
    except ImportError as fault:
        raise _no_driver(target) from fault
    address = urlsplit(target)
    if access.known_hosts is None:
        raise DeliveryFailed(
            f"Van {target} is niet bekend met welke sleutel de server zich meldt; er wordt niets gestuurd.",
            f"Zet known_hosts onder [channels.{channel_id}] in .bna/settings.toml.",
        )
    server = SftpAccess(
        channel=channel_id,
        host=address.hostname or "",
        port=address.port or 22,
        user=access.user,
        password=access.secret or None,
        key_file=access.key_file,
        known_hosts=access.known_hosts,
        timeout=access.timeout,
    )
    with pinned(server) as fs:
        yield Store(fs, unquote(address.path), put_beside, look_at_folder)


@contextmanager
def _files(target: str) -> Iterator[Store]:
    fs, root = _by_url(target, {})
    try:
        yield Store(fs, root, _link_beside if "file" in fs.protocol else _move_beside, _look_at_root)
    except OSError as fault:
        raise DeliveryFailed(
            f"{target} is niet te lezen of te schrijven: {in_words(fault)}.",
            "Kijk of de opslag bereikbaar is, of er ruimte is en of dit account er mag schrijven.",
        ) from fault


def _look_at_root(fs: AbstractFileSystem, root: str) -> None:
    if "file" in fs.protocol and not os.access(_that_is_there(Path(root)), os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "no access")


def _that_is_there(folder: Path) -> Path:
    """The folder, or the nearest one above it in which it would be made."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _link_beside(fs: AbstractFileSystem, path: str, data: bytes) -> None:
    part = _written_beside(fs, path, data)
    try:
        os.link(part, path)  # refuses where something stands, which a rename does not
    except FileExistsError:
        return
    except OSError as fault:
        if fault.errno not in NO_LINKS:
            raise
        if not os.path.lexists(path):
            Path(part).rename(path)
    finally:
        with suppress(FileNotFoundError):
            fs.rm_file(part)


def _move_beside(fs: AbstractFileSystem, path: str, data: bytes) -> None:
    fs.mv(_written_beside(fs, path, data), path)


def _written_beside(fs: AbstractFileSystem, path: str, data: bytes) -> str:
    part = beside(path, data)
    fs.makedirs(path.rpartition("/")[0], exist_ok=True)
    fs.pipe_file(part, data)
    return part


def _by_url(target: str, options: dict[str, Any]) -> tuple[AbstractFileSystem, str]:
    from fsspec.core import url_to_fs

    try:
        fs, root = url_to_fs(target, **options)
    except ImportError as fault:
        raise _no_driver(target) from fault
    except ValueError as fault:
        raise DeliveryFailed(
            f"Wat voor opslag {target} is, is niet bekend.",
            "Verbeter het adres van dit kanaal in programme.yaml: het begint met sftp://, s3:// of file://.",
        ) from fault
    return fs, str(root)


def _no_driver(target: str) -> DeliveryFailed:
    return DeliveryFailed(
        f"Voor {target} ontbreekt het stuurprogramma.", "Voer uit: pip install 'bna-pipeline[server]'."
    )
