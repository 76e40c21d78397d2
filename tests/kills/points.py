"""The places where a run can be killed, found by running: before and after whatever it does to the world.

Nobody lists steps here. Every call of a port that is not known to only read is two points, before and after; every
statement that changes the database, and every change of a file below the watched folders, is one just before it (and so
just after the one before).
"""

from __future__ import annotations

import dataclasses
import io
import os
import random
import re
import signal
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bna_pipeline.model.base import Frozen
from bna_pipeline.pipeline.journal import Journal
from bna_pipeline.pipeline.tools import InTurn
from bna_pipeline.ports import Memory, Typesetter
from bna_pipeline.storage.remembered import FolderMemory
from bna_pipeline.wiring import App, pipeline
from tests.kills.drivers import watch_drivers
from tests.kills.typesetting import RememberingTypesetter

READS = frozenset(
    {
        *("arrivals", "check", "close", "editions", "entries", "find", "get", "has", "hold", "marked", "now", "open"),
        *("attachments", "file", "letters", "raster", "read", "reply_address", "waiting", "where"),
    }
)
"""Methods of ports after which the world is as it was; a new method counts as an effect until it is named here."""

NO_PORTS = (str, Path, Frozen, Journal)
"""Kinds of values in `Tools` that are no ports; whatever else it gains is watched."""

_CHANGES = {
    "os.mkdir": "mkdir",
    "os.remove": "remove",
    "os.rename": "rename",
    "os.rmdir": "rmdir",
    "os.link": "link",
    "os.symlink": "symlink",
    "os.truncate": "truncate",
}
_NO_EFFECT = re.compile(r"[\w ]+ typeset-|mkdir .*/blobs/..$")
"""The typesetter's own folder, which goes with it; and a folder for blobs: which one follows from a digest, and where a
signature is in what is hashed, from chance. A kill before it is made is one before the blob is put."""

NO_PORT_FIELDS = ("reference", "ledgers", "of_edition", "memory", "together")
"""Of what can be called: what makes a random word, what is only read, what nothing depends on, and the order."""

_OUTSIDE = ("after mailer.send", "after mailbox.handled", "smtp the final dot is sent")
_FAR = ("sftp", "s3")
"""Where the world outside is other than before, which no look at the disk would tell."""

_NUMBERED = re.compile(r"\[\d+\]")
_RANDOM = re.compile(r"(?<=blobs/)[0-9a-f]{2}(?=/)|[0-9a-f]{16,}|(?<=bna-bag-)\w+|(?<=typeset-)\w+")


@dataclass(frozen=True)
class Point:
    """A place in a run.

    Attributes:
        kind: what kind of place.
        detail: of what; it holds no random part of a name.
        moved: whether anything on the disk is other than at the point before. A kill takes a process's memory, and
            what the next one finds is the disk, so a kill at a point where nothing moved is one at the point before.
    """

    kind: str
    detail: str
    moved: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}"

    @property
    def kind_of_effect(self) -> str:
        """What reports count together: a port's method, a statement's verb, or what is done to files."""
        if self.kind in ("before", "after", "sql", "process", "smtp", *_FAR):
            return f"{self.kind} {_NUMBERED.sub('', self.detail)}"
        return self.kind


@dataclass
class Watch:
    """Counts the points of this process, and kills it at one of them.

    Args:
        folders: effects below these are points.
        kill_at: the ordinal of the point to die at; None: only count.
        expected: what that point must be, if given; another one there is no kill but an error.
        measure: look at each point whether the disk is other than at the one before.
    """

    folders: tuple[Path, ...]
    kill_at: int | None = None
    expected: Point | None = None
    measure: bool = False
    seen: list[Point] = field(default_factory=list)
    _off: bool = True
    _disk: object = None

    def start(self) -> None:
        """Watch this process from now on; it cannot be undone, so only a child that ends soon may be watched."""
        self._off = False
        _communicate = subprocess.Popen.communicate

        def waited_for(process: Any, *more: Any, **how: Any) -> Any:
            self.pass_by("process", "runs")
            return _communicate(process, *more, **how)

        subprocess.Popen.communicate = waited_for  # type: ignore[assignment,method-assign]
        sys.addaudithook(self._audit)
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", lambda _connection: self.pass_by("sql", "COMMIT"))
        _open = io.open

        def opened(file: Any, mode: str = "r", *more: Any, **how: Any) -> Any:
            made = _open(file, mode, *more, **how)
            if set(mode) & set("wxa+"):
                self._file("file made", file)
            return made

        # The signing library gives each file a random id; where its digest puts it in the store must not be chance.
        os.urandom = random.Random(0).randbytes
        _put = smtplib.SMTP.putcmd

        def said(connection: smtplib.SMTP, command: str, *more: Any) -> None:
            verb = command.split(" ")[0].split(":")[0].upper()
            self.pass_by("smtp", f"before {verb}")
            _put(connection, command, *more)
            if command == ".":
                self.pass_by("smtp", "the final dot is sent")

        smtplib.SMTP.putcmd = said  # type: ignore[assignment,method-assign]
        io.open = opened  # pathlib asks here; a file is there, and empty, after it
        watch_drivers(self.pass_by)

    def pass_by(self, kind: str, detail: str) -> None:
        """This is a point."""
        if self._off:
            return
        self.seen.append(Point(kind, detail, self._moved() or kind in _FAR or f"{kind} {detail}" in _OUTSIDE))
        if len(self.seen) - 1 == self.kill_at:
            self._off = True
            if self.expected not in (None, self.seen[-1]):
                raise AssertionError(f"point {self.kill_at} is {self.seen[-1]} now, and was {self.expected}")
            os.kill(os.getpid(), signal.SIGKILL)

    def _moved(self) -> bool:
        if not self.measure:
            return True
        before, self._disk = self._disk, [list(_entries(folder)) for folder in self.folders]
        return before != self._disk

    def _inside(self, path: object) -> str | None:
        """The path below a watched folder, without what is random in it; None: it lies elsewhere."""
        if not isinstance(path, str | bytes | os.PathLike):
            return None
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 -- a link must not be followed
        for folder in self.folders:
            if name.startswith(f"{folder}/"):
                return _RANDOM.sub("*", name[len(str(folder)) + 1 :])
        return None

    def _audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        if self._off:
            return
        if name == "open":
            path, _mode, flags = arguments
            if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
                self._file("file open", path)
        elif name in _CHANGES and not _changes_nothing(name, _place(*arguments[:1], *arguments[-1:])):
            self._file(_CHANGES[name], _place(arguments[1] if name == "os.rename" else arguments[0], arguments[-1]))
        elif name == "subprocess.Popen":
            self.pass_by("process", "starts")
        elif name == "socket.connect":
            address = arguments[1]  # its port is another in every process
            self.pass_by("connection", str(address[0] if isinstance(address, tuple) else address))

    def _file(self, kind: str, path: object) -> None:
        inside = self._inside(path)
        if inside is not None and not _NO_EFFECT.match(f"{kind} {inside}"):
            # A tree is removed in the order in which its file system lists it.
            self.pass_by(kind, str(Path(inside).parent) if kind == "remove" else inside)

    def _statement(self, _c: object, _cursor: object, statement: str, *_more: object) -> None:
        verb = statement.split(None, 1)[0].upper()
        if verb not in ("SELECT", "PRAGMA"):
            self.pass_by("sql", verb)


def _entries(folder: Path | str) -> Iterator[tuple[object, ...]]:
    """Everything below a folder that no partner and no template has put there, as cheap as can be."""
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield (entry.path,)
                if entry.name not in ("templates", "inbox"):
                    yield from _entries(entry.path)
            else:
                stat = entry.stat(follow_symlinks=False)
                yield entry.path, stat.st_ino, stat.st_size, stat.st_mtime_ns


def _place(path: Any, folder: object) -> Any:
    """Where a path leads that may be relative to an open folder, as where a whole tree is removed."""
    if isinstance(folder, int) and folder >= 0 and isinstance(path, str | bytes) and os.fsdecode(path)[:1] != "/":
        return Path(f"/proc/self/fd/{folder}").readlink() / os.fsdecode(path)
    return path


def _changes_nothing(name: str, path: Any) -> bool:
    """Whether this is about to fail, as where a folder is made that is there."""
    return (name == "os.mkdir") == os.path.lexists(path)


@dataclass(frozen=True)
class WatchedPort:
    """A port whose every call that is no reading is two points."""

    inner: Any
    name: str
    watch: Watch

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(self.inner, attribute)
        if attribute.startswith("_") or attribute in READS or not callable(value):
            return value
        return self._around(value, f"{self.name}.{attribute}")

    def __call__(self, *arguments: Any, **how: Any) -> Any:
        made = self._around(self.inner, self.name)(*arguments, **how)
        return WatchedPort(made, f"{self.name}()", self.watch)

    def _around(self, act: Callable[..., Any], name: str) -> Callable[..., Any]:
        def watched(*arguments: Any, **how: Any) -> Any:
            self.watch.pass_by("before", name)
            done = act(*arguments, **how)
            self.watch.pass_by("after", name)
            return done

        return watched


@dataclass(frozen=True, kw_only=True)
class WatchedApp(App):
    """A project whose ports are watched.

    Attributes:
        remembered: where what was typeset or read before is kept.
        change: a last change of the ports before they are watched, such as a fault that a test plants.
    """

    watch: Watch | None = None
    remembered: Path | None = None
    change: Callable[[pipeline.Tools], pipeline.Tools] = field(default=lambda tools: tools)

    @cached_property
    def memory(self) -> Memory:
        return super().memory if self.remembered is None else FolderMemory(self.remembered)

    @cached_property
    def typesetter(self) -> Typesetter:
        """The typesetter, with its memory."""
        engine = super().typesetter
        return engine if self.remembered is None else RememberingTypesetter(engine, self.remembered)

    def tools(self, edition_id: str, *, still: bool = False) -> pipeline.Tools:
        """The edition's ports, every one of them watched."""
        made = self.change(dataclasses.replace(super().tools(edition_id, still=still), together=InTurn()))
        if self.watch is None:
            return made
        return dataclasses.replace(made, **watched_ports(made, self.watch))


def watched_ports(tools: pipeline.Tools, watch: Watch) -> dict[str, Any]:
    """Every port of these tools by its field, watched."""
    found: dict[str, Any] = {}
    for each in dataclasses.fields(tools):
        value = getattr(tools, each.name)
        if value is None or isinstance(value, NO_PORTS) or each.name in NO_PORT_FIELDS:
            continue
        if isinstance(value, tuple):
            found[each.name] = tuple(WatchedPort(port, f"{each.name}[{n}]", watch) for n, port in enumerate(value))
        else:
            found[each.name] = WatchedPort(value, each.name, watch)
    return found
