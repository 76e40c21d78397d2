"""What was measured becomes a table: medians, ratios, and a text around it that stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import table
from benchmarks.__main__ import main
from benchmarks.catalogue import CROWDS, measurements
from benchmarks.measurement import Reading
from benchmarks.rounds import median


def reading(seconds: float, peak: float = 50.0, **parts: float) -> Reading:
    return Reading({"whole": seconds, **parts}, peak)


def test_the_median_is_taken_of_every_number_by_itself() -> None:
    found = median([reading(1, 10, draft=3), reading(2, 30, draft=1), reading(9, 20, draft=2)])
    assert found == reading(2, 20, draft=2)


def test_a_stage_has_its_ratio_to_the_bare_engines() -> None:
    lines = table.rows({"product.draft": reading(1.2, 200), "bare.draft": reading(1.0, 150)}, CROWDS)
    assert "| draft | 1.20 s | 1.00 s | 1.20 | 200 MB | 150 MB |" in lines


def test_a_crowd_is_held_against_the_sample() -> None:
    lines = table.rows({"collect.14": reading(0.5), "collect.1400": reading(40.0, 90)}, CROWDS)
    assert "| 1,400 | 40.00 s | 80.00 | 90 MB |" in lines


def test_forms_are_counted_by_the_second_and_held_against_lxml() -> None:
    found = {"forms.read": reading(3, 60, work=2.0, count=40), "forms.parsed": reading(1, 30, work=0.5, count=40)}
    lines = table.rows(found, CROWDS)
    assert "| Word forms read and judged | 20 | 4.00 | 60 MB |" in lines
    assert "| the same forms unzipped and their parts parsed by lxml | 80 | 1.00 | 30 MB |" in lines


def test_a_change_is_a_share_of_a_full_draft() -> None:
    warm = reading(3, full=1.0, collect=0.1, change=0.2)
    lines = table.rows({"change.warm": warm, "product.draft": reading(2.0)}, CROWDS)
    assert "| both in one warm process | 1.00 s | 0.10 s | 0.20 s | 20% |" in lines
    assert "| in a warm process, against a full draft in a fresh one | 2.00 s | 0.10 s | 0.20 s | 10% |" in lines


def test_a_document_is_held_against_typst_alone_and_against_an_office() -> None:
    found = {
        "paper.letter": reading(1, pdf=0.2),
        "typst.letter": reading(1, pdf=0.1),
        "office.letter": reading(9, pdf=3),
    }
    assert "| letter | 0.20 s | 0.10 s | 2.00 | 3.00 s | 15.00 |" in table.rows(found, CROWDS)
    del found["office.letter"]
    assert "| letter | 0.20 s | 0.10 s | 2.00 |  |  |" in table.rows(found, CROWDS)


def test_what_was_not_measured_has_no_table() -> None:
    assert table.rows({}, CROWDS) == []


def test_the_table_is_written_between_its_markers_and_the_text_around_it_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", encoding="utf-8")
    table.write(page, "| new |", 5)
    written = page.read_text(encoding="utf-8")
    assert written.startswith("before\n") and written.endswith("\nafter\n")
    assert "| new |" in written and "old" not in written and "medians of 5 runs" in written


def test_a_page_without_markers_is_refused_and_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("text\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no"):
        table.write(page, "| new |", 5)
    assert page.read_text(encoding="utf-8") == "text\n"


def test_every_measurement_has_a_name_of_its_own() -> None:
    names = [m.name for m in measurements()]
    assert len(set(names)) == len(names)


def test_a_page_without_room_is_refused_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.md").write_text("text\n", encoding="utf-8")
    for page in ("page.md", "not-there.md"):
        with pytest.raises(SystemExit):
            main(["--markdown", str(tmp_path / page)])
        assert table.BEGIN in capsys.readouterr().err
