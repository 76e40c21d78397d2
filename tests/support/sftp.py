"""A real file server on loopback (SFTP, asyncssh) with a host key of its own; it can be told to refuse and to break."""

from __future__ import annotations

import asyncio
import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

USER, PASSWORD = "levering", "geheim-van-de-bestandsserver"


@dataclass
class FileServer:
    """The running server and how it behaves; a test changes it while it runs.

    Attributes:
        folder: what it shows as `/`.
        port: where it listens, on 127.0.0.1.
        host_key: its public key, as OpenSSH writes it.
        client_key: a private key (PEM) that lets in, beside the password.
        full_after: bytes of a file after which its disk is full.
        cut_after: bytes of a file after which it ends the connection.
        loses_after: bytes of a file after which it keeps nothing more, and says nothing of it.
        denies: it lets nobody write.
        silent: it answers no request of SFTP.
        meanwhile: happens once, just before the next rename.
        written: names of every file that was opened for writing.
        logins: how many were let in.
        connected: how many connections are open.
    """

    folder: Path
    port: int = 0
    host_key: str = ""
    client_key: str = ""
    full_after: int | None = None
    cut_after: int | None = None
    loses_after: int | None = None
    denies: bool = False
    silent: bool = False
    meanwhile: Callable[[], None] | None = None
    written: list[str] = field(default_factory=list)
    logins: int = 0
    connected: int = 0

    def works(self) -> None:
        """It behaves again."""
        self.full_after = self.cut_after = self.loses_after = self.meanwhile = None
        self.denies = self.silent = False

    @property
    def known_hosts(self) -> str:
        """The line by which a client knows it."""
        return f"[127.0.0.1]:{self.port} {self.host_key}\n"

    @property
    def url(self) -> str:
        return f"sftp://127.0.0.1:{self.port}"


class _Files(asyncssh.SFTPServer):
    def __init__(self, chan: asyncssh.SSHServerChannel[bytes], server: FileServer) -> None:
        super().__init__(chan, chroot=str(server.folder).encode())
        self._server, self._chan_of = server, chan

    async def stat(self, path: bytes) -> Any:
        await self._wait()
        return super().stat(path)

    async def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Any:
        await self._wait()
        if pflags & asyncssh.FXF_WRITE:
            self._server.written.append(path.decode().rpartition("/")[2])
            if self._server.denies:
                raise asyncssh.SFTPPermissionDenied("Permission denied")
        return super().open(path, pflags, attrs)

    def write(self, file_obj: object, offset: int, data: bytes) -> Any:
        server, end = self._server, offset + len(data)
        if server.full_after is not None and end > server.full_after:
            raise OSError(errno.ENOSPC, "No space left on device")
        if server.cut_after is not None and end > server.cut_after:
            self._chan_of.get_connection().abort()
            raise asyncssh.SFTPConnectionLost("gone")
        if server.loses_after is not None and end > server.loses_after:
            super().write(file_obj, offset, data[: max(0, server.loses_after - offset)])
            return len(data)
        return super().write(file_obj, offset, data)

    def rename(self, oldpath: bytes, newpath: bytes) -> Any:
        meanwhile, self._server.meanwhile = self._server.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return super().rename(oldpath, newpath)

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> Any:
        if self._server.denies:
            raise asyncssh.SFTPPermissionDenied("Permission denied")
        return super().mkdir(path, attrs)

    async def _wait(self) -> None:
        while self._server.silent:  # noqa: ASYNC110 -- a test in another thread sets it
            await asyncio.sleep(0.05)


class _Door(asyncssh.SSHServer):
    def __init__(self, server: FileServer, key: asyncssh.SSHKey) -> None:
        self._server, self._key = server, key

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._server.connected += 1

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connected -= 1

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == USER and key.public_data == self._key.public_data

    def auth_completed(self) -> None:
        self._server.logins += 1


@contextmanager
def file_server(folder: Path, *, port: int = 0, host_key: asyncssh.SSHKey | None = None) -> Iterator[FileServer]:
    """A server that shows this folder, for as long as the block lasts.

    Args:
        port: of loopback; 0: any.
        host_key: by which it is known, where it comes back after it was away.
    """
    key = host_key or asyncssh.generate_private_key("ssh-ed25519")
    client = asyncssh.generate_private_key("ssh-ed25519")
    found = FileServer(folder, host_key=key.export_public_key().decode().strip())
    found.client_key = client.export_private_key().decode()
    loop = asyncio.new_event_loop()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            port,
            server_factory=lambda: _Door(found, client),
            server_host_keys=[key],
            sftp_factory=lambda chan: _Files(chan, found),
            allow_scp=False,
        )

    acceptor = loop.run_until_complete(listen())
    found.port = acceptor.get_port()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def end() -> None:
        acceptor.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    try:
        yield found
    finally:
        found.works()
        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
