"""Events in Python: what one process emits arrives at a subscriber of another by WebSocket, in order and once."""

import asyncio
from uuid import uuid4

from prefect.events import emit_event, get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter

name = f"order.complete.{uuid4()}"


async def main() -> None:
    before = emit_event(event=name, resource={"prefect.resource.id": "user.123"}, payload={"n": 0})
    assert before is not None
    seen = []
    async with get_events_subscriber(filter=EventFilter(event=EventNameFilter(name=[name]))) as subscriber:
        for n in (1, 2):
            emit_event(event=name, resource={"prefect.resource.id": "user.123"}, payload={"n": n})
        async for event in subscriber:
            seen.append(event)
            if len(seen) == 3:
                break
    assert [event.payload["n"] for event in seen] == [0, 1, 2], seen
    assert seen[0].id == before.id
    assert {event.event for event in seen} == {name}
    assert {event.resource.id for event in seen} == {"user.123"}


asyncio.run(asyncio.wait_for(main(), 120))
