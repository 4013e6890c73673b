"""Blocks saved from Python for flows and automations of ours to use, and an automation that uses one. The arguments are
the address of a server that takes messages, and a name for what is made."""

import sys
from typing import Any

from prefect.automations import Automation
from prefect.blocks.core import Block
from prefect.blocks.notifications import MicrosoftTeamsWebhook, SlackWebhook
from prefect.blocks.system import Secret
from prefect.events import emit_event
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import EventTrigger

receiver, name = sys.argv[1:]


class JSON(Block):
    _block_type_name = "JSON"
    _block_type_slug = "json"
    value: Any


Secret(value=f"{receiver}/secret-path").save("slack-webhook-url", overwrite=True)
JSON(value={"numbers": [1, 2], "none": None}).save(name)
slack_id = SlackWebhook(url=f"{receiver}/services/a/b/c").save(name)

teams_url = (
    "https://prod-1.westus.logic.azure.com:443/workflows/WFID/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=SIGNATURE"
)
MicrosoftTeamsWebhook(url=teams_url, include_image=False).save(name)
teams = MicrosoftTeamsWebhook.load(name)
assert teams.url.get_secret_value() == teams_url
assert teams.include_image is False

automation = Automation(
    name=name,
    trigger=EventTrigger(expect={name}),
    actions=[SendNotification(block_document_id=slack_id, subject="From Python", body="{{ event.resource.id }}")],
).create()
assert Automation.read(id=automation.id).actions[0].block_document_id == slack_id
emit_event(event=name, resource={"prefect.resource.id": "shop.order.1"})
