"""Automations with every kind of trigger and every action that Python knows: created, and read back as they were."""

from datetime import timedelta
from uuid import uuid4

from prefect.automations import Automation
from prefect.events import actions
from prefect.events.schemas.automations import (
    CompoundTrigger,
    EventTrigger,
    MetricTrigger,
    MetricTriggerOperator,
    MetricTriggerQuery,
    Posture,
    PrefectMetric,
    SequenceTrigger,
)
from prefect.exceptions import PrefectHTTPStatusError

suffix = uuid4()
created = EventTrigger(expect={"order.created"}, match={"prefect.resource.id": "shop.order.*"})
paid = EventTrigger(expect={"order.paid"}, threshold=2, within=timedelta(minutes=5))
TRIGGERS = {
    "proactive": EventTrigger(
        after={"prefect.flow-run.Running"},
        expect={"prefect.flow-run.Completed", "prefect.flow-run.Failed"},
        for_each={"prefect.resource.id"},
        match={"prefect.resource.id": "prefect.flow-run.*"},
        match_related=[
            {"prefect.resource.role": "flow", "prefect.resource.name": "a"},
            {"prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.b"},
        ],
        posture=Posture.Proactive,
        within=timedelta(hours=1),
    ),
    "compound": CompoundTrigger(require="all", triggers=[created, paid], within=timedelta(hours=2)),
    "some of them": CompoundTrigger(require=1, triggers=[created, paid]),
    "sequence": SequenceTrigger(triggers=[created, paid], within=timedelta(days=1)),
    "nested": SequenceTrigger(triggers=[created, CompoundTrigger(require="any", triggers=[created, paid])]),
    "metric": MetricTrigger(
        match={"prefect.resource.id": "prefect.flow-run.*"},
        metric=MetricTriggerQuery(
            name=PrefectMetric.successes,
            operator=MetricTriggerOperator.LT,
            threshold=0.5,
            range=timedelta(hours=1),
            firing_for=timedelta(minutes=10),
        ),
    ),
}

ACTIONS = [
    actions.DoNothing(),
    actions.RunDeployment(
        deployment_id=uuid4(),
        parameters={"n": 1, "who": "{{ event.resource.id }}"},
        job_variables={"cpu": 2},
        schedule_after=timedelta(minutes=1),
    ),
    actions.RunDeployment(source="inferred"),
    actions.PauseDeployment(deployment_id=uuid4()),
    actions.ResumeDeployment(source="inferred"),
    actions.ChangeFlowRunState(name="Held", state="CANCELLED", message="by an automation", force=True),
    actions.CancelFlowRun(),
    actions.DeleteFlowRun(),
    actions.ResumeFlowRun(),
    actions.SuspendFlowRun(),
    actions.CallWebhook(block_document_id=uuid4(), payload='{"run": "{{ flow_run.id }}"}'),
    actions.SendNotification(block_document_id=uuid4(), subject="s", body="{{ flow_run.name }}"),
    actions.PauseWorkPool(work_pool_id=uuid4()),
    actions.ResumeWorkPool(source="inferred"),
    actions.PauseWorkQueue(work_queue_id=uuid4()),
    actions.ResumeWorkQueue(source="inferred"),
    actions.PauseAutomation(automation_id=uuid4()),
    actions.ResumeAutomation(source="inferred"),
]
abstract = {
    actions.Action,
    actions.DeploymentAction,
    actions.WorkPoolAction,
    actions.WorkQueueAction,
    actions.AutomationAction,
}
known = {each for each in vars(actions).values() if isinstance(each, type) and issubclass(each, actions.Action)}
assert known - abstract - {type(each) for each in ACTIONS} == {actions.DeclareIncident}, known


def as_written(trigger):
    """A trigger without the ids that the server gives."""
    document = trigger.model_dump(exclude={"id"})
    if "triggers" in document:
        document["triggers"] = [as_written(each) for each in trigger.triggers]
    return document


for kind, trigger in TRIGGERS.items():
    name = f"{kind} {suffix}"
    automation = Automation(name=name, trigger=trigger, actions=[actions.DoNothing()]).create()
    read = Automation.read(id=automation.id)
    assert type(read.trigger) is type(trigger), read.trigger
    assert as_written(read.trigger) == as_written(trigger), (as_written(read.trigger), as_written(trigger))
    assert read.trigger.describe_for_cli() == trigger.describe_for_cli()
    assert read.delete() is True

automation = Automation(
    name=f"actions {suffix}",
    trigger=created,
    actions=ACTIONS,
    actions_on_trigger=[actions.DoNothing()],
    actions_on_resolve=[actions.CancelFlowRun()],
).create()
read = Automation.read(id=automation.id)
assert len(read.actions) == len(ACTIONS)
for given, kept in zip(ACTIONS, read.actions):
    assert kept == given, (kept, given)
assert read.actions_on_trigger == [actions.DoNothing()]
assert read.actions_on_resolve == [actions.CancelFlowRun()]
assert read.delete() is True

# Incidents are of Prefect Cloud alone: its own server refuses the action as well.
try:
    Automation(name=f"incident {suffix}", trigger=created, actions=[actions.DeclareIncident()]).create()
except PrefectHTTPStatusError as error:
    assert error.response.status_code == 422, error
else:
    raise AssertionError("an action that nobody carries out was taken")
