"""The table `[mail]`: what it needs, what it refuses, and where the passwords are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.errors import SettingsInvalid
from bna_pipeline.settings import Settings, load_settings
from bna_pipeline.settings.mail import ImapSetting, SmtpSetting, is_loopback
from bna_pipeline.wiring.app import App
from bna_pipeline.wiring.mail import check_mail, mailbox_of, mailer_of

LEAST = '[mail]\nfrom = "bna@example.org"\nname = "Redactie"\n[mail.smtp]\nhost = "mail.example.org"\n'


def settings(root: Path, text: str) -> Settings:
    path = root / ".bna" / "settings.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load_settings(root, {})


def test_without_the_table_there_is_no_mail(tmp_path: Path) -> None:
    found = load_settings(tmp_path, {})
    assert (found.mail, mailer_of(found), mailbox_of(found), check_mail(found)) == (None, None, None, ())


def test_a_server_and_a_sender_are_enough_and_lines_are_secured(tmp_path: Path) -> None:
    found = settings(tmp_path, LEAST)
    assert found.mail is not None
    assert (found.mail.smtp.security, found.mail.smtp.port_used, found.mail.imap) == ("starttls", 587, None)
    mailer = mailer_of(found)
    assert mailer is not None and mailbox_of(found) is None
    assert (mailer.sender, mailer.sender_name) == ("bna@example.org", "Redactie")
    assert mailer.reply_address("abc") == "bna+abc@example.org"


def test_who_mails_nothing_needs_no_password(tmp_path: Path) -> None:
    found = settings(tmp_path, LEAST + 'user = "bna"\n[mail.imap]\nhost = "mail.example.org"\nuser = "bna"\n')
    assert mailer_of(found) is not None and mailbox_of(found) is not None
    assert [fault.partition("De variabele ")[2].partition(" ")[0] for fault in check_mail(found)] == [
        "BNA_MAIL_SMTP_PASSWORD",
        "BNA_MAIL_IMAP_PASSWORD",
    ]


def test_bna_check_tells_what_is_wrong_with_the_mail(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    _, faults = App(settings(tmp_path, LEAST + 'user = "bna"\n')).faults()
    assert len(faults) == 1 and faults[0].startswith(
        "mail.smtp: [MAIL-001] De variabele BNA_MAIL_SMTP_PASSWORD is leeg"
    )


@pytest.mark.parametrize(
    ("pattern", "address"),
    [("{reference}@antwoord.example.org", "abc@antwoord.example.org"), ("a-{reference}-b@x.nl", "a-abc-b@x.nl")],
)
def test_replies_may_go_to_another_address(tmp_path: Path, pattern: str, address: str) -> None:
    mailer = mailer_of(settings(tmp_path, LEAST.replace("[mail.smtp]", f'reply_to = "{pattern}"\n[mail.smtp]')))
    assert mailer is not None and mailer.reply_address("abc") == address


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('from = "bna@example.org"\n', "", r"mail\.from: ontbreekt"),
        ("bna@example.org", "bná@example.org", r"mail\.from: heeft niet de juiste vorm"),
        ("[mail.smtp]", 'reply_to = "bna@example.org"\n[mail.smtp]', r"mail\.reply_to: heeft niet de juiste vorm"),
        ("[mail.smtp]", 'reply_to = "bna{reference}@x.nl"\n[mail.smtp]', r"mail\.reply_to"),
        (
            "[mail.smtp]",
            '[mail.smtp]\nsecurity = "ssl"',
            r"mail\.smtp\.security: moet 'starttls', 'tls' of 'none' zijn",
        ),
        ("[mail.smtp]", '[mail.smtp]\nsecurity = "none"', "mag alleen naar de eigen machine"),
        ("[mail.smtp]", "[mail.smtp]\nport = 70000", r"mail\.smtp\.port: moet ten hoogste 65535 zijn"),
        ("[mail.smtp]", '[mail.smtp]\npassword = "geheim"', r"mail\.smtp\.password: is geen bekend veld"),
        ("[mail.smtp]", '[mail.imap]\nhost = "x"\n[mail.smtp]', r"mail\.imap\.user: ontbreekt"),
        (
            "[mail.smtp]",
            '[mail.imap]\nhost = "x"\nuser = "b"\nhandled_folder = "INBOX"\n[mail.smtp]',
            "handled_folder moet een andere map zijn",
        ),
    ],
)
def test_wrong_values_are_told_in_dutch_with_their_name(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(SettingsInvalid, match=words):
        settings(tmp_path, LEAST.replace(old, new, 1))


def test_only_what_stays_on_the_machine_may_go_unsecured() -> None:
    assert [host for host in ("localhost", "127.0.0.1", "127.9.9.9", "::1") if not is_loopback(host)] == []
    assert [host for host in ("localhost.example.org", "10.0.0.1", "::2", "mail") if is_loopback(host)] == []


@pytest.mark.parametrize(
    ("kind", "ports"), [(SmtpSetting, (587, 465, 25)), (ImapSetting, (143, 993, 143))], ids=["smtp", "imap"]
)
def test_each_way_of_securing_has_its_usual_port(
    kind: type[SmtpSetting | ImapSetting], ports: tuple[int, int, int]
) -> None:
    lines = [{"host": "localhost", "user": "x", "security": way} for way in ("starttls", "tls", "none")]
    assert tuple(kind.model_validate(line).port_used for line in lines) == ports
    assert kind.model_validate({**lines[0], "port": 2525}).port_used == 2525


# -- passwords -------------------------------------------------------------------------------------------


def test_a_password_comes_from_its_file_or_its_variable(tmp_path: Path) -> None:
    file = tmp_path / "wachtwoord"
    file.write_text("gehéim\n", encoding="utf-8")
    file.chmod(0o600)
    server = {"host": "x", "user": "bna"}
    assert SmtpSetting.model_validate({**server, "password_file": file}).password({}) == "gehéim"
    assert SmtpSetting.model_validate({**server, "password_env": "P"}).password({"P": "g"}) == "g"
    assert SmtpSetting.model_validate(server).password({"BNA_MAIL_SMTP_PASSWORD": "g"}) == "g"
    assert ImapSetting.model_validate(server).password({"BNA_MAIL_IMAP_PASSWORD": "g"}) == "g"
    assert SmtpSetting.model_validate({"host": "x"}).password({}) == ""


def test_a_password_that_cannot_be_had_is_told_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "wachtwoord"
    server = SmtpSetting(host="x", user="bna", password_file=file)
    with pytest.raises(SettingsInvalid, match="wachtwoord ontbreekt"):
        server.password({})
    file.write_bytes(b"\xff")
    file.chmod(0o640)
    with pytest.raises(SettingsInvalid, match=r"leesbaar voor anderen.*chmod 600"):
        server.password({})
    file.chmod(0o600)
    with pytest.raises(SettingsInvalid, match="geen tekst"):
        server.password({})
    with pytest.raises(SettingsInvalid, match="De variabele P is leeg"):
        SmtpSetting(host="x", user="bna", password_env="P").password({"P": ""})


def test_files_lie_below_the_project_wherever_the_command_is_run(tmp_path: Path) -> None:
    text = LEAST + 'user = "b"\npassword_file = "geheim/p"\nca_file = "/etc/ca.pem"\n'
    text += '[mail.imap]\nhost = "x"\nuser = "b"\nca_file = "ca.pem"\n'
    mail = settings(tmp_path, text).mail
    assert mail is not None and mail.imap is not None
    assert (mail.smtp.password_file, mail.smtp.ca_file) == (tmp_path / "geheim" / "p", Path("/etc/ca.pem"))
    assert (mail.imap.password_file, mail.imap.ca_file) == (None, tmp_path / "ca.pem")
