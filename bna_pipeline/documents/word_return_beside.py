"""What a returned file says beside the words of its body: format, comments, notes, headers, and hidden corners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bna_pipeline.documents.docx_parts import Parts, w
from bna_pipeline.documents.word_return_base import BasePara
from bna_pipeline.documents.word_return_comments import comments_of
from bna_pipeline.documents.word_return_flow import Flowed
from bna_pipeline.documents.word_return_found import BEHIND, Findings
from bna_pipeline.documents.word_return_looks import looks_of
from bna_pipeline.documents.word_return_other import (
    Elsewhere,
    Found,
    Note,
    kind_in_dutch,
    left_over,
    notes_in,
    stories_in,
    tracked_elsewhere,
    untracked_elsewhere,
)
from bna_pipeline.documents.word_return_pieces import Mark, Para, Reading, Stretch, tracked_in
from bna_pipeline.documents.word_return_say import Sayer, named, short, visible
from bna_pipeline.documents.word_return_unmarked import led_away, stood_out
from bna_pipeline.documents.word_return_walk import BODY, Walker
from bna_pipeline.model.proposals import ChangeKind, Place

_LOOKS, _COMMENTS = 1_000_000, 2_000_000  # behind the words of the same paragraph


@dataclass(frozen=True)
class Side:
    """One of the two files: its parts, and what has read them."""

    parts: Parts
    walker: Walker


@dataclass(frozen=True)
class Beside:
    """Adds to what was found in the body.

    Attributes:
        back, own: the file that came back, and the draft.
        laid: the body of the one over the other.
        sender: stands for what was changed without tracking.
        notes: the footnotes and endnotes of the file that came back.
    """

    back: Side
    own: Side
    laid: Flowed
    say: Sayer
    sender: Mark
    notes: Mapping[str, Note]
    found: Findings

    def look(self, own: Sequence[BasePara], back: Sequence[BasePara]) -> None:
        """All of it, and at the end what is still unexplained.

        Args:
            own, back: the paragraphs of both bodies.
        """
        self._looks()
        self._comments()
        for name, note in self.notes.items():
            self._note(name, note)
        self._stories()
        self._things(own, back)
        self._unmarked()
        self._left()

    def _looks(self) -> None:
        for look in looks_of(self.back.walker.reading):
            self.found.seen.update(look.nodes)
            place = self._place(look.para)
            more = f" (en {look.more} alinea's erna)" if look.more else ""
            said: dict[str, Any] = {
                "author": named(look.author),
                "date": named(look.date),
                "before": short(look.words),
                "place": place,
                "what": f"Opmaak: {look.what}{more}.",
                "outside": place.field is None,
            }
            self.found.remark((self._at(look.para), _LOOKS), ChangeKind.FORMATTED, said)

    def _comments(self) -> None:
        for comment in comments_of(self.back.parts, self.back.walker.reading):
            place = Place(where="nergens in de tekst") if comment.para is None else self._place(comment.para)
            said: dict[str, Any] = {
                "author": comment.said.author,
                "date": comment.said.date,
                "before": comment.quoted,
                "after": comment.said.words,
                "place": place,
                "what": "Opmerking in de kantlijn.",
                "outside": place.field is None,
                "replies": tuple(comment.replies),
                "resolved": comment.resolved,
            }
            order = (BEHIND if comment.para is None else self._at(comment.para), _COMMENTS)
            self.found.remark(order, ChangeKind.COMMENT, said, later=comment.resolved)

    def _at(self, para: Para | None) -> int:
        return -1 if para is None else self.laid.places.get(para, -1)

    def _place(self, para: Para | None) -> Place:
        if para is None or para not in self.laid.places:
            return Place(where="het document" if para is None else para.story)
        at = self.laid.places[para]
        return self.say.place(at, self.say.owner_of(at))

    def _stories(self) -> None:
        """Headers, footers and text boxes."""
        back, own = (
            (*stories_in(side.parts, side.walker), *_boxes(side.walker.reading)) for side in (self.back, self.own)
        )
        for story in back:
            for one in tracked_elsewhere(story.name, story.paras):
                self._told(one)
        for one in untracked_elsewhere(own, back, self.sender):
            self._told(one)

    def _told(self, one: Found) -> None:
        self.found.saw(one.marks)
        what = f"Buiten de velden: {one.kind.value} in {one.place.where}."
        self.found.aside(one.kind, {**one.said, "place": one.place, "what": what})

    def _note(self, name: str, note: Note) -> None:
        """A note: one that was added is one remark with its words; in one that was there each change is."""
        there = self.back.walker.reading.notes.get(name)
        authors = frozenset() if there is None else frozenset(m.author for m in (*there[1].came, *there[1].went))
        for one in tracked_elsewhere(name.split(" ")[0], note.paras):
            if authors and all(m.author in authors for m in one.marks):
                self.found.saw(one.marks)
            else:
                self._told(one)
        if authors:
            self.found.seen.update(n for n in tracked_in(note.node) if (n.get(w("author")) or None) in authors)
            return
        if note.text in {known.text for known in notes_in(self.own.parts, Walker()).values()}:
            return
        place = Place(where=BODY) if there is None else self._place(there[0])
        what = f"Buiten de velden: een {name.split(' ')[0]} die het concept niet heeft."
        said = {"author": named(self.sender.author), "tracked": False, "after": note.text, "place": place, "what": what}
        self.found.aside(ChangeKind.NOTE, said)

    def _things(self, own: Sequence[BasePara], back: Sequence[BasePara]) -> None:
        """Pictures and the like that came or went without a mark: only their number can be told."""
        for thing, many in (("afbeelding", "afbeeldingen"), ("formule", "formules"), ("tekstvak", "lege tekstvakken")):
            before, after = (
                sum(p.thing == thing and not p.came for one in side for p in one.pieces) for side in (own, back)
            )
            if before != after:
                told = "één" if after == 1 else after or "geen"
                had = "één" if before == 1 else before or "geen"
                what = f"Buiten de velden: het bestand heeft {told} {thing if after == 1 else many}, het concept {had}."
                place = Place(where="het hele document")
                said = {"author": named(self.sender.author), "tracked": False, "place": place, "what": what}
                self.found.aside(ChangeKind.OTHER, said)

    def _unmarked(self) -> None:
        """Words that were made to stand out, or to lead elsewhere, without a mark that says by whom."""
        own, back = self.own.walker.reading, self.back.walker.reading
        for here, what in stood_out(own, back):
            self._unmarked_at(here, ChangeKind.FORMATTED, f"Opmaak zonder bijhouden: {what}.", before=short(here.words))
        for here, address in led_away(self.own.parts, own, self.back.parts, back):
            what = "Een koppeling die het concept niet heeft."
            self._unmarked_at(here, ChangeKind.OTHER, what, left=short(here.words), after=visible(address))

    def _unmarked_at(self, here: Stretch, kind: ChangeKind, what: str, **words: str) -> None:
        place = self._place(here.para)
        said: dict[str, Any] = {
            "author": named(self.sender.author),
            "tracked": False,
            "place": place,
            "what": what,
            "outside": place.field is None,
            **words,
        }
        self.found.remark((self._at(here.para), _LOOKS), kind, said)

    def _left(self) -> None:
        """Tracked changes of which nothing was said yet: with their words, or else how many there are."""
        self.found.seen.update(self.back.walker.reading.same)
        silent = 0
        for name, node, words in left_over(self.back.parts, self.found.seen):
            if not words.strip():
                silent += 1
                continue
            said = {
                "author": named(node.get(w("author"))),
                "date": named(node.get(w("date"))),
                "after": words,
                "place": Place(where=f"deel {name} van het bestand"),
                "what": f"Buiten de velden: tekst {kind_in_dutch(node)} op een plek die Word niet gewoon toont.",
            }
            self.found.aside(ChangeKind.OTHER, said)
        if silent:
            what = "één bijgehouden wijziging" if silent == 1 else f"{silent} bijgehouden wijzigingen"
            self.found.notes.append(f"Het bestand heeft ook {what} zonder tekst (een lege alinea, een leeg veld).")


def _boxes(reading: Reading) -> list[Elsewhere]:
    """The text boxes of the body."""
    paras = [p for p in reading.paras if p.story == f"{BODY}, tekstvak"]
    return [Elsewhere("tekstvak", "tekstvak", paras)] if paras else []
