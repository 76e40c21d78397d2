"""Starting flows on a running Prefect server through its REST API: no Prefect is imported for it.

Source of the calls: Prefect 3 REST API, `GET /health`, `GET /deployments/name/{flow_name}/{deployment_name}`,
`POST /deployments/{id}/create_flow_run`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx

from bna_pipeline.errors import FlowError

LOOK_SECONDS: Final = 2.0
ASK_SECONDS: Final = 30.0


class PrefectTrigger:
    """A running Prefect server as the caller of flows sees it.

    Args:
        api_url: such as `http://127.0.0.1:4200/api`.
        transport: how to reach it; None: the network.
    """

    def __init__(self, api_url: str, transport: httpx.BaseTransport | None = None) -> None:
        self._api = api_url.rstrip("/")
        self._transport = transport

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
                },
            )
        return f"{self._api.removesuffix('/api')}/runs/flow-run/{run['id']}"

    def _client(self, seconds: float) -> httpx.Client:
        return httpx.Client(timeout=seconds, transport=self._transport)

    def _ask(self, client: httpx.Client, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            answer = client.request(method, f"{self._api}{path}", json=body)
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


def _refused(answer: httpx.Response, path: str) -> FlowError:
    if answer.status_code == httpx.codes.NOT_FOUND:
        return FlowError(
            f"De Prefect-server kent {path.rsplit('/', 1)[-1]} niet als deployment.",
            "Start `bna serve` in de map van het project; dat meldt de flows aan.",
        )
    return FlowError(f"De Prefect-server weigert de run ({answer.status_code}): {answer.text[:300]}")
