"""An edition in a file of its own is as one in programme.yaml: read together, with its own faults at its own lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bna_pipeline.errors import ProgrammeInvalid
from bna_pipeline.model.programme import Edition
from bna_pipeline.storage.edition_files import edition_file, write_edition
from bna_pipeline.storage.programmes import load_programme, programme_of, stands_in_file
from bna_pipeline.storage.templates import folder_digest
from tests.support.small_programme import TEXT

NEXT = Edition(
    id="demo-2021",
    year=2021,
    ordinal=3,
    title="Derde: met een dubbele punt, en 'aanhalingstekens'",
    sample=True,
    period_start=date(2020, 7, 1),
    period_end=date(2021, 6, 30),
    opens=date(2021, 3, 1),
    deadline=date(2021, 5, 14),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "demo"
    made.mkdir()
    (made / "programme.yaml").write_text(TEXT, encoding="utf-8")
    return made


def put(folder: Path, text: str, name: str = "demo-2021.yaml") -> Path:
    path = folder / "editions" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path) -> str:
    with pytest.raises(ProgrammeInvalid) as raised:
        load_programme(folder)
    return str(raised.value)


def test_what_is_written_is_read_back_and_says_what_it_is(folder: Path) -> None:
    path = write_edition(folder, NEXT, "demo-2020")
    assert path == edition_file(folder, "demo-2021")
    assert load_programme(folder).editions[-1] == NEXT
    first, second, *fields = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# Editie 2021, afgeleid van demo-2020") and second.startswith("# ")
    assert fields[0] == "id: demo-2021" and "deadline: 2021-05-14" in fields
    assert not any("null" in field or "kamerbrief" in field for field in fields)


def test_a_day_that_stands_twice_is_written_twice(folder: Path) -> None:
    """As in an erratum that is opened on its last day; a reference between the two would be refused when read."""
    same = NEXT.deadline
    write_edition(folder, NEXT.model_copy(update={"opens": same}), "demo-2020")
    assert load_programme(folder).editions[-1].opens == same


def test_the_programme_has_the_editions_of_both_places(folder: Path) -> None:
    write_edition(folder, NEXT, "demo-2020")
    assert programme_of(folder.parent, "demo-2021").folder == folder
    assert [e.id for e in load_programme(folder).editions] == ["demo-2019", "demo-2020", "demo-2021"]
    assert stands_in_file(folder, "demo-2021").name == "demo-2021.yaml"
    assert stands_in_file(folder, "demo-2020").name == "programme.yaml"


def test_a_programme_may_have_all_its_editions_in_files(folder: Path) -> None:
    text = TEXT[: TEXT.index("editions:")] + TEXT[TEXT.index("review:") :]
    (folder / "programme.yaml").write_text(text, encoding="utf-8")
    write_edition(folder, NEXT, "demo-2020")
    assert [e.id for e in load_programme(folder).editions] == ["demo-2021"]


def test_an_edition_file_is_no_template(folder: Path) -> None:
    before = folder_digest(folder)
    write_edition(folder, NEXT, "demo-2020")
    assert folder_digest(folder) == before


def test_other_files_in_the_folder_are_left_alone(folder: Path) -> None:
    put(folder, "onzin: [", "leesmij.txt")
    put(folder, "onzin: [", ".half.yaml")
    assert len(load_programme(folder).editions) == 2


SOUND = """\
id: demo-2021
year: 2021
ordinal: 3
title: Derde
period_start: 2020-07-01
period_end: 2021-06-30
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ordinal: 3\n", "", "regel 1, ordinal: ontbreekt."),
        ("title: Derde", "titel: Derde", "regel 4, titel: is geen bekend veld"),
        ("year: 2021", "year: twee", "regel 2, year: moet een geheel getal zijn"),
        ("period_end: 2021-06-30", "period_end: 2021-06-31", "regel 6, period_end: is geen bestaande datum"),
        ("id: demo-2021", "id: demo-2022", "regel 1, id: moet demo-2021 zijn, zoals het bestand heet"),
        ("ordinal: 3", "ordinal: 2", "regel 3, ordinal: 2 moet hoger zijn dan 2"),
        ("year: 2021", "year: 2022", "regel 1, id: moet demo-2022 heten"),
        (SOUND, "[een, twee]", "regel 1, edition: moet een blok met velden zijn"),
        (SOUND, "# niets\n", "het bestand is leeg"),
        (SOUND, "id: *anders", "verwijzingen zijn niet toegestaan"),
    ],
)
def test_a_fault_is_named_in_the_file_where_it_stands(folder: Path, old: str, new: str, said: str) -> None:
    path = put(folder, SOUND.replace(old, new))
    told = faults(folder)
    assert said in told
    assert str(path) in told and "programme.yaml staat" not in told


def test_an_edition_stands_in_one_place(folder: Path) -> None:
    path = put(folder, SOUND.replace("2021\n", "2020\n"), "demo-2020.yaml")
    assert faults(folder).endswith(
        f"In {path} staat een fout:\n  regel 1, id: staat ook in programme.yaml; laat de editie op één plaats staan."
    )


def test_faults_of_the_programme_and_of_its_editions_are_each_said_of_their_own_file(folder: Path) -> None:
    text = TEXT.replace("    role: partner\n", "    role: partner\n    until: 2020\n")
    (folder / "programme.yaml").write_text(text, encoding="utf-8")
    path = put(folder, SOUND.replace("ordinal: 3", "ordinal: 2"))
    told = faults(folder)
    line = next(n for n, said in enumerate(text.splitlines(), start=1) if "id: talent, name" in said)
    assert f"regel {line}, pillars.talent: heeft geen enkele actie in demo-2021." in told
    assert told.index("programme.yaml staat een fout") < told.index(f"In {path} staat een fout")


def test_faults_of_several_files_come_at_once(folder: Path) -> None:
    put(folder, SOUND.replace("title: Derde\n", ""))
    put(folder, SOUND.replace("2021", "2022").replace("title: Derde\n", ""), "demo-2022.yaml")
    told = faults(folder)
    assert "demo-2021.yaml" in told and "demo-2022.yaml" in told


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ("since: 2021\n    until: 2020", "until: 2020 ligt voor since 2021"),
        (
            "formerly: [{until: 2020, title: A}, {until: 2019, title: B}]",
            "formerly: moet van oud naar nieuw lopen: 2019",
        ),
        ("until: 2020\n    formerly: [{until: 2020, title: A}]", "formerly: 2020 moet voor until 2020 liggen"),
        ("since: 2020\n    formerly: [{until: 2019, title: A}]", "formerly: 2019 ligt voor since 2020"),
    ],
)
def test_years_of_an_action_that_contradict_each_other_are_named(folder: Path, years: str, said: str) -> None:
    text = TEXT.replace("    role: partner\n", f"    role: partner\n    {years}\n")
    (folder / "programme.yaml").write_text(text, encoding="utf-8")
    line = next(n for n, one in enumerate(text.splitlines(), start=1) if one.strip() == years.splitlines()[-1].strip())
    assert f"actions.T-01.{said}" in faults(folder)
    if "formerly" in said:
        assert f"regel {line}, actions.T-01.formerly" in faults(folder)


def test_departments_that_do_not_fit_are_named(folder: Path) -> None:
    block = "    departments: [{id: een, name: Een, contact: {function: F, mail: a@example.org}, actions: [T-02]}]\n"
    text = TEXT.replace("    group: kennis\n", f"    group: kennis\n{block}")
    (folder / "programme.yaml").write_text(text, encoding="utf-8")
    line = next(n for n, one in enumerate(text.splitlines(), start=1) if "departments" in one)
    told = faults(folder)
    assert f"regel {line}, partners.school.departments: 'T-02' is geen actie van deze partner." in told
    assert "partners.school.departments: actie 'T-01' staat bij geen enkele afdeling." in told
