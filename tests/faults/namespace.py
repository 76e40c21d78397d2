"""What befalls one process of a test and no other: a full disk, a folder that cannot be written, another account."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
_NEW_MOUNTS, _PRIVATE, _BIND, _REMOUNT, _READ_ONLY, _DETACH = 0x00020000, 0x44000, 0x1000, 0x20, 0x1, 2
_PAGE = 4096
_libc = ctypes.CDLL(None, use_errno=True)


def may_mount() -> bool:
    """Whether this account may make a mount namespace of its own (root in most containers)."""
    child = os.fork()
    if child == 0:
        try:
            _own_mounts()
            _call("mount", b"tmpfs", b"/mnt", b"tmpfs", 0, b"size=4k")
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


@dataclass(frozen=True)
class SmallDisk:
    """A folder on a disk of its own on which little is left; what was written there is on the old one afterwards.

    Attributes:
        folder: an existing folder.
        free: bytes that are left.
        inodes: names that are left; None: as many as one likes.
    """

    folder: Path
    free: int
    inodes: int | None = None

    def first(self) -> None:
        _own_mounts()
        self._disk.mkdir()
        standing = list(self.folder.rglob("*"))
        pages = sum(p.lstat().st_size // _PAGE + 1 for p in standing) + len(standing) // 8 + 8
        names = f",nr_inodes={len(standing) + 2 + self.inodes}" if self.inodes is not None else ""
        _mount_memory(self._disk, f"size={pages * _PAGE + self.free}{names}")
        shutil.copytree(self.folder, self._disk, dirs_exist_ok=True)
        self._fill()
        _call("mount", os.fsencode(self._disk), os.fsencode(self.folder), None, _BIND, None)

    def last(self) -> None:
        _call("umount2", os.fsencode(self.folder), _DETACH)
        self._filler.unlink(missing_ok=True)
        shutil.rmtree(self.folder)
        shutil.copytree(self._disk, self.folder)

    @property
    def _disk(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}-klein")

    @property
    def _filler(self) -> Path:
        return self._disk / "vulling"

    def _fill(self) -> None:
        if self.inodes is not None:
            return
        left = os.statvfs(self._disk)
        with self._filler.open("wb") as filler:
            filler.write(bytes(max(0, left.f_bavail * left.f_frsize - self.free)))


def read_only(*folders: Path) -> Callable[[], None]:
    """These folders cannot be written."""

    def happen() -> None:
        _own_mounts()
        for folder in map(os.fsencode, folders):
            _call("mount", folder, folder, None, _BIND, None)
            _call("mount", None, folder, None, _BIND | _REMOUNT | _READ_ONLY, None)

    return happen


def file_size(limit: int) -> Callable[[], None]:
    """No file grows past so many bytes; a write beyond gives an error, for Python ignores the signal."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def open_files(more: int) -> Callable[[], None]:
    """No more than so many files are open at once beside those that are open already."""

    def first() -> None:
        limit = max(int(fd.name) for fd in Path("/proc/self/fd").iterdir()) + more  # the listing itself is the highest
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

    return first


def other_account() -> None:
    """This process is an account that owns nothing and may do nothing special."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def as_other_account(folder: Path, act: Callable[[], object]) -> None:
    """Do it in a process of an account that may do nothing special, whose working folder this is.

    Root may read whatever it likes, and others may not even walk to a test's folder: so what is done there takes
    relative paths.
    """
    child = os.fork()
    if child == 0:
        went_well = False
        try:
            os.chdir(folder)
            if os.getuid() == 0:
                other_account()
            act()
            went_well = True
        finally:
            if not went_well:
                traceback.print_exc()
            os._exit(0 if went_well else 1)
    assert os.waitpid(child, 0)[1] == 0


def _own_mounts() -> None:
    _call("unshare", _NEW_MOUNTS)
    _call("mount", b"none", b"/", None, _PRIVATE, None)


def _mount_memory(folder: Path, options: str) -> None:
    _call("mount", b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options.encode())


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
