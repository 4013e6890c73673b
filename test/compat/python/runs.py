"""A flow run from Python: read, refuse a wrong answer, resume with a right one. The run's id is the argument."""

import asyncio
import sys
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.exceptions import NotPausedError, ObjectNotFound
from prefect.flow_runs import resume_flow_run

flow_run_id = UUID(sys.argv[1])


async def main() -> None:
    async with get_client() as client:
        run = await client.read_flow_run(flow_run_id)
        assert run.id == flow_run_id
        assert run.state is not None and run.state.is_paused(), run.state
        assert run.state.name == "Paused"
        try:
            await resume_flow_run(flow_run_id, run_input={"name": "Ada", "age": "old"})
        except RuntimeError as error:
            assert "Cannot resume this run" in str(error) and "age" in str(error), error
        else:
            raise AssertionError("a wrong answer was taken")
        assert (await client.read_flow_run(flow_run_id)).state.is_paused()
        await resume_flow_run(flow_run_id, run_input={"name": "Ada", "age": 36})
        while not (run := await client.read_flow_run(flow_run_id)).state.is_final():
            await asyncio.sleep(0.1)
        assert run.state.is_completed(), run.state
        try:
            await resume_flow_run(flow_run_id, run_input={"name": "Ada", "age": 36})
        except NotPausedError:
            pass
        else:
            raise AssertionError("a finished run was resumed")
        states = await client.read_flow_run_states(flow_run_id)
        names = [state.name for state in states]
        assert names[-1] == "Completed" and "Paused" in names, names
        found = await client.read_flow_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))
        assert [each.id for each in found] == [flow_run_id]
        try:
            await client.read_flow_run(UUID(int=1))
        except ObjectNotFound:
            pass
        else:
            raise AssertionError("a run that is not there was read")


asyncio.run(asyncio.wait_for(main(), 120))
