"""Which kills are tried, and by how many processes at the same time."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from tests.kills.children import in_children
from tests.kills.harness import Harness, Place
from tests.kills.release_story import story as release_story
from tests.kills.report import Report
from tests.kills.round_story import story as round_story
from tests.kills.sample_story import story as sample_story
from tests.kills.story import Story
from tests.kills.two_partners_story import story as two_partners_story

STORIES: Mapping[str, Callable[[], Story]] = {
    "two-partners": two_partners_story,
    "sample": sample_story,
    "round": round_story,
    "release": release_story,
}

OUTSIDE = ("mailer.", "mailbox.", "final dot", "ledger.")
"""What kinds of points are nearest to the world outside."""

WHERE = {"ends": (0, 0.5, 1), "edges": (0, 1), "kinds": (0.5,)}
"""How far in all points of its kind stand those that are tried."""
SHARES = {"half": 2, "some": 10}
"""Of places that are chosen one in every act: one in so many."""


def chosen(places: Sequence[Place], which: str) -> list[Place]:
    """The places that are tried.

    Args:
        which: "all"; "disks": the first of those that leave the same disk to the next process; "ports": of the places
            before and after a call of a port and of a process, the first of those that leave the same disk; "ends": of
            each kind the first, the middle one and the last; "edges": without the middle one; "kinds": that one
            alone; "acts": one in every act, of as many kinds as can be; "half": of these every other one, and each
            that touches the world outside in another way; "some": every tenth one, and these.
    """
    if which == "acts":
        return list(_one_an_act(places))
    if which in SHARES:
        return list(_some(_one_an_act(places), SHARES[which]))
    if which == "ports":
        return list(_at_ports(places))
    if which == "all":
        return list(places)
    if which == "disks":
        return [place for place in places if place.point.moved]
    ends = _ends(places, lambda place: place.point.kind_of_effect, WHERE[which])
    return [place for place in places if place in ends]


def _ends(places: Sequence[Place], group: Callable[[Place], object], where: tuple[float, ...]) -> frozenset[Place]:
    """Those that stand so far in each group: 0 is its first, 1 its last."""
    groups: dict[object, list[Place]] = defaultdict(list)
    for place in places:
        groups[group(place)].append(place)
    return frozenset(mine[round(far * (len(mine) - 1))] for mine in groups.values() for far in where)


def _one_an_act(places: Sequence[Place]) -> Iterator[Place]:
    """In every act the middle one of the kind that there was least of; what touches the world outside comes first."""
    acts: dict[int, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in places:
        acts[place.act][place.point.kind_of_effect].append(place)
    tried = Counter[str]()
    for kinds in acts.values():
        kind = min(kinds, key=lambda kind: (tried[kind], not any(word in kind for word in OUTSIDE), kind))
        tried[kind] += 1
        yield kinds[kind][len(kinds[kind]) // 2]


def _some(places: Iterator[Place], share: int) -> Iterator[Place]:
    """One in so many, and each that touches the world outside in another way."""
    seen = set[str]()
    for number, place in enumerate(places):
        kind = place.point.kind_of_effect
        if number % share == 0 or (kind not in seen and any(word in kind for word in OUTSIDE)):
            yield place
        seen.add(kind)


def _at_ports(places: Sequence[Place]) -> Iterator[Place]:
    act, moved = -1, False
    for place in places:
        moved |= place.point.moved or place.act != act
        act = place.act
        if moved and place.point.kind in ("before", "after", "process", "smtp"):
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
    jobs = min(jobs, len(runs)) if harness.story.far_side is None else 1

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
