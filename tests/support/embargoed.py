"""An armed edition with a word in everything of it, real servers on every side of it, and what each side sees."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import fsspec
import yaml
from fastapi import FastAPI

from bna_pipeline import wiring
from bna_pipeline.model.draft import REPORT_PDF, Outcome, Verdict
from bna_pipeline.model.events import HAND_OVER, EffectDone
from bna_pipeline.model.release_events import ReleaseFired
from bna_pipeline.model.transitions import Act
from bna_pipeline.pipeline import Step
from bna_pipeline.portal.app import desk_of
from bna_pipeline.portal.security import Limits, Rate
from tests.e2e.project import Project, copy_project
from tests.programmes.layout import EDITION, REGIODEAL, lay_out
from tests.support.canaries import Secrets, canary, digests_of, planted
from tests.support.desk_callers import Doorbell
from tests.support.mail_servers import ImapServer, SmtpServer, mail_toml
from tests.support.s3 import S3, empty_bucket, in_environment, s3_server
from tests.support.sftp import PASSWORD, USER, FileServer, file_server
from tests.support.tweede_kamer import Service, tweede_kamer
from tests.support.webhooks import SECRET, Receiver, receiver

ADDRESS: Final = "http://127.0.0.1:8400"
NOW: Final = datetime.fromisoformat("2020-03-20T09:00:00+01:00")
"""The day after the release was armed; the Kamerbrief is not out."""

SENDER, GRIFFIE = "kamerbrief@rijk.example.org", "griffie@staten.example.org"
CONTRIBUTOR, PARTNER = "inzender", "gemeente-eindhoven"
BUCKET: Final = "vrijgave"
FOLDERS: Final = ("pakket", "dossier", "statengriffie", "website", "archief")
"""Of the outbox: what those outside see of it."""


class Clock:
    """A clock that stands where the test puts it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@dataclass
class Around:
    """The sides of an edition: who gets the package at the release, and who lets it go. `files`, `store`: full form."""

    smtp: SmtpServer
    hook: Receiver
    kamer: Service
    imap: ImapServer | None = None
    files: FileServer | None = None
    store: S3 | None = None
    log: list[str] = field(default_factory=list)

    def objects(self) -> list[str]:
        """What stands in the object store, also half written."""
        if self.store is None:
            return []
        fs = fsspec.filesystem("s3", skip_instance_cache=True, use_listings_cache=False)
        found: list[str] = fs.find(BUCKET)
        return found

    def uploaded(self) -> list[str]:
        """What stands on the file server, also half written or hidden."""
        return [] if self.files is None else [str(p) for p in self.files.folder.rglob("*") if p.is_file()]

    def forget(self) -> None:
        """Take away what left, after a release that was meant."""
        self.hook.asked.clear()
        self.hook.heard.clear()
        self.smtp.mails[:] = [mail for mail in self.smtp.mails if GRIFFIE not in mail.to]
        for path in self.uploaded():
            Path(path).unlink()
        if self.store is not None:
            for name in self.objects():
                fsspec.filesystem("s3", skip_instance_cache=True).rm_file(name)

    def mails_to(self, *addresses: str) -> list[bytes]:
        return [mail.data for mail in self.smtp.mails if set(addresses) & set(mail.to)]


@dataclass
class Scene:
    """One project with the armed edition.

    Attributes:
        secrets: everything that may not be seen.
        clock: of the desk and of whatever runs.
    """

    project: Project
    around: Around
    secrets: Secrets
    clock: Clock = field(default_factory=lambda: Clock(NOW))

    def app(self) -> wiring.App:
        """The project as a new process opens it."""
        app = wiring.open_app(self.project.root)
        app.__dict__["clock"] = self.clock
        return app

    def tools(self) -> wiring.pipeline.Tools:
        return self.app().tools(EDITION)

    def site(self) -> FastAPI:
        """A desk at which one may knock thousands of times."""
        often = Limits(*(Rate(10**6, Limits().acts.window) for _ in range(3)))
        return desk_of(self.app(), lambda _edition, _flow: None, often)

    def bell(self) -> Doorbell:
        return Doorbell(self.app(), EDITION)

    def run(self) -> tuple[Step, ...]:
        """Everything that goes by itself, twice: what the first time made ready goes the second."""
        app = self.app()
        done = wiring.pipeline.advance(app.tools(EDITION), app.system())
        self.clock.moment += timedelta(minutes=2)
        return (*done, *wiring.pipeline.advance(app.tools(EDITION), app.system()))

    def do(self, step: Callable[..., Step], act: Act, person: str = "coordinator", **how: Any) -> Step:
        app = self.app()
        return step(app.tools(EDITION), app.actor(EDITION, person, act), **how)

    def copy(self, target: Path) -> Scene:
        """The same edition in a project of its own, with a clock of its own, amid the same sides."""
        project = Project(copy_project(self.project.root, target).root, EDITION)
        return replace(self, project=project, clock=Clock(NOW))

    def database(self) -> sqlite3.Connection:
        """The ledger's own file, as somebody opens it who can reach the disk."""
        return sqlite3.connect(self.project.root / ".bna" / "sample" / "ledger.sqlite")

    def gone_out(self) -> set[str]:
        """Whatever left, on any side: an empty set before the release."""
        found = {f"in outbox: {name}" for name in FOLDERS if self.project.outbox(name).exists()}
        found |= {f"object: {name}" for name in self.around.objects()}
        found |= {f"file: {name}" for name in self.around.uploaded()}
        found |= {"the webhook was told"} if self.around.hook.asked else set()
        found |= {f"a mail to {GRIFFIE}"} if self.around.mails_to(GRIFFIE) else set()
        return found

    def fired(self) -> bool:
        """Whether the ledger's file says that the embargo fell; asked without our own reading of it."""
        with closing(self.database()) as ledger:
            rows = ledger.execute("SELECT entry FROM ledger_entry WHERE edition = ?", (EDITION,)).fetchall()
        return any(f'"{ReleaseFired.model_fields["kind"].default}"' in row[0] for row in rows)


def programme_of(around: Around) -> dict[str, Any]:
    """The second programme with people of every role, every kind of channel and every signal."""
    data: dict[str, Any] = yaml.safe_load((REGIODEAL / "programme.yaml").read_text(encoding="utf-8"))
    data["people"] += [
        {"id": CONTRIBUTOR, "name": "Inzender", "roles": ["contributor"], "partner": PARTNER},
        {"id": "archivaris", "name": "Archivaris", "roles": ["auditor"]},
    ]
    for person in data["people"]:
        person["mail"] = f"{person['id']}@binnen.example.org"
    channels: list[dict[str, Any]] = [
        {"id": "statengriffie", "name": "Griffie", "kind": "folder", "target": "statengriffie", "files": "documents"},
        {"id": "website", "name": "Website", "kind": "folder", "target": "website", "files": "publication"},
        {"id": "archief", "name": "Archief", "kind": "folder", "target": "archief", "files": "package"},
        {"id": "openbaar", "name": "Openbare pagina", "kind": "page"},
        {"id": "melding", "name": "Melding", "kind": "webhook", "target": around.hook.url},
        {"id": "post", "name": "Mail", "kind": "mail", "to": [{"function": "Griffie", "mail": GRIFFIE}]},
    ]
    if around.files is not None:
        target = f"sftp://127.0.0.1:{around.files.port}/levering"
        channels.append({"id": "bestanden", "name": "Bestanden", "kind": "store", "target": target})
    if around.store is not None:
        channels.append({"id": "objecten", "name": "Objecten", "kind": "store", "target": f"s3://{BUCKET}/uit"})
    data["delivery"] |= {
        "hand_over": {"partner": "bzk", "folder": "ministerie"},
        "channels": channels,
        "signal": {"inbox": True, "senders": [SENDER], "tweede_kamer": {}, "moment": {}},
    }
    return data


def settings_of(root: Path, around: Around) -> str:
    """How the project reaches its sides."""
    secret = root / ".bna" / "webhook"
    secret.touch(mode=0o600)
    secret.write_bytes(SECRET)
    text = mail_toml(around.smtp, around.imap)
    text += f'[desk]\naddress = "{ADDRESS}"\n[tweede_kamer]\nroot = "{around.kamer.root}"\nseconds = 5\n'
    text += '[channels.melding]\nsecret_file = ".bna/webhook"\n'
    if around.files is not None:
        for name, said in (("sftp", PASSWORD), ("known_hosts", around.files.known_hosts)):
            (root / ".bna" / name).write_text(said, encoding="utf-8")
            (root / ".bna" / name).chmod(0o600)
        text += f'[channels.bestanden]\nuser = "{USER}"\nsecret_file = ".bna/sftp"\nknown_hosts = ".bna/known_hosts"\n'
    if around.store is not None:
        text += f'[channels.objecten]\nendpoint = "{around.store.url}"\n'
    return text


def armed(root: Path, around: Around) -> Scene:
    """Play the edition from the request up to a release that is armed, everyone at his own moment."""
    folder = lay_out(root)
    programme = yaml.safe_dump(programme_of(around), allow_unicode=True, sort_keys=False)
    (folder / "programme.yaml").write_text(programme, encoding="utf-8")
    (root / ".bna").mkdir()
    settings = root / ".bna" / "settings.toml"
    settings.touch(mode=0o600)
    settings.write_text(settings_of(root, around), encoding="utf-8")
    words = _sent(root / "inbox" / EDITION)
    project = Project(root, EDITION)
    _play(project, words)
    return Scene(project, around, _secrets(project, words))


def _sent(inbox: Path) -> dict[str, str]:
    words: dict[str, str] = {}
    for path in sorted(inbox.glob("*/*.yaml")):
        sender = path.parent.name
        data, found = planted(sender, path.read_bytes())
        words |= found
        path.unlink()
        name = "redactie" if sender == "redactie" else f"bijdrage-{canary(f'{sender}.naam')}"
        words |= {} if sender == "redactie" else {canary(f"{sender}.naam"): f"{sender}.naam"}
        path.with_name(f"{name}.yaml").write_bytes(data)
    return words


def _play(project: Project, words: dict[str, str]) -> None:
    steps, coordinator = wiring.pipeline, "coordinator"
    word = canary("toetsing.toelichting")
    words[word] = "toetsing.toelichting"

    def at(moment: str, step: Callable[..., Step], act: Act, person: str = coordinator, **how: Any) -> None:
        app = project.app(datetime.fromisoformat(moment))
        tools = app.tools(EDITION)
        step(tools, app.actor(EDITION, person, act), **how)
        steps.advance(tools, app.system())

    def approved(moment: str, stage: str, person: str, comment: str = "") -> None:
        how: dict[str, Any] = {"stage": stage, "verdict": Verdict.APPROVE, "comment": comment}
        at(moment, steps.decide, Act.DECIDE, person, **how)

    at("2020-01-13T09:00:00+01:00", steps.open_edition, Act.OPEN)
    at("2020-02-17T12:00:00+01:00", steps.close, Act.CLOSE)
    approved("2020-02-19T10:00:00+01:00", "lezers", "lezer-mensen", f"Mooi {word}.")
    approved("2020-02-20T10:00:00+01:00", "lezers", "lezer-rijk")
    approved("2020-02-24T10:00:00+01:00", "directie", "programmadirecteur")
    decided: dict[str, Any] = {"on": date(2020, 3, 17), "number": "RD-12", "outcome": Outcome.ADOPTED}
    at("2020-03-17T13:00:00+01:00", steps.adopt, Act.ADOPT, "kabinetschef", **decided)
    at("2020-03-18T09:00:00+01:00", steps.sign, Act.SIGN, "gedeputeerde")
    at("2020-03-19T09:00:00+01:00", steps.arm, Act.ARM)


def _secrets(project: Project, words: dict[str, str]) -> Secrets:
    now = project.state()
    assert now.armed is not None, "the story ends with a release that is armed"
    listed = {f.name: f for made in now.drafts for f in made.draft.files} | {f.name: f for f in now.armed.files}
    content = {name: f for name, f in listed.items() if name.endswith((".pdf", ".docx", ".html"))}
    files = {name: project.blob(f).read_bytes() for name, f in content.items()}
    lent = digests_of((name, file.sha256) for name, file in content.items())
    return Secrets(words, files, {**lent, now.armed.digest: "digest of the package"})


def report_of(scene: Scene) -> bytes:
    """The adopted report: what EZK has, and what the Kamer would publish."""
    return next(data for name, data in scene.secrets.files.items() if name.endswith(REPORT_PDF))


def handed_over(scene: Scene) -> bool:
    """Whether the ministry has the report, under embargo and with a receipt: that one may."""
    done = [e.event for e in scene.project.entries if isinstance(e.event, EffectDone)]
    return any(event.effect == HAND_OVER for event in done)


class _Kept(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))


@contextmanager
def everything_logged(lines: list[str]) -> Iterator[None]:
    """Every line that any part of this process logs, at every level."""
    root, handler = logging.getLogger(), _Kept(lines)
    ours = [logging.getLogger(name) for name in ("bna_pipeline", "flows", "uvicorn.access", "uvicorn.error")]
    before = [(logger, logger.level) for logger in (root, *ours)]
    root.addHandler(handler)
    for logger in (root, *ours):
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        for logger, level in before:
            logger.setLevel(level)


@contextmanager
def sides(folder: Path, *, whole: bool) -> Iterator[Around]:
    """Real servers on loopback.

    Args:
        whole: also the ones that take seconds to start: mailbox, file server, object store.
    """
    with ExitStack() as stack:
        smtp = stack.enter_context(SmtpServer())
        found = Around(smtp, stack.enter_context(receiver()), stack.enter_context(tweede_kamer()))
        if whole:
            found.imap = stack.enter_context(ImapServer())
            (folder / "levering").mkdir(parents=True)
            found.files = stack.enter_context(file_server(folder))
            found.store = stack.enter_context(s3_server())
            stack.enter_context(in_environment(found.store.environment()))
            empty_bucket(fsspec.filesystem("s3", skip_instance_cache=True), BUCKET)
        stack.enter_context(everything_logged(found.log))
        yield found
