"""The guide's scripts over plain HTTP: an automation by POST, and one created or updated by name from a YAML file."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import requests
import yaml

api_url = os.environ["PREFECT_API_URL"]
name = f"Cancel long running flows {uuid4()}"
definition = f"""
name: {name}
description: Cancel any flow run after an hour of execution
trigger:
  match:
    "prefect.resource.id": "prefect.flow-run.*"
  match_related: {{}}
  after:
    - "prefect.flow-run.Failed"
  expect:
    - "prefect.flow-run.*"
  for_each:
    - "prefect.resource.id"
  posture: "Proactive"
  threshold: 1
  within: 30
actions:
  - type: "cancel-flow-run"
"""


def post(path, payload=None):
    response = requests.post(f"{api_url}{path}", json=payload)
    response.raise_for_status()
    return response.json()


def put(path, payload):
    requests.put(f"{api_url}{path}", json=payload).raise_for_status()


def create_or_update_automation(path):
    with open(path) as file:
        payload = yaml.safe_load(file)
    automations = post("/automations/filter")
    existing = [each["id"] for each in automations if each["name"] == payload["name"]]
    if existing:
        put(f"/automations/{existing[0]}", payload=payload)
        return "updated", existing[0]
    return "created", post("/automations/", payload=payload)["id"]


with TemporaryDirectory() as folder:
    path = Path(folder) / "automation.yaml"
    path.write_text(definition)
    first, created = create_or_update_automation(path)
    path.write_text(definition.replace("within: 30", "within: 60"))
    second, updated = create_or_update_automation(path)
assert (first, second) == ("created", "updated")
assert created == updated
read = requests.get(f"{api_url}/automations/{created}").json()
assert read["trigger"]["within"] == 60, read
assert read["actions"] == [{"type": "cancel-flow-run"}], read

data = {
    "name": f"Event Driven Redeploy {uuid4()}",
    "description": "Programmatically created an automation to redeploy a flow based on an event",
    "enabled": "true",
    "trigger": {
        "after": ["string"],
        "expect": ["prefect.flow-run.Running"],
        "for_each": ["prefect.resource.id"],
        "posture": "Proactive",
        "threshold": 30,
        "within": 0,
    },
    "actions": [
        {
            "type": "run-deployment",
            "source": "selected",
            "deployment_id": str(uuid4()),
            "parameters": {"num": 10},
        }
    ],
    "owner_resource": "string",
}
response = requests.post(f"{api_url}/automations/", headers={"Authorization": "Bearer whatever"}, json=data)
assert response.status_code == 201, response.text
assert response.json()["enabled"] is True
assert response.json()["trigger"]["within"] == 10, response.text
# As the guide prints it, with text for parameters, the reference refuses it too.
wrong = {"actions": [{**data["actions"][0], "parameters": "10"}]}
refused = requests.post(f"{api_url}/automations/", json={**data, **wrong})
assert refused.status_code == 422, refused.text
assert "parameters" in refused.text, refused.text
requests.delete(f"{api_url}/automations/{response.json()['id']}").raise_for_status()
requests.delete(f"{api_url}/automations/{created}").raise_for_status()
