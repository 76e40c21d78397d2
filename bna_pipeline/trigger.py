"""Starting flows on a running Prefect server through its REST API: no Prefect is imported for it.

Source of the calls: Prefect 3 REST API, `GET /health`, `GET /deployments/name/{flow_name}/{deployment_name}`,
`POST /deployments/{id}/create_flow_run`; to look, `GET /admin/version`, `POST /work_pools/{name}/workers/filter`.
"""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import httpx

from bna_pipeline.errors import FlowError

LOOK_SECONDS: Final = 2.0
ASK_SECONDS: Final = 30.0
PAUSES: Final = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between one asking and the next where the server is busy."""
_BUSY: Final = frozenset(
    {
        httpx.codes.REQUEST_TIMEOUT,
        httpx.codes.TOO_MANY_REQUESTS,
        httpx.codes.BAD_GATEWAY,
        httpx.codes.SERVICE_UNAVAILABLE,
    }
)
"""After which Prefect's own client asks again: two that write at once to its SQLite are answered by a 503."""
SIGN_ON_MEND: Final = "Zet PREFECT_API_AUTH_STRING op wat bij de server in PREFECT_SERVER_API_AUTH_STRING staat."
SCHEDULED: Final = "tick"
"""The flow by which everything that was lost is caught up with."""


class PrefectTrigger:
    """A running Prefect server as the caller of flows sees it.

    Args:
        api_url: such as `http://127.0.0.1:4200/api`.
        transport: how to reach it; None: the network.
        sign_on: what it asks of who comes (its `PREFECT_SERVER_API_AUTH_STRING`); empty: nothing.
        pauses: seconds to wait where the server is busy, before it is asked again; after the last it refuses.
    """

    def __init__(
        self,
        api_url: str,
        transport: httpx.BaseTransport | None = None,
        *,
        sign_on: str = "",
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._api = api_url.rstrip("/")
        self._transport = transport
        self._headers = _signed_on(sign_on)
        self._pauses = pauses

    def running(self) -> bool:
        """Whether a Prefect server answers there now."""
        try:
            with self._client(LOOK_SECONDS) as client:
                answer = client.get(f"{self._api}/health")
                return answer.status_code == httpx.codes.OK and answer.json() is True
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return False

    def start(self, flow: str, edition: str, parameters: Mapping[str, Any]) -> str:
        """Ask for a run of a flow's deployment; it starts as soon as `bna serve` picks it up.

        Args:
            flow: the flow's name, which is its deployment's name too.
            edition: the edition's id; becomes a parameter and the run's tag.
            parameters: further parameters of the flow, such as `{"coordinator": "..."}`; JSON values.

        Returns:
            the address of the run's page.

        Raises:
            FlowError: the server does not answer, does not serve this flow, or refused the run.
        """
        with self._client(ASK_SECONDS) as client:
            deployment = self._ask(client, "GET", f"/deployments/name/{flow}/{flow}")
            run = self._ask(
                client,
                "POST",
                f"/deployments/{deployment['id']}/create_flow_run",
                {
                    "name": f"{flow}-{edition}",
                    "parameters": {**parameters, "edition": edition},
                    "tags": [f"edition:{edition}"],
                    "idempotency_key": str(uuid.uuid4()),
                },
            )
        return f"{self._api.removesuffix('/api')}/runs/flow-run/{run['id']}"

    def _client(self, seconds: float) -> httpx.Client:
        return httpx.Client(timeout=seconds, transport=self._transport, headers=self._headers)

    def _ask(self, client: httpx.Client, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            answer = _answered(client, method, f"{self._api}{path}", body, self._pauses)
            answer.raise_for_status()
            found = answer.json()
        except httpx.HTTPStatusError as wrong:
            raise _refused(wrong.response, path) from wrong
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as wrong:
            raise FlowError(
                f"De Prefect-server op {self._api} geeft geen bruikbaar antwoord: {type(wrong).__name__}.",
                "Start hem met `bna serve`, of laat BNA_PREFECT_API weg om zonder server te werken.",
            ) from wrong
        if not isinstance(found, dict) or "id" not in found:
            raise FlowError(f"Op {self._api} antwoordt geen Prefect-server.", "Kijk of BNA_PREFECT_API klopt.")
        return found


def _answered(
    client: httpx.Client, method: str, address: str, body: dict[str, Any] | None, pauses: Sequence[float]
) -> httpx.Response:
    for pause in pauses:
        answer = client.request(method, address, json=body)
        if answer.status_code not in _BUSY:
            return answer
        time.sleep(pause)
    return client.request(method, address, json=body)


def _signed_on(sign_on: str) -> dict[str, str]:
    """The header by which Prefect's server knows who may come: HTTP Basic over the whole of what was agreed."""
    return {"Authorization": f"Basic {base64.b64encode(sign_on.encode()).decode()}"} if sign_on else {}


def prefect_faults(
    api_url: str, version: str, transport: httpx.BaseTransport | None = None, *, sign_on: str = ""
) -> tuple[str, ...]:
    """What is wrong with a Prefect server and with who runs the flows there: a Dutch sentence for each fault.

    Args:
        version: of Prefect on this machine.
        transport: how to reach it; None: the network.
        sign_on: what it asks of who comes; empty: nothing.
    """
    api = api_url.rstrip("/")
    try:
        with httpx.Client(timeout=LOOK_SECONDS, transport=transport, headers=_signed_on(sign_on)) as client:
            return tuple(_faults(client, api, version))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as wrong:
        return (
            f"op {api} antwoordt geen Prefect-server ({type(wrong).__name__}). Start hem, of haal BNA_PREFECT_API weg.",
        )


def _faults(client: httpx.Client, api: str, version: str) -> Iterator[str]:
    def ask(method: str, path: str) -> httpx.Response:
        return _answered(client, method, f"{api}{path}", {} if method == "POST" else None, PAUSES)

    told = ask("GET", "/admin/version")
    if told.status_code == httpx.codes.UNAUTHORIZED:
        yield f"de Prefect-server laat dit programma niet binnen. {SIGN_ON_MEND}"
        return
    theirs = told.raise_for_status().json()
    if theirs != version:
        yield f"de Prefect-server heeft versie {theirs}, deze machine {version}. Maak ze gelijk."
    found = ask("GET", f"/deployments/name/{SCHEDULED}/{SCHEDULED}")
    if found.status_code == httpx.codes.NOT_FOUND:
        yield "er zijn geen flows aangemeld. Start `bna serve`, of voer `bna deploy` uit."
        return
    deployment = found.raise_for_status().json()
    if deployment["paused"] or not any(schedule["active"] for schedule in deployment["schedules"]):
        yield "de planning staat op pauze: er loopt geen tick. Start `bna serve`, of voer `bna deploy` uit."
    pool = deployment["work_pool_name"]
    if pool is None:
        return  # whoever registered the flows runs them itself
    workers = ask("POST", f"/work_pools/{pool}/workers/filter").raise_for_status().json()
    if not any(worker["status"] == "ONLINE" for worker in workers):
        start = f"prefect worker start --pool {pool} --type process"
        yield f"op work pool {pool} is geen worker actief. Start er een: {start}"


def _refused(answer: httpx.Response, path: str) -> FlowError:
    if answer.status_code == httpx.codes.NOT_FOUND:
        return FlowError(
            f"De Prefect-server kent {path.rsplit('/', 1)[-1]} niet als deployment.",
            "Start `bna serve` in de map van het project; dat meldt de flows aan.",
        )
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return FlowError("De Prefect-server laat dit programma niet binnen.", SIGN_ON_MEND)
    if answer.status_code in _BUSY:
        return FlowError(
            f"De Prefect-server heeft het te druk ({answer.status_code}) en neemt de run nu niet aan.",
            "De volgende tick doet wat er te doen is. Gebeurt dit vaker: geef de server een database op PostgreSQL.",
        )
    return FlowError(f"De Prefect-server weigert de run ({answer.status_code}): {answer.text[:300]}")
