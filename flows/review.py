"""What opens a review, and what closes it; no run waits for a reviewer."""

from __future__ import annotations

from prefect import State, flow

from bna_pipeline.wiring import pipeline
from flows.conduct import Job, Steps, conduct


@flow(name="review", flow_run_name="review-{edition}", persist_result=False)
def review(edition: str, root: str | None = None, moment: str | None = None) -> State[Steps]:
    """Lay the draft ready for its reviewers, and complete the review when every stage is satisfied.

    Args:
        edition: id of the edition, `<programme>-<year>`.
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
        moment: time at which a sample edition plays, ISO 8601 with zone. Empty: now.
    """

    def follow_route(job: Job) -> pipeline.Step:
        return pipeline.review(job.tools, job.app.system())

    return conduct("review", Job(edition, root, moment), (("review", follow_route),))
