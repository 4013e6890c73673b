"""A deployment of ours run from Python. Its name, flow/deployment, is the argument."""

import asyncio
import sys
from datetime import datetime, timedelta, timezone

from prefect.client.orchestration import get_client
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound

name = sys.argv[1]


async def main() -> None:
    first = await run_deployment(name, timeout=0, idempotency_key=f"{name}-1", tags=["python"])
    again = await run_deployment(name, timeout=0, idempotency_key=f"{name}-1")
    assert first.id == again.id
    assert "python" in first.tags, first.tags
    other = await run_deployment(name, timeout=0)
    assert other.id != first.id
    later = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=2)
    planned = await run_deployment(
        str(other.deployment_id),
        timeout=0,
        scheduled_time=later,
        flow_run_name="in two hours",
        parameters={"fail": True},
        tags=["later"],
        job_variables={"cpu": 2},
    )
    assert planned.name == "in two hours"
    assert planned.state.is_scheduled(), planned.state
    assert planned.state.state_details.scheduled_time == later, planned.state.state_details
    assert planned.expected_start_time == later, planned.expected_start_time
    assert planned.parameters == {"fail": True}, planned.parameters
    assert "later" in planned.tags, planned.tags
    assert planned.job_variables == {"cpu": 2}, planned.job_variables
    try:
        await run_deployment("nothing/here", timeout=0)
    except ObjectNotFound:
        pass
    else:
        raise AssertionError("a deployment that is not there was run")
    waited = await run_deployment(name, parameters={"fail": True}, poll_interval=0.2, as_subflow=False)
    assert waited.state.is_completed(), waited.state
    async with get_client() as client:
        deployment = await client.read_deployment_by_name(name)
        await client.pause_deployment(deployment.id)
        assert (await client.read_deployment(deployment.id)).paused is True
        await client.resume_deployment(deployment.id)
        assert (await client.read_deployment(deployment.id)).paused is False


asyncio.run(asyncio.wait_for(main(), 120))
