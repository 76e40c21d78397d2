"""The files of a mail: safe names, and a sentence about each that cannot be a contribution."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bna_pipeline.rounds.attached import LOGO_BYTES, MailFile, looks_usable
from tests.fuzz.mails import FORM, OUR_ID, mail, read, with_form
from tests.unit.contributions import small

PNG = b"\x89PNG\r\n\x1a\n"


def only(made: EmailMessage) -> MailFile:
    (file,) = read(made.as_bytes(policy=SMTP)).files
    return file


def raw(headers: str, body: bytes = FORM) -> MailFile:
    """The one file of a mail with these headers in its second part."""
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntekst\r\n--b\r\n"
    (file,) = read(head + headers.encode("utf-8") + b"\r\n\r\n" + body + b"\r\n--b--\r\n").files
    return file


def test_real_forms_and_data_files_look_usable() -> None:
    assert looks_usable(small.filled({"T-01.a": "versneld"}))
    assert looks_usable(b'\xef\xbb\xbf\n {"edition": "x"}')
    assert looks_usable(b"# bijdrage\nedition: bna-2020\npartner: school\n")
    assert looks_usable(b"PK\x03\x04....xl/workbook.xml")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x05\x06", b"PK\x03\x04 foto.jpg", b"%PDF-1.4", b"Beste,\nhierbij", b"{\\rtf1"]
)
def test_what_cannot_be_a_contribution_does_not(data: bytes) -> None:
    assert not looks_usable(data)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("brief.pdf", b"%PDF-1.7 x", "is een pdf"),
        ("oud.doc", bytes.fromhex("D0CF11E0A1B11AE1") + b"x", "zonder wachtwoord"),
        ("mail.msg", bytes.fromhex("D0CF11E0A1B11AE1") + b"x", "bewaarde mail van Outlook"),
        ("alles.zip", b"PK\x03\x04 foto.jpg", "is een zipbestand"),
        ("winmail.dat", bytes.fromhex("789F3E22") + b"x", "is een winmail.dat"),
        ("leeg.docx", b" \r\n", "is leeg"),
        ("foto.png", PNG + b"x" * 90_000, "is een afbeelding"),
        ("notitie.txt", b"Beste redactie", "is geen formulier"),
    ],
)
def test_the_sender_is_told_what_is_wrong_with_a_file_and_what_to_do(name: str, data: bytes, words: str) -> None:
    file = only(with_form(mail(), name, data))
    assert not file.usable and words in file.remark and file.remark.startswith(f"‘{name}’ ")
    assert file.remark.endswith((".", ")"))


def test_nothing_is_said_of_a_logo_or_a_signature() -> None:
    logo = mail()
    logo.add_attachment(
        PNG + b"x" * 900, maintype="image", subtype="png", cid="<l>", disposition="inline", filename="l.png"
    )
    assert (only(logo).usable, only(logo).remark) == (False, "")
    large = mail()
    large.add_attachment(PNG + b"x" * LOGO_BYTES, maintype="image", subtype="png", cid="<l>", disposition="inline")
    assert "is een afbeelding" in only(large).remark
    signed = mail()
    signed.add_attachment(b"0", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert only(signed).remark == ""


def test_an_encrypted_mail_is_told_as_such() -> None:
    data = b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAG\r\n"
    (file,) = read(data).files
    assert "versleutelde mail" in file.remark


def test_files_of_forwarded_mails_count_and_a_mail_without_any_is_told() -> None:
    inner, deeper = mail(Message_ID="<i@example.org>", Subject="Van: een/ander"), mail(Message_ID="<d@example.org>")
    outer = mail()
    with_form(deeper)
    inner.add_attachment(deeper)
    outer.add_attachment(inner)
    assert only(outer).data == FORM
    bare = mail()
    bare.add_attachment(mail(Message_ID="<i@example.org>", Subject="Van: een/ander"))
    file = only(bare)
    assert file.name == "Van: een-ander.eml" and "doorgestuurde mail zonder formulier" in file.remark


def test_our_own_form_in_our_own_mail_that_goes_along_is_not_a_contribution() -> None:
    outer = mail()
    outer.add_attachment(with_form(mail(Message_ID=f"<{OUR_ID}>")))
    with_form(outer, "antwoord.docx", FORM + b"anders")
    assert only(outer).name == "antwoord.docx"


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ('Content-Disposition: attachment; filename="a b.docx"', "a b.docx"),
        ("Content-Disposition: attachment; filename=a.docx", "a.docx"),
        ("Content-Disposition: attachment; filename*=utf-8''%C3%A9%C3%A9n.docx", "één.docx"),
        ("Content-Disposition: attachment; filename*0*=utf-8''%C3%A9; filename*1=n.docx", "én.docx"),
        ("Content-Disposition: attachment; filename*=iso-8859-1'nl'%E9.docx; filename=e.docx", "é.docx"),
        ('Content-Disposition: attachment; filename="=?utf-8?b?w6kuZG9jeA==?="', "é.docx"),
        ("Content-Disposition: attachment; filename=één.docx", "één.docx"),
        ("Content-Type: application/x; name=b.docx", "b.docx"),
        ('Content-Disposition: attachment; filename="..\\\\..\\\\C:\\\\x.docx"', "x.docx"),
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        ('Content-Disposition: attachment; filename="..";', "bijlage-1.txt"),
        ("Content-Disposition: attachment", "bijlage-1.txt"),
        ("Content-Type: application/pdf", "bijlage-1.pdf"),
        ("Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "bijlage-1.xlsx"),
        ('Content-Disposition: attachment; filename="a\u202excod.exe"', "aU+202Excod.exe"),
        (f'Content-Disposition: attachment; filename="{"x" * 400}.docx"', "x" * 116 + ".docx"),
    ],
)
def test_a_name_is_what_a_person_would_read_and_never_a_path(headers: str, name: str) -> None:
    assert raw(headers).name == name


def test_equal_names_are_told_apart_also_where_capitals_say_nothing() -> None:
    made = mail()
    for name in ("a.docx", "A.docx", "a (2).docx", "a.docx", "zonder", "zonder"):
        with_form(made, name)
    names = [file.name for file in read(made.as_bytes(policy=SMTP)).files]
    assert names == ["a.docx", "A (2).docx", "a (2) (2).docx", "a (3).docx", "zonder", "zonder (2)"]


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("base64", b"SGFs\r\nbG8="),
        ("BASE64", b"SGFsbG8"),
        ("base64", b"S*G F\x00sbG8===="),
        ("quoted-printable", b"H=61l=\r\nlo"),
        ("8bit", b"Hallo"),
        ("x-onbekend", b"Hallo"),
    ],
)
def test_an_encoding_with_faults_gives_what_can_be_had(encoding: str, body: bytes) -> None:
    headers = f"Content-Disposition: attachment; filename=a.txt\r\nContent-Transfer-Encoding: {encoding}"
    assert raw(headers, body).data == b"Hallo"


def test_a_mail_cut_off_on_the_way_still_gives_its_last_file() -> None:
    data = with_form(mail()).as_bytes(policy=SMTP)
    (file,) = read(data[: data.rindex(b"--")].rstrip(b"-=")[:-30]).files
    assert FORM.startswith(file.data[:1_000]) and len(file.data) > 1_000
