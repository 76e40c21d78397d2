"""How mails leave and where replies arrive, from the settings; the libraries are loaded only where there is mail."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bna_pipeline import ports
from bna_pipeline.errors import BnaError, MailError, SettingsInvalid
from bna_pipeline.settings import Settings
from bna_pipeline.settings.mail import ImapSetting, MailSettings, SmtpSetting

if TYPE_CHECKING:
    from bna_pipeline.mail.imap import ImapMailbox
    from bna_pipeline.mail.server import Server
    from bna_pipeline.mail.smtp import SmtpMailer


def mailer_of(settings: Settings) -> ports.Mailer | None:
    """The way out for mails; None: no mail is configured. The password is read when the first mail goes out."""
    return None if settings.mail is None else _mailer(settings.mail)


def mailbox_of(settings: Settings) -> ports.Mailbox | None:
    """Where replies arrive; None: no mailbox is configured. The password is read at the first look."""
    return None if settings.mail is None or settings.mail.imap is None else _mailbox(settings.mail.imap)


def check_mail(settings: Settings) -> tuple[str, ...]:
    """Sign on to both servers, without sending or touching a mail; a Dutch sentence for each that does not work."""
    if settings.mail is None:
        return ()
    faults: list[str] = []
    try:
        _mailer(settings.mail).check()
    except BnaError as fault:
        faults.append(f"mail.smtp: {fault}")
    try:
        if settings.mail.imap is not None:
            _mailbox(settings.mail.imap).check()
    except BnaError as fault:
        faults.append(f"mail.imap: {fault}")
    return tuple(faults)


def _mailer(mail: MailSettings) -> SmtpMailer:
    from bna_pipeline.mail.smtp import SmtpMailer

    return SmtpMailer(_server(mail.smtp), mail.sender, mail.name, mail.reply_pattern)


def _mailbox(imap: ImapSetting) -> ImapMailbox:
    from bna_pipeline.mail.imap import ImapMailbox

    return ImapMailbox(_server(imap), imap.folder, imap.handled_folder)


def _server(setting: SmtpSetting | ImapSetting) -> Server:
    from bna_pipeline.mail.server import Server

    return Server(
        host=setting.host,
        port=setting.port_used,
        security=setting.security,
        user=setting.user,
        password=partial(_password, setting),
        ca_file=setting.ca_file,
        seconds=setting.timeout_seconds,
    )


def _password(setting: SmtpSetting | ImapSetting) -> str:
    try:
        return setting.password()
    except SettingsInvalid as fault:
        raise MailError(fault.message, fault.mend) from fault
