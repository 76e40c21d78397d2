"""A project folder with everything that its settings ask for."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from bna_pipeline import ports, views
from bna_pipeline.delivery.folder import FolderChannel
from bna_pipeline.errors import NotAllowed, Refused, WrongUse
from bna_pipeline.identity.people import SYSTEM, account, acting_person, require_may
from bna_pipeline.identity.visitors import person_in
from bna_pipeline.model.access import Link, Visitor
from bna_pipeline.model.events import Entry
from bna_pipeline.model.permissions import MAY
from bna_pipeline.model.programme import Edition, Person, Programme
from bna_pipeline.model.transitions import Act
from bna_pipeline.pipeline.journal import Journal
from bna_pipeline.pipeline.observing import COHERENCE
from bna_pipeline.pipeline.status import Position, position
from bna_pipeline.pipeline.tools import Actor, Tools, unguessable
from bna_pipeline.settings import Settings, find_root, load_settings
from bna_pipeline.storage.address import is_postgres
from bna_pipeline.storage.blobs import open_blobs
from bna_pipeline.storage.folders import FolderInbox, FolderOutbox
from bna_pipeline.storage.lease import FileLease
from bna_pipeline.storage.ledger import SqlLedger
from bna_pipeline.storage.programmes import programme_of
from bna_pipeline.storage.remembered import FolderMemory
from bna_pipeline.storage.seals import LedgerKey
from bna_pipeline.storage.session_lease import SessionLease
from bna_pipeline.storage.templates import folder_digest
from bna_pipeline.wiring.access import (
    access_of,
    forget_links,
    identity_of,
    links_of,
    references_of,
    visitor_linked,
    visitor_vouched,
)
from bna_pipeline.wiring.channels import channels_of
from bna_pipeline.wiring.editions import of_all_years
from bna_pipeline.wiring.engines import LazyChecker, PlayedClock, SystemClock, typesetter_with_memory
from bna_pipeline.wiring.keys import authority_of, preserver_of, signer_of
from bna_pipeline.wiring.mail import mailbox_of, mailer_of
from bna_pipeline.wiring.outside import kamer_of, page_reader_of, timestamper_of
from bna_pipeline.wiring.readiness import readiness_of
from bna_pipeline.wiring.sample import forget_store
from bna_pipeline.wiring.stage_lines import stage_lines
from bna_pipeline.wiring.together import SideBySide

EMBARGO_FOLDER = "onder-embargo"


@dataclass(frozen=True)
class App:
    """Everything of one project folder, built from its settings.

    Attributes:
        moment: where a sample's played clock stands; None: the machine's clock.
        by_mail: False leaves the mail servers alone, also where they are configured.
    """

    settings: Settings
    moment: datetime | None = None
    by_mail: bool = True

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

    def entries_of(self, programme: Programme, edition: Edition) -> tuple[Entry, ...]:
        """An edition's ledger. Each call asks only for what came after the one before."""
        known = self._read.get(edition.id, ())
        fresh = self.ledger_of(programme, edition).entries(edition.id, known[-1] if known else None)
        self._read[edition.id] = (*known, *fresh)
        return self._read[edition.id]

    @cached_property
    def _read(self) -> dict[str, tuple[Entry, ...]]:
        return {}

    @cached_property
    def _journals(self) -> dict[str, Journal]:
        return {}

    def _read_before(self, whole: Programme, edition: Edition, *, sample: bool) -> tuple[SqlLedger, Journal]:
        """An edition's ledger, and what this process read of it, so that each request reads only what is new."""
        ledger = self.ledger_of(whole, edition)
        known = self._journals.setdefault(edition.id, Journal())
        # Another process may begin a sample anew; of a real edition that is damage, which the next look finds.
        if not sample or self.settings.database or known.continues(ledger, edition.id):
            return ledger, known
        self._forget_read()
        return self.ledger_of(whole, edition), self._journals.setdefault(edition.id, Journal())

    def _forget_read(self) -> None:
        self._read.clear()
        self._journals.clear()
        self.__dict__.pop("sample_ledger", None)  # it knows the key of the one that is gone

    def ledger_of(self, programme: Programme, edition: Edition) -> SqlLedger:
        """The record of one edition: a sample's is apart."""
        return self.sample_ledger if programme.sample and edition.sample else self.ledger

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

    @cached_property
    def access(self) -> ports.Access:
        """Links, sessions and keys of the desk; one for all editions."""
        return access_of(self.settings)

    @cached_property
    def wall(self) -> ports.Clock:
        """The machine's clock, also where a sample's is played: by it attempts are counted and tokens expire."""
        return SystemClock()

    @cached_property
    def identity(self) -> ports.IdentityProvider | None:
        """Who vouches for staff at the desk; None: links alone let people in."""
        return identity_of(self.settings, self.wall.now)

    def visitor_vouched(self, vouched: ports.Vouched) -> Visitor:
        """The visitor for whom the identity provider vouches.

        Raises:
            NobodyKnown, SeveralKnown, ProgrammeInvalid.
        """
        return visitor_vouched(self.settings, vouched)

    def visitor_linked(self, link: Link) -> Visitor:
        """The visitor that a link makes of who holds it.

        Raises:
            NobodyKnown, UnknownEdition, ProgrammeInvalid.
        """
        return visitor_linked(self.settings, link)

    def person_of(self, visitor: Visitor, programme: Programme) -> Person | None:
        """Who a visitor of the desk is in a programme; None: nobody."""
        return person_in(programme, visitor)

    @property
    def sample_store(self) -> Path:
        return self.settings.state / "sample"

    @cached_property
    def clock(self) -> ports.Clock:
        return SystemClock() if self.moment is None else PlayedClock(self.moment)

    @cached_property
    def outbox(self) -> FolderOutbox:
        return FolderOutbox(self.root / "outbox")

    @cached_property
    def memory(self) -> ports.Memory:
        """What can be made or read again; one for all editions."""
        return FolderMemory(self.settings.state / "memory")

    @cached_property
    def typesetter(self) -> ports.Typesetter:
        return typesetter_with_memory(self.settings.templates / "fonts", self.memory)

    def faults(self, edition_id: str | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Everything that is wrong with the configuration: of one edition, or of every one that is still to go out.

        Servers that the settings name are asked whether they would do; nothing is sent.

        Returns:
            The editions that were looked at, and a Dutch sentence for each fault.
        """
        from bna_pipeline.wiring.checks import faults_of

        return faults_of(self, edition_id)

    def editions(self) -> tuple[str, ...]:
        """Ids of all editions that have an entry in a ledger, sorted."""
        return tuple(sorted({*self.ledger.editions(), *self.sample_ledger.editions()}))

    def tools(self, edition_id: str, *, still: bool = False) -> Tools:
        """The ports of one edition.

        Args:
            still: for who only reads: everything is shown as it stands at the first look.

        Raises:
            UnknownEdition, ProgrammeInvalid: from reading `templates/`.
            Refused: a played clock for an edition that is no sample.
        """
        folder, whole = programme_of(self.settings.templates, edition_id)
        edition = whole.edition(edition_id)
        whole = of_all_years(self, whole, edition)
        programme = whole.of(edition)
        sample = programme.sample and edition.sample
        if self.moment is not None and not sample:
            raise Refused(
                f"Editie {edition_id} is geen voorbeeld: daar loopt alleen de echte klok.", "Laat het moment weg."
            )
        blobs = str(self.sample_store / "blobs") if sample and not self.settings.blobs else self.settings.blobs_url
        ledger, journal = self._read_before(whole, edition, sample=sample)
        return Tools(
            edition=edition,
            programme=programme,
            templates=folder,
            templates_digest=folder_digest(folder, self.settings.templates / "fonts"),
            ledger=ledger,
            read_before=journal.still() if still else journal,
            blobs=open_blobs(blobs),
            clock=self.clock,
            lease=self.lease,
            inbox=FolderInbox(self.root / "inbox"),
            outbox=self.outbox,
            typesetter=self.typesetter,
            checker=LazyChecker(),
            signer=signer_of(self.settings, self.typesetter, programme, edition, folder),
            release_channels=channels_of(self.settings, programme, edition, self.root / "outbox" / edition_id),
            together=SideBySide(),
            timestamper=timestamper_of(self.settings, self.wall, sample=sample),
            kamer=kamer_of(self.settings, programme, edition_id, self.clock) if self.by_mail else None,
            public_address=self.settings.desk.address,
            page_reader=page_reader_of(self.settings, programme) if self.by_mail else None,
            hand_over_channel=self._hand_over(programme, edition_id),
            limits=self.settings.intake,
            memory=self.memory,
            whole=whole,
            preserver=preserver_of(self.settings, sample=sample),
            readiness=readiness_of(self.settings, programme, sample=sample),
            mailer=mailer_of(self.settings) if self.by_mail else None,
            reference=unguessable if self.settings.mail is None else references_of(self.settings, edition_id),
            mailbox=mailbox_of(self.settings) if self.by_mail else None,
            links=links_of(self.settings, lambda: self.access),
            link_days=self.settings.desk.link_days,
            of_edition=self.tools,
            ledgers=lambda: (self.ledger,) if self.ledger is self.sample_ledger else (self.ledger, self.sample_ledger),
        )

    def programme_and_edition(self, edition_id: str) -> tuple[Programme, Edition]:
        """The programme as it is in an edition, and the edition: for who needs no ports.

        Raises:
            UnknownEdition, ProgrammeInvalid.
        """
        _, whole = programme_of(self.settings.templates, edition_id)
        edition = whole.edition(edition_id)
        return whole.of(edition), edition

    def actor(self, edition_id: str, person: str | None, act: Act, account_name: str | None = None) -> Actor:
        """Who acts: the named person, or the only one whose role opens the act.

        Args:
            account_name: how he came in, for the ledger; None: this process's account.

        Raises:
            UnknownPerson, NotAllowed, WrongUse.
        """
        _, programme = programme_of(self.settings.templates, edition_id)
        if person is not None:
            found = acting_person(programme, person)
            require_may(found, act)
            return Actor(found.id, account_name or account())
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
        tools = self.tools(edition_id, still=True)
        found = position(tools)
        return views.edition_status(
            tools.programme,
            tools.edition,
            found.state,
            counting=found.counting,
            conflicts=found.conflicts,
            stages=stage_lines(tools.programme, found),
            waits=found.waits,
            watched=found.round,
            movement=found.movement,
            observations=_seen(tools, found),
            changed=found.changed,
            relation=found.relation,
        )

    def forget_sample(self, edition_id: str) -> None:
        """Start a sample edition anew: its ledger and outbox go, its inbox stays.

        Raises:
            NotAllowed: the edition is no sample; nothing of it is ever taken away.
            StorageError: its folder cannot be set aside.
        """
        _, programme = programme_of(self.settings.templates, edition_id)
        if not (programme.sample and programme.edition(edition_id).sample):
            raise NotAllowed(f"Editie {edition_id} is geen voorbeeld en wordt nooit weggegooid.", "")
        if self.settings.database or self.settings.blobs:
            raise NotAllowed(
                "Een voorbeeld begint alleen opnieuw op de eigen opslag in .bna/.",
                "Laat BNA_DATABASE en BNA_BLOBS weg voor het voorbeeld.",
            )
        forget_store(self.sample_store)
        forget_links(self.settings, edition_id)
        shutil.rmtree(self.root / "outbox" / edition_id, ignore_errors=True)
        self._forget_read()

    def authority(self, edition_id: str) -> Path:
        """Where the certificate authority of an edition's throwaway keys is (PEM)."""
        return authority_of(self.settings, programme_of(self.settings.templates, edition_id)[1])

    def _folder(self, edition_id: str, target: str) -> Path:
        return self.root / "outbox" / edition_id / target

    def _hand_over(self, programme: Programme, edition_id: str) -> Callable[[int], ports.Channel] | None:
        rule = programme.delivery.hand_over
        if rule is None:
            return None

        def channel(number: int) -> ports.Channel:
            # A folder of its own: beside it lie the partner's form and findings, and a channel owns its target whole.
            name = EMBARGO_FOLDER if number == 1 else f"{EMBARGO_FOLDER}-{number}"
            return FolderChannel(rule.folder, self._folder(edition_id, f"{rule.folder}/{name}"))

        return channel


def open_app(root: Path | None = None, moment: datetime | None = None, *, by_mail: bool = True) -> App:
    """The project in `root` (None: the nearest parent of the working folder that holds `templates/`).

    Raises:
        NoProject, SettingsInvalid.
    """
    return App(load_settings((root or find_root(Path.cwd())).resolve()), moment, by_mail)


def trigger_of(app: App) -> ports.Trigger | None:
    """The running Prefect server that the settings name, if they name one."""
    if not app.settings.prefect_api:
        return None
    from bna_pipeline.trigger import PrefectTrigger

    return PrefectTrigger(app.settings.prefect_api, sign_on=app.settings.prefect_sign_on())


def _seen(tools: Tools, found: Position) -> views.ObservationsLine | None:
    if found.observations is None:
        return None
    return views.observations_line(found.observations, tools.outbox.where(tools.id, f"{COHERENCE}.html"))
