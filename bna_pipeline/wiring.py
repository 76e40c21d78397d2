"""The composition root: the one place that builds adapters and hands them to the pipeline.

Rims reach everything through here: `open_app` for an edition's ports, `pipeline` for the steps, `views` for status.

Adapters that stand on a library that takes long to load are imported where they are built, and built when they are
first used: `bna status` and most acts of a person need none of them.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bna_pipeline import pipeline, ports, views
from bna_pipeline.delivery.folder import FolderChannel
from bna_pipeline.errors import KeyUnusable, NoProject, NotAllowed, ProgrammeInvalid, Refused, StorageError, WrongUse
from bna_pipeline.identity.people import SYSTEM, account, acting_person, require_may
from bna_pipeline.model.events import Entry
from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.programme import Edition, Programme, Signatory
from bna_pipeline.model.transitions import Act
from bna_pipeline.model.verdicts import Row, SignatureReport, Verification
from bna_pipeline.pipeline.status import Position, position
from bna_pipeline.pipeline.tools import Actor, Tools
from bna_pipeline.settings import KeySetting, Settings, find_root, load_settings
from bna_pipeline.storage.address import is_postgres
from bna_pipeline.storage.blobs import open_blobs
from bna_pipeline.storage.folders import FolderInbox, FolderOutbox
from bna_pipeline.storage.lease import FileLease
from bna_pipeline.storage.ledger import SqlLedger
from bna_pipeline.storage.outbox import write_atomic
from bna_pipeline.storage.programmes import load_programme, programme_folders, programme_of
from bna_pipeline.storage.seals import LedgerKey
from bna_pipeline.storage.session_lease import SessionLease
from bna_pipeline.storage.templates import folder_digest

if TYPE_CHECKING:
    from bna_pipeline.documents.typst_engine import TypstTypesetter
    from bna_pipeline.signing.check import PyhankoChecker

__all__ = [
    "App",
    "check_export",
    "export",
    "find_root",
    "lay_out_sample",
    "open_app",
    "pipeline",
    "trigger_of",
    "verification_table",
    "verify_package",
    "views",
]

EMBARGO_FOLDER = "onder-embargo"
UNLOCK_FILE = "ontgrendelen.txt"


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class PlayedClock:
    """A clock that stands still where a sample edition's story is; never for a real edition."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)


@dataclass(frozen=True)
class App:
    """Everything of one project folder, built from its settings.

    Attributes:
        moment: where a sample's played clock stands; None: the machine's clock.
    """

    settings: Settings
    moment: datetime | None = None

    @property
    def root(self) -> Path:
        return self.settings.root

    @cached_property
    def ledger(self) -> SqlLedger:
        """The record of everything real."""
        return SqlLedger(self.settings.database_url, self._ledger_key())

    @cached_property
    def sample_ledger(self) -> SqlLedger:
        """The record of sample editions: apart, so that the real one never needs a way to forget."""
        if self.settings.database:
            return self.ledger
        return SqlLedger(f"sqlite:///{self.sample_store / 'ledger.sqlite'}")

    def _ledger_key(self) -> LedgerKey | None:
        file = self.settings.state / "ledger.key"
        if self.settings.ledger_key:
            return LedgerKey(file, self.settings.ledger_key)
        return None if self.settings.database_url.startswith("sqlite") else LedgerKey(file)

    @cached_property
    def lease(self) -> ports.Lease:
        """One process at a time moves an edition on: of this machine, or of all that work on the database."""
        if is_postgres(self.settings.database):
            return SessionLease(self.settings.database)
        return FileLease(self.settings.state / "leases")

    @property
    def sample_store(self) -> Path:
        return self.settings.state / "sample"

    @cached_property
    def outbox(self) -> FolderOutbox:
        return FolderOutbox(self.root / "outbox")

    @cached_property
    def typesetter(self) -> ports.Typesetter:
        return _LazyTypesetter(self.settings.templates / "fonts")

    def faults(self, edition_id: str | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Everything that is wrong with the configuration: of one edition, or of every one that is still to go out.

        Returns:
            The editions that were looked at, and a Dutch sentence for each fault.
        """
        editions: list[str] = [] if edition_id is None else [edition_id]
        faults: list[str] = []
        for folder in () if edition_id is not None else programme_folders(self.settings.templates):
            try:
                editions += [e.id for e in load_programme(folder).editions if not e.past]
            except ProgrammeInvalid as fault:
                faults.append(str(fault))
        for edition in editions:
            try:
                faults += [f"{edition}: {fault}" for fault in pipeline.check(self.tools(edition))]
            except (ProgrammeInvalid, StorageError) as fault:
                faults.append(f"{edition}: {fault}")
        return tuple(editions), tuple(faults)

    def editions(self) -> tuple[str, ...]:
        """Ids of all editions that have an entry in a ledger, sorted."""
        return tuple(sorted({*self.ledger.editions(), *self.sample_ledger.editions()}))

    def tools(self, edition_id: str) -> Tools:
        """The ports of one edition.

        Raises:
            UnknownEdition, ProgrammeInvalid: from reading `templates/`.
            Refused: a played clock for an edition that is no sample.
        """
        folder, programme = programme_of(self.settings.templates, edition_id)
        edition = programme.edition(edition_id)
        sample = programme.sample and edition.sample
        if self.moment is not None and not sample:
            raise Refused(
                f"Editie {edition_id} is geen voorbeeld: daar loopt alleen de echte klok.", "Laat het moment weg."
            )
        blobs = str(self.sample_store / "blobs") if sample and not self.settings.blobs else self.settings.blobs_url
        return Tools(
            edition=edition,
            programme=programme,
            templates=folder,
            templates_digest=folder_digest(folder, self.settings.templates / "fonts"),
            ledger=self.sample_ledger if sample else self.ledger,
            blobs=open_blobs(blobs),
            clock=SystemClock() if self.moment is None else PlayedClock(self.moment),
            lease=self.lease,
            inbox=FolderInbox(self.root / "inbox"),
            outbox=self.outbox,
            typesetter=self.typesetter,
            checker=_LazyChecker(),
            signer=self._signer(programme, edition, folder),
            release_channels=tuple(
                FolderChannel(rule.id, self._folder(edition_id, rule.target)) for rule in programme.delivery.channels
            ),
            hand_over_channel=self._hand_over(programme, edition_id),
            limits=self.settings.intake,
        )

    def actor(self, edition_id: str, person: str | None, act: Act) -> Actor:
        """Who acts: the named person, or the only one whose role opens the act.

        Raises:
            UnknownPerson, NotAllowed, WrongUse.
        """
        _, programme = programme_of(self.settings.templates, edition_id)
        if person is not None:
            found = acting_person(programme, person)
            require_may(found, act)
            return Actor(found.id, account())
        able = [p.id for p in programme.people if set(p.roles) & MAY[act]]
        if len(able) != 1:
            raise WrongUse(
                f"Zeg met --as wie dit doet ({act.value}).", f"Dat kan zijn: {', '.join(able) or 'niemand'}."
            )
        return Actor(able[0], account())

    def system(self) -> Actor:
        """The actor of what happens by itself."""
        return Actor(SYSTEM, account())

    def status(self, edition_id: str) -> views.EditionStatus:
        """Where an edition stands."""
        tools = self.tools(edition_id)
        found = position(tools)
        return views.edition_status(
            tools.programme,
            tools.edition,
            found.state,
            counting=found.counting,
            conflicts=found.conflicts,
            stages=_stage_lines(found),
            waits=found.waits,
        )

    def forget_sample(self, edition_id: str) -> None:
        """Start a sample edition anew: its ledger and outbox go, its inbox stays.

        Raises:
            NotAllowed: the edition is no sample; nothing of it is ever taken away.
        """
        _, programme = programme_of(self.settings.templates, edition_id)
        if not (programme.sample and programme.edition(edition_id).sample):
            raise NotAllowed(f"Editie {edition_id} is geen voorbeeld en wordt nooit weggegooid.", "")
        if self.settings.database or self.settings.blobs:
            raise NotAllowed(
                "Een voorbeeld begint alleen opnieuw op de eigen opslag in .bna/.",
                "Laat BNA_DATABASE en BNA_BLOBS weg voor het voorbeeld.",
            )
        shutil.rmtree(self.sample_store, ignore_errors=True)
        shutil.rmtree(self.root / "outbox" / edition_id, ignore_errors=True)
        self.__dict__.pop("sample_ledger", None)  # a new file under an open engine would be written to the old one

    def authority(self) -> Path:
        """Where the throwaway keys' certificate authority is (PEM)."""
        from bna_pipeline.signing.throwaway import AUTHORITY_FILE

        return self.settings.state / "keys" / AUTHORITY_FILE

    def _folder(self, edition_id: str, target: str) -> Path:
        return self.root / "outbox" / edition_id / target

    def _hand_over(self, programme: Programme, edition_id: str) -> ports.Channel | None:
        rule = programme.delivery.hand_over
        if rule is None:
            return None
        # A folder of its own: beside it lie the partner's form and findings, and a channel owns its target whole.
        return FolderChannel(rule.folder, self._folder(edition_id, f"{rule.folder}/{EMBARGO_FOLDER}"))

    def _signer(self, programme: Programme, edition: Edition, folder: Path) -> Callable[[Signatory], ports.Signer]:
        def signer(signatory: Signatory) -> ports.Signer:
            from bna_pipeline.signing.keys import load_pkcs12
            from bna_pipeline.signing.pkcs12_signer import Pkcs12Signer

            key = self.settings.keys.get(signatory.field)
            if key is None:
                key = self._throwaway_key(programme, edition, signatory)
            return Pkcs12Signer(
                load_pkcs12(key.pkcs12, key.passphrase()), self.typesetter, folder / "letter" / "stamp.typ"
            )

        return signer

    def _throwaway_key(self, programme: Programme, edition: Edition, signatory: Signatory) -> KeySetting:
        if not (programme.sample and edition.sample):
            raise KeyUnusable(
                f"Er is geen sleutel ingesteld voor {signatory.field}.",
                f"Zet onder [keys.{signatory.field}] in .bna/settings.toml waar het PKCS#12-bestand staat.",
            )
        folder = self.settings.state / "keys"
        passphrase_file = folder / UNLOCK_FILE
        path = folder / f"TEST-{signatory.field}.p12"
        if not (path.exists() and passphrase_file.exists()):
            from bna_pipeline.signing.throwaway import throwaway_authority, write_throwaway

            passphrase = secrets.token_urlsafe(24)
            # Valid from the sample's own time: its played clock may stand years back.
            start = datetime.combine(edition.period_start, datetime.min.time(), tzinfo=UTC)
            keys = throwaway_authority(programme.letter.signatories, at=start, passphrase=passphrase.encode())
            write_throwaway(keys, folder)
            write_atomic(passphrase_file, passphrase.encode())
            passphrase_file.chmod(0o600)
        return KeySetting(pkcs12=path, passphrase_file=passphrase_file)


def _stage_lines(found: Position) -> tuple[views.StageLine, ...]:
    return tuple(
        views.StageLine(
            stage=stage.stage,
            name=stage.name,
            reached=stage.reached,
            satisfied=stage.satisfied,
            reviewers=tuple(
                views.ReviewerLine(
                    person=r.person,
                    name=r.name,
                    verdict=None if r.verdict is None else r.verdict.value,
                    given_by=None if r.decision is None else r.decision.given_by,
                    standing=len(r.standing),
                    needed=tuple(s.title for s in r.needed),
                    dropped=tuple(f"{d.section.title}: {d.reason}" for d in r.dropped),
                )
                for r in stage.reviewers
            ),
        )
        for stage in found.stages
    )


class _LazyTypesetter:
    """Loads the typesetter and its fonts at the first job."""

    def __init__(self, fonts: Path) -> None:
        self._fonts = fonts

    @cached_property
    def _engine(self) -> TypstTypesetter:
        from bna_pipeline.documents.typst_engine import TypstTypesetter

        return TypstTypesetter(self._fonts)

    def typeset(self, job: ports.TypesetJob) -> ports.Typeset:
        return self._engine.typeset(job)


class _LazyChecker:
    """Loads the signature checker at the first letter."""

    @cached_property
    def _engine(self) -> PyhankoChecker:
        from bna_pipeline.signing.check import PyhankoChecker

        return PyhankoChecker()

    def check(
        self, signed: bytes, adopted: bytes, *, fields: Sequence[str], trust: Sequence[bytes] = ()
    ) -> SignatureReport:
        return self._engine.check(signed, adopted, fields=fields, trust=trust)


def open_app(root: Path | None = None, moment: datetime | None = None) -> App:
    """The project in `root` (None: the nearest parent of the working folder that holds `templates/`).

    Raises:
        NoProject, SettingsInvalid.
    """
    return App(load_settings((root or find_root(Path.cwd())).resolve()), moment)


def verify_package(package: Path, *, trust: Sequence[bytes] = (), seal: bytes | None = None) -> Verification:
    """Check a pakket or a dossier on disk; needs no project.

    Args:
        trust: CA certificates (PEM) that the reader trusts.
        seal: a seal that came another way.
    """
    from bna_pipeline.record.verify import verify

    return verify(package, _LazyChecker(), trust=trust, seal=seal)


def verification_table(found: Verification) -> str:
    """The check of a package as a table for a terminal, in Dutch."""
    from bna_pipeline.record.verify import verification_table as table

    return table(found)


def export(entries: Sequence[Entry]) -> bytes:
    """An edition's trail as `audit.jsonl`."""
    from bna_pipeline.record.trail import audit_jsonl

    return audit_jsonl(entries)


def check_export(entries: Sequence[Entry], exported: bytes) -> tuple[Row, ...]:
    """Hold an exported `audit.jsonl` against the ledger that it was taken from.

    Raises:
        LedgerDamaged: a line of it cannot be read; the message names it.
    """
    from bna_pipeline.record.trail import TrailSums, check_sums, check_trail, read_audit

    lines = read_audit(exported)
    found = check_trail(lines)
    return (*found, check_sums([line.entry for line in lines], TrailSums.of(entries))) if lines else found


def trigger_of(app: App) -> ports.Trigger | None:
    """The running Prefect server that the settings name, if they name one."""
    if not app.settings.prefect_api:
        return None
    from bna_pipeline.trigger import PrefectTrigger

    return PrefectTrigger(app.settings.prefect_api)


def lay_out_sample(folder: Path) -> int:
    """Copy the sample's `templates/` and `inbox/` into a folder, and make an empty outbox.

    What stands there is left alone.

    Returns:
        How many files were copied.

    Raises:
        NoProject: neither the package nor a checkout around it holds the sample.
    """
    package = Path(__file__).parent
    source = next((s for s in (package / "_sample", package.parent) if (s / "templates").is_dir()), None)
    if source is None:
        raise NoProject("Bij deze installatie hoort geen voorbeeld.", "Installeer het pakket opnieuw.")
    made = 0
    for part in ("templates", "inbox"):
        for path in sorted(p for p in (source / part).rglob("*") if p.is_file()):
            target = folder / path.relative_to(source)
            if not target.exists():
                write_atomic(target, path.read_bytes())
                made += 1
    (folder / "outbox").mkdir(parents=True, exist_ok=True)
    return made
