"""How far a visitor still reaches: a link that was used lets him look on, and take back a decision of it."""

from __future__ import annotations

from bna_pipeline.model.access import Session
from bna_pipeline.model.draft import Decision
from bna_pipeline.model.link_use import own_decision
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.desk import Visit
from bna_pipeline.wiring import pipeline


def may_act(visit: Visit, act: Act) -> bool:
    """Whether the way he came in still reaches an act; what his roles open is another question."""
    assert visit.visitor is not None and visit.edition_id is not None
    session = session_of(visit)
    return visit.visitor.reaches(visit.edition_id, act) and not (session is not None and session.spent)


def spent(visit: Visit) -> str:
    """What was done with the link that he came by, in a Dutch sentence; empty: nothing yet, or he came by none."""
    session = session_of(visit)
    return "" if session is None or not session.spent or session.link is None else session.link.done


def decided_with_link(visit: Visit, stage: str, reviewer: str) -> Decision | None:
    """The decision that used up his link, if it is still the last in this reviewer's name: he may take that back."""
    session = session_of(visit)
    if session is None or session.link is None or not session.spent:
        return None
    if visit.app.clock.now() >= session.link.expires:
        return None
    return own_decision(session.link, pipeline.entries(visit.tools), stage=stage, reviewer=reviewer)


def session_of(visit: Visit) -> Session | None:
    """How the visit goes on from one request to the next; None: he came by a key, or not at all."""
    found: Session | None = getattr(visit.request.state, "session", None)
    return found
