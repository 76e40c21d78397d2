"""What is wrong with an installation as a whole, before a round opens: a Dutch sentence for each fault.

What is wrong with one edition and its programme `pipeline.check` says; what its release needs of the settings stands in
`release_checks`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Final

from bna_pipeline import pipeline
from bna_pipeline.errors import BnaError, ProgrammeInvalid, StorageError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.programme import Programme
from bna_pipeline.settings import VARIABLES, Settings
from bna_pipeline.storage.address import is_postgres
from bna_pipeline.storage.blobs import folder_of, open_blobs
from bna_pipeline.storage.programmes import load_programme, programme_folders
from bna_pipeline.wiring.access import check_desk
from bna_pipeline.wiring.app import App, trigger_of
from bna_pipeline.wiring.mail import check_mail
from bna_pipeline.wiring.outside import timestamper_of
from bna_pipeline.wiring.release_checks import release_faults
from bna_pipeline.wiring.watching import looks_of, this_machine

SKEW: Final = timedelta(minutes=1)
"""How far the clocks of two machines, or of a machine and its database, may lie apart."""
STILL: Final = 3
"""So many ticks without a look, and the schedule stands still."""
RECENT: Final = timedelta(days=1)
"""A machine that looked longer ago takes no part any more."""


def faults_of(app: App, edition_id: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """See `App.faults`."""
    editions: list[str] = [] if edition_id is None else [edition_id]
    programmes, unreadable = [], []
    for folder in programme_folders(app.settings.templates):
        try:
            programmes.append(load_programme(folder))
        except ProgrammeInvalid as fault:
            unreadable.append(str(fault))
    if edition_id is None:
        editions += [e.id for programme in programmes for e in programme.editions if not e.past]
    faults = [*check_mail(app.settings), *check_desk(app.settings, app.wall.now)]
    faults += unreadable if edition_id is None else []
    for edition in editions:
        faults += [f"{edition}: {fault}" for fault in _of_edition(app, edition)]
    said = {fault.partition(": ")[2] for fault in faults}
    # A store that no edition can use is not told once more.
    every = () if unreadable else tuple(programmes)
    faults += [f for f in installation_faults(app, every) if f.partition(": ")[2] not in said]
    return tuple(editions), tuple(dict.fromkeys(faults))


def _of_edition(app: App, edition: str) -> Iterator[str]:
    try:
        tools = app.tools(edition)
        yield from pipeline.check(tools)
        yield from release_faults(app, tools.programme, tools.edition)
    except (ProgrammeInvalid, StorageError) as fault:
        yield str(fault)


def installation_faults(
    app: App, programmes: tuple[Programme, ...], environment: Mapping[str, str] = os.environ
) -> tuple[str, ...]:
    """Everything that is wrong with settings, stores, services and machines.

    Servers that the settings name are asked, and nothing is sent or kept there but a few bytes in the blob store.

    Args:
        programmes: all of the project; none where one cannot be read, for a setting may be for that one.
    """
    settings = app.settings
    return tuple(
        dict.fromkeys(
            (
                *_variables(settings, environment),
                *_folders(settings),
                *_ledger(app),
                *_blobs(settings, app.wall.now()),
                *_said("signing.trust", settings.signing.trusted),
                *_timestamps(app),
                *_said("desk.metrics_token_file", settings.desk.metrics_token),
                *_of_nobody(settings, programmes),
                *_prefect(app),
                *_machines(app),
            )
        )
    )


def _said(what: str, look: Callable[[], object]) -> Iterator[str]:
    try:
        look()
    except BnaError as fault:
        yield f"{what}: {fault}"


def _variables(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """A misspelt variable is passed over in silence everywhere else."""
    known = {*VARIABLES, *(name for name in settings.named_variables() if name)}
    for name in sorted(name for name in environment if name.startswith("BNA_") and name not in known):
        yield f"De variabele {name} betekent niets. Kijk in docs/settings.md hoe zij heet, of haal haar weg."


def _folders(settings: Settings) -> Iterator[str]:
    for name, needed in (("inbox", os.R_OK | os.X_OK), ("outbox", os.W_OK | os.X_OK), (".bna", os.W_OK | os.X_OK)):
        folder = settings.root / name
        there = folder if folder.exists() else settings.root
        wanted = needed if folder.exists() else os.W_OK | os.X_OK
        if not os.access(there, wanted):
            how = "niet te lezen" if folder.exists() and name == "inbox" else "niet te beschrijven"
            yield f"De map {there} is {how} voor dit account. Geef het daar rechten op."


def _ledger(app: App) -> Iterator[str]:
    try:
        for edition in app.ledger.editions():
            app.ledger.entries(edition)
    except BnaError as fault:
        yield f"database: {fault}"


def _blobs(settings: Settings, now: datetime) -> Iterator[str]:
    place = settings.blobs_url
    kept = folder_of(place)
    if kept is not None:
        folder = next(p for p in (kept, *kept.parents) if p.exists())
        if not os.access(folder, os.W_OK | os.X_OK):
            yield f"blobs: in {folder} mag dit account niet schrijven. Geef het daar rechten op."
        return
    probe = f"bna check, {now:%Y-%m-%d}\n".encode()  # a few bytes a day at most; each day anew, or nothing is written
    try:
        store = open_blobs(place)
        store.put(probe)
        store.get(sha256_hex(probe))
    except BnaError as fault:
        yield f"blobs: {fault}"


def _timestamps(app: App) -> Iterator[str]:
    stamper = timestamper_of(app.settings, app.wall, sample=False)
    if stamper is None:
        return
    before = app.wall.now()
    try:
        vouched = stamper.vouch(sha256_hex(b"bna check"))
    except BnaError as fault:
        yield f"signing.timestamp_url: {fault}"
        return
    yield from _skewed(vouched.at, before, app.wall.now(), "de tijdstempeldienst")


def _skewed(theirs: datetime, before: datetime, after: datetime, whose: str) -> Iterator[str]:
    off = max(before - theirs, theirs - after, timedelta())
    if off > SKEW:
        yield (
            f"De klok van deze machine en die van {whose} schelen {int(off.total_seconds())} seconden. "
            "Laat beide de tijd van het netwerk volgen (NTP)."
        )


def _of_nobody(settings: Settings, programmes: tuple[Programme, ...]) -> Iterator[str]:
    """What the settings name for a field or a channel that no programme has: a slip of the pen."""
    if not programmes:
        return
    fields = {signatory.field for programme in programmes for signatory in programme.letter.signatories}
    channels = {rule.id for programme in programmes for rule in programme.delivery.channels}
    for field in sorted(set(settings.keys) - fields):
        yield f"keys.{field}: geen programma heeft een handtekening {field}. Er zijn: {', '.join(sorted(fields))}."
    for channel in sorted(set(settings.channels) - channels):
        yield f"channels.{channel}: geen programma heeft een kanaal {channel}. Er zijn: {', '.join(sorted(channels))}."


def _prefect(app: App) -> Iterator[str]:
    trigger = trigger_of(app)
    if trigger is None:
        return
    from bna_pipeline.trigger import prefect_faults

    found = prefect_faults(app.settings.prefect_api, version("prefect"), sign_on=app.settings.prefect_sign_on())
    yield from (f"prefect_api: {said}" for said in found)


def _machines(app: App) -> Iterator[str]:
    """What does not hold between the machines that work on one record."""
    settings, own, now = app.settings, this_machine(app), app.wall.now()
    try:
        there = looks_of(app)
        looks, before, theirs = there.all(), app.wall.now(), there.clock()
    except StorageError:
        return  # said of the database already
    if theirs is not None:
        yield from _skewed(theirs, before, app.wall.now(), "de database")
    others = [look for look in looks if look.machine != own.machine and now - look.at < RECENT]
    for look in others:
        if look.templates != own.templates:
            yield (
                f"De map templates/ is op machine {look.machine} anders dan hier ({own.machine}). Laat alle machines "
                "met dezelfde map werken: anders maakt de een steeds een nieuw concept over dat van de ander."
            )
        if look.software != own.software:
            yield f"Op machine {look.machine} draait {look.software}, hier {own.software}. Maak ze gelijk."
        if look.at - now > SKEW:
            yield f"De klok van machine {look.machine} loopt voor op die van deze. Laat beide NTP volgen."
    if others and not is_postgres(settings.database):
        yield "Meer machines werken aan één logboek in een bestand (SQLite). Zet BNA_DATABASE op PostgreSQL."
    if others and is_postgres(settings.database) and not settings.ledger_key:
        yield "Meer machines werken aan één logboek. Geef alle dezelfde sleutel, in BNA_LEDGER_KEY."
    if others and is_postgres(settings.database) and not settings.blobs:
        yield "Meer machines werken aan één logboek. Zet BNA_BLOBS op een opslag die zij alle zien."
    last = max((look.at for look in looks), default=None)
    if settings.prefect_api and last is not None and now - last > STILL * timedelta(seconds=settings.tick_seconds):
        yield (
            f"Sinds {last.astimezone(UTC):%d-%m-%Y %H:%M} UTC keek geen machine naar de edities: de planning staat "
            "stil. Kijk of er een worker draait, of start `bna serve`."
        )
