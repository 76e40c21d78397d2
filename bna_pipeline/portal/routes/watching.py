"""For who watches over the desk: whether it works, and what there is to count. No name, no title, no text of anybody.

`/metrics` is closed unless the settings name a token; behind a proxy everybody seems to come from this machine, so
where a request comes from opens nothing.
"""

from __future__ import annotations

import hmac
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.responses import JSONResponse, Response

from bna_pipeline.errors import SettingsInvalid
from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.routes import start
from bna_pipeline.wiring import App, figures, last_look

pages = router()

COUNTED: Final = {
    "entries": "Entries in the ledger.",
    "waits": "What the edition waits for.",
    "overdue": "Terms of reviewers and partners that passed.",
    "mails_failed": "Mails that were refused or came back, and nobody dealt with.",
    "mails_open": "Mails that still have to go out.",
    "channels_open": "Channels without a receipt, after the release.",
    "channels_late": "Channels that were tried in vain.",
    "unconfirmed": "Effects that were begun and have no receipt.",
    "doubts": "Letters like the Kamerbrief that wait for a person.",
}
"""The numbers of an edition, as `Figures` has them."""

_NOT_THERE = ("Deze pagina bestaat niet.", "Ga terug naar het begin van het loket.")


@pages.get("/healthz", name="healthz")
def healthz(visit: Entered) -> JSONResponse:
    """As `/gezond`, by the name that programs look for."""
    return start.health(visit)


@pages.get("/metrics", name="metrics")
def metrics(visit: Entered) -> Response:
    """The numbers of all editions, as Prometheus reads them, for who brings the token."""
    wanted = _token(visit)
    kind, _, told = visit.request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(told.strip().encode(), wanted.encode()):
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})
    return Response(page_of(visit.app), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _token(visit: Visit) -> str:
    try:
        token = visit.app.settings.desk.metrics_token()
    except SettingsInvalid as fault:  # said by `bna check`, and to nobody who merely asks
        start.log.error("%s", fault)
        token = None
    if token is None:
        raise PageMissing(*_NOT_THERE)
    return token


def page_of(app: App) -> bytes:
    """The numbers of now, in the text format of Prometheus."""
    registry = CollectorRegistry()
    phases = _gauge(registry, "editions", "Editions on record, by phase.", "phase")
    readable = _gauge(registry, "edition_readable", "Whether programme, ledger and files could be read.", "edition")
    counted = {name: _gauge(registry, f"edition_{name}", says, "edition") for name, says in COUNTED.items()}
    stuck = _gauge(registry, "edition_step_stuck", "Steps that do not go.", "edition", "step")
    for found in figures(app):
        readable.labels(found.edition).set(found.readable)
        if not found.readable:
            continue
        phases.labels(found.phase).inc()
        for name, of in counted.items():
            of.labels(found.edition).set(getattr(found, name))
        for step in found.stuck:
            stuck.labels(found.edition, step).set(1)
    last = last_look(app)
    if last is not None:
        since = _gauge(registry, "seconds_since_look", "Since any machine last looked at all editions.")
        since.set((app.wall.now() - last).total_seconds())
    return generate_latest(registry)


def _gauge(registry: CollectorRegistry, name: str, says: str, *labels: str) -> Gauge:
    return Gauge(f"bna_{name}", says, labels, registry=registry)
