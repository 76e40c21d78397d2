"""What lies open for those outside while the package waits: mails, folders, servers, logs and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy

from bna_pipeline.wiring import figures
from tests.e2e.early.attempt import Attempt, Seen
from tests.programmes.layout import EDITION
from tests.support.canaries import Secrets
from tests.support.embargoed import GRIFFIE, Scene


def attempts(scene: Scene) -> Iterator[Attempt]:
    programme = scene.tools().programme
    yield Attempt(f"mails to {GRIFFIE}", _mails(lambda to: GRIFFIE in to))
    inside = {person.mail for person in programme.people}
    contacts = {p.id: p.contact.mail for p in programme.partners}
    known = {*inside, *contacts.values()}
    yield Attempt("mails to anybody who is not of the programme", _mails(lambda to: not to & known))
    for partner, address in contacts.items():
        yield Attempt(f"mails to {partner}, of others' texts", _mails_to(address), allowed=_of(partner))
        yield Attempt(f"the outbox folder of {partner}", _folder(partner), allowed=_of(partner))
    yield Attempt("subjects of all mails", _subjects, allowed=Secrets.words_only)
    yield Attempt("names of files that hang by a mail", _attached_names, allowed=Secrets.words_only)
    for name in ("statengriffie", "website", "archief", "pakket", "dossier", "kamerbrief"):
        yield Attempt(f"the outbox folder {name}", _folder(name))
    yield Attempt("names in the outbox", _names, allowed=Secrets.words_only)
    yield Attempt("what the file server holds, also half and hidden", lambda s: s.around.uploaded())
    yield Attempt("what the object store holds", lambda s: s.around.objects())
    yield Attempt("what the webhook was told", lambda s: [body for _, body in s.around.hook.asked])
    yield Attempt("what the Tweede Kamer was asked", lambda s: list(s.around.kamer.asked))
    yield Attempt("what the Tweede Kamer knows us by", lambda s: (s.around.kamer.agent,))
    for name in ("bna_pipeline", "uvicorn", "prefect", "httpx", "asyncssh", "paramiko", "botocore", "aiosmtpd", "root"):
        yield Attempt(f"the log of {name}", _log(name), allowed=Secrets.words_only)
    yield Attempt("the log of everything else", _log(""), allowed=Secrets.words_only)
    yield Attempt(
        "the figures for who watches over it", lambda s: (repr(figures(s.app())),), allowed=Secrets.words_only
    )
    yield Attempt("the settings", lambda s: ((s.project.root / ".bna" / "settings.toml").read_bytes(),))


def _of(partner: str) -> Callable[[Secrets], Secrets]:
    return lambda secrets: secrets.without(f"{partner}.")


def _mails_to(address: str) -> Callable[[Scene], Seen]:
    return _mails(lambda to: address in to)


def _mails(wanted: Callable[[set[str]], bool]) -> Callable[[Scene], Seen]:
    return lambda scene: [mail.data for mail in scene.around.smtp.mails if wanted(set(mail.to))]


def _subjects(scene: Scene) -> Seen:
    for mail in scene.around.smtp.mails:
        message = message_from_bytes(mail.data, policy=policy.default)
        yield "\n".join(f"{name}: {value}" for name, value in message.items())


def _attached_names(scene: Scene) -> Seen:
    for mail in scene.around.smtp.mails:
        for part in message_from_bytes(mail.data, policy=policy.default).walk():
            yield part.get_filename() or ""


def _folder(name: str) -> Callable[[Scene], Seen]:
    def do(scene: Scene) -> Seen:
        for path in sorted(scene.project.outbox(name).rglob("*")):
            yield path.name
            if path.is_file():
                yield path.read_bytes()

    return do


def _names(scene: Scene) -> Seen:
    """Of everything but what a partner gets back, which is called as he called it."""
    outbox = scene.project.root / "outbox" / EDITION
    partners = {partner.id for partner in scene.tools().programme.partners}
    found = (path.relative_to(outbox) for path in outbox.rglob("*"))
    return [path.as_posix() for path in found if path.parts[0] not in partners]


def _log(name: str) -> Callable[[Scene], Seen]:
    """What parts of this program and of what it stands on wrote down; the servers of the test write for themselves."""

    def do(scene: Scene) -> Seen:
        yield "\n".join(line for line in scene.around.log if line.startswith(name) and not line.startswith("mail.log"))

    return do
