"""`bna check` finds every kind of misconfiguration before a round opens, and says it in one Dutch sentence.

Two tables: every field of the settings, and every field of a programme's delivery. A test walks over the models, so
that a new field cannot be forgotten: it has a fault that is planted and found, or a reason why no value is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from pydantic import BaseModel

from bna_pipeline.errors import SettingsInvalid
from bna_pipeline.model.delivery import Delivery
from bna_pipeline.model.signing_events import SigningRefused
from bna_pipeline.settings import Settings
from bna_pipeline.trigger import prefect_faults
from bna_pipeline.wiring import App, open_app
from bna_pipeline.wiring.checks import installation_faults
from bna_pipeline.wiring.watching import looks_of, this_machine
from tests.support.budget import budget
from tests.support.desk import lay_out

NOBODY = "127.0.0.1"
"""On port 1 of it nobody listens."""
MAIL = f"""
[mail]
from = "bna@example.org"
name = "Redactie"
[mail.smtp]
host = "{NOBODY}"
port = 1
security = "none"
"""
IMAP = f'{MAIL}[mail.imap]\nhost = "{NOBODY}"\nport = 1\nsecurity = "none"\nuser = "bna"\n'
OIDC = '[oidc]\nissuer = "http://127.0.0.1:1"\nclient_id = "bna"\n'
PUBLIC = f"{OIDC}public_client = true\n"
CHANNEL = "[channels.griffie]\n"
STAMPED = '[signing]\nlevel = "B-T"\ntimestamp_url = "http://127.0.0.1:1/"\n'


@dataclass(frozen=True)
class Planted:
    """Settings that are wrong, and what is said of them.

    Attributes:
        kind: of the channel `griffie`, where the programme has another one than a folder.
    """

    settings: str
    said: str
    kind: str = ""


def number(field: str, low: object = 0, table: str = "") -> Planted:
    """A number that is out of bounds."""
    return Planted(f"[{table}]\n{field} = {low}\n" if table else f"{field} = {low}\n", f"{table}.{field}".lstrip("."))


SFTP = "kind: store, target: 'sftp://127.0.0.1:1/in'"
S3 = "kind: store, target: 's3://emmer/in'"
HOOK = "kind: webhook, target: 'https://127.0.0.1:1/in'"

FIELDS: dict[str, Planted | str] = {
    "root": "it is where the settings were found",
    "database": Planted('database = "bestaatniet://x"\n', "Een logboek kan niet in bestaatniet"),
    "ledger_key": Planted('ledger_key = "kort"\n', "ledger_key: moet uit 64 hexadecimale cijfers bestaan"),
    "blobs": Planted('blobs = "bestaatniet://emmer"\n', "bestaatniet"),
    "keys.pkcs12": Planted('[keys.Voorzitter]\npkcs12 = "weg.p12"\n', "weg.p12"),
    "keys.passphrase_file": Planted(
        '[keys.Voorzitter]\npkcs12 = "p"\npassphrase_file = "weg.txt"\n', "weg.txt ontbreekt"
    ),
    "keys.passphrase_env": Planted(
        '[keys.Voorzitter]\npkcs12 = "p"\npassphrase_env = "LEEG"\n', "De variabele LEEG is leeg"
    ),
    "keys.pkcs11_module": Planted('[keys.Voorzitter]\npkcs11_module = "weg.so"\nkey_label = "k"\n', "weg.so"),
    "keys.token_label": Planted('[keys.Voorzitter]\npkcs12 = "p"\ntoken_label = "k"\n', "horen bij pkcs11_module"),
    "keys.key_label": Planted('[keys.Voorzitter]\npkcs11_module = "m.so"\n', "bij pkcs11_module hoort key_label"),
    "keys.cert_label": Planted('[keys.Voorzitter]\npkcs12 = "p"\ncert_label = "k"\n', "horen bij pkcs11_module"),
    "keys.pin_file": Planted('[keys.Voorzitter]\npkcs12 = "p"\npin_file = "k"\n', "horen bij pkcs11_module"),
    "keys.pin_env": Planted('[keys.Voorzitter]\npkcs12 = "p"\npin_env = "k"\n', "horen bij pkcs11_module"),
    "signing.level": Planted('[signing]\nlevel = "B-X"\n', "signing.level"),
    "signing.timestamp_url": Planted(STAMPED, "http://127.0.0.1:1/ is niet te bereiken"),
    "signing.timestamp_user": Planted(f'{STAMPED}timestamp_user = "bna"\n', "het geheim voor de tijdstempeldienst"),
    "signing.timestamp_header": Planted(f'{STAMPED}timestamp_header = "X-Key"\n', "BNA_TIMESTAMP_SECRET is leeg"),
    "signing.timestamp_secret_file": Planted(
        f'{STAMPED}timestamp_user = "bna"\ntimestamp_secret_file = "weg.txt"\n', "weg.txt ontbreekt"
    ),
    "signing.timestamp_secret_env": Planted(
        f'{STAMPED}timestamp_user = "bna"\ntimestamp_secret_env = "LEEG"\n', "De variabele LEEG is leeg"
    ),
    "signing.trust": Planted('[signing]\ntrust = ["weg.pem"]\n', "weg.pem is niet te lezen"),
    "signing.timeout_seconds": number("timeout_seconds", table="signing"),
    "mail.from": Planted(MAIL.replace("bna@example.org", "niemand"), "mail.from"),
    "mail.name": Planted(MAIL.replace("Redactie", ""), "mail.name"),
    "mail.reply_to": Planted(MAIL.replace("name =", 'reply_to = "x{reference}@example.org"\nname ='), "mail.reply_to"),
    "mail.smtp.host": Planted(MAIL, "mail.smtp: "),
    "mail.smtp.port": Planted(MAIL.replace("port = 1", "port = 0"), "mail.smtp.port"),
    "mail.smtp.security": Planted(MAIL.replace(NOBODY, "smtp.example.org"), "mag alleen naar de eigen machine"),
    "mail.smtp.user": Planted(f'{MAIL}user = "bna"\n', "BNA_MAIL_SMTP_PASSWORD is leeg"),
    "mail.smtp.password_file": Planted(f'{MAIL}user = "bna"\npassword_file = "weg.txt"\n', "weg.txt ontbreekt"),
    "mail.smtp.password_env": Planted(f'{MAIL}user = "bna"\npassword_env = "LEEG"\n', "De variabele LEEG is leeg"),
    "mail.smtp.ca_file": Planted(
        MAIL.replace('security = "none"', 'security = "tls"') + 'ca_file = "weg.pem"\n', "weg.pem"
    ),
    "mail.smtp.timeout_seconds": Planted(f"{MAIL}timeout_seconds = 0\n", "mail.smtp.timeout_seconds"),
    "mail.imap.host": Planted(IMAP.replace('user = "bna"', 'user = "bna"\npassword_env = "PATH"'), "mail.imap: "),
    "mail.imap.port": Planted(IMAP.replace('port = 1\nsecurity = "none"\nuser', "port = 0\nuser"), "mail.imap.port"),
    "mail.imap.security": Planted(
        f'{MAIL}[mail.imap]\nhost = "x"\nsecurity = "geen"\nuser = "b"\n', "mail.imap.security"
    ),
    "mail.imap.user": Planted(IMAP.replace('user = "bna"', ""), "mail.imap.user"),
    "mail.imap.password_file": Planted(f'{IMAP}password_file = "weg.txt"\n', "weg.txt ontbreekt"),
    "mail.imap.password_env": Planted(f'{IMAP}password_env = "LEEG"\n', "De variabele LEEG is leeg"),
    "mail.imap.ca_file": Planted(
        f'{MAIL}[mail.imap]\nhost = "{NOBODY}"\nport = 1\nuser = "b"\npassword_env = "PATH"\nca_file = "weg.pem"\n',
        "weg.pem",
    ),
    "mail.imap.timeout_seconds": Planted(f"{IMAP}timeout_seconds = 0\n", "mail.imap.timeout_seconds"),
    "mail.imap.folder": Planted(f'{IMAP}folder = ""\n', "mail.imap.folder"),
    "mail.imap.handled_folder": Planted(f'{IMAP}handled_folder = "INBOX"\n', "handled_folder moet een andere map zijn"),
    "desk.address": Planted('[desk]\naddress = "http://bna.example.org"\n', "moet met https:// beginnen"),
    "desk.host": Planted('[desk]\nhost = "10.0.0.1"\n', "zegt met address onder welk adres"),
    "desk.port": number("port", table="desk"),
    "desk.trusted_proxies": Planted('[desk]\ntrusted_proxies = ["ergens"]\n', "ergens is geen IP-adres of netwerk"),
    "desk.link_days": number("link_days", table="desk"),
    "desk.metrics_token_file": Planted('[desk]\nmetrics_token_file = "weg.txt"\n', "weg.txt ontbreekt"),
    "oidc.issuer": Planted(PUBLIC, "oidc: "),
    "oidc.client_id": Planted('[oidc]\nissuer = "http://127.0.0.1:1"\n', "oidc.client_id"),
    "oidc.client_secret_file": Planted(f'{OIDC}client_secret_file = "weg.txt"\n', "weg.txt ontbreekt"),
    "oidc.public_client": Planted(OIDC, "BNA_OIDC_CLIENT_SECRET is leeg"),
    "oidc.claim": Planted(f'{OIDC}claim = "a b"\n', "oidc.claim"),
    "oidc.scopes": Planted(f'{OIDC}scopes = ["a b"]\n', "oidc.scopes"),
    "oidc.name": Planted(f'{OIDC}name = ""\n', "oidc.name"),
    "oidc.timeout_seconds": Planted(f"{OIDC}timeout_seconds = 0\n", "oidc.timeout_seconds"),
    "channels.user": "only the server knows whom it lets in, and it is asked: tests/contract/test_channel_faults.py",
    "channels.secret_file": Planted(f'{CHANNEL}secret_file = "weg.txt"\n', "weg.txt ontbreekt", HOOK),
    "channels.secret_env": Planted(f'{CHANNEL}secret_env = "LEEG"\n', "De variabele LEEG is leeg", HOOK),
    "channels.key_file": Planted(f'{CHANNEL}user = "b"\nkey_file = "weg.key"\n', "weg.key ontbreekt", SFTP),
    "channels.known_hosts": Planted(f'{CHANNEL}user = "b"\nsecret_env = "PATH"\n', "known_hosts", SFTP),
    "channels.endpoint": Planted(f'{CHANNEL}endpoint = "ergens"\n', "channels.griffie.endpoint", S3),
    "channels.timeout_seconds": Planted(f"{CHANNEL}timeout_seconds = 0\n", "channels.griffie.timeout_seconds"),
    "tweede_kamer.root": Planted('[tweede_kamer]\nroot = "ergens"\n', "tweede_kamer.root"),
    "tweede_kamer.contact": "any text will do",
    "tweede_kamer.timeout_seconds": number("timeout_seconds", table="tweede_kamer"),
    "tweede_kamer.seconds": number("seconds", table="tweede_kamer"),
    "tweede_kamer.seconds_before": number("seconds_before", table="tweede_kamer"),
    "retention.days": number("days", table="retention"),
    "prefect_api": Planted(
        'prefect_api = "http://127.0.0.1:1/api"\n', "prefect_api: op http://127.0.0.1:1/api antwoordt"
    ),
    **{
        f"intake.{name}": Planted(f"[intake]\n{name} = -1\n", f"intake.{name}")
        for name in Settings.model_fields["intake"].annotation.model_fields  # type: ignore[union-attr]
    },
    "tick_seconds": number("tick_seconds"),
    "signal_seconds": number("signal_seconds"),
}

RULE = "    - {id: griffie, name: Griffie, kind: folder, target: griffie}\n"
POST = "    - {id: post, name: P, kind: mail, to: [{function: F, mail: a@example.org}]}\n"
KAMER = '[tweede_kamer]\nroot = "http://127.0.0.1:1/"\n'

DELIVERY: dict[str, tuple[str, str, str]] = {
    "hand_over.partner": ("  hand_over: {partner: niemand, folder: x}\n", "'niemand' is geen partner", ""),
    "hand_over.folder": (
        "  hand_over: {partner: school, folder: griffie}\n",
        "de map griffie is al die van de overdracht",
        "",
    ),
    "channels.id": (
        RULE.replace("target: griffie", "target: ander"),
        "delivery.channels.griffie: staat er twee keer in",
        "",
    ),
    "channels.name": (RULE.replace("name: Griffie", "name: ''"), "griffie.name: is leeg", ""),
    "channels.kind": (RULE.replace("folder", "duif"), "griffie.kind: moet een van deze zijn", ""),
    "channels.target": (RULE.replace("id: griffie", "id: ander"), "de map griffie is al die van kanaal", ""),
    "channels.files": (RULE.replace("id: griffie", "id: b").replace("}", ", files: alles}"), "b.files: moet", ""),
    "channels.to.function": (
        "    - {id: post, name: P, kind: mail, to: [{function: '', mail: a@example.org}]}\n",
        "to.1.function: is leeg",
        "",
    ),
    "channels.to.mail": (
        "    - {id: post, name: P, kind: mail, to: [{function: F, mail: niemand}]}\n",
        "to.1.mail: heeft niet",
        "",
    ),
    "channels.attach_up_to": (
        "    - {id: post, name: P, kind: mail, attach_up_to: 900, to: [{function: F, mail: a@example.org}]}\n",
        "attach_up_to: moet ten hoogste",
        "",
    ),
    "kamerbrief_dossier": ("  kamerbrief_dossier: ''\n", "kamerbrief_dossier", ""),
    "kamerbrief_words": ("  signal: {tweede_kamer: {}}\n", "wordt gezocht zonder woorden", KAMER),
    "signal.by_hand": ("  signal: {by_hand: false}\n", "signal: nothing would ever lift the embargo", ""),
    "signal.inbox": ("  signal: {senders: [a@example.org]}\n", "senders belong to inbox", ""),
    "signal.senders": ("  signal: {inbox: true, senders: [a@example.org]}\n", "geen postbus ingesteld", ""),
    "signal.tweede_kamer.document_kind": ("  signal: {tweede_kamer: {document_kind: ''}}\n", "document_kind", ""),
    "signal.tweede_kamer.attachment": ("  signal: {tweede_kamer: {attachment: soms}}\n", "attachment", ""),
    "signal.moment.confirmed": ("  signal: {moment: {confirmed: soms}}\n", "confirmed", ""),
}


def folder(target: str) -> str:
    """A second channel, to this folder."""
    return f"    - {{id: map, name: M, kind: folder, target: {target}}}\n"


def models_in(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for part in get_args(kind) for model in models_in(part)]


def leaves(model: type[BaseModel], at: str = "") -> Iterator[str]:
    """Every field that holds a value, by its path; what stands in a table of ids without the id."""
    for name, field in model.model_fields.items():
        inner = models_in(field.annotation)
        for below in inner:
            yield from leaves(below, f"{at}{name}.")
        if not inner:
            yield at + (field.alias or name)


def project(root: Path, settings: str = "", kind: str = "", delivery: str = "") -> Path:
    """The smallest project, with an edition that is still to go out."""
    lay_out(root, settings)
    file = root / "templates" / "demo" / "programme.yaml"
    text = file.read_text(encoding="utf-8")
    if kind:
        text = text.replace("kind: folder, target: griffie", kind)
    if delivery.startswith("    -"):
        text += delivery
    elif delivery.startswith("  kamerbrief_dossier"):
        text = text.replace('  kamerbrief_dossier: "12345"\n', delivery)
    elif delivery:
        text = text.replace("  channels:\n", f"{delivery}  channels:\n")
    file.write_text(text, encoding="utf-8")
    return root


def said_of(root: Path) -> str:
    """Everything that `bna check` says."""
    try:
        return "\n".join(open_app(root).faults()[1])
    except SettingsInvalid as fault:
        return str(fault)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said where nothing was planted: the smallest programme has no templates, no deadline and no keys."""
    return said_of(project(tmp_path_factory.mktemp("sound")))


def test_the_tables_name_every_field_that_can_be_set() -> None:
    assert set(FIELDS) == set(leaves(Settings))
    assert set(DELIVERY) == set(leaves(Delivery))


PLANTED = tuple(name for name, planted in FIELDS.items() if isinstance(planted, Planted))


@pytest.mark.parametrize("field", PLANTED[:: budget(3, 1)])
def test_a_setting_that_is_wrong_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: str, field: str
) -> None:
    planted = FIELDS[field]
    assert isinstance(planted, Planted)
    monkeypatch.setenv("LEEG", "")
    assert planted.said not in sound
    assert planted.said in said_of(project(tmp_path, planted.settings, planted.kind))


@pytest.mark.parametrize("field", list(DELIVERY))
def test_a_rule_of_the_release_that_is_wrong_is_found(tmp_path: Path, sound: str, field: str) -> None:
    delivery, said, settings = DELIVERY[field]
    assert said in said_of(project(tmp_path, settings, delivery=delivery)) and said not in sound


# -- what hangs together ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "delivery", "said"),
    [
        ("", "    - {id: web, name: W, kind: page}\n", "de openbare pagina van het loket, maar dat heeft geen adres"),
        ("", POST, "geen mailserver ingesteld"),
        (MAIL, f"{POST}    - {{id: web, name: W, kind: page}}\n", "te groot zijn, maar dat heeft geen adres"),
        (MAIL, POST, "te groot zijn, maar het programma heeft geen kanaal van de soort page"),
        ("", f"    - {{id: haak, name: H, {HOOK}}}\n", "geen geheim om mee te ondertekenen"),
        ("", "    - {id: haak, name: H, kind: webhook, target: 'http://a.example.org/in'}\n", "is niet versleuteld"),
        ("", "    - {id: map, name: M, kind: folder, target: ../elders}\n", "is geen map onder de outbox"),
        ("", "    - {id: s, name: S, kind: store, target: 'sftp://a.example.org:inkomend'}\n", "the number of a port"),
        ("", "    - {id: haak, name: H, kind: webhook, target: 'https://[a.example.org/in'}\n", "the number of a port"),
        ("", folder("pakket"), "de map pakket is al die van de editie zelf"),
        ("", folder("dossier/statengriffie"), "de map dossier/statengriffie is al die van de editie zelf"),
        ("", folder("school"), "de map school is al die van partner school"),
        ("", folder("griffie/brief"), "de map griffie/brief is al die van kanaal griffie"),
        (KAMER, "  kamerbrief_words: [Agenda]\n  signal: {tweede_kamer: {}}\n", "tweede_kamer: [DEL-003]"),
        ('[keys.Burgemeester]\npkcs12 = "p"\n', "", "geen programma heeft een handtekening Burgemeester"),
        ("[channels.giffie]\n", "", "geen programma heeft een kanaal giffie. Er zijn: griffie"),
    ],
)
def test_what_the_release_needs_and_is_not_there_is_found(
    tmp_path: Path, sound: str, settings: str, delivery: str, said: str
) -> None:
    found = said_of(project(tmp_path, settings, delivery=delivery))
    assert said in found and said not in sound, found


def test_a_setting_may_be_for_a_programme_that_cannot_be_read(tmp_path: Path) -> None:
    root = project(tmp_path, "[channels.giffie]\n")
    assert "kanaal giffie" in said_of(root)
    broken = root / "templates" / "stuk" / "programme.yaml"
    broken.parent.mkdir()
    broken.write_text("id: [\n", encoding="utf-8")
    assert "kanaal giffie" not in said_of(root)


def test_a_variable_that_means_nothing_is_named_and_one_that_the_settings_name_is_not(tmp_path: Path) -> None:
    app = open_app(project(tmp_path, '[channels.griffie]\nsecret_env = "BNA_GRIFFIE"\n'))
    environment = {"BNA_DATABSE": "x", "BNA_GRIFFIE": "y", "BNA_DIR": "z", "BNA_SIGNAL_SECONDS": "30", "PATH": "/bin"}
    found = installation_faults(app, (), environment)
    assert [fault for fault in found if "BNA_" in fault] == [
        "De variabele BNA_DATABSE betekent niets. Kijk in docs/settings.md hoe zij heet, of haal haar weg."
    ]


def test_folders_that_cannot_be_written_or_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For whoever runs the tests as root every folder is open: the answer of the system is what is played here."""
    app = open_app(project(tmp_path))
    for name in ("inbox", "outbox"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("os.access", lambda path, _mode: Path(path).name not in ("inbox", "outbox", ".bna"))
    found = "\n".join(installation_faults(app, ()))
    for name, how in (("inbox", "niet te lezen"), ("outbox", "niet te beschrijven"), (".bna", "niet te beschrijven")):
        assert f"De map {tmp_path / name} is {how}" in found
    assert "blobs: in" in found


def test_a_folder_of_files_that_is_named_as_an_address_is_looked_at_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(project(tmp_path, f'blobs = "file://{tmp_path}/een%20map"\n'))
    (tmp_path / "een map").mkdir()
    monkeypatch.setattr("os.access", lambda path, _mode: Path(path).name != "een map")
    assert f"blobs: in {tmp_path / 'een map'} mag dit account niet schrijven" in "\n".join(installation_faults(app, ()))


def test_a_record_that_was_sealed_with_another_key_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the record of an edition that went out long ago."""
    app = open_app(project(tmp_path))
    event = SigningRefused(field="Voorzitter", person="voorzitter", reason="Er staat een fout in.")
    app.ledger.append("demo-2018", event, actor="voorzitter", account="kantoor", at=datetime.now(UTC), after=0)
    assert "database: " not in said_of(tmp_path)
    monkeypatch.setenv("BNA_LEDGER_KEY", "ab" * 32)
    found = said_of(tmp_path)
    assert "database: [" in found and "verzegeld met een andere sleutel" in found


# -- several machines ------------------------------------------------------------------------------------


def seen(app: App, **other: object) -> str:
    """What is said once another machine has looked, which is otherwise as this one."""
    looks_of(app).note(this_machine(app).model_copy(update={"machine": "ander", **other}))
    return "\n".join(installation_faults(app, ()))


def test_machines_that_do_not_go_together_are_named(tmp_path: Path) -> None:
    app = open_app(project(tmp_path))
    assert "machine" not in "\n".join(installation_faults(app, ()))
    alike = seen(app)
    assert "SQLite" in alike and "templates/" not in alike and "draait" not in alike
    assert "De map templates/ is op machine ander anders dan hier" in seen(app, templates="0" * 64)
    assert "Op machine ander draait bna-pipeline 0.0.1" in seen(app, software="bna-pipeline 0.0.1")
    assert "De klok van machine ander loopt voor" in seen(app, at=datetime.now(UTC) + timedelta(hours=1))


def test_a_machine_that_is_gone_for_a_day_is_nobodys_fault(tmp_path: Path) -> None:
    app = open_app(project(tmp_path))
    assert "machine ander" not in seen(app, at=datetime.now(UTC) - timedelta(days=2), templates="0" * 64)


def test_a_schedule_that_stands_still_is_told_where_there_is_a_server(tmp_path: Path) -> None:
    app = open_app(project(tmp_path, 'prefect_api = "http://127.0.0.1:1/api"\n'))
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    looks_of(app).note(this_machine(app).model_copy(update={"at": long_ago}))
    assert "de planning staat stil" in "\n".join(installation_faults(app, ()))


# -- Prefect ---------------------------------------------------------------------------------------------

API = "http://127.0.0.1:4200/api"
ON_POOL = {"paused": False, "schedules": [{"active": True}], "work_pool_name": "bna"}


def prefect(deployment: dict[str, object] | None, workers: object = (), version: str = "3.8.8") -> tuple[str, ...]:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/admin/version"):
            return httpx.Response(200, json=version)
        if request.url.path.endswith("/deployments/name/tick/tick"):
            return httpx.Response(404 if deployment is None else 200, json=deployment)
        assert (request.method, request.url.path) == ("POST", "/api/work_pools/bna/workers/filter")
        return httpx.Response(200, json=list(workers))  # type: ignore[call-overload]

    return prefect_faults(API, "3.8.8", httpx.MockTransport(answer))


def test_a_server_that_does_not_let_us_in_is_told_with_the_variable() -> None:
    said = prefect_faults(API, "3.8.8", httpx.MockTransport(lambda _: httpx.Response(401)), sign_on="bna:geheim")
    assert len(said) == 1 and "PREFECT_API_AUTH_STRING" in said[0] and "geheim" not in said[0]


def test_a_server_with_a_worker_that_is_online_is_in_order() -> None:
    assert prefect(ON_POOL, [{"status": "OFFLINE"}, {"status": "ONLINE"}]) == ()
    assert prefect({**ON_POOL, "work_pool_name": None}) == ()  # `bna serve`


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (lambda: prefect(None), "er zijn geen flows aangemeld"),
        (lambda: prefect(ON_POOL), "op work pool bna is geen worker actief"),
        (lambda: prefect(ON_POOL, [{"status": "OFFLINE"}]), "op work pool bna is geen worker actief"),
        (lambda: prefect({**ON_POOL, "paused": True}, [{"status": "ONLINE"}]), "de planning staat op pauze"),
        (lambda: prefect({**ON_POOL, "schedules": []}, [{"status": "ONLINE"}]), "de planning staat op pauze"),
        (lambda: prefect(ON_POOL, [{"status": "ONLINE"}], "3.7.0"), "heeft versie 3.7.0, deze machine 3.8.8"),
        (lambda: prefect({"iets": "anders"}), "antwoordt geen Prefect-server"),
    ],
)
def test_a_server_that_would_run_nothing_is_told(found: Callable[[], tuple[str, ...]], said: str) -> None:
    (fault,) = found()
    assert said in fault
