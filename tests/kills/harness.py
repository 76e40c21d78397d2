"""Plays an edition, kills it, lets it go on, and holds what came of it against a run that nobody disturbed."""

from __future__ import annotations

import dataclasses
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from itertools import zip_longest
from pathlib import Path

from bna_pipeline.errors import Refused
from bna_pipeline.model.events import EffectDone, EffectIntended, Entry
from bna_pipeline.model.transitions import Phase
from bna_pipeline.settings import load_settings
from bna_pipeline.wiring import app as wiring_app
from bna_pipeline.wiring import pipeline, verify_package
from tests.kills.children import ChildFailedError, in_child, killed_in_child
from tests.kills.far_side import FarSide
from tests.kills.letters import Letters, letters_of, second_copies
from tests.kills.looking import NOTHING, Look, differences, entries_that_stand, look
from tests.kills.points import Point, Watch, WatchedApp
from tests.kills.post_office import Post, PostOffice
from tests.kills.story import Act, Story, arrive, follow

Change = Callable[[pipeline.Tools], pipeline.Tools]
THROWN_AWAY = "weggegooid"
"""The word by which a person is told that a signature was thrown away."""


@dataclass(frozen=True)
class Place:
    """A point of an act's run: the act's number, the point's ordinal in it, and the point."""

    act: int
    ordinal: int
    point: Point


@dataclass(frozen=True)
class Chapter:
    """An act as it went undisturbed.

    Attributes:
        points: what it passed by, until what follows from it was done too.
        after: the edition after it.
    """

    points: tuple[Point, ...]
    after: Look


@dataclass(frozen=True)
class Ending:
    """How an edition ended; `events` are the kinds of entries that its ledger holds."""

    finished: bool
    content_digest: str
    faults: tuple[str, ...]
    events: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Survived:
    """What came of one kill.

    Attributes:
        refused: the code of the refusal when the person's second try found it done already; else "".
        thrown_away: how many signatures were thrown away, as the ledger says.
        orphans: blobs that nothing refers to.
        faults: every difference from the undisturbed run; empty when all is as promised.
    """

    place: Place
    refused: str = ""
    thrown_away: int = 0
    orphans: int = 0
    faults: tuple[str, ...] = ()


@dataclass
class Harness:
    """One story in a folder of its own, which nobody else uses.

    Attributes:
        worker: the number of the process that this harness works in; each has a project of its own.
        twice: whether each act of the undisturbed run is played twice, and must pass the same points both times.
        change: a fault that is planted in the ports of every run but the undisturbed one.
        post: the mail servers of this project; None: it has no mail.
        posted: how the servers stood before each act.
    """

    story: Story
    folder: Path
    worker: int = 0
    twice: bool = True
    change: Change = field(default=lambda tools: tools)
    post: PostOffice | None = None
    posted: dict[int, Post] = field(default_factory=dict)

    # -- the undisturbed run -----------------------------------------------------------------------------

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """Every act as it goes when nobody kills it; a copy of the project before each is kept."""
        self.typeset.mkdir(parents=True)
        self._settle_in()
        if self.story.by_mail:
            self.post = (self.story.far_side or PostOffice.begin)(self.folder / "post")
        self._warm_up()
        self._lay_out()
        told = [self._tell(number, act) for number, act in enumerate(self.story.acts)]
        self.root.rename(self._before(len(told)))
        return tuple(told)

    def _warm_up(self) -> None:
        """Play it once in this process, so that its children find every library and template loaded."""
        loaded = in_child(self._rehearse)  # the typesetter makes threads; in this process it finds all of it remembered
        if self.story.far_side is None:
            self._rehearse()
        else:  # the drivers make threads too, and remember nothing; but here too everything is loaded before it forks
            for module in loaded:
                with suppress(ImportError):  # of a module that is made while another is loaded
                    import_module(module)
        gc.collect()
        gc.freeze()

    def _rehearse(self) -> list[str]:
        """Play it once; the names of all modules that this loaded."""
        self._lay_out()
        for act in self.story.acts:
            arrive(act, self.root, self.post)
            self._do(self._app(self.root, act), act)
        self._end(self.root)
        shutil.rmtree(self.root)
        return list(sys.modules)

    def _lay_out(self) -> None:
        self.root.mkdir()
        self.story.lay_out(self.root)
        self._connect()
        if self.post is not None:
            self.post.restore(Post())

    def as_worker(self, number: int) -> Harness:
        """This harness with a project of its own, in the process that calls this."""
        mine = dataclasses.replace(self, worker=number)
        mine.__dict__.update(chapters=self.chapters, ending=self.ending)
        mine.post = None if self.post is None else self.post.another()
        mine._settle_in()
        mine._resume(0)
        mine._app(mine.root, self.story.acts[0]).tools(self.story.edition)  # read, and remembered, before it forks
        return mine

    def _settle_in(self) -> None:
        self.scratch.mkdir(parents=True)
        tempfile.tempdir = str(self.scratch)
        # No story changes a template, and they would be read anew some thousands of times.
        for reading in ("programme_of", "folder_digest"):
            setattr(wiring_app, reading, cache(getattr(wiring_app, reading)))

    def _tell(self, number: int, act: Act) -> Chapter:
        arrive(act, self.root, self.post)
        copy_project(self.root, self._before(number))
        if self.post is not None:
            self.posted[number] = self.post.now()
        rehearsed = in_child(lambda: self._record(act, measure=not self.twice))
        if not self.twice:
            return rehearsed
        self._resume(number)
        told = in_child(lambda: self._record(act, measure=True))
        if rehearsed.points != told.points:
            other = next(
                (n, *both) for n, both in enumerate(zip_longest(rehearsed.points, told.points)) if len({*both}) > 1
            )
            raise AssertionError(
                f"{act.name}: two runs from one project differ at point {other[0]}: {other[1]}, {other[2]}"
            )
        return told

    @cached_property
    def ending(self) -> Ending:
        """How the edition ends when nobody kills it."""
        return in_child(lambda: self._end(self._before(len(self.chapters))))

    @property
    def places(self) -> tuple[Place, ...]:
        """Every point of the whole run, in order."""
        return tuple(
            Place(act, ordinal, point)
            for act, chapter in enumerate(self.chapters)
            for ordinal, point in enumerate(chapter.points)
        )

    def _record(self, act: Act, *, measure: bool) -> Chapter:
        watch = Watch((self.root, self.scratch), measure=measure)
        watch.start()
        self._do(self._app(self.root, act, watch=watch, change=self.change), act)
        points = tuple(watch.seen)
        return Chapter(points, self._look(act))

    def points_of(self, number: int) -> tuple[Point, ...]:
        """What an act passes by with the fault that is planted here."""
        self._resume(number)
        return in_child(lambda: self._record(self.story.acts[number], measure=False)).points

    # -- a run with kills in it --------------------------------------------------------------------------

    def runs(self, places: Iterable[Place]) -> list[dict[int, Place]]:
        """These places, at most one of each act in a run: so each is in a run that goes on to the edition's end."""
        waiting: dict[int, list[Place]] = {}
        for place in places:
            waiting.setdefault(place.act, []).append(place)
        length = max(map(len, waiting.values()), default=0)
        return [{act: mine[n] for act, mine in waiting.items() if n < len(mine)} for n in range(length)]

    def play(
        self, kills: Mapping[int, Place], through: int | None = None, *, verify: bool = True
    ) -> tuple[list[Survived], Ending]:
        """Play the edition to its end; in each of these acts kill it at the place, and let the person try again.

        Returns:
            What came of each kill, and how the edition ended.

        Args:
            through: the last act to play; None: the story's last.
            verify: whether both bags are verified too, as `bna verify` does.
        """
        came: list[Survived] = []
        first = min(kills)
        self._resume(first)
        before = self.chapters[first - 1].after if first else None
        for number in range(first, (len(self.story.acts) if through is None else through + 1)):
            act, place = self.story.acts[number], kills.get(number)
            if number > first and before is None:
                self._resume(number)
                before = self.chapters[number - 1].after
            elif number > first:
                arrive(act, self.root, self.post)
            if place is None:
                in_child(lambda act=act: self._do(self._app(self.root, act, change=self.change), act))  # type: ignore[misc]
                continue
            survived, now = self._kill(place, before)
            if now is None and number > first:  # what an earlier kill left is tidied here, so the points are others
                self._resume(number)
                before = self.chapters[number - 1].after
                survived, now = self._kill(place, before)
            before = now
            came.append(survived)
            if survived.faults:  # the next one begins with a project that this one has not spoilt
                before = None
        return came, in_child(lambda: self._end(self.root, verify=verify))

    def _resume(self, act: int) -> None:
        for left in (self.root, *self.scratch.iterdir()):
            shutil.rmtree(left, ignore_errors=True)
        copy_project(self._before(act), self.root)
        self._connect()
        if self.post is not None:
            self.post.restore(self.posted[act])

    def _connect(self) -> None:
        """Have the project's settings name this harness's own mail servers."""
        if isinstance(self.post, FarSide):
            self.post.connect(self.root)
        elif self.post is not None:
            settings = self.root / ".bna" / "settings.toml"
            others = settings.read_text(encoding="utf-8").partition("[mail]")[0]
            settings.write_text(others + self.post.settings(), encoding="utf-8")

    def _kill(self, place: Place, before: Look | None) -> tuple[Survived, Look | None]:
        """What came of it, and the edition after it; None: it could not be killed there, or there was no way on."""
        try:
            died = killed_in_child(lambda: self._die(place))
        except ChildFailedError as other:
            return Survived(place, faults=(f"could not be killed there: {str(other)[-600:]}",)), None
        if not died:
            return Survived(place, faults=("the run never came to this point again",)), None
        try:
            return in_child(lambda: self._go_on(place, before or NOTHING))
        except ChildFailedError as fault:
            return Survived(place, faults=(f"no way on: {str(fault)[-600:]}",)), None

    def _die(self, place: Place) -> None:
        act = self.story.acts[place.act]
        watch = Watch((self.root, self.scratch), kill_at=place.ordinal, expected=place.point)
        watch.start()
        self._do(self._app(self.root, act, watch=watch, change=self.change), act)

    def _do(self, app: WatchedApp, act: Act) -> list[str]:
        """The act and what follows from it; what was said."""
        said = _sentences(act.do(app)) if act.do is not None else []
        return [*said, *(sentence for step in follow(app, self.story.edition) for sentence in step.said)]

    def _go_on(self, place: Place, before: Look) -> tuple[Survived, Look]:
        """The person saw no answer, so the act is done once more, a little later."""
        chapter, at_death = self.chapters[place.act], self._letters()
        act = dataclasses.replace(self.story.acts[place.act], at=self.story.acts[place.act].at + self.story.later)
        app = self._app(self.root, act, change=self.change)
        refused = ""
        try:
            said = self._do(app, act)
        except Refused as already:
            refused = already.code
            said = self._do(app, dataclasses.replace(act, do=None))
        found = self._look(act)
        faults = [*differences(found, chapter.after), *self._left_behind()]
        faults += second_copies(before.letters, at_death, found.letters)
        thrown_away = found.thrown_away - before.thrown_away
        if thrown_away and not any(THROWN_AWAY in sentence for sentence in said):
            faults.append("a signature was thrown away and nobody was told")
        orphans = (found.blobs - chapter.after.blobs) - before.blobs
        return Survived(place, refused, thrown_away, len(orphans), tuple(faults)), found

    # -- looking -----------------------------------------------------------------------------------------

    def _look(self, act: Act) -> Look:
        entries = pipeline.entries(self._app(self.root, act).tools(self.story.edition))
        return look(self.root, self.story.edition, entries, self._post_now())

    def _letters(self) -> Letters:
        """The post right after a kill."""
        state = pipeline.state(self._app(self.root, self.story.acts[0]).tools(self.story.edition))
        return letters_of(self._post_now(), state.post)

    def _post_now(self) -> Post:
        return Post() if self.post is None else self.post.now()

    def _end(self, root: Path, *, verify: bool = True) -> Ending:
        last = self.story.acts[-1]
        app = self._app(root, last)
        tools = app.tools(self.story.edition)
        state = pipeline.state(tools)
        digest = self.story.ended(state)
        if not digest:
            return Ending(False, "", tuple(pipeline.waits_for(tools)))
        faults = [*_effects(pipeline.entries(tools))]
        for bag in ("pakket", "dossier") if verify and state.phase is Phase.FINISHED else ():
            trust = [app.authority(self.story.edition).read_bytes()]
            checked = verify_package(root / "outbox" / self.story.edition / bag, trust=trust)
            faults += [f"{bag}: {row.subject} {row.detail}" for row in checked.rows if row.holds.value == "klopt niet"]
            faults += [] if checked.holds else [f"{bag} does not verify"]
        events = frozenset(entry.event.kind for entry in pipeline.entries(tools))
        return Ending(True, digest, tuple(faults), events)

    def _left_behind(self) -> list[str]:
        # The typesetter's folder is gone when its process ends in peace, which no child does here.
        left = [path.name for path in sorted(self.scratch.iterdir()) if not path.name.startswith("typeset-")]
        return [f"left behind outside the project: {name}" for name in left]

    # -- the parts ---------------------------------------------------------------------------------------

    @property
    def root(self) -> Path:
        """The project that is killed and goes on."""
        return self.folder / f"project-{self.worker}"

    @property
    def scratch(self) -> Path:
        """Where the processes of this harness put their temporary files."""
        return self.folder / f"tmp-{self.worker}"

    @property
    def typeset(self) -> Path:
        return self.folder / "typeset"

    def _before(self, act: int) -> Path:
        return self.folder / f"before-{act:02}"

    def _app(
        self, root: Path, act: Act, *, watch: Watch | None = None, change: Change = lambda tools: tools
    ) -> WatchedApp:
        return WatchedApp(
            load_settings(root),
            act.at,
            watch=watch,
            remembered=self.typeset,
            change=lambda tools: change(self.story.tools(tools)),
        )


def copy_project(source: Path, target: Path) -> None:
    """A project of its own. What is only ever replaced as a whole is the same file in both; a database is not."""

    def copy(here: str, there: str) -> None:
        path = Path(here).relative_to(source)
        linked = path.parts[0] != ".bna" or "blobs" in path.parts
        os.link(here, there) if linked else shutil.copy2(here, there)

    shutil.copytree(source, target, copy_function=copy)


def _effects(entries: tuple[Entry, ...]) -> list[str]:
    """Every intent has exactly one receipt, under its key, and no key two intents."""
    stand = [entry.event for entry in entries_that_stand(entries)]
    intended = [event.key for event in stand if isinstance(event, EffectIntended)]
    done = [event.receipt.key for event in stand if isinstance(event, EffectDone)]
    once = len(intended) == len(set(intended)) and len(done) == len(set(done))
    return [] if once and set(intended) == set(done) else [f"intended {intended}, done {done}"]


def _sentences(step: object) -> list[str]:
    parts = step if isinstance(step, tuple) else (step,)
    return [sentence for part in parts if isinstance(part, pipeline.Step) for sentence in part.said]
