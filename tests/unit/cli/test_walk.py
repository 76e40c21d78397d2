"""One edition of the second programme by the command alone, on the real clock: every act once, and what it printed."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.programmes.layout import EDITION, TEMPLATES, lay_out
from tests.support.word_edits import By, Comment, WordEdit, added, edited, parsed
from tests.unit.cli.command import Said, bna, paragraphs
from tests.unit.cli.minute_steps import set_a_minute

# One worker: every other would make its own of what the tests here look at.
pytestmark = pytest.mark.xdist_group("walk")

KAMERBRIEF = TEMPLATES / "bna" / "demo" / "kamerbrief.pdf"
AGENCY = "brainport-development"


class Walk:
    """A project, and what each step of the walk said."""

    def __init__(self, root: Path) -> None:
        lay_out(root)
        self.root = root
        self.said: dict[str, Said] = {}
        self.today = date.today()  # noqa: DTZ011 - the command runs on the machine's own clock here

    def step(self, name: str, *arguments: str | Path) -> Said:
        self.said[name] = bna("--dir", self.root, *arguments)
        return self.said[name]

    def outbox(self, path: str) -> Path:
        return self.root / "outbox" / EDITION / path


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    walk = Walk(tmp_path_factory.mktemp("wandeling"))
    inbox = walk.root / "inbox" / EDITION / AGENCY
    second = inbox / "tweede.yaml"
    _slip(walk.root / "inbox" / EDITION / "redactie" / "redactie.yaml")
    _with_a_term(walk.root / "templates" / "regiodeal" / "programme.yaml")
    today = walk.today
    walk.step("before", "status", EDITION)
    walk.step("check", "check", EDITION)
    walk.step("open", "open", EDITION)
    walk.step("open again", "open", EDITION)
    second.write_text(_later(inbox, "nooit", "2020-02-13T09"), encoding="utf-8")
    walk.step("collect", "collect", EDITION)
    second.write_text(_later(inbox, "conform planning", "2020-02-13T10"), encoding="utf-8")
    walk.step("collect better", "collect", EDITION)
    walk.step("collect again", "collect", EDITION)
    walk.step("close too soon", "close", EDITION)
    walk.step("settle", "settle", EDITION, "PT-01", "--choose", "gemeente-eindhoven", "--reason", "de eigenaar")
    walk.step("explain what is to come", "draft", EDITION, "--explain")
    walk.step("draft", "draft", EDITION)
    walk.step("explain", "draft", EDITION, "--explain", "--json")
    walk.step("json of what", "draft", EDITION, "--json")
    walk.step("compare with itself", "draft", EDITION, "--compare", "1")
    walk.step("compare with none", "draft", EDITION, "--compare", "1", "2")
    walk.step("close", "close", EDITION)
    walk.step(
        "delegate",
        *("delegate", EDITION, "--principal", "lezer-rijk", "--deputy", "lezer-ruimte", "--reason", "verlof"),
        *("--from", str(today - timedelta(days=1)), "--until", str(today + timedelta(days=1)), "--as", "coordinator"),
    )
    away = ("absent", EDITION, "--person", "lezer-techniek")
    days = ("--from", str(today), "--until", str(today + timedelta(days=30)))
    walk.step(
        "term", "term", EDITION, "--stage", "lezers", "--until", str(today + timedelta(days=40)), "--reason", "druk"
    )
    walk.step("term of what waits", "term", EDITION, "--stage", "directie", "--until", str(today), "--reason", "druk")
    walk.step("absent without end", *away, "--from", str(today))
    walk.step("absent", *away, *days)
    walk.step("absent and back", *away, *days, "--end")
    walk.step("back from nothing", *away, "--from", str(today + timedelta(days=1)), "--end", "--reason", "ziek")
    walk.step("status while away", "status", EDITION)
    walk.step("back", *away, "--from", str(today), "--end", "--reason", "gaat niet door")
    review = ("review", EDITION, "--stage", "lezers")
    walk.step("remark without comment", *review, "--as", "lezer-mensen", "--decision", "remark")
    walk.step("review", *review, "--as", "lezer-mensen", "--decision", "remark", "--comment", "Mooi.")
    walk.step("deputy", *review, "--as", "lezer-ruimte", "--on-behalf", "lezer-rijk", "--decision", "approve")
    walk.step("sign too soon", "sign", EDITION, "--as", "gedeputeerde")
    _propose(walk)
    walk.step("status", "status", EDITION)
    director = ("--as", "programmadirecteur", "--decision", "approve")
    walk.step("director", "review", EDITION, "--stage", "directie", *director)
    walk.step("adopt nothing", "adopt", EDITION)
    adopt = ("adopt", EDITION, "--date", str(today), "--number", "RD-12", "--outcome", "adopted")
    walk.step("adopt what stands open", *adopt)
    walk.step("accept another", "accept", EDITION, "--rule", "BRF-010", "--reason", "citaat")
    walk.step("accept", "accept", EDITION, "--rule", "BRF-032", "--reason", "Zo staat het in het citaat.")
    walk.step("no longer accept", "accept", EDITION, "--rule", "BRF-032", "--withdraw", "--reason", "Toch niet.")
    place = ("--place", "Rapportage, voorwoord, alinea 2")
    walk.step("accept again", "accept", EDITION, "--rule", "BRF-032", *place, "--reason", "Toch wel.")
    walk.step("adopt", *("adopt", EDITION, "--date", str(today), "--number", "RD-12", "--outcome", "adopted"))
    walk.step("export", "sign", EDITION, "--as", "gedeputeerde", "--export", walk.root / "weg" / "brief.pdf")
    walk.step("import unsigned", "sign", EDITION, "--as", "gedeputeerde", "--import", walk.root / "weg" / "brief.pdf")
    signatory = ("sign", EDITION, "--as", "gedeputeerde")
    walk.step("refuse without reason", *signatory, "--refuse")
    walk.step("refuse and resume", *signatory, "--refuse", "--resume")
    walk.step("reason for nothing", *signatory, "--reason", "zomaar")
    walk.step("refuse", *signatory, "--refuse", "--reason", "een fout op bladzijde 2")
    walk.step("sign while refused", *signatory)
    walk.step("resume", *signatory, "--resume")
    walk.step("withdraw nothing", *signatory, "--withdraw", "--reason", "te vroeg")
    walk.step("sign", *signatory)
    walk.step("withdraw too late", *signatory, "--withdraw", "--reason", "te laat")
    letter = walk.outbox("ondertekening/statenmededeling.pdf")
    walk.step("verify letter", "verify", letter, "--report", walk.root / "rapport.html")
    walk.step("release what", "release", EDITION)
    walk.step("arm", "release", EDITION, "arm")
    walk.step("hold without reason", "release", EDITION, "hold")
    walk.step("hold", "release", EDITION, "hold", "--reason", "vraag")
    walk.step("arm again", "release", EDITION, "arm")
    set_a_minute(walk.step, walk.today)
    kamerbrief = ("--kamerbrief", KAMERBRIEF, "--date", str(today), "--number", "80")
    walk.step("kamerbrief", "release", EDITION, *kamerbrief)
    walk.step("run", "run", EDITION)
    walk.step("verify", "verify", walk.outbox("pakket"))
    walk.step("audit", "audit", EDITION)
    walk.step("end", "status")
    return walk


def _propose(walk: Walk) -> None:
    """A reader sends the draft back in Word with one change and one comment, and the coordinator looks at both."""

    def change(edit: WordEdit) -> None:
        end = edit.paragraph("Niet alles gaat gaat")
        end.extend(parsed(added(" Dat is menselijk.", By("L. Lezer"))))
        edit.comments(Comment("Niet alles gaat gaat", "Staat dit er tweemaal?"))

    file = walk.root / "terug.docx"
    file.write_bytes(edited(walk.outbox("concept/v1/voortgangsrapportage.docx").read_bytes(), change))
    proposals = ("proposals", EDITION)
    walk.step("no proposals", *proposals)
    walk.step("read what", *proposals, "--stage", "lezers")
    read = walk.step("read", *proposals, "--read", file, "--as", "lezer-mensen", "--stage", "lezers")
    walk.step(
        "read a note",
        *proposals,
        "--read",
        walk.root / "templates" / "regiodeal" / "house.yaml",
        "--as",
        "lezer-mensen",
    )
    shown = walk.step("proposals", *proposals)
    assert read.code == 0, read.err
    first, second = re.findall(r"^    ([0-9a-f]{8}-\d+) ", shown.out, re.MULTILINE)
    walk.step("accept and reject", *proposals, "--accept", first, "--reject", second, "--reason", "Zo.")
    walk.step("reject without reason", *proposals, "--reject", first)
    walk.step("reject", *proposals, "--reject", first, "--reason", "Dat blijft zo.")
    walk.step("answer", *proposals, "--accept", second, "--reason", "Dat is aanvaard.")
    walk.step("reject what is answered", *proposals, "--reject", second, "--reason", "Toch niet.")
    walk.step("all proposals", *proposals, "--all")


def _slip(editorial: Path) -> None:
    """A word twice in the report's foreword."""
    text = editorial.read_text(encoding="utf-8")
    editorial.write_text(text.replace("Niet alles gaat even", "Niet alles gaat gaat even"), encoding="utf-8")


def _with_a_term(programme: Path) -> None:
    """The readers have fifteen working days, and a package may go at a set minute."""
    text = programme.read_text(encoding="utf-8")
    text = text.replace("name: Meelezers\n", "name: Meelezers\n    term: 15\n")
    text = text.replace("\ndelivery:\n", "\ndelivery:\n  signal: {moment: {confirmed: true}}\n")
    programme.write_text(text, encoding="utf-8")


def _later(inbox: Path, status: str, moment: str) -> str:
    """The agency's contribution again, with another status for the action that it shares with the city."""
    text = (inbox / "bijdrage.yaml").read_text(encoding="utf-8")
    return text.replace("status: versneld", f"status: {status}").replace("2020-02-12T10", moment)


DONE = """before, check, open, collect better, collect again, settle, explain what is to come, draft,
explain, close, delegate, term, absent, status while away, back, review, deputy, no proposals, read, proposals,
reject, answer, all proposals, status, director, accept,
no longer accept, accept again, adopt, export, refuse, resume, sign, verify letter, arm, hold, arm again,
at, confirm, status while planned, unplan, kamerbrief, run, verify, audit, end"""
REFUSED = """open again, close too soon, term of what waits, back from nothing, sign too soon,
read a note, reject what is answered,
import unsigned, adopt what stands open, accept another, sign while refused, withdraw nothing,
withdraw too late, confirm nothing, settle nothing"""
WRONG_USE = """json of what, absent without end, absent and back, compare with itself, compare with none,
remark without comment, read what, accept and reject, reject without reason,
adopt nothing, refuse without reason, refuse and resume, reason for nothing,
release what, hold without reason, at what, at no minute, at nowhere, at a minute that is skipped, zone of nothing,
reason for a minute, unplan without reason"""


def names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",")]


@pytest.mark.parametrize("step", names(DONE))
def test_what_was_done_ends_with_0_and_says_nothing_on_standard_error(walk: Walk, step: str) -> None:
    said = walk.said[step]
    assert (said.code, said.err) == (0, ""), said
    assert said.out


@pytest.mark.parametrize("step", names(REFUSED))
def test_a_refusal_ends_with_1_and_is_one_coded_paragraph_on_standard_error(walk: Walk, step: str) -> None:
    said = walk.said[step]
    assert (said.code, said.out) == (1, ""), said
    assert len(paragraphs(said.err)) == 1 and said.err.startswith("[") and said.err.count("\n") == 1


@pytest.mark.parametrize("step", names(WRONG_USE))
def test_wrong_use_ends_with_2_and_says_what_is_needed(walk: Walk, step: str) -> None:
    said = walk.said[step]
    assert (said.code, said.out) == (2, ""), said
    assert said.err.startswith("[USE-001]")


def test_every_step_is_named_in_one_of_the_lists(walk: Walk) -> None:
    assert sorted(walk.said) == sorted([*names(DONE), *names(REFUSED), *names(WRONG_USE), "collect"])


def test_a_file_with_mistakes_makes_collect_end_with_1_and_the_partner_finds_out_why(walk: Walk) -> None:
    """Its earlier file still counts, so nothing is lost meanwhile; the others were read when the round opened."""
    assert "gemeente-eindhoven: bijdrage.yaml is gelezen (aangenomen)." in walk.said["open"].out
    said = walk.said["collect"]
    assert (said.code, said.err) == (1, "")
    assert f"{AGENCY}: tweede.yaml is gelezen (fouten: 1)." in said.out
    assert (walk.outbox(AGENCY) / "bevindingen.html").exists()


def test_what_is_waited_for_is_told_after_each_act(walk: Walk) -> None:
    assert f"bna open {EDITION}" in walk.said["before"].out
    assert f"bna settle {EDITION} PT-01" in walk.said["collect better"].out
    assert "Er lag niets nieuws." in walk.said["collect again"].out
    assert f"bna close {EDITION}" in walk.said["settle"].out
    assert "Programmadirecteur Regio" in walk.said["deputy"].out
    assert f"bna accept {EDITION} --rule BRF-032" in walk.said["director"].out
    assert f"bna adopt {EDITION}" in walk.said["accept"].out
    assert f"bna accept {EDITION} --rule BRF-032" in walk.said["no longer accept"].out
    assert "--as gedeputeerde" in walk.said["adopt"].out
    assert f"bna release {EDITION} arm" in walk.said["sign"].out
    assert "aangehouden (vraag)" in walk.said["hold"].out
    assert "--kamerbrief" in walk.said["arm again"].out
    assert "wacht nergens meer op" in walk.said["kamerbrief"].out


def test_a_draft_on_which_something_stands_open_says_so_and_is_not_adopted(walk: Walk) -> None:
    assert "Er staat één bevinding open: kijk in controle.html bij het concept." in walk.said["draft"].out
    refused = walk.said["adopt what stands open"].err
    assert "BRF-032 (Rapportage, voorwoord, alinea 2): Er staat 'gaat gaat'." in refused
    assert "bna accept" in refused
    said = walk.said["audit"].out
    assert "Aanvaard is bevinding BRF-032 bij Rapportage, voorwoord, alinea 2: Er staat 'gaat gaat'." in said
    assert "is niet langer aanvaard. Reden: Toch niet." in said
    assert "Toch wel." in walk.outbox("concept/v1/controle.html").read_text(encoding="utf-8")


def test_what_came_back_in_word_is_listed_with_its_words_and_its_answers(walk: Walk) -> None:
    assert "Er is nog geen concept in Word teruggestuurd." in walk.said["no proposals"].out
    shown = walk.said["proposals"].out
    assert "Invoeging, L. Lezer, 02-03-2020 10:00" in shown and "{+ Dat is menselijk.+}" in shown
    assert "Staat dit er tweemaal?" in shown and "Open: 2." in shown
    settled = walk.said["all proposals"].out
    assert "niet overgenomen door coordinator: Dat blijft zo." in settled and "Open:" not in settled


def test_each_sentence_is_told_with_where_it_comes_from(walk: Walk) -> None:
    before = walk.said["explain what is to come"].out
    assert before.startswith(f"Zo wordt het volgende concept van {EDITION}")
    assert "Kernboodschap, stelling 2, kop  <- redactie: core[0].heading" in before
    assert "edition.ordinal_words = tweede  [register van edities, regiodeal-2020: ordinal]" in before
    told = json.loads(walk.said["explain"].out)
    assert (told["edition"], told["draft"]) == (EDITION, 1)
    (addressee,) = (line for line in told["lines"] if line["place"] == "Aan, alinea 1")
    assert addressee["sentences"][0]["facts"][0]["source"] == "programme.yaml: letter.addressee"


def test_going_on_at_the_end_changes_nothing_and_says_so(walk: Walk) -> None:
    assert walk.said["run"].out == (
        f"Editie {EDITION} wacht nergens meer op.\nEr is niets veranderd aan editie {EDITION}.\n"
    )


def test_the_status_shows_partners_route_and_who_decided_for_whom(walk: Walk) -> None:
    out = walk.said["status"].out
    assert "[x] Brainport Development: tweede.yaml, 13-02-2020, vervangt eerdere: 1" in out
    assert "Accounthouder Regio Deals: akkoord, gegeven door lezer-ruimte" in out
    assert "Beleidsmedewerker Arbeidsmarkt: akkoord met opmerkingen" in out
    assert "[ ] Programmadirectie" in out


def test_the_status_shows_until_when_a_stage_has_and_whose_absence_its_term_falls_in(walk: Walk) -> None:
    today = walk.today
    until = f"{today + timedelta(days=40):%d-%m-%Y}"
    out = walk.said["status while away"].out
    assert f"[ ] Meelezers: tot en met {until} (werkdagen over: " in out
    days = f"van {today:%d-%m-%Y} tot en met {today + timedelta(days=30):%d-%m-%Y}"
    assert f"secties akkoord: 0, open: 3; afwezig {days}" in out
    assert f"LET OP: De termijn van stap 'Meelezers' loopt tot en met {until}; Beleidsmedewerker Techniek is van" in out
    assert "is dan" not in out and "Let op: Beleidsmedewerker Techniek is afwezig van" in out
    assert "afwezig" not in walk.said["status"].out


def test_the_status_of_all_editions_shows_signature_and_release(walk: Walk) -> None:
    out = walk.said["end"].out
    assert "met WEGWERPSLEUTEL (TEST)" in out
    assert "Vrijgegeven; alle kanalen hebben het (1 van 1)." in out and "Wacht nergens meer op." in out


def test_a_set_minute_is_told_until_it_is_taken_back(walk: Walk) -> None:
    """With its zone, whether it was confirmed, and the package for which."""
    day = f"{walk.today + timedelta(days=40):%d-%m-%Y}"
    planned = walk.said["status while planned"].out
    assert f"  moment van vertrek: {day} 12:00, bevestigd" in planned
    assert "De vrijgave staat klaar; het pakket vertrekt op " in planned and "(Nederlandse tijd, " in planned
    assert "NOG NIET" not in planned and "moment van vertrek" not in walk.said["end"].out
    story = walk.said["audit"].out
    assert "bevestigd: pakket " in story and "gekozen moment vervallen (de Kamerbrief komt eerder)" in story
    assert "bestaat niet in Europe/Amsterdam" in walk.said["at a minute that is skipped"].err


def test_json_is_one_object_with_the_same_facts(walk: Walk) -> None:
    one = json.loads(bna("--dir", walk.root, "status", EDITION, "--json").out)
    every = json.loads(bna("--dir", walk.root, "status", "--json").out)
    audit = json.loads(bna("--dir", walk.root, "audit", EDITION, "--json").out)
    verified = json.loads(bna("verify", walk.outbox("pakket"), "--json").out)
    assert every == {"editions": [one]}
    assert (one["phase"], one["waits_for"], one["signatures"][0]["field"]) == ("afgesloten", [], "Gedeputeerde")
    assert (audit["edition"], len(audit["entries"])) == (EDITION, one["entries"])
    assert {row["holds"] for row in verified["rows"]} == {"klopt", "niet vast te stellen"}


def test_the_raw_trail_is_one_entry_a_line_and_each_names_the_one_before(walk: Walk) -> None:
    entries = [json.loads(line) for line in bna("--dir", walk.root, "audit", EDITION, "--raw").out.splitlines()]
    assert [e["previous"] for e in entries[1:]] == [e["hash"] for e in entries[:-1]]
    assert [e["seq"] for e in entries] == list(range(1, len(entries) + 1))


def test_the_audit_tells_every_entry_in_chapters_with_who_in_which_role_and_under_which_account(walk: Walk) -> None:
    lines = walk.said["audit"].out.splitlines()
    opened = next(n for n, line in enumerate(lines) if "De editie is geopend met 10 formulieren" in line)
    assert "[coordinator], als coördinator (account " in lines[opened - 1]
    assert [line for line in lines if re.match(r"\d\. ", line)] == [
        "1. De ronde: bijdragen ophalen",
        "2. Concept en beoordeling",
        "3. Vaststelling door Gedeputeerde Staten",
        "4. Ondertekening",
        "5. De vrijgave",
    ]
    told = [int(found[1]) for line in lines if (found := re.match(r" {6,}(\d+)  \S", line))]
    assert told == list(range(1, len(told) + 1)) and f"{len(told)} regels; elke regel sluit aan" in lines[-1]
    seconds = lines[lines.index("De vrijgave, tot op de seconde") :]
    signal = next(n for n, line in enumerate(seconds) if "sein +0 s  het sein: Kamerbrief" in line)
    assert any("sein +" in line and "ontvangen door" in line for line in seconds[signal:])


def test_the_audit_tells_it_by_person_too_and_of_each_everything_that_he_did(walk: Walk) -> None:
    said = bna("--dir", walk.root, "audit", EDITION, "--by", "person").out
    deputy = said.partition("[lezer-ruimte]\n")[2].partition("\n\n")[0]
    assert "Deed dit als toetser." in deputy and "Regels: 1, ingevoerd met account " in deputy
    assert "lezer-ruimte namens lezer-rijk besloot in stap lezers" in deputy
    numbers = [int(found[1]) for line in said.splitlines() if (found := re.match(r" {2,}(\d+)  \d\d-", line))]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert said.rindex("Vanzelf [systeem]") > said.rindex("[gedeputeerde]\n")
    assert bna("--dir", walk.root, "audit", EDITION, "--by", "person", "--json").code == 2


def test_verify_ends_with_1_and_names_the_file_when_a_byte_was_flipped(walk: Walk) -> None:
    path = walk.outbox("pakket") / "data" / "voortgangsrapportage.docx"
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        said = bna("verify", walk.outbox("pakket"))
    finally:
        path.write_bytes(whole)
    assert said.code == 1 and "voortgangsrapportage.docx" in said.out


def test_an_unknown_edition_or_person_is_wrong_use_and_names_those_there_are(walk: Walk) -> None:
    unknown = bna("--dir", walk.root, "status", "regiodeal-2031")
    assert (unknown.code, unknown.out) == (2, "") and EDITION in unknown.err
    nobody = bna("--dir", walk.root, "draft", EDITION, "--as", "niemand")
    assert nobody.code == 2 and "coordinator" in nobody.err
