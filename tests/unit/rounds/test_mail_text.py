"""What a person wrote, apart from what the mail quotes; and whether that says yes."""

from __future__ import annotations

import pytest

from bna_pipeline.rounds.mail_text import agrees, own_lines, text_of_html


@pytest.mark.parametrize(
    "text",
    [
        "Akkoord",
        "AKKOORD!",
        "Ja, akkoord.",
        "accoord",
        "Wij gaan akkoord.",
        "Ik ben hier akkoord met deze versie.",
        "Akkoord namens de directie van de school",
        "Beste redactie,\n\nAkkoord, met vriendelijke groet, de directeur",
        "Goedemiddag,\r\n\r\nAkkoord\r\n\r\nOp ma 24 feb. 2020 om 10:00 schreef Redactie:\r\n> niet akkoord",
        "Akkoord\n-- \nNiet akkoord: de slogan van het jaar",
    ],
)
def test_a_clear_yes(text: str) -> None:
    assert agrees(text) is True


@pytest.mark.parametrize(
    "text",
    ["Niet akkoord", "Nee", "Nee, akkoord is het niet", "L.S.,\nWij zijn nog niet akkoord.", "Geen akkoord: zie onder"],
)
def test_a_clear_no(text: str) -> None:
    assert agrees(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Akkoord, mits de status verandert",
        "Akkoord maar niet met T-01",
        "Ik kijk er morgen naar. Akkoord?",
        "Ja",
        "> Akkoord",
        "Van: redactie@example.org\nAkkoord",
        "-----Oorspronkelijk bericht-----\nAkkoord",
        "Het formulier zit erbij.\nAkkoord",
        "akkoordverklaring volgt",
        "\u200b",
    ],
)
def test_everything_else_is_for_a_person_to_read(text: str) -> None:
    assert agrees(text) is None


def test_a_page_is_read_as_lines_without_what_nobody_sees() -> None:
    page = "<HEAD>x</HEAD><STYLE>a</style ><p>Eén &amp; <b>twee</b></p>drie<br>vier<!-- vijf --><script>zes</script>"
    assert [line for line in text_of_html(page).split("\n") if line] == ["Eén & twee", "drie", "vier"]


def test_a_header_and_a_tag_that_begins_like_one_are_kept_apart() -> None:
    assert "kop" in text_of_html("<header>kop</header>")


def test_what_does_not_end_takes_the_rest_along() -> None:
    assert text_of_html("Akkoord<style>x").strip() == "Akkoord"


def test_what_outlook_and_gmail_quote_is_not_the_senders() -> None:
    for quote in (
        '<div class="gmail_quote">oud</div>',
        '<div id="divRplyFwdMsg">oud</div>',
        "<blockquote>oud</blockquote>",
    ):
        assert list(own_lines(text_of_html(f"<div>nieuw</div>{quote}"))) == ["nieuw"]
