"""How far a visitor still reaches: a link that was used lets him look on, and do nothing more."""

from __future__ import annotations

from bna_pipeline.model.access import Session
from bna_pipeline.model.transitions import Act
from bna_pipeline.portal.desk import Visit


def may_act(visit: Visit, act: Act) -> bool:
    """Whether the way he came in still reaches an act; what his roles open is another question."""
    assert visit.visitor is not None and visit.edition_id is not None
    session = _session(visit)
    return visit.visitor.reaches(visit.edition_id, act) and not (session is not None and session.spent)


def spent(visit: Visit) -> str:
    """What was done with the link that he came by, in a Dutch sentence; empty: nothing yet, or he came by none."""
    session = _session(visit)
    return "" if session is None or not session.spent or session.link is None else session.link.done


def _session(visit: Visit) -> Session | None:
    found: Session | None = getattr(visit.request.state, "session", None)
    return found
