"""Inputs of every kind sent from Python to a flow of ours. The run's id is the argument."""

import sys
from uuid import UUID

from prefect.input import RunInput, send_input
from pydantic import BaseModel

flow_run_id = UUID(sys.argv[1])


class Person(RunInput):
    name: str
    age: int


class Address(BaseModel):
    street: str
    lines: list[str]


send_input(Person(name="Ada", age=36), flow_run_id=flow_run_id)
send_input(42, flow_run_id=flow_run_id)
# A plain model is sent as the input that is made of it.
AddressInput = RunInput.subclass_from_base_model_type(Address)
AddressInput(street="Dorset Street", lines=["1", "London"]).send_to(flow_run_id)
send_input(["a", "b"], flow_run_id=flow_run_id)
