"""A programme is read whole, or every fault is named with its line and its field."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import ProgrammeInvalid, UnknownEdition
from bna_pipeline.storage.programmes import load_programme, programme_folders, programme_of
from tests.support.small_programme import TEXT


def folder_with(tmp_path: Path, text: str, name: str = "demo") -> Path:
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    (folder / "programme.yaml").write_text(text, encoding="utf-8")
    return folder


def line_of(text: str, part: str) -> int:
    """The number of the only line that holds a part."""
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if part in line]
    assert len(lines) == 1, (part, lines)
    return lines[0]


def faults(tmp_path: Path, text: str) -> str:
    with pytest.raises(ProgrammeInvalid) as raised:
        load_programme(folder_with(tmp_path, text))
    return str(raised.value)


def test_a_whole_programme_is_read(tmp_path: Path) -> None:
    programme = load_programme(folder_with(tmp_path, TEXT))
    assert programme.action("T-01").reporters == ("school", "provincie")
    assert programme.edition("demo-2019").past


@pytest.mark.parametrize(
    ("old", "new", "field", "what"),
    [
        ("role: partner", "role: baas", "actions.T-01.role", "moet een van deze zijn: 'geen', 'betrokken'"),
        ("title: Meer stageplaatsen", "titel: Meer stageplaatsen", "actions.T-01.titel", "is geen bekend veld"),
        ("title: Meer stageplaatsen", "title: 35", "actions.T-01.title", "moet tekst zijn"),
        ("title: Meer stageplaatsen", "title: ''", "actions.T-01.title", "is leeg"),
        ("    owner: school", "    owner: De School", "actions.T-01.owner", "heeft niet de juiste vorm"),
        ("informed_on: 2018-06-25", "informed_on: overmorgen", "agenda.informed_on", "moet een datum zijn"),
        ("informed_on: 2018-06-25", "informed_on: 2018-06-25 10:00:00", "agenda.informed_on", "datum zonder tijd"),
        ("at_least: 0.8", "at_least: 8", "claims.levels.1.at_least", "moet ten hoogste 1 zijn"),
        ("kind: folder", "kind: duif", "delivery.channels.griffie.kind", "moet een van deze zijn: 'folder'"),
        ("partners: [provincie]", "partners: provincie", "actions.T-01.partners", "moet een lijst zijn"),
        ("year: 2019", "year: twee", "editions.demo-2019.year", "moet een geheel getal zijn"),
        ("short: VP", "short: VP\nsample: misschien", "sample", "moet true of false zijn"),
        ("{label: Kenmerk, value: VP-2020}", "{label: Kenmerk, waarde: x}", "letter.head.1.waarde", "geen bekend veld"),
    ],
)
def test_a_fault_is_named_in_dutch_with_line_and_field(
    tmp_path: Path, old: str, new: str, field: str, what: str
) -> None:
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    said = faults(tmp_path, text)
    line = line_of(text, new.splitlines()[-1].strip())
    assert f"regel {line}, {field}: " in said
    assert what in said
    assert "Input" not in said


def test_a_missing_field_is_named_at_the_block_where_it_belongs(tmp_path: Path) -> None:
    text = TEXT.replace("    owner: school\n", "")
    assert f"regel {line_of(text, 'id: T-01')}, actions.T-01.owner: ontbreekt." in faults(tmp_path, text)


def test_all_faults_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = TEXT
    for old, new in (("role: partner", "role: baas"), ("short: VP", "short: 1"), ("kind: folder", "kind: x")):
        text = text.replace(old, new)
    said = faults(tmp_path, text)
    assert "3 fouten" in said
    places = [said.index(field) for field in ("short", "actions.T-01.role", "delivery.channels.griffie.kind")]
    assert places == sorted(places)


def test_of_a_field_that_may_be_two_things_both_are_said(tmp_path: Path) -> None:
    said = faults(tmp_path, TEXT.replace("    name: Beleid\n", "    name: Beleid\n    needed: alle\n"))
    assert "review.beleid.needed: moet 'all' of 'no objection' zijn, of moet een geheel getal zijn." in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("province: provincie", "province: elders", "province: 'elders' is geen partner"),
        ("pillar: talent", "pillar: kennis", "actions.T-01.pillar: 'kennis' is geen pijler"),
        ("    owner: school", "    owner: bedrijf", "actions.T-01: 'bedrijf' is geen partner"),
        ("partners: [provincie]", "partners: [school]", "actions.T-01: noemt een partner twee keer"),
        ("{person: beleid}", "{person: voorzitter}", "review.beleid.reviewers: 'voorzitter' is niemand uit people"),
        ("{person: voorzitter, field", "{person: beleid, field", "letter.signatories: 'beleid' is niemand uit people"),
        ("{id: demo-2020, year", "{id: anders-2020, year", "editions.anders-2020.id: moet demo-2020 heten"),
        ("- {id: beleid, name: B", "- {id: coordinator, name: B", "people.coordinator: staat er twee keer in"),
    ],
)
def test_what_refers_to_nothing_is_named_where_it_stands(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    found = next(line for line in faults(tmp_path, text).splitlines() if said in line)
    where = "id: T-01" if "noemt" in said else new.strip()
    assert f"regel {line_of(text, where)}," in found


_FOREIGN = "foreign:\n  - {text: campus, language: en}\n  - {text: "


@pytest.mark.parametrize(
    ("added", "line", "said"),
    [
        (
            f"{_FOREIGN}Campus, language: de}}",
            2,
            "foreign: 'Campus' staat er twee keer in als tekst in een andere taal",
        ),
        (
            f"{_FOREIGN}campus!, language: en}}",
            2,
            "foreign: 'campus!' is in een andere taal en moet dan met een letter",
        ),
        (f"{_FOREIGN}lab, language: Engels}}", 2, "foreign.2.language: heeft niet de juiste vorm"),
        (f"{_FOREIGN}'', language: en}}", 2, "foreign.2.text: is "),
        (
            "foreign: [{text: campus, language: en}]\nabbreviations: [{short: C, meaning: campus, language: en}]",
            1,
            "abbreviations: 'campus' staat er twee keer in",
        ),
    ],
)
def test_a_foreign_text_that_cannot_be_found_or_stands_twice_is_named(
    tmp_path: Path, added: str, line: int, said: str
) -> None:
    text = f"{TEXT}{added}\n"
    told = faults(tmp_path, text)
    assert f"regel {line_of(text, added.splitlines()[line].strip())}, {said}" in told


def test_nobody_signs_twice(tmp_path: Path) -> None:
    """Who signed may not sign again, so a second field of his would stay empty for ever."""
    first = "    - {person: voorzitter, field: Voorzitter, label: de voorzitter, name: drs. V. Voorbeeld}\n"
    text = TEXT.replace(first, first + first.replace("field: Voorzitter", "field: Secretaris"))
    assert f"regel {line_of(text, first.strip())}, letter.signatories.voorzitter: staat er twee keer in" in faults(
        tmp_path, text
    )
    text = TEXT.replace(first, first + first.replace("person: voorzitter", "person: ander"))
    assert "letter.signatories.Voorzitter: staat er twee keer in" in faults(tmp_path, text)


def test_a_pillar_without_actions_and_a_quorum_that_cannot_be_met_are_named(tmp_path: Path) -> None:
    lonely = "  - {id: leeg, name: Leeg, aim: Niets.}"
    text = TEXT.replace("partners:\n  - id: provincie", f"{lonely}\npartners:\n  - id: provincie", 1)
    assert f"regel {line_of(text, lonely)}, pillars.leeg: heeft geen enkele actie." in faults(tmp_path, text)
    text = TEXT.replace("    name: Beleid\n", "    name: Beleid\n    needed: 4\n")
    wanted = f"regel {line_of(text, 'needed: 4')}, review.beleid.needed: moet all of no objection zijn, of een getal"
    assert wanted in faults(tmp_path, text)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("needed: no objection", "review.beleid.needed: no objection vraagt om een term"),
        ("reminders: [-1]", "review.beleid.reminders: herinneringen en escalation vragen om een term"),
    ],
)
def test_what_a_stage_asks_without_a_term_to_go_by_is_named(tmp_path: Path, asked: str, said: str) -> None:
    assert said in faults(tmp_path, TEXT.replace("    name: Beleid\n", f"    name: Beleid\n    {asked}\n"))


def test_levels_in_the_wrong_order_are_named(tmp_path: Path) -> None:
    text = TEXT.replace("at_least: 0.8", "at_least: 0.0")
    text = text.replace("    - {at_least: 0, ", "    - {at_least: 0.5, ")
    assert f"regel {line_of(text, 'levels:')}, claims.levels: moet van sterk naar zwak" in faults(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "regel 1, programme: het bestand is leeg."),
        ("id: [", "dit is geen YAML"),
        ("id: demo\nname: x\nid: nogmaals\n", "regel 3, id: staat ook op regel 1."),
        ("agenda: {name: a, name: b}", "regel 1, agenda.name: staat ook op regel 1."),
        ("id: &a demo\nname: *a\n", "regel 2, *a: verwijzingen zijn niet toegestaan."),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "4 fouten"),
        ("id: \x01", "dit is geen YAML"),
        ("id: demo\nagenda: {informed_on: 2020-13-45}", "regel 2, agenda.informed_on: is geen bestaande datum."),
        ("- een lijst", "moet een blok met velden zijn"),
        ("id: !!python/object/apply:os.getcwd []", "dit is geen YAML"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    assert said in faults(tmp_path, text)


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeInvalid, match=r"programme\.yaml"):
        load_programme(tmp_path)
    (tmp_path / "programme.yaml").write_bytes(b"name: caf\xe9")
    with pytest.raises(ProgrammeInvalid, match="UTF-8"):
        load_programme(tmp_path)


def test_every_folder_with_a_programme_is_found_in_order(tmp_path: Path) -> None:
    folder_with(tmp_path, TEXT.replace("demo", "ander"), "ander")
    folder_with(tmp_path, TEXT)
    (tmp_path / "fonts").mkdir()
    assert [folder.name for folder in programme_folders(tmp_path)] == ["ander", "demo"]


def test_the_programme_of_an_edition_is_found_also_beside_a_broken_one(tmp_path: Path) -> None:
    folder_with(tmp_path, "id: [", "aaa")
    folder_with(tmp_path, TEXT, "zzz")
    assert programme_of(tmp_path, "demo-2020").folder == tmp_path / "zzz"


def test_an_unknown_edition_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    folder_with(tmp_path, TEXT)
    with pytest.raises(UnknownEdition, match=r"demo-2031.*demo-2020"):
        programme_of(tmp_path, "demo-2031")


def test_an_edition_of_a_broken_programme_gives_the_programmes_faults(tmp_path: Path) -> None:
    folder_with(tmp_path, TEXT.replace("role: partner", "role: baas"))
    with pytest.raises(ProgrammeInvalid, match=r"actions\.T-01\.role"):
        programme_of(tmp_path, "demo-2020")


LINES = TEXT.splitlines()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(LINES) - 1),
    change=st.sampled_from(["", "  x: 1", "- 3", "{", "? ", "'", "name: [1, {a: b}]", "\t"]),
)
def test_any_broken_line_gives_a_fault_with_a_line_number_and_never_another_error(
    tmp_path: Path, at: int, change: str
) -> None:
    folder = folder_with(tmp_path, "\n".join([*LINES[:at], change, *LINES[at + 1 :]]))
    said = ""
    try:
        load_programme(folder)
    except ProgrammeInvalid as fault:
        said = fault.message
    assert not said or "\n  regel " in said


def test_a_programme_that_changes_is_read_anew(tmp_path: Path) -> None:
    """What is kept in a process is kept by the file's text, not by its name."""
    folder = folder_with(tmp_path, TEXT)
    before = load_programme(folder)
    (folder / "programme.yaml").write_text(TEXT.replace(before.name, "Een andere naam"), encoding="utf-8")
    assert load_programme(folder).name == "Een andere naam"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "    letter_sent: 2019-07-04\n",
            "    letter_sent: 2019-07-04\n    standings:\n      Z-99: vertraagd\n",
            "editions.demo-2019.standings.Z-99: is geen actie van 2019",
        ),
        (
            "    letter_sent: 2019-07-04\n",
            "    standings:\n      T-01: vertraagd\n",
            "editions.demo-2019.standings: hoort alleen bij een editie die al verzonden is (letter_sent)",
        ),
    ],
)
def test_standings_of_no_action_or_of_an_edition_to_come_are_named(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert TEXT.count(old) == 1
    assert said in faults(tmp_path, TEXT.replace(old, new))
