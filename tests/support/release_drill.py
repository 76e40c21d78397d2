"""The release drill: an armed edition, the Tweede Kamer's open data, and four other sides on loopback, all real.

The other sides are a folder, a file server (SFTP), an object store (S3) and a mail server (SMTP).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, Final

import asyncssh
import fsspec
import yaml

from bna_pipeline import wiring
from bna_pipeline.model.events import EffectDone, Entry
from bna_pipeline.model.programme import Edition
from bna_pipeline.model.release_events import KamerbriefSeen
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline import Step
from tests.programmes.layout import TEMPLATES
from tests.support.mail_servers import SmtpServer, mail_toml
from tests.support.many_editions import Kind, Planned, lay_out_many, waves
from tests.support.s3 import KEY, S3, SECRET, empty_bucket, s3_server
from tests.support.sftp import PASSWORD, USER, FileServer, file_server
from tests.support.tweede_kamer import Published, Service, tweede_kamer

KIND: Final = Kind("oefendeal", (), ("Gedeputeerde",), 1, hand_over=True)
EDITION: Final = Planned(KIND, 2020).id
BUCKET: Final = "pakketten"
FOLDER, FILES, OBJECTS, MAIL = "griffie", "statenserver", "opendata", "partners"
CHANNELS: Final = (FOLDER, FILES, OBJECTS, MAIL)
MAILED: Final = ("griffie@example.org", "partner@example.org")
WORDS: Final = "Brainport Nationale Actieagenda"
KAMERBRIEF: Final = (TEMPLATES / "bna" / "demo" / "kamerbrief.pdf").read_bytes()
LATE: Final = timedelta(seconds=16)
"""A moment after the first pause."""


# -- the edition -----------------------------------------------------------------------------------------


def lay_out_armed(root: Path, port: int) -> None:
    """A project whose edition is armed and waits for the Kamerbrief; this machine's clock plays it.

    Args:
        port: of the file server, which stands in the programme.
    """
    lay_out_many(root, (Planned(KIND, 2020),))
    file = root / "templates" / KIND.id / "programme.yaml"
    programme = yaml.safe_load(file.read_text(encoding="utf-8"))
    programme["delivery"] |= {
        "kamerbrief_words": [WORDS],
        "signal": {"by_hand": True, "tweede_kamer": {}},
        "channels": _channels(port),
    }
    file.write_text(yaml.safe_dump(programme, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for wave in waves():
        if wave.name == "release":
            return
        for doing in wave.acts(Planned(KIND, 2020)):
            doing.do(wiring.open_app(root), EDITION)
        app = wiring.open_app(root, by_mail=False)
        wiring.pipeline.advance(app.tools(EDITION), app.system())
        assert wave.done(Planned(KIND, 2020), wiring.pipeline.state(app.tools(EDITION))), wave.name


def _channels(port: int) -> list[dict[str, object]]:
    to = [{"function": mail.partition("@")[0].capitalize(), "mail": mail} for mail in MAILED]
    sftp = f"sftp://127.0.0.1:{port}/in"
    return [
        {"id": FOLDER, "name": "Griffie", "kind": "folder", "target": FOLDER, "files": "documents"},
        {"id": FILES, "name": "Statenserver", "kind": "store", "target": sftp, "files": "documents"},
        {"id": OBJECTS, "name": "Open data", "kind": "store", "target": f"s3://{BUCKET}/uit", "files": "package"},
        {"id": MAIL, "name": "Partners", "kind": "mail", "to": to},
    ]


# -- the other sides -------------------------------------------------------------------------------------


@dataclass
class OtherSides:
    """The running servers.

    Attributes:
        folder: what the file server shows.
        port: of the file server; it comes back there after it was away.
    """

    folder: Path
    port: int
    s3: S3
    smtp: SmtpServer
    kamer: Service
    _key: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    _running: ExitStack = field(default_factory=ExitStack)
    sftp: FileServer | None = None

    def files_come_back(self) -> None:
        """The file server listens, at its port and with its key."""
        if self.sftp is None:
            self.sftp = self._running.enter_context(file_server(self.folder, port=self.port, host_key=self._key))

    def files_go_away(self) -> None:
        """Nobody listens where the file server was."""
        self._running.close()
        self.sftp = None

    def connect(self, root: Path) -> None:
        """Have a project's settings name these servers."""
        assert self.sftp is not None
        state = root / ".bna"
        state.mkdir(exist_ok=True)
        for name, text in (("bestandsserver", PASSWORD), ("opslag", SECRET)):
            (state / name).touch(mode=0o600)
            (state / name).write_text(text, encoding="utf-8")
        (state / "known_hosts").write_text(self.sftp.known_hosts, encoding="utf-8")
        settings = state / "settings.toml"
        settings.touch(mode=0o600)
        settings.write_text(self.settings(), encoding="utf-8")

    def settings(self) -> str:
        return (
            f'[channels.{FILES}]\nuser = "{USER}"\nsecret_file = ".bna/bestandsserver"\n'
            'known_hosts = ".bna/known_hosts"\ntimeout_seconds = 5\n\n'
            f'[channels.{OBJECTS}]\nuser = "{KEY}"\nsecret_file = ".bna/opslag"\nendpoint = "{self.s3.url}"\n'
            "timeout_seconds = 5\n\n"
            f'[tweede_kamer]\nroot = "{self.kamer.root}"\nseconds = 5\nseconds_before = 5\n\n{mail_toml(self.smtp)}'
        )

    def publish(self, report: bytes, on: date) -> None:
        """The Kamerbrief is out, with the report by it."""
        letter = Published(KAMERBRIEF, f"Voortgang {WORDS}", on, sequence=80)
        self.kamer.publish(letter, report)

    def all_is_well(self) -> None:
        """Every server is there and behaves."""
        self.files_come_back()
        assert self.sftp is not None
        self.sftp.works()
        self.s3.works()
        self.smtp.works()

    def forget(self) -> None:
        """As they were before anything came."""
        self.all_is_well()
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        store = self._store()
        for path in store.find(BUCKET):
            store.rm_file(path)
        self.smtp.mails.clear()
        self.kamer.documents.clear()

    def contents(self) -> dict[str, bytes]:
        """All that stands at the file server and in the object store, by address, read past our code."""
        store = self._store()
        files = {str(path.relative_to(self.folder)): path.read_bytes() for path in _files(self.folder)}
        return files | {path: store.cat_file(path) for path in store.find(BUCKET)}

    def standing(self) -> dict[str, str]:
        """The same, with the SHA-256 of each."""
        return {name: hashlib.sha256(data).hexdigest() for name, data in self.contents().items()}

    def put_back(self, contents: dict[str, bytes]) -> None:
        """Exactly this stands there from now on."""
        store, here = self._store(), self.contents()
        for name in here.keys() - contents.keys():
            if name.startswith(f"{BUCKET}/"):
                store.rm_file(name)
            else:
                (self.folder / name).unlink()
        for name, data in contents.items():
            if here.get(name) == data:
                continue
            if name.startswith(f"{BUCKET}/"):
                store.pipe_file(name, data)
            else:
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / name).write_bytes(data)
        for folder in sorted((path for path in self.folder.rglob("*") if path.is_dir()), reverse=True):
            if not any(folder.iterdir()):
                folder.rmdir()

    def _store(self) -> Any:
        options = {"key": KEY, "secret": SECRET, "endpoint_url": self.s3.url}
        return fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True, **options)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@contextmanager
def other_sides(folder: Path, port: int) -> Iterator[OtherSides]:
    """All of them, for as long as the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    with s3_server() as s3, SmtpServer() as smtp, tweede_kamer() as kamer:
        made = OtherSides(folder, port, s3, smtp, kamer)
        made.files_come_back()
        empty_bucket(made._store(), BUCKET)
        try:
            yield made
        finally:
            made.files_go_away()


# -- a drill ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drill:
    """A project of which the edition is armed, and the servers."""

    root: Path
    sides: OtherSides

    def app(self, at: datetime | None = None) -> wiring.App:
        return wiring.open_app(self.root, at)

    def state(self) -> EditionState:
        return wiring.pipeline.state(self.app().tools(EDITION))

    def entries(self) -> tuple[Entry, ...]:
        return wiring.pipeline.entries(self.app().tools(EDITION))

    def edition(self) -> Edition:
        return self.app().tools(EDITION).edition

    def advance(self, at: datetime | None = None) -> tuple[Step, ...]:
        """What happens by itself, at a moment; None: by this machine's clock."""
        app = self.app(at)
        return wiring.pipeline.advance(app.tools(EDITION), app.system())

    def publish(self) -> None:
        adoption = self.state().adoption
        assert adoption is not None
        report = next(file for file in adoption.files if file.name == "voortgangsrapportage.pdf")
        self.sides.publish(self.app().tools(EDITION).blobs.get(report.sha256), datetime.now(UTC).date())

    def frozen(self) -> dict[str, str]:
        """SHA-256 of every file of the armed package, by its name in the bag."""
        armed = self.state().armed
        assert armed is not None
        return {file.name: file.sha256 for file in armed.files}

    def documents(self) -> dict[str, str]:
        frozen = self.frozen()
        return {name: frozen[f"data/{name}"] for name in ("statenmededeling.pdf", "voortgangsrapportage.pdf")}

    def receipts(self) -> dict[str, int]:
        """How many receipts each channel has."""
        done = [e.event.receipt.channel for e in self.entries() if isinstance(e.event, EffectDone)]
        return {channel: done.count(channel) for channel in CHANNELS}

    def seconds(self) -> dict[str, float]:
        """From the signal on record to each channel's receipt on record."""
        entries = self.entries()
        seen = next(e.at for e in entries if isinstance(e.event, KamerbriefSeen))
        return {
            e.event.receipt.channel: (e.at - seen).total_seconds()
            for e in entries
            if isinstance(e.event, EffectDone) and e.event.receipt.channel in CHANNELS
        }

    def faults(self) -> list[str]:
        """Whatever the other sides hold that is not exactly one of each frozen file; empty: all is as promised."""
        frozen, documents = self.frozen(), self.documents()
        wanted = {f"in/{EDITION}/{name}": digest for name, digest in documents.items()}
        wanted |= {f"{BUCKET}/uit/{EDITION}/{name}": digest for name, digest in frozen.items()}
        found = self.sides.standing()
        other = sorted(name for name in {*wanted, *found} if found.get(name) != wanted.get(name))
        said = [f"{name}: {found.get(name)} instead of {wanted.get(name)}" for name in other]
        folder = self.root / "outbox" / EDITION / FOLDER
        here = {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in _files(folder)}
        said += [] if here == documents else [f"folder: {here} instead of {documents}"]
        return [*said, *self._mail_faults(documents)]

    def _mail_faults(self, documents: dict[str, str]) -> Iterator[str]:
        ids: dict[str, set[str]] = {}
        for mail in self.sides.smtp.mails:
            read = message_from_bytes(mail.data, policy=default)
            for to in set(mail.to) & set(MAILED):
                ids.setdefault(to, set()).add(str(read["Message-ID"]))
                held = {
                    hashlib.sha256(part.get_payload(decode=True)).hexdigest()  # type: ignore[arg-type]
                    for part in read.iter_attachments()
                }
                if held != set(documents.values()):
                    yield f"mail to {to}: other attachments"
        for to in MAILED:
            if len(ids.get(to, ())) != 1:
                yield f"mail to {to}: {len(ids.get(to, ()))} different mails"


def copy_of(armed: Path, target: Path, sides: OtherSides) -> Drill:
    """A project of its own, with servers that hold nothing."""
    sides.forget()
    shutil.copytree(armed, target, ignore=shutil.ignore_patterns("leases"))
    sides.connect(target)
    return Drill(target, sides)
