"""From contributions to both documents."""

from __future__ import annotations

from prefect import State, flow

from bna_pipeline.wiring import pipeline
from flows.conduct import Job, Steps, conduct


@flow(name="draft", flow_run_name="draft-{edition}", persist_result=False)
def draft(edition: str, root: str | None = None, moment: str | None = None) -> State[Steps]:
    """Make the next draft of report and letter, unless the last one was made from the same contributions, and begin
    the terms of who must decide on it.

    Args:
        edition: id of the edition, `<programme>-<year>`.
        root: the project's folder. Empty: BNA_DIR, else the nearest parent with templates/.
        moment: time at which a sample edition plays, ISO 8601 with zone. Empty: now.
    """

    def make_draft(job: Job) -> pipeline.Step:
        made = pipeline.draft(job.tools, job.app.system())
        pipeline.lay_out_what_changed(job.tools)
        return made

    def open_review(job: Job) -> pipeline.Step:
        return pipeline.review(job.tools, job.app.system())

    return conduct("draft", Job(edition, root, moment), (("draft", make_draft), ("review", open_review)))
