"""Ways to spoil a mail: headers, boundaries, encodings, nesting, and what somebody would try."""

from __future__ import annotations

import re
from base64 import encodebytes
from random import Random

from tests.fuzz.mails import FORM, OUR_ID, QUESTION, REFERENCE
from tests.fuzz.mutant import Mutant, Shelf

SHELF = Shelf("mail")

STRANGE = (
    b"", b"\0", b"\xff" * 40, b"=?utf-8?b?////?=", b"=?utf-8?q?=00=0A=0D?=", b"=?idna?q?xn--a?=", b"=?utf-7?q?+2AA-?=",
    b"=?" * 9_000, b"=?a?q?" * 9_000, b'"' * 20_001, b"(" * 20_000, b"<" * 20_000, b"\xe2\x80\xae\xe2\x80\xab" * 9,
    b"a;" * 9_000, b"a@" * 9_000, b"\r\n \r\n x", b"x" * 300_000, b'x; boundary="', b"x; boundary=(?P<a>.*)*$",
    b"multipart/mixed", b"multipart/mixed; boundary=", b"message/rfc822", b"multipart/report; boundary=b",
    b"text/plain; charset=undefined", b"text/plain; charset=hex", b"text/html; charset=utf-16", b"x/y; charset=\xff",
    b"attachment; filename*=utf-8''%ff%00%2f..%2f", b"attachment; filename*0*=x'; filename*1*=%e2%80%ae; filename*2=.d",
    b'attachment; filename="../../../etc/passwd"', b"attachment; filename*99999999999=x", b"attachment; filename=.",
    b"attachment; filename=\"=?utf-8?b?8J+YgA==?=\"", b"attachment; filename=con.docx\0.exe", b"base64", b"x-uuencode",
    b"quoted-printable", b"99 Xxx 99999999999999999999 99:99:99 +9999", b"Mon, 1 Jan 0001 00:00:00 +2359", b"0", b"-",
    b"Fri, 31 Dec 9999 23:59:59 -1200", b"Mon, 24 Feb 2020 10:00:00 (" + b"(" * 3_000, b"<>", b"<a@b> <c@d>" * 4_000,
)  # fmt: skip
NAMES = (
    b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition", b"Subject", b"From", b"To", b"Date", b"Cc",
    b"Message-ID", b"References", b"In-Reply-To", b"Return-Path", b"Auto-Submitted", b"Precedence", b"MIME-Version",
    b"Delivered-To", b"List-Id", b"X" * 5_000, b"\xff",
)  # fmt: skip


def _head_end(data: bytes) -> int:
    return data.find(b"\r\n\r\n") + 2


@SHELF.add
def header_added(data: bytes, rng: Random) -> Mutant:
    line = rng.choice(NAMES) + rng.choice((b": ", b":", b" : ", b"\t:")) + rng.choice(STRANGE) + b"\r\n"
    at = rng.choice((0, _head_end(data)))
    return Mutant(data[:at] + line + data[at:])


@SHELF.add
def header_replaced(data: bytes, rng: Random) -> Mutant:
    """Anywhere: also in a part."""
    lines = list(re.finditer(rb"(?m)^[A-Za-z-]+:[^\r]*(?:\r\n[ \t][^\r]*)*", data))
    if not lines:
        return Mutant(data)
    chosen = rng.choice(lines)
    name = chosen[0].partition(b":")[0]
    return Mutant(data[: chosen.start()] + name + b": " + rng.choice(STRANGE) + data[chosen.end() :])


@SHELF.add
def header_folded(data: bytes, rng: Random) -> Mutant:
    end = _head_end(data)
    head = re.sub(rb"([a-z])([a-z])", lambda m: m[1] + (b"\r\n " if rng.random() < 0.1 else b"") + m[2], data[:end])
    return Mutant(head + data[end:])


@SHELF.add
def headers_gone(data: bytes, rng: Random) -> Mutant:
    return Mutant(
        rng.choice((data[_head_end(data) :], data[_head_end(data) + 2 :], b"\r\n" + data, b"From x\n" + data))
    )


@SHELF.add
def headers_by_the_thousand(data: bytes, rng: Random) -> Mutant:
    many = b"".join(rng.choice(NAMES[:17]) + b": %d\r\n" % n for n in range(rng.choice((1_200, 20_000))))
    return Mutant(rng.choice((many + data, data[: _head_end(data)] + many + data[_head_end(data) :])))


@SHELF.add
def boundary_changed(data: bytes, rng: Random) -> Mutant:
    found = re.search(rb'boundary="([^"]+)"', data)
    if found is None:
        return Mutant(b'Content-Type: multipart/mixed; boundary="b"\r\n' + data)
    new = rng.choice((b"x", b"", b" ", b"--", b"\xff", b"a" * 2_000, found[1][:3], b"=", b".*", found[1] + b"x"))
    if rng.random() < 0.5:
        return Mutant(data[: found.start(1)] + new + data[found.end(1) :])
    return Mutant(data.replace(b"--" + found[1], b"--" + new, rng.choice((1, -1))))


@SHELF.add
def boundaries_by_the_thousand(data: bytes, rng: Random) -> Mutant:
    found = re.search(rb'boundary="([^"]+)"', data)
    line = b"\r\n--" + (found[1] if found else b"b") + rng.choice((b"", b"--", b"  ", b"x")) + b"\r\n"
    return Mutant(data + line * rng.choice((600, 20_000)))


@SHELF.add
def lines_shuffled(data: bytes, rng: Random) -> Mutant:
    lines = data.split(b"\r\n")
    for _ in range(rng.randint(1, 9)):
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return Mutant(b"\r\n".join(lines))


@SHELF.add
def lines_gone_or_doubled(data: bytes, rng: Random) -> Mutant:
    lines = data.split(b"\r\n")
    return Mutant(b"\r\n".join(line for line in lines for _ in range(rng.choice((1, 1, 1, 1, 0, 2)))))


@SHELF.add
def line_ends(data: bytes, rng: Random) -> Mutant:
    return Mutant(data.replace(b"\r\n", rng.choice((b"\n", b"\r", b"\n\r", b"\r\r\n", b"\n\n", b"", b"\x0b", b"\x85"))))


@SHELF.add
def truncated(data: bytes, rng: Random) -> Mutant:
    return Mutant(data[: rng.randrange(len(data) + 1)])


@SHELF.add
def flipped(data: bytes, rng: Random) -> Mutant:
    spoiled = bytearray(data or b" ")
    for _ in range(rng.randint(1, 12)):
        spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
    return Mutant(bytes(spoiled))


@SHELF.add
def noise_inserted(data: bytes, rng: Random) -> Mutant:
    at = rng.randrange(len(data) + 1)
    return Mutant(data[:at] + rng.choice((rng.randbytes(300), b"\0" * 50, b"=" * 999, *STRANGE)) + data[at:])


@SHELF.add
def encoding_changed(data: bytes, rng: Random) -> Mutant:
    new = rng.choice((b"base64", b"quoted-printable", b"7bit", b"BASE64 ", b"binary", b"x-uuencode", b"\xff", b""))
    return Mutant(re.sub(rb"(?i)(content-transfer-encoding: )\w+", lambda m: m[1] + new, data))


@SHELF.add
def charset_changed(data: bytes, rng: Random) -> Mutant:
    names = (
        b"utf-16",
        b"utf-7",
        b"idna",
        b"hex",
        b"zip",
        b"undefined",
        b"cp037",
        b"iso-2022-jp",
        b"gb18030",
        b"\xff",
        b"x" * 99,
    )
    return Mutant(re.sub(rb'charset="[^"]*"', b'charset="' + rng.choice(names) + b'"', data))


@SHELF.add
def deeply_nested(data: bytes, rng: Random) -> Mutant:
    depth = rng.choice((3, 30, 2_000))
    if rng.random() < 0.5:
        return Mutant(b"Content-Type: message/rfc822\r\n\r\n" * depth + data)
    head = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(depth))
    return Mutant(head + data)


@SHELF.add
def nested_in_base64(data: bytes, rng: Random) -> Mutant:
    for _ in range(rng.choice((1, 3, 14))):
        data = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(data)
    return Mutant(data)


@SHELF.add
def same_boundary_within(data: bytes, rng: Random) -> Mutant:
    part = b'--b\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return Mutant(b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * rng.choice((2, 40, 5_000)) + data)


@SHELF.add
def files_by_the_hundred(data: bytes, rng: Random) -> Mutant:
    part = b'--b\r\nContent-Disposition: attachment; filename="a.docx"\r\n\r\n' + FORM[:60] + b"\r\n"
    head = b"To: bna+" + REFERENCE.encode() + b'@example.org\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return Mutant(head + part * rng.choice((3, 450, 700)) + b"--b--\r\n")


@SHELF.add
def html_gone_wild(data: bytes, rng: Random) -> Mutant:
    page = rng.choice(
        (b"<" * 90_000, b"<style" * 20_000, b"<script>" * 9_000, b"<!--" * 20_000, b"<p " * 50_000, b"&#" * 90_000,
         b"&#99999999999;&#xD800;&#0;", b"<STYLE>\xc4\xb0</STYLE>x", b"<blockquote>" * 9_000, b"<\xff>")
    )  # fmt: skip
    return Mutant(
        b"Content-Type: text/html; charset=utf-8\r\nX-Was: " + data.partition(b"\r\n")[0] + b"\r\n\r\n" + page
    )


@SHELF.add
def text_gone_wild(data: bytes, rng: Random) -> Mutant:
    text = rng.choice(
        (b">" * 90_000, b"> \r\n" * 90_000, b"Van: " * 20_000, b"op " * 30_000, b"akkoord " * 20_000, b"- " * 50_000,
         b"\xf0\x9f\x98\x80" * 9_000, b"\xe2\x80\x8b" * 9_000, b"beste " * 9_000, b"-" * 90_000, b"\xc2\xad" * 3)
    )  # fmt: skip
    return Mutant(f"To: bna+{QUESTION}@example.org\r\n\r\n".encode() + text)


@SHELF.add
def reference_only_where_anyone_can_write(data: bytes, rng: Random) -> Mutant:
    """In the text, as sender, in a file's name, in a header that says nothing: never enough."""
    known = (REFERENCE.encode(), QUESTION.encode(), OUR_ID.encode())
    for word in known:
        data = re.sub(rb"(?i)" + re.escape(word), b"niemand", data)
    word = rng.choice(known)
    place = rng.choice(
        (b"From: <bna+%s@example.org>\r\n", b"Sender: bna+%s@example.org\r\n", b"Comments: [kenmerk %s] <%s>\r\n",
         b"Reply-To: <%s>\r\n", b"X-Subject: [kenmerk %s]\r\n", b"Subject: %s\r\n")
    )  # fmt: skip
    if word == OUR_ID.encode() or rng.random() < 0.4:
        data = data if b"\r\n\r\n" in data else data + b"\r\n\r\n"
        text = b"\r\nReference: <%s> [kenmerk %s] bna+%s@example.org\r\n" % (word, word, word)
        return Mutant(data + text, unsafe=True)
    return Mutant(place.replace(b"%s", word) + data, unsafe=True)


@SHELF.add
def reference_half(data: bytes, rng: Random) -> Mutant:
    """A reference that lacks something, or has something more, is none."""
    for word in (QUESTION.encode(), OUR_ID.encode()):
        data = data.replace(word, b"niemand")
    half = rng.choice((REFERENCE[:19], REFERENCE + "a", "a" + REFERENCE, REFERENCE[:10] + "1" + REFERENCE[10:]))
    return Mutant(data.replace(REFERENCE.encode(), half.encode()), unsafe=True)


@SHELF.add
def answering_machine(data: bytes, rng: Random) -> Mutant:
    line = rng.choice(
        (b"Auto-Submitted: auto-replied", b"Auto-Submitted: auto-generated (x)", b"Precedence: bulk",
         b"Return-Path: <>", b"X-Autoreply: yes", b"List-Id: <x>", b"X-Auto-Response-Suppress: All")
    )  # fmt: skip
    return Mutant(line + b"\r\n" + data)
