"""Which kills are tried, and by how many processes at the same time."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from tests.kills.children import in_children
from tests.kills.harness import Harness, Place
from tests.kills.report import Report
from tests.kills.sample_story import story as sample_story
from tests.kills.story import Story
from tests.kills.two_partners_story import story as two_partners_story

STORIES: Mapping[str, Callable[[], Story]] = {"two-partners": two_partners_story, "sample": sample_story}


def chosen(places: Sequence[Place], which: str) -> list[Place]:
    """The places that are tried.

    Args:
        which: "all"; "disks": the first of those that leave the same disk to the next process; "ports": of the places
            before and after a call of a port and of a process, the first of those that leave the same disk; "ends": of
            each kind the first, the middle one and the last.
    """
    if which == "ports":
        return list(_at_ports(places))
    if which == "all":
        return list(places)
    if which == "disks":
        return [place for place in places if place.point.moved]
    ends = _ends(places, lambda place: place.point.kind_of_effect)
    return [place for place in places if place in ends]


def _ends(places: Sequence[Place], group: Callable[[Place], object]) -> frozenset[Place]:
    """The first, the middle one and the last of each group."""
    groups: dict[object, list[Place]] = defaultdict(list)
    for place in places:
        groups[group(place)].append(place)
    return frozenset(mine[n] for mine in groups.values() for n in (0, len(mine) // 2, len(mine) - 1))


def _at_ports(places: Sequence[Place]) -> Iterator[Place]:
    act, moved = -1, False
    for place in places:
        moved |= place.point.moved or place.act != act
        act = place.act
        if moved and place.point.kind in ("before", "after", "process"):
            moved = False
            yield place


def kill_everywhere(harness: Harness, which: str, jobs: int) -> Report:
    """Play a story undisturbed, then with a kill at each of the places, and report.

    Args:
        which: see `chosen`.
        jobs: how many processes kill at the same time.
    """
    report = Report(Counter(place.point.kind_of_effect for place in harness.places), harness.ending)
    runs = harness.runs(chosen(harness.places, which))

    def work(number: int) -> Report:
        mine, found = harness.as_worker(number), Report(report.points, report.undisturbed)
        for turn, kills in enumerate(runs[number - 1 :: jobs]):
            # Most runs only hold a kill in the last act, after which every file was compared with the undisturbed run.
            verify = turn % 10 == 0 or len(kills) > 1
            found.add_run(*mine.play(kills, verify=verify))
            if sys.stderr.isatty():
                sys.stderr.write(f"\rprocess {number}: {found.runs} of {len(runs[number - 1 :: jobs])} runs ")
        return found

    for part in in_children([partial(work, number) for number in range(1, jobs + 1)]):
        report.add(part)
    return report
