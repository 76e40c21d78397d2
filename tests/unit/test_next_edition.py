"""An edition is made known once, by who may, and never otherwise than it was asked for."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from bna_pipeline import wiring
from bna_pipeline.errors import LeaseTaken, NotAllowed, Refused, UnknownEdition, UnknownPerson, WrongUse
from bna_pipeline.model.transitions import Act
from bna_pipeline.storage.lease import FileLease
from tests.programmes.layout import EDITION, lay_out

NEXT = "regiodeal-2021"
DEADLINE = date(2021, 2, 12)
MOMENT = datetime(2021, 1, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    return tmp_path


def file_of(root: Path) -> Path:
    return root / "templates" / "regiodeal" / "editions" / f"{NEXT}.yaml"


def prepare(
    root: Path,
    *,
    source: str = EDITION,
    deadline: date | None = DEADLINE,
    person: str | None = None,
    edition: str = NEXT,
) -> tuple[str, ...]:
    app = wiring.open_app(root, MOMENT)
    return wiring.prepare_edition(app, edition, source=source, deadline=deadline, person=person)


def test_an_unknown_edition_is_derived_and_written_and_what_is_left_to_do_is_said(root: Path) -> None:
    said = prepare(root)
    assert yaml.safe_load(file_of(root).read_text(encoding="utf-8"))["opens"] == MOMENT.date()
    assert str(file_of(root)) in said[0]
    assert any("kamerbrief_expected" in sentence for sentence in said)
    tools = wiring.open_app(root, MOMENT).tools(NEXT)
    assert tools.edition.deadline == DEADLINE and tools.sample


def test_the_same_again_changes_nothing(root: Path) -> None:
    """A run that was killed after writing is repeated; by then the file may have been edited."""
    prepare(root)
    file_of(root).write_text(file_of(root).read_text(encoding="utf-8") + "kamerbrief_expected: eind maart 2021\n")
    text = file_of(root).read_bytes()
    assert prepare(root) == ()
    assert prepare(root, deadline=None) == ()
    assert file_of(root).read_bytes() == text


def test_another_deadline_is_refused_with_the_file_in_which_it_stands(root: Path) -> None:
    prepare(root)
    with pytest.raises(Refused, match="12 februari 2021 en niet 19 februari 2021") as refused:
        prepare(root, deadline=date(2021, 2, 19))
    assert str(file_of(root)) in refused.value.mend
    with pytest.raises(WrongUse, match="volgt niet op"):
        prepare(root, source=NEXT, edition=EDITION)


@pytest.mark.parametrize(
    ("person", "error"), [("niemand", UnknownPerson), ("kabinetschef", NotAllowed), ("lezer-mensen", NotAllowed)]
)
def test_who_may_not_open_a_round_writes_nothing(root: Path, person: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        prepare(root, person=person)
    assert not file_of(root).exists()


def test_what_cannot_be_derived_writes_nothing(root: Path) -> None:
    with pytest.raises(WrongUse, match="nog niet bekend"):
        prepare(root, deadline=None)
    with pytest.raises(WrongUse, match="op zichzelf"):
        prepare(root, edition=EDITION)
    with pytest.raises(WrongUse, match="kan geen editie"):
        prepare(root, edition="anders-2021")
    with pytest.raises(UnknownEdition):
        prepare(root, source="regiodeal-1999")
    assert not file_of(root).exists()


def test_an_erratum_to_what_is_not_released_writes_nothing(root: Path) -> None:
    erratum = f"{EDITION}-erratum-1"
    with pytest.raises(Refused, match=f"{erratum} verbetert {EDITION}, en die is nog niet vrijgegeven"):
        prepare(root, edition=erratum)
    app, ahead = wiring.open_app(root), datetime.now(UTC).date() + timedelta(days=30)  # no sample: by the real clock
    source = "regiodeal-2019"
    with pytest.raises(Refused, match=f"{source} is niet met deze software gemaakt"):
        wiring.prepare_edition(app, f"{source}-erratum-1", source=source, deadline=ahead, person=None)
    assert not (root / "templates" / "regiodeal" / "editions").exists()


def test_a_deadline_on_which_nobody_works_is_only_said(root: Path) -> None:
    said = prepare(root, deadline=date(2021, 2, 13))
    assert any("zaterdag 13 februari 2021 is geen werkdag" in sentence for sentence in said)
    assert file_of(root).exists()


def test_two_processes_do_not_both_write(root: Path) -> None:
    app = wiring.open_app(root, MOMENT)
    with FileLease(app.settings.state / "leases").hold(NEXT), pytest.raises(LeaseTaken):
        prepare(root)
    assert not file_of(root).exists()


def test_check_says_when_a_file_disagrees_with_the_round_that_was_opened(root: Path) -> None:
    prepare(root)
    app = wiring.open_app(root, MOMENT)
    wiring.pipeline.open_edition(app.tools(NEXT), app.actor(NEXT, None, Act.OPEN))
    assert wiring.open_app(root).faults(NEXT)[1] == ()
    text = file_of(root).read_text(encoding="utf-8")
    file_of(root).write_text(
        text.replace("2021-02-12", "2021-02-19").replace("period_start: ", "period_start: 2019-01-01 # "),
        encoding="utf-8",
    )
    faults = wiring.open_app(root).faults(NEXT)[1]
    assert [f for f in faults if "geopend met inleverdatum 12 februari 2021" in f and "nu 19 februari 2021" in f]
    assert [f for f in faults if "begint op 1 januari 2019, voor het einde van die van" in f]


def test_check_names_a_broken_edition_file(root: Path) -> None:
    prepare(root)
    shutil.move(file_of(root), file_of(root).with_name("regiodeal-2022.yaml"))
    _, faults = wiring.open_app(root).faults()
    assert len(faults) == 1 and "regiodeal-2022.yaml staat een fout" in faults[0] and "regel 3, id" in faults[0]
