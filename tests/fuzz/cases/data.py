"""JSON, YAML and pictures that were once judged wrongly."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import Any

from PIL import Image

from bna_pipeline.model.events import REDACTIE
from tests.fuzz.cases import Found
from tests.unit.contributions import small

FOUND = Found()


def with_picture(picture: bytes) -> bytes:
    """A contribution in JSON with this picture."""
    example = {"title": "T", "text": "T", "picture": {"data": base64.b64encode(picture).decode(), "description": "D"}}
    return json.dumps(small.data(small.report("T-01", example=example))).encode()


def _editorial(**changes: Any) -> bytes:
    return json.dumps({**small.EDITORIAL, **changes}).encode()


@FOUND.case("A number with an exponent of twenty digits ended the whole round.", "BIJ-002")
def exponent_of_twenty_digits() -> bytes:
    return b'{"edition": 1e99999999999999999999}'


@FOUND.case("A key of nothing but spaces had no place that a finding could name.", "BIJ-006")
def key_of_spaces() -> bytes:
    return json.dumps({**small.data(), " ": 1}).encode()


@FOUND.case("A word marked as a moment ended the whole round.", "BIJ-002")
def yaml_word_marked_as_a_moment() -> bytes:
    return b"edition: !!timestamp foo\n"


@FOUND.case("A word marked as yes or no ended the whole round.", "BIJ-002")
def yaml_word_marked_as_yes_or_no() -> bytes:
    return b"edition: !!bool foo\n"


@FOUND.case("Nothing marked as a number ended the whole round.", "BIJ-002")
def yaml_nothing_marked_as_a_number() -> bytes:
    return b'edition: !!int ""\n'


@FOUND.case("The end of the calendar has no moment in UTC, and ended the round.", "BIJ-012", place="sent_at")
def sent_at_the_end_of_the_calendar() -> bytes:
    return json.dumps(small.data(sent_at="9999-12-31T23:59:59-14:00")).encode()


@FOUND.case("The same in the redactie.", "", sender=REDACTIE)
def redactie_at_the_end_of_the_calendar() -> bytes:
    return _editorial(sent_at="9999-12-31T23:59:59-14:00")


@FOUND.case(
    "A moment as a number of seconds was accepted and then never counted.", "BIJ-012", place="sent_at", sender=REDACTIE
)
def redactie_with_a_number_as_moment() -> bytes:
    return _editorial(sent_at=1588579200)


@FOUND.case("Empty lines by the thousand were searched from each of them anew, which took hours.", "BIJ-001")
def empty_lines_by_the_thousand() -> bytes:
    return b"\n" * 1_000_000 + b"Tot zover."


@FOUND.case("Text in UTF-16, as Notepad writes it, was called an unknown kind of file.", "BIJ-002")
def text_in_utf_16() -> bytes:
    return json.dumps(small.data()).encode("utf-16")


@FOUND.case("Digits of another script were read as an amount that the report prints in ours.", "BIJ-060")
def amount_in_other_digits() -> bytes:
    return json.dumps(small.data(small.report("T-01", money={"amount": "\u0661\u0662", "purpose": "Iets"}))).encode()


def _jpeg(place: bytes) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = place.decode()
    buffer = BytesIO()
    Image.new("RGB", (640, 480), "red").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@FOUND.case(
    "A photo with a second photo behind it kept where that one was taken, and got a type that nobody knows.",
    "",
    accepted=True,
)
def photo_with_a_second_behind_it() -> bytes:
    buffer = BytesIO()
    first, second = Image.new("RGB", (640, 480), "red"), Image.new("RGB", (640, 480), "blue")
    exif = Image.Exif()
    exif[0x010E] = "GPS 51.44 N, 5.48 E"
    first.save(buffer, "MPO", save_all=True, append_images=[second], exif=exif)
    return with_picture(buffer.getvalue() + _jpeg(b"GPS 51.44 N"))


@FOUND.case("A PNG with something behind its end kept it.", "", accepted=True)
def png_with_something_behind_it() -> bytes:
    chunk = (5).to_bytes(4, "big") + b"IDATGPS 5" + bytes(4)
    return with_picture(small.picture() + chunk)


def yaml_of(amount: str, **head: str) -> bytes:
    """A contribution with this amount, as somebody types it."""
    lines = {"edition": "proef-2020", "partner": "school", "completeness": "gedeeltelijk", "author": "x"} | head
    text = "".join(f"{key}: {value}\n" for key, value in {"sent_at": small.SENT, **lines}.items())
    money = f"  money:\n    purpose: iets\n    amount: {amount}\n"
    return f"{text}reports:\n- action: T-01\n  status: conform planning\n  achieved: goed\n{money}".encode()


@FOUND.case("A fraction with base 60 ended the whole round.", "BIJ-060")
def yaml_fraction_with_base_60() -> bytes:
    return yaml_of("1" + ":1" * 400 + ".5")


@FOUND.case("The same in the redactie.", "BIJ-006", sender=REDACTIE)
def redactie_with_a_fraction_with_base_60() -> bytes:
    return f"edition: proef-2020\nsent_at: 1{':1' * 400}.5\n".encode()


@FOUND.case("A number of thousands of digits in base 16 ended the whole round.", "BIJ-060")
def yaml_number_in_base_16() -> bytes:
    return yaml_of("0x" + "F" * 4_000)


@FOUND.case("A number of thousands of digits in base 2 ended the whole round.", "BIJ-060")
def yaml_number_in_base_2() -> bytes:
    return yaml_of("0b" + "1" * 20_000)


@FOUND.case("A number in base 60 took the square of its length.", "BIJ-060")
def yaml_number_in_base_60() -> bytes:
    return yaml_of("1" + ":1" * 25_000)


@FOUND.case("Half past one was read as ninety euros.", "BIJ-060")
def yaml_time_as_an_amount() -> bytes:
    return yaml_of("1:30")


@FOUND.case("Half a character in the original of an edit ended the whole round.", "BIJ-072", sender=REDACTIE)
def edit_of_half_a_character() -> bytes:
    edit = {"partner": "school", "action": "T-01", "field": "achieved", "original": "\ud800", "text": "x"}
    return _editorial(edits=[edit])


@FOUND.case("A list of lists as the original of an edit ended the whole round.", "BIJ-006", sender=REDACTIE)
def edit_of_lists_in_a_list() -> bytes:
    edit = {"partner": "school", "action": "T-01", "field": "achieved", "original": [["x"]], "text": "x"}
    return _editorial(edits=[edit])
