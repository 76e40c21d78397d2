"""SFTP to a server whose key is known beforehand; fsspec's own would believe any (`AutoAddPolicy`)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.base import FileDigest
from bna_pipeline.storage.store_channel import beside, standing
from bna_pipeline.system_words import in_words

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


# Whatever goes wrong is said once, by us; the library would print its stack as well.
logging.getLogger("paramiko").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class SftpAccess:
    """How a file server is reached.

    Attributes:
        channel: the table of the settings that the sentences name.
        known_hosts: the server's own key (OpenSSH).
        timeout: seconds that each answer is waited for.
    """

    channel: str
    host: str
    port: int
    user: str | None
    password: str | None
    key_file: Path | None
    known_hosts: Path
    timeout: float

    @property
    def server(self) -> str:
        return self.host if self.port == 22 else f"{self.host}:{self.port}"

    @property
    def table(self) -> str:
        return f"[channels.{self.channel}] in .bna/settings.toml"


class PinnedSftp(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """SFTP that refuses a server with another key than the one in `known_hosts`, and waits for no answer for ever."""

    protocol = "sftp-pinned"
    cachable = False

    def _connect(self) -> None:
        options = dict(self.ssh_kwargs)
        known, timeout = options.pop("known_hosts"), options["timeout"]
        self.client = paramiko.SSHClient()
        self.client.load_host_keys(str(known))
        self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
        # The library waits for ever for some answers (such as whether there is SFTP); a closed connection ends that.
        patience = threading.Timer(4 * timeout, self.client.close)
        patience.daemon = True
        patience.start()
        try:
            self.client.connect(self.host, allow_agent=False, look_for_keys=False, **options)
            transport = self.client.get_transport()
            if transport is None:
                raise paramiko.SSHException("the connection is gone")
            channel = transport.open_session(timeout=timeout)
            channel.settimeout(timeout)
            channel.invoke_subsystem("sftp")
            self.ftp = paramiko.SFTPClient(channel)
        except BaseException:
            self.client.close()
            raise
        finally:
            patience.cancel()


@contextmanager
def pinned(access: SftpAccess) -> Iterator[AbstractFileSystem]:
    """An open connection, which is closed afterwards.

    Raises:
        DeliveryFailed: no connection, another host key, a refused login; or it fails later on.
    """
    options: dict[str, Any] = {
        "port": access.port,
        "username": access.user,
        "password": access.password,
        "key_filename": None if access.key_file is None else str(access.key_file),
        "known_hosts": access.known_hosts,
        "timeout": access.timeout,
        "banner_timeout": access.timeout,
        "auth_timeout": access.timeout,
        "channel_timeout": access.timeout,
    }
    _require_known_hosts(access)
    try:
        fs = PinnedSftp(access.host, skip_instance_cache=True, **options)
        try:
            yield fs
        finally:
            fs.client.close()
    except (paramiko.SSHException, paramiko.SFTPError, OSError, EOFError) as fault:
        raise DeliveryFailed(*_told(access, fault)) from fault


def look_at_folder(fs: AbstractFileSystem, root: str) -> None:
    """Whether this account comes so far; a folder that is not there is made at the delivery.

    Raises:
        OSError: it may not, or it is no folder.
    """
    try:
        fs.ftp.listdir(root or "/")
    except FileNotFoundError:
        return


def put_beside(fs: AbstractFileSystem, path: str, data: bytes) -> None:
    """Write beside the last place, read that back, and give it its name, which refuses where something stands.

    (`SSH_FXP_RENAME`, draft-ietf-secsh-filexfer-02, 6.5; fsspec's `mv` asks for OpenSSH's `posix-rename`, which
    writes over what is there.)
    """
    part = beside(path, data)
    fs.makedirs(path.rpartition("/")[0], exist_ok=True)
    fs.pipe_file(part, data)
    if standing(fs, part, part) != FileDigest.of(part, data):
        raise OSError("een bestand kwam er niet heel aan; de schijf daar is misschien vol")
    try:
        fs.ftp.rename(part, path)
    except OSError:
        if not fs.exists(path):
            raise
        fs.rm_file(part)  # another machine was first; what it put is looked at with the rest


def _require_known_hosts(access: SftpAccess) -> None:
    try:
        text = access.known_hosts.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        why = in_words(fault) if isinstance(fault, OSError) else "het is geen tekst"
        raise DeliveryFailed(
            f"{access.known_hosts} is niet te lezen ({why}), en zonder dat is {access.server} niet te vertrouwen.",
            f"Zet de sleutel van de server in een bestand en noem het met known_hosts onder {access.table}.",
        ) from fault
    if not text.strip():
        raise DeliveryFailed(*_unknown(access))


def _told(access: SftpAccess, fault: BaseException) -> tuple[str, str]:
    """A Dutch sentence about what went wrong, and what to do next."""
    network = "Kijk of de server aanstaat en of het netwerk hem bereikt; het wordt vanzelf opnieuw geprobeerd."
    if isinstance(fault, paramiko.BadHostKeyException):
        return (
            f"{access.server} meldt zich met een andere sleutel dan er in {access.known_hosts} staat; er is niets "
            "gestuurd.",
            "Vraag de beheerder van die server of de sleutel is vernieuwd. Zo ja, zet de nieuwe in dat bestand.",
        )
    if isinstance(fault, paramiko.AuthenticationException) or "No authentication methods" in str(fault):
        who = "deze gebruiker" if access.user is None else f"gebruiker {access.user}"
        return (
            f"{access.server} weigert de aanmelding van {who}.",
            f"Controleer user en secret_file of key_file onder {access.table}, en of de server deze sleutel kent.",
        )
    if "not found in known_hosts" in str(fault):
        return _unknown(access)
    if isinstance(fault, TimeoutError):
        return f"{access.server} antwoordde niet binnen {access.timeout:g} seconden.", network
    if isinstance(fault, PermissionError):
        return (
            f"{access.server} laat dit account daar niet lezen of schrijven.",
            "Vraag de beheerder van die server om rechten op de map in het adres van dit kanaal.",
        )
    if isinstance(fault, paramiko.SSHException | EOFError | ConnectionError):
        return f"De verbinding met {access.server} kwam niet tot stand of brak af.", network
    if isinstance(fault, paramiko.SFTPError | OSError) and not _of_the_network(fault):
        said = (in_words(fault) if isinstance(fault, OSError) else str(fault)).rstrip(".")
        said = "de schijf daar is vol" if "no space" in said.lower() else said
        return (
            f"{access.server} nam een bestand niet aan: {said}.",
            "Laat de beheerder van die server kijken of er ruimte is en of dit account daar mag schrijven.",
        )
    return f"{access.server} is niet te bereiken.", network


def _of_the_network(fault: BaseException) -> bool:
    names = {base.__name__ for base in type(fault).__mro__}
    return bool(names & {"NoValidConnectionsError", "gaierror"}) or "Socket is closed" in str(fault)


def _unknown(access: SftpAccess) -> tuple[str, str]:
    port = "" if access.port == 22 else f"-p {access.port} "
    return (
        f"De sleutel van {access.server} staat niet in {access.known_hosts}; er is niets gestuurd.",
        f"Haal hem op met `ssh-keyscan {port}{access.host}`, laat de beheerder van die server hem bevestigen en zet "
        "hem in dat bestand.",
    )
