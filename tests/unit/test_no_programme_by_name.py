"""No line of code knows a programme by name: what a programme is called stands in its folder and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bna_pipeline.model.programme import Programme
from bna_pipeline.storage.programmes import load_programme

ROOT = Path(__file__).parents[2]
PROGRAMMES = (ROOT / "templates" / "bna", ROOT / "tests" / "programmes" / "regiodeal")
CODE = ("bna_pipeline", "flows")

# The command, its package and its settings carry the first programme's abbreviation; that is our own name by now.
OWN_NAME = re.compile(r"bna|BNA")
# ... but code that asks whether a programme is the first one knows it by name all the same.
COMPARED = r"""(?:==|!=|\bin\b|\bcase\b)\s*[(\[{]*["'](?:bna|BNA)["']"""
ALSO = ("Brainport", "Noord-Brabant", "Regio Deal")


def names_of(programme: Programme) -> Iterator[str]:
    """Everything that a programme, its pillars, partners, actions and editions are called."""
    yield from (programme.id, programme.name, programme.short, programme.agenda.name, programme.agenda.short)
    yield programme.province_name
    for pillar in programme.pillars:
        yield from (pillar.id, pillar.name)
    for partner in programme.partners:
        yield from (partner.id, partner.name, partner.short)
    yield from (action.title for action in programme.actions)
    yield from (edition.id for edition in programme.editions)
    yield from (person.id for person in programme.people if "-" in person.id)
    yield from (signatory.name for signatory in programme.letter.signatories)


def is_ordinary_word(name: str) -> bool:
    """A pillar's id such as `talent` is also a word of Dutch: code may say it, but not compare with it."""
    return name.isalpha() and name.islower() and len(name) > 4


def forbidden(programmes: Iterable[Programme]) -> tuple[tuple[str, str], ...]:
    """Patterns to look for, each behind a text without which it cannot match, longest first.

    Names as words of their own, ordinary words only between quotes.
    """
    names = set(ALSO)
    ordinary = set[str]()
    for programme in programmes:
        found = set(names_of(programme))
        ordinary |= {name for name in found if is_ordinary_word(name)} - {programme.id}
        names |= found - ordinary
    kept = sorted((n for n in names if not OWN_NAME.fullmatch(n)), key=lambda name: (-len(name), name))
    words = ((name, rf"(?<![\w-]){re.escape(name)}(?![\w-])") for name in kept)
    quoted = ((name, rf"""(?<=["']){name}(?=["'])""") for name in sorted(ordinary))
    return (("", COMPARED), *words, *quoted)


def hits(text: str, patterns: Iterable[tuple[str, str]]) -> list[tuple[int, str]]:
    """Line number and name of every place where a name stands, in its own case."""
    # Only what stands in the text at all: an alternation of hundreds is tried anew at every character.
    pattern = re.compile("|".join(regex for word, regex in patterns if word in text))
    return [
        (number, match.group())
        for number, line in enumerate(text.splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def files_of_code() -> list[Path]:
    """Everything in the code's folders that people wrote, whatever its kind."""
    kinds = {".py", ".jinja", ".html", ".css", ".js", ".yaml", ".yml", ".json", ".toml", ".typ", ".txt", ".md"}
    return [
        path
        for folder in CODE
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in kinds and "__pycache__" not in path.parts
    ]


NAMES = forbidden(load_programme(folder) for folder in PROGRAMMES)


def test_no_file_of_code_names_a_programme_or_anything_in_it() -> None:
    files = files_of_code()
    assert len(files) > 20, "the code was not found, so nothing was looked at"
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in files
        for line, name in hits(path.read_text(encoding="utf-8"), NAMES)
    ]
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        'if programme.id == "regiodeal":',
        'EDITION = "bna-2020"',
        'PILLARS = ("Talent", "Digitalisering")',
        'partner == "ezk"',
        "pillar.id == 'talent'",
        'if programme.id == "bna":',
        'if programme.short in ("BNA", "RD"):',
        '"""The province of Noord-Brabant sends it."""',
        "# Brainport Nationale Actieagenda",
        'folder = "high-tech-campus"',
    ],
)
def test_a_planted_name_is_found(planted: str) -> None:
    (first, *_) = hits(f"x = 1\n{planted}\n", NAMES)
    assert first[0] == 2


@pytest.mark.parametrize("own", ["BNA_HOME", "`bna status`", "BNA-controle", "bna_pipeline", ".bna/", "BNA-001"])
def test_our_own_command_package_and_settings_are_no_programme(own: str) -> None:
    assert hits(own, NAMES) == []


def test_every_programme_is_found_by_what_it_is_called() -> None:
    for folder in PROGRAMMES:
        programme = load_programme(folder)
        assert hits(f'"{programme.name}"', NAMES)
        assert all(hits(f'"{partner.name}"', NAMES) for partner in programme.partners)
        assert all(hits(f'"{pillar.name}"', NAMES) for pillar in programme.pillars)
