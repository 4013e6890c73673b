"""Automations in Python, as the guide on automations shows them."""

from uuid import uuid4

from prefect.automations import Automation
from prefect.events.actions import CancelFlowRun
from prefect.events.schemas.automations import EventTrigger, Posture

name = f"woodchonk-{uuid4()}"
automation = Automation(
    name=name,
    trigger=EventTrigger(
        expect={"animal.walked"},
        match={"genus": "Marmota", "species": "monax"},
        posture="Reactive",
        threshold=3,
    ),
    actions=[CancelFlowRun()],
).create()
assert automation.id is not None

by_id = Automation.read(id=automation.id)
by_name = Automation.read(name=name)
for read in (by_id, by_name):
    assert read.id == automation.id
    assert read.name == name
    assert read.enabled is True
    assert read.trigger.expect == {"animal.walked"}
    assert read.trigger.match.model_dump() == {"genus": "Marmota", "species": "monax"}
    assert read.trigger.posture is Posture.Reactive
    assert read.trigger.threshold == 3
    assert read.actions == [CancelFlowRun()]

by_id.description = "three walks"
by_id.trigger.threshold = 4
by_id.update()
updated = Automation.read(id=automation.id)
assert updated.description == "three walks"
assert updated.trigger.threshold == 4

assert updated.disable() is True
assert Automation.read(id=automation.id).enabled is False
assert updated.enable() is True
assert Automation.read(id=automation.id).enabled is True

assert updated.delete() is True
assert updated.delete() is False
assert updated.disable() is False
for missing in ({"id": automation.id}, {"name": name}):
    try:
        Automation.read(**missing)
    except ValueError as error:
        assert "not found" in str(error), error
    else:
        raise AssertionError("a deleted automation was read")
