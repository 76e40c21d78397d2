"""The programme's mail templates: what they make, what they may not do, and where they are wrong."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from bna_pipeline.errors import TemplateInvalid
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.round import Purpose
from bna_pipeline.rounds.letters import FOLDER, Composed, check_templates, compose
from bna_pipeline.rounds.person_values import ALL_VALUES, DigestValues, RepliedValues, TermValues, TurnValues
from bna_pipeline.rounds.release_values import ReleasedValues
from bna_pipeline.rounds.specimens import SPECIMENS
from bna_pipeline.rounds.terms import with_weekday
from bna_pipeline.rounds.values import (
    EditedValues,
    FindingsValues,
    MailValues,
    PartnerValues,
    ReminderValues,
    UnusableFile,
)
from tests.unit.rounds.sample_mails import GOLDEN, TEMPLATES, first_of, golden_files

ALL = [pytest.param(values, id=f"{values.purpose.value}-{at}") for at, values in enumerate(SPECIMENS)]


class Outline(HTMLParser):
    """The tags of a page in order, and whether each that was opened was closed."""

    VOID = frozenset({"meta", "br", "img"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of the sample programme's mail templates, to break."""
    shutil.copytree(TEMPLATES / FOLDER, tmp_path / FOLDER)
    return tmp_path


def change(templates: Path, name: str, old: str, new: str) -> None:
    path = templates / FOLDER / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("name", [f"{purpose.value}.{kind}" for purpose in Purpose for kind in ("txt", "html")])
def test_the_sample_programmes_mail_reads_as_it_was_looked_at(name: str) -> None:
    assert (GOLDEN / name).read_text(encoding="utf-8") == golden_files()[name]


def test_every_purpose_has_values_of_its_own_and_a_made_up_mail() -> None:
    assert [kind.purpose for kind in ALL_VALUES] == list(Purpose)
    assert {type(values) for values in SPECIMENS} == set(ALL_VALUES)


def test_the_sample_programmes_templates_pass_the_check() -> None:
    assert check_templates(TEMPLATES) == ()


@pytest.mark.parametrize("values", ALL)
def test_every_mail_says_who_asks_for_what_until_when_and_how_to_answer(values: MailValues) -> None:
    mail = compose(TEMPLATES, values)
    page = " ".join("".join(Outline(mail.html).words).split())
    for text in (" ".join(mail.text.split()), page):
        assert f"Beste {values.recipient}," in text
        assert values.edition in text
        assert not isinstance(values, PartnerValues) or values.partner in text
        assert f"Met vriendelijke groet, {values.sender}" in text
        # Who coordinates is whom questions go to.
        asks = not isinstance(values, DigestValues)
        assert (f"Beantwoord deze mail, of mail naar {values.question_mail}" in text) is asks
        # Of what was released the letter's own mark is the one to be seen.
        assert (f"Kenmerk: {values.reference}" in text) is not isinstance(values, ReleasedValues)
        assert all(file.name in text for file in values.attachments)
    assert "\n" not in mail.subject and mail.subject == mail.subject.strip()


@pytest.mark.parametrize("values", ALL)
def test_every_page_is_whole_has_one_heading_on_top_and_takes_nothing_from_elsewhere(values: MailValues) -> None:
    page = Outline(compose(TEMPLATES, values).html)
    names = [tag for tag, _ in page.tags]
    assert page.open == []
    assert ("html", {"lang": "nl"}) in page.tags and names.count("h1") == 1
    headings = [int(name[1]) for name in names if re.fullmatch(r"h\d", name)]
    assert all(after <= before + 1 for before, after in pairwise(headings))
    links = [value for _, attributes in page.tags for key, value in attributes.items() if key in ("href", "src")]
    mailto = f"mailto:{values.question_mail}"
    assert [link for link in links if link != mailto] == own_links(values)
    assert (mailto in links) is not isinstance(values, DigestValues)
    assert not {"script", "link", "iframe"} & set(names)
    assert all(attributes.get("alt") for tag, attributes in page.tags if tag == "img")


def own_links(values: MailValues) -> list[str]:
    """What a page may lead to beside the address for questions: the desk, and a picture in the mail itself."""
    if isinstance(values, ReleasedValues):
        pages = [values.page, *(file.page for file in values.files if not values.attachments)]
        return [page for page in pages if page is not None]
    if isinstance(values, DigestValues):
        return [] if values.picture is None or not values.dates else [f"cid:{values.picture}"]
    return [turn.link for turn in values.turns if turn.link] if isinstance(values, TurnValues | TermValues) else []


@pytest.mark.parametrize("values", ALL)
def test_a_mail_of_somebodys_turn_has_its_link_in_the_text_and_says_until_when_it_works(values: MailValues) -> None:
    text = compose(TEMPLATES, values).text
    for link in own_links(values):
        alone = any(line.strip() == link for line in text.splitlines())
        assert link.startswith("cid:") or alone, "on a line of its own, so that no program breaks it"
    ends = any(link.startswith("https:") for link in own_links(values)) and not isinstance(values, ReleasedValues)
    assert ("werkt tot en met" in text) is ends


@pytest.mark.parametrize("values", ALL)
def test_no_sentence_is_left_half_filled(values: MailValues) -> None:
    mail = compose(TEMPLATES, values)
    page = " ".join("".join(Outline(mail.html).words).split())
    for text in (mail.text, page):
        assert not re.search(r"None|[{}]|\(\)| [.,:]|[.:]\.", text)


def both_texts(values: MailValues) -> tuple[str, str]:
    """A mail's text, and its page as words, each with single spaces."""
    mail = compose(TEMPLATES, values)
    return " ".join(mail.text.split()), " ".join("".join(Outline(mail.html).words).split())


TURNS = [values for values in SPECIMENS if isinstance(values, TurnValues | TermValues)]


@pytest.mark.parametrize("values", TURNS)
def test_nobody_is_asked_to_decide_before_a_day_that_has_passed(values: TurnValues | TermValues) -> None:
    passed = {turn.due for turn in values.turns if turn.due is not None and turn.due < values.today}
    for text in (*both_texts(values), compose(TEMPLATES, values).subject):
        assert not any(
            f"uiterlijk {with_weekday(due)}" in text or f"uiterlijk {dutch_date(due)}" in text for due in passed
        )
    assert all(f"De termijn was {with_weekday(due)}" in text for due in passed for text in both_texts(values))


@pytest.mark.parametrize("values", TURNS)
def test_a_mail_promises_no_page_without_a_link_and_gives_nobody_anothers_approval(
    values: TurnValues | TermValues,
) -> None:
    for text in both_texts(values):
        if not any(turn.link for turn in values.turns):
            assert "met één klik" not in text and "U ziet" not in text
        if all(turn.instead_of for turn in values.turns):
            assert "gaf u eerder" not in text and "hebt u eerder" not in text


def test_a_stage_or_a_function_is_text_in_a_mail_and_never_markup() -> None:
    again = next(v for v in SPECIMENS if isinstance(v, TurnValues) and v.turns[0].again)
    for silence in (False, True):
        more = {"stage": "A & <b>B</b>", "instead_of": "Q <i>R</i>", "silence": silence}
        turn = again.turns[0].model_copy(update=more)
        html = compose(TEMPLATES, again.model_copy(update={"turns": (turn,)})).html
        assert "A &amp; &lt;b&gt;B" in html and "<b>" not in html and "<i>" not in html


def test_who_was_asked_for_no_decision_is_not_sent_back_to_a_link() -> None:
    said = {v.asked: both_texts(v) for v in SPECIMENS if isinstance(v, RepliedValues)}
    assert all("Gebruik dan de link" in text for text in said["link"])
    assert all("Wilt u besluiten? Vraag de coördinator" in text for text in said["coordinator"])
    assert not any("Wilt u besluiten" in text for text in said[None])


def test_the_findings_mail_names_the_first_few_and_counts_the_rest() -> None:
    values = first_of(Purpose.FINDINGS)
    assert isinstance(values, FindingsValues) and len(values.errors) == 7
    text = compose(TEMPLATES, values).text
    assert "W-05.b" in text and "W-06.b" not in text
    assert "En nog twee punten: zie de bijlage." in text
    assert "drie punten opgelost, één punt staat er nog, geen nieuwe punten" in text
    assert "Nu telt nog uw eerdere versie: formulier-waterstad.docx" in text


def test_reminders_differ_before_on_and_after_the_deadline_and_for_the_escalation_contact() -> None:
    reminders = [values for values in SPECIMENS if isinstance(values, ReminderValues)]
    subjects = {compose(TEMPLATES, values).subject for values in reminders}
    texts = {compose(TEMPLATES, values).text for values in reminders}
    assert len(subjects) == 4
    assert len(texts) == len(reminders)


def test_a_reminder_of_a_version_that_does_not_count_for_another_reason_than_errors_counts_none() -> None:
    values = next(v for v in SPECIMENS if isinstance(v, ReminderValues) and v.errors)
    mail = compose(TEMPLATES, values.model_copy(update={"errors": 0}))
    assert "telt nog niet mee. Wat eraan ontbreekt" in mail.text
    assert "geen punten" not in mail.text + mail.html


def test_what_was_edited_stands_in_the_text_as_it_was_and_as_it_is() -> None:
    values = first_of(Purpose.EDITED)
    assert isinstance(values, EditedValues)
    (edit,) = values.edits
    mail = compose(TEMPLATES, values)
    before, _, after = mail.text.partition("Nu:")
    assert all(f"> {paragraph}" in before.partition("Was:")[2] for paragraph in edit.original)
    assert all(f"> {paragraph}" in after for paragraph in edit.text)
    assert "<del>" in mail.html and "<ins>" in mail.html and edit.reason in mail.html


HOSTILE = (
    '<script>alert(1)</script> {{ reference }} {% raw %} \u202etxt.exe\u200b\u2028Bcc: x@example.org\x0b" onclick="a'
)


def hostile() -> Composed:
    values = first_of(Purpose.UNUSABLE)
    file = UnusableFile(name=HOSTILE, why=HOSTILE)
    return compose(TEMPLATES, values.model_copy(update={"subject_received": HOSTILE, "files": (file,)}))


def test_what_a_contributor_wrote_is_text_and_never_source_or_markup() -> None:
    mail = hostile()
    assert "{{ reference }} {% raw %}" in mail.text and "{{ reference }}" in mail.html
    assert "<script" not in mail.html and 'onclick="' not in mail.html
    assert "&lt;script&gt;" in mail.html


def test_what_a_contributor_wrote_hides_nothing_and_starts_no_line_of_its_own() -> None:
    mail = hostile()
    for text in (mail.text, mail.html):
        assert "[U+202E]txt.exe[U+200B][U+2028]Bcc: x@example.org" in text
        assert not re.search(r"^Bcc", text, re.MULTILINE)
        assert not set(text) & set("\u202e\u200b\u2028\x0b\r")


def test_a_subject_is_one_visible_line_of_modest_length(templates: Path) -> None:
    change(templates, "onbruikbaar.txt.jinja", "Wij vonden geen formulier", "{{ subject_received }}\n\n Wij vonden")
    values = first_of(Purpose.UNUSABLE)
    values = values.model_validate({**values.model_dump(), "subject_received": "Bcc:\r\nx\u202e " + "lang " * 60})
    subject = compose(templates, values).subject
    assert subject.startswith("Bcc: x[U+202E] lang") and subject.endswith("…") and len(subject) <= 150


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("dank.txt.jinja", "{{ actions |", "{{ akties |", r"mails/dank\.txt\.jinja, regel 5: 'akties' is undefined"),
        ("dank.html.jinja", "delen.versie(version)", "version.bestand", r"mails/dank\.html\.jinja, regel 5: .*bestand"),
        ("basis.html.jinja", "{{ sender }}", "{{ afzender }}", r"mails/basis\.html\.jinja, regel \d+: 'afzender'"),
        ("delen.txt.jinja", "version.file", "version.bestand", r"mails/delen\.txt\.jinja, regel 2: .*bestand"),
        ("dank.txt.jinja", "{% endif %}", "{% eindif %}", r"mails/dank\.txt\.jinja, regel \d+: .*eindif"),
        ("dank.txt.jinja", "basis.txt", "bases.txt", r"mails/bases\.txt\.jinja ontbreekt"),
        ("dank.txt.jinja", "{% block onderwerp %}", "{% block titel %}", r"dank\.txt\.jinja heeft geen onderwerp"),
        ("dank.txt.jinja", "Dank u wel: uw bijdrage is compleet", " ", r"onderwerp.*geeft geen tekst"),
        ("dank.txt.jinja", "{{ actions", "{{ actions / 0 }}{{ actions", r"regel 5: division by zero"),
        ("dank.txt.jinja", "{{ actions", "{{ [].append(1) }}{{ actions", r"regel 5: .*append.*unsafe"),
        ("dank.txt.jinja", "{{ actions", "{{ version.__class__ }}{{ actions", r"regel 5: .*__class__.*unsafe"),
        ("dank.html.jinja", "<p>Past", '<img src="https://example.org/x.png"><p>Past', r"haalt iets van elders op"),
    ],
)
def test_a_template_that_is_wrong_is_told_with_its_file_and_line(
    templates: Path, name: str, old: str, new: str, said: str
) -> None:
    change(templates, name, old, new)
    found = check_templates(templates)
    assert found and any(re.search(said, sentence) for sentence in found), found


def test_a_template_that_is_missing_or_no_text_is_told_by_name(templates: Path) -> None:
    (templates / FOLDER / "dank.html.jinja").unlink()
    (templates / FOLDER / "uitvraag.txt.jinja").write_bytes(b"\xff\xfe")
    said = " ".join(check_templates(templates))
    assert "mails/dank.html.jinja ontbreekt" in said
    assert "mails/uitvraag.txt.jinja is niet te lezen" in said
    with pytest.raises(TemplateInvalid, match=r"mails/uitvraag\.txt\.jinja ontbreekt"):
        compose(templates / "elders", first_of(Purpose.REQUEST))


def test_the_words_of_a_mail_are_the_templates_and_none_of_the_codes(templates: Path) -> None:
    change(templates, "basis.txt.jinja", "Met vriendelijke groet,", "Een goede dag,")
    assert "Een goede dag," in compose(templates, first_of(Purpose.THANKS)).text
