"""What the release of an edition needs of the settings and of servers elsewhere, before its round opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from bna_pipeline.errors import BnaError
from bna_pipeline.model.delivery import KAMERBRIEF_FOLDER, FolderRule, MailRule, PageRule, StoreRule, WebhookRule
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.pipeline.delivering import DOSSIER_FOLDER, PACKAGE_FOLDER
from bna_pipeline.pipeline.signing_folder import SIGNING_FOLDER
from bna_pipeline.rounds.message import address_fault
from bna_pipeline.rounds.terms import local_day
from bna_pipeline.settings import Settings
from bna_pipeline.settings.mail import is_loopback
from bna_pipeline.wiring.app import App
from bna_pipeline.wiring.channels import channel_elsewhere
from bna_pipeline.wiring.outside import kamer_of

OWN_FOLDERS: Final = ("concept", SIGNING_FOLDER, PACKAGE_FOLDER, DOSSIER_FOLDER, KAMERBRIEF_FOLDER, REDACTIE)
"""Folders of an edition's outbox that the steps themselves write in."""


def release_faults(app: App, programme: Programme, edition: Edition) -> tuple[str, ...]:
    """A Dutch sentence for each fault of channels, hand-over and signals; file servers and the Kamer are asked."""
    return (*_channels(app.settings, programme, edition), *_signals(app, programme, edition))


def _channels(settings: Settings, programme: Programme, edition: Edition) -> Iterator[str]:
    # What a channel's folder holds, nothing else may touch; in a partner's folder there may be one, beside his form.
    whole = dict.fromkeys(OWN_FOLDERS, "de editie zelf")
    shared = {partner.id: f"partner {partner.id}" for partner in programme.partners}
    if programme.delivery.hand_over is not None:
        shared[programme.delivery.hand_over.folder] = "de overdracht onder embargo"
    has_page = any(isinstance(rule, PageRule) for rule in programme.delivery.channels)
    for rule in programme.delivery.channels:
        said = f"Kanaal {rule.id}"
        match rule:
            case FolderRule():
                own = (whose for folder, whose in whole.items() if _meet(folder, rule.target))
                other = shared.get(rule.target) or next(own, None)
                whole.setdefault(rule.target, f"kanaal {rule.id}")
                if other is not None:
                    yield f"{said}: de map {rule.target} is al die van {other}. Kies een andere map."
                if set(rule.target.split("/")) & {"", ".", ".."}:
                    yield f"{said}: {rule.target} is geen map onder de outbox. Schrijf een naam, zoals griffie."
            case PageRule():
                if settings.desk.address is None:
                    yield f"{said} is de openbare pagina van het loket, maar dat heeft geen adres. Zet desk.address."
            case MailRule():
                yield from _by_mail(settings, rule, has_page=has_page)
            case StoreRule() | WebhookRule():
                yield from (f"{said}: {fault}" for fault in _elsewhere(settings, rule, edition))


def _meet(one: str, other: str) -> bool:
    """Whether two folders are the same, or one lies in the other."""
    a, b = PurePosixPath(one), PurePosixPath(other)
    return a.is_relative_to(b) or b.is_relative_to(a)


def _by_mail(settings: Settings, rule: MailRule, *, has_page: bool) -> Iterator[str]:
    if settings.mail is None:
        yield f"Kanaal {rule.id} gaat per mail, maar er is geen mailserver ingesteld. Zet [mail] in de instellingen."
    if not has_page:
        yield (
            f"Kanaal {rule.id} stuurt een link naar de openbare pagina als de bestanden te groot zijn, maar het "
            "programma heeft geen kanaal van de soort page. Neem er een op; anders moet men om de stukken vragen."
        )
    elif settings.desk.address is None:
        yield (
            f"Kanaal {rule.id} stuurt een link naar het loket als de bestanden te groot zijn, maar dat heeft geen "
            "adres. Zet desk.address."
        )
    for contact in rule.to:
        fault = address_fault(contact.mail)
        if fault is not None:
            yield f"Kanaal {rule.id}: {fault}"


def _elsewhere(settings: Settings, rule: StoreRule | WebhookRule, edition: Edition) -> Iterator[str]:
    host = urlsplit(rule.target).hostname or ""
    if isinstance(rule, WebhookRule) and rule.target.startswith("http://") and not is_loopback(host):
        yield f"{rule.target} is niet versleuteld. Gebruik https://."
    try:
        channel = channel_elsewhere(settings, rule, edition)
        look = getattr(channel, "check", None)  # a webhook cannot be asked without telling it something
        if look is not None:
            look()
    except BnaError as fault:
        yield str(fault)


def _signals(app: App, programme: Programme, edition: Edition) -> Iterator[str]:
    settings, signal = app.settings, programme.delivery.signal
    if signal.senders and (settings.mail is None or settings.mail.imap is None):
        yield (
            "De Kamerbrief mag per mail komen (signal.senders), maar er is geen postbus ingesteld. Zet [mail.imap] in "
            "de instellingen, of haal senders weg."
        )
    for sender in signal.senders:
        fault = address_fault(sender)
        if fault is not None:
            yield f"signal.senders: {fault}"
    if not programme.delivery.kamerbrief_words and (signal.tweede_kamer is not None or signal.senders):
        yield (
            "De Kamerbrief wordt gezocht zonder woorden: dan lijkt elke brief in het dossier op die van ons. Zet "
            "kamerbrief_words onder delivery."
        )
    kamer = kamer_of(settings, programme, edition.id, app.wall)
    if kamer is not None and signal.tweede_kamer is not None:
        try:
            kamer.letters(
                kind=signal.tweede_kamer.document_kind,
                dossier=programme.delivery.kamerbrief_dossier,
                since=local_day(app.wall.now()),
            )
        except BnaError as fault:
            yield f"tweede_kamer: {fault}"
