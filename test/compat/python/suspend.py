"""A paused run of ours, suspended and resumed from Python. The run's id is the argument."""

import asyncio
import sys
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.flow_runs import resume_flow_run, suspend_flow_run

flow_run_id = UUID(sys.argv[1])


async def main() -> None:
    async with get_client() as client:
        await suspend_flow_run(flow_run_id=flow_run_id)
        while (run := await client.read_flow_run(flow_run_id)).state.name != "Suspended":
            await asyncio.sleep(0.1)
        assert run.state.is_paused(), run.state
        await resume_flow_run(flow_run_id)


asyncio.run(asyncio.wait_for(main(), 120))
