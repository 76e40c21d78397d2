"""A folder that is put in another's place, killed at every point of that: `python -m tests.kills.trees FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from bna_pipeline.storage.outbox import replace_tree
from tests.kills.children import in_child, killed_in_child
from tests.kills.points import Point, Watch

OLD = {"a.txt": b"oud", "b/c.txt": b"oud"}
NEW = {"a.txt": b"nieuw", "d.txt": b"nieuw"}


def main(folder: Path) -> None:
    """Print at how many points it was killed.

    Raises:
        AssertionError: after a kill neither the old nor the new folder stood there whole, or something was left.
    """
    points = in_child(lambda: _replaced(Watch((folder,)), _target(folder, "undisturbed")))
    for number, point in enumerate(points):
        target = _target(folder, str(number))
        watch = Watch((folder,), kill_at=number)
        assert killed_in_child(lambda watch=watch, target=target: _replaced(watch, target)), point  # type: ignore[misc]
        assert _content(target) in (OLD, NEW), point
        replace_tree(target, NEW)
        assert _content(target.parent) == {f"pakket/{name}": data for name, data in NEW.items()}, point
    sys.stdout.write(f"{len(points)}\n")


def _target(folder: Path, name: str) -> Path:
    target = folder / name / "pakket"
    replace_tree(target, OLD)
    return target


def _replaced(watch: Watch, target: Path) -> list[Point]:
    watch.start()
    replace_tree(target, NEW)
    watch.pass_by("after", "replace_tree")
    return watch.seen


def _content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
