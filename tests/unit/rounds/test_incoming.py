"""A mail that comes in: whose it is, what kind it is, and whether it may be answered."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.model.round import IncomingKind
from bna_pipeline.rounds.incoming import ReadMail, Whose, read_mail
from tests.fuzz.mails import ARRIVED, FORM, LIMITS, OUR_ID, QUESTION, REFERENCE, mail, read, report, sent, with_form
from tests.support.budget import budget

NOBODY = "bna@example.org"


def as_read(made: EmailMessage) -> ReadMail:
    return read(made.as_bytes(policy=SMTP))


# -- whose ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To"])
@pytest.mark.parametrize(
    "address",
    ["bna+{}@example.org", "Redactie <bna-{}@example.org>", 'a@example.org, "B, C" <{}@example.org>'],
)
def test_a_reference_in_a_receiving_address_says_whose_it_is(header: str, address: str) -> None:
    for reference in (REFERENCE, REFERENCE.upper()):
        made = mail(to=NOBODY, **({} if header == "To" else {header: address.format(reference)}))
        if header == "To":
            made.replace_header("To", address.format(reference))
        found = as_read(with_form(made))
        assert (found.kind, found.partner, len(found.usable)) == (IncomingKind.REPLY, "school", 1)


@pytest.mark.parametrize(
    "subject",
    ["Re: x [kenmerk {}]", "FW: AW: [Kenmerk {}] x", "[KENMERK  {}]", "Antw: één [kenmerk {}]", "x [kenmerk: {}] y"],
)
def test_a_reference_in_the_subject_says_whose_it_is(subject: str) -> None:
    for reference in (REFERENCE, REFERENCE[:11] + " " + REFERENCE[11:]):
        assert as_read(mail(to=NOBODY, Subject=subject.format(reference))).partner == "school"


@pytest.mark.parametrize("header", ["In_Reply_To", "References"])
def test_the_mail_of_ours_that_it_answers_says_whose_it_is(header: str) -> None:
    found = as_read(mail(to=NOBODY, **{header: f"<vreemd@example.org> <{OUR_ID}>"}))
    assert (found.kind, found.partner, found.about) == (IncomingKind.REPLY, "school", "uitvraag:school")


@pytest.mark.parametrize(
    "headers",
    [
        {"From": f"bna+{REFERENCE}@example.org"},
        {"From": f'"[kenmerk {REFERENCE}]" <x@example.org>'},
        {"Subject": f"kenmerk {REFERENCE}"},
        {"Subject": f"[kenmerk {REFERENCE}a]"},
        {"Subject": f"[kenmerk {REFERENCE[:9]}1{REFERENCE[9:]}]"},
        {"Subject": f"[kenmerk {REFERENCE[:-1]}]"},
        {"To": f"bna+{REFERENCE}a@example.org"},
        {"Reply_To": f"bna+{REFERENCE}@example.org"},
        {"Comments": f"<{OUR_ID}> [kenmerk {REFERENCE}]"},
        {"Message_ID": f"<x{OUR_ID}>"},
    ],
)
def test_what_anyone_can_write_or_guess_says_nothing(headers: dict[str, str]) -> None:
    text = f"Kenmerk: {REFERENCE}\n[kenmerk {REFERENCE}] bna+{REFERENCE}@example.org <{OUR_ID}>\n"
    made = with_form(mail(**{"to": NOBODY, "text": text, **headers}), name=f"formulier-{REFERENCE}.docx")
    if "To" in headers:
        made.replace_header("To", headers["To"])
    found = as_read(made)
    assert (found.kind, found.partner, found.about) == (IncomingKind.STRAY, None, None)
    assert [file.data for file in found.files] == [FORM], "kept, for the coordinator to assign"


def test_references_of_two_partners_leave_it_to_the_coordinator() -> None:
    two = {REFERENCE: Whose("school"), QUESTION: Whose("campus")}
    data = mail(to=f"bna+{REFERENCE}@example.org, bna+{QUESTION}@example.org").as_bytes()
    found = read_mail(data, arrived_at=ARRIVED, whose=two.get, sent=sent, own_addresses=(), limits=LIMITS)
    assert (found.kind, found.partner) == (IncomingKind.STRAY, None)
    assert "meer dan één aanvraag" in found.remarks[0]


def test_the_address_wins_over_the_subject_and_the_thread() -> None:
    two = {REFERENCE: Whose("school", "onderzoek"), QUESTION: Whose("campus")}
    made = mail(Subject=f"[kenmerk {QUESTION}]", In_Reply_To=f"<{OUR_ID}>")
    found = read_mail(made.as_bytes(), arrived_at=ARRIVED, whose=two.get, sent=sent, own_addresses=(), limits=LIMITS)
    assert (found.partner, found.department) == ("school", "onderzoek")
    assert found.about is None, "the mail that it answers went to another department"


# -- which kind ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "says"), [("Akkoord.", True), ("Niet akkoord", False), ("Akkoord, mits", None)])
def test_an_answer_to_a_question_for_agreement_says_yes_or_no(words: str, says: bool | None) -> None:
    found = as_read(mail(to=f"bna+{QUESTION}@example.org", text=f"Beste redactie,\n\n{words}\n\nGroet\n"))
    assert (found.kind, found.agrees, found.about) == (IncomingKind.SIGN_OFF, says, "akkoordvraag:school")


def test_yes_in_an_ordinary_reply_is_no_agreement() -> None:
    assert as_read(mail(text="Akkoord\n")).agrees is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated; owner-email=x"),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", "ja"),
        ("Precedence", "bulk"),
        ("Precedence", "Junk"),
        ("Precedence", "auto_reply"),
        ("List-Id", "<nieuws.example.org>"),
        ("List-Unsubscribe", "<mailto:x@example.org>"),
        ("Return-Path", "<>"),
        ("Subject", "Automatisch antwoord: Uitvraag"),
        ("Subject", "Out of Office: Uitvraag"),
        ("Subject", "Afwezig tot maandag"),
        ("From", "noreply@example.org"),
    ],
)
def test_what_a_machine_sent_starts_no_loop(name: str, value: str) -> None:
    found = as_read(mail(**{name: value}))
    assert (found.kind, found.may_answer) == (IncomingKind.AUTOMATIC, False)
    assert found.partner == "school", "it is known whose machine"


def test_a_form_that_came_by_way_of_a_list_or_a_scanner_counts_and_is_not_answered() -> None:
    for header in ({"List_Id": "<x.example.org>"}, {"Precedence": "bulk"}, {"From": "noreply@example.org"}):
        found = as_read(with_form(mail(**header)))
        assert (found.kind, len(found.usable), found.may_answer) == (IncomingKind.REPLY, 1, False)


def test_what_an_answering_machine_sends_back_is_nobodys_contribution() -> None:
    found = as_read(with_form(mail(Auto_Submitted="auto-replied")))
    assert (found.kind, found.usable, len(found.files)) == (IncomingKind.AUTOMATIC, (), 1)


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "no"}, {"Precedence": "first-class"}, {"Return_Path": "<a@b.nl>"}]
)
def test_a_person_may_be_answered(headers: dict[str, str]) -> None:
    found = as_read(mail(**headers))
    assert (found.kind, found.may_answer) == (IncomingKind.REPLY, True)


def test_who_asks_for_no_automatic_answer_gets_none_and_neither_do_we_ourselves() -> None:
    assert not as_read(mail(X_Auto_Response_Suppress="All")).may_answer
    assert not as_read(mail(From="Redactie <BNA@example.org>")).may_answer


def test_our_own_mail_that_comes_back_is_not_read_as_an_answer() -> None:
    found = as_read(with_form(mail(Message_ID=f"<{OUR_ID}>")))
    assert (found.kind, found.files, found.may_answer) == (IncomingKind.AUTOMATIC, (), False)


def test_an_undeliverable_mail_is_found_by_what_the_server_sends_back() -> None:
    found = read(report())
    assert (found.kind, found.partner, found.about) == (IncomingKind.BOUNCE, "school", "uitvraag:school")
    assert (found.files, found.may_answer) == ((), False)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_that_a_mail_is_late_or_arrived_is_no_failure(action: str) -> None:
    found = read(report(action))
    assert (found.kind, found.about) == (IncomingKind.AUTOMATIC, "uitvraag:school")


def test_a_report_on_a_mail_that_we_never_sent_is_for_the_coordinator_and_not_answered() -> None:
    found = read(report(returned="iemand-anders@example.org"))
    assert (found.kind, found.may_answer) == (IncomingKind.STRAY, False)


def test_a_server_that_writes_its_report_as_plain_text_is_understood() -> None:
    made = mail(to=NOBODY, From="MAILER-DAEMON@example.org", text=f"Failed.\n\n--- copy\nMessage-ID: <{OUR_ID}>\n")
    assert (as_read(made).kind, as_read(made).about) == (IncomingKind.BOUNCE, "uitvraag:school")


def test_a_person_who_forwards_a_report_is_a_person() -> None:
    made = mail()
    inner = EmailMessage()
    inner["Subject"] = "Undelivered"
    inner.set_content("x")
    made.add_attachment(inner)
    data = made.as_bytes(policy=SMTP).replace(b"Subject: Undelivered", report().partition(b"\r\n\r\n")[0])
    assert read(data).kind is IncomingKind.REPLY


def test_a_receipt_that_our_mail_was_read_is_automatic() -> None:
    data = mail(In_Reply_To=f"<{OUR_ID}>").as_bytes(policy=SMTP)
    data = data.replace(b"text/plain", b"multipart/report; boundary=b").partition(b"\r\n\r\n")[0]
    data += b"\r\n\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: displayed\r\n--b--\r\n"
    assert (read(data).kind, read(data).may_answer) == (IncomingKind.AUTOMATIC, False)


# -- when ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("Mon, 24 Feb 2020 10:00:00 +0100", datetime(2020, 2, 24, 9, tzinfo=UTC)),
        ("24 Feb 2020 10:00 -0000 (ergens)", datetime(2020, 2, 24, 10, tzinfo=UTC)),
        ("Sun, 1 Mar 2020 13:00:00 +0000", datetime(2020, 3, 1, 13, tzinfo=UTC)),
        ("Sun, 1 Mar 2020 13:00:01 +0000", ARRIVED),
        ("Fri, 31 Dec 1999 23:59:59 +0000", ARRIVED),
        ("Mon, 31 Feb 2020 10:00:00 +0100", ARRIVED),
        ("Fri, 31 Dec 9999 23:59:59 -1200", ARRIVED),
        ("gisteren", ARRIVED),
        ("", ARRIVED),
    ],
)
def test_the_mails_own_date_counts_when_it_can_be(said: str, moment: datetime) -> None:
    data = mail().as_bytes(policy=SMTP).replace(b"Mon, 24 Feb 2020 10:00:00 +0100", said.encode())
    assert read(data).sent_at == moment


# -- what it says --------------------------------------------------------------------------------------------


def test_what_it_says_of_itself_is_decoded_and_fit_for_the_record() -> None:
    data = (
        b"From: =?utf-8?q?J=C3=A9?= <Je@Example.org>\r\n"
        b"Subject: =?iso-8859-1?q?=E9=E9n_?=\r\n =?utf-8?b?4oCu?= twee\r\n"
        b"Message-ID: <a@b>\r\n\r\nBeste redactie,\r\nhierbij.\r\n\r\n> wat u schreef\r\n"
    )
    found = read(data)
    assert (found.sender, found.subject, found.message_id) == ("je@example.org", "één twee", "a@b")
    assert found.words == "Beste redactie, hierbij."


def test_html_alone_is_read_as_its_words() -> None:
    made = EmailMessage()
    made["To"] = f"bna+{QUESTION}@example.org"
    page = "<head><title>x</title></head><style>p{}</style><p>Akkoord</p><blockquote>Gaat u akkoord?</blockquote>"
    made.set_content(page, subtype="html")
    assert (as_read(made).words, as_read(made).agrees) == ("Akkoord", True)


def test_a_mail_that_is_too_long_says_so_and_is_still_matched() -> None:
    data = with_form(mail()).as_bytes(policy=SMTP)
    cut = read(data, size=99_000_000)
    assert cut.partner == "school" and "95 MB groot" in cut.remarks[0]
    small = LIMITS.model_copy(update={"mail_bytes": 1_000})
    found = read_mail(
        data, arrived_at=ARRIVED, whose={REFERENCE: Whose("school")}.get, sent=sent, own_addresses=(), limits=small
    )
    assert (found.partner, found.files) == ("school", ()) and "kopregels" in found.remarks[0]


def test_a_mail_of_too_many_parts_says_so() -> None:
    head = f'To: bna+{REFERENCE}@example.org\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'.encode()
    found = read(head + b'--b\r\nContent-Disposition: attachment; filename="a.docx"\r\n\r\nx\r\n' * 700)
    assert len(found.files) < 500 and "onderdelen" in found.remarks[-1]


@settings(max_examples=budget(60, 1_000), deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_the_same_every_time_and_belong_to_nobody(data: bytes) -> None:
    found = read(data)
    assert found == read(data) and found.partner is None


@settings(max_examples=budget(60, 1_000), deadline=None)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60),
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30), st.binary(max_size=80)
        ),
        max_size=4,
    ),
)
def test_every_file_of_any_mail_comes_out_byte_for_byte_and_in_order(
    subject: str, files: list[tuple[str, bytes]]
) -> None:
    """Written by the standard library, which nothing of ours reads mails with."""
    made = mail(Subject=subject or "x")
    for name, data in files:
        with_form(made, name, data)
    found = as_read(made)
    assert [file.data for file in found.files] == [data for _, data in files]
    assert found.partner == "school"


@pytest.mark.parametrize(
    ("said", "sender"),
    [
        ("iemand@example.org", "iemand@example.org"),
        ("<Iemand@Example.org>", "iemand@example.org"),
        ("Iemand <iemand@example.org>", "iemand@example.org"),
        ("iemand@example.org (thuis)", "iemand@example.org"),
        ('"minister@rijk.example" <iemand@example.org>', "iemand@example.org"),
        ("minister@rijk.example <iemand@example.org>", "iemand@example.org"),
        ('"minister@rijk.example, <minister@rijk.example>" <iemand@example.org>', "iemand@example.org"),
        ("=?utf-8?q?minister=40rijk.example?= <iemand@example.org>", "iemand@example.org"),
        ("iemand@example.org (minister@rijk.example)", "iemand@example.org"),
        ("<minister@rijk.example> <iemand@example.org>", None),
        ("<minister@rijk.example>@example.org", None),
        ("minister@rijk.example, iemand@example.org", None),
        ("=?utf-8?q?minister=40rijk.example?=", None),
        ("minister@rijk.example\nFrom: iemand@example.org", None),
    ],
)
def test_whoever_a_mail_is_from_is_its_address_and_no_name_that_looks_like_one(said: str, sender: str | None) -> None:
    """A name is what its sender likes, and a mail server that refuses liars does not look at it."""
    data = f"From: {said}\nSubject: Kamerbrief\nDate: Tue, 24 Mar 2020 10:00:00 +0100\n\nHierbij.\n".encode()
    found = read(data).sender
    assert found == sender if sender is not None else found not in ("minister@rijk.example", "iemand@example.org")
