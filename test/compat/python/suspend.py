"""Runs of ours suspended and resumed from Python, whatever they were at. The runs' ids are the arguments."""

import asyncio
import sys
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.flow_runs import resume_flow_run, suspend_flow_run


async def suspend_and_resume(flow_run_id: UUID) -> None:
    async with get_client() as client:
        await suspend_flow_run(flow_run_id=flow_run_id)
        while (run := await client.read_flow_run(flow_run_id)).state.name != "Suspended":
            await asyncio.sleep(0.1)
        assert run.state.is_paused(), run.state
        await resume_flow_run(flow_run_id)


async def main() -> None:
    await asyncio.gather(*(suspend_and_resume(UUID(each)) for each in sys.argv[1:]))


asyncio.run(asyncio.wait_for(main(), 120))
