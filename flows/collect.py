"""The yearly round: open the edition when nobody did, then read what lies in the inbox."""

from __future__ import annotations

from prefect import State, flow

from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.wiring import pipeline
from flows.conduct import Job, Steps, conduct


@flow(name="collect", flow_run_name="collect-{edition}", persist_result=False)
def collect(
    edition: str, root: str | None = None, moment: str | None = None, coordinator: str | None = None
) -> State[Steps]:
    """Open the edition when it is not open yet, read every new file and mail, write the findings and send the mails.

    Args:
        edition: id of the edition, `<programme>-<year>`.
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
        moment: time at which a sample edition plays, ISO 8601 with zone. Empty: now.
        coordinator: id of the person who opens the round. Empty: the programme's only coordinator.
    """

    def open_when_needed(job: Job) -> pipeline.Step:
        if pipeline.state(job.tools).phase is not Phase.NONE:
            return pipeline.Step("open", False)
        return pipeline.open_edition(job.tools, job.app.actor(edition, coordinator, Act.OPEN))

    def read_inbox(job: Job) -> pipeline.Step:
        return pipeline.collect(job.tools, job.app.system())

    return conduct("collect", Job(edition, root, moment), (("open", open_when_needed), ("collect", read_inbox)))
