"""Blocks and variables from Python: saved, loaded, overwritten, deleted; secrets whole for who asks with the key."""

from uuid import uuid4

from prefect.blocks.core import Block
from prefect.blocks.notifications import SlackWebhook
from prefect.blocks.system import Secret
from prefect.blocks.webhook import Webhook
from prefect.variables import Variable
from pydantic import SecretStr

suffix = uuid4().hex[:8]

Secret(value="hush").save(f"token-{suffix}")
assert Secret.load(f"token-{suffix}").get() == "hush"
Secret(value="louder").save(f"token-{suffix}", overwrite=True)
assert Secret.load(f"token-{suffix}").get() == "louder"
try:
    Secret(value="again").save(f"token-{suffix}")
except ValueError as error:
    assert "already in use" in str(error), error
else:
    raise AssertionError("a block was saved over another")

SlackWebhook(url="https://hooks.example.com/services/a/b/c").save(f"slack-{suffix}")
slack = SlackWebhook.load(f"slack-{suffix}")
assert slack.url.get_secret_value() == "https://hooks.example.com/services/a/b/c"
Webhook(url="https://example.com/hook", method="PUT").save(f"hook-{suffix}")
assert Webhook.load(f"hook-{suffix}").method == "PUT"


class Key(Block):
    _block_type_name = f"Key {suffix}"
    _block_type_slug = f"key-{suffix}"
    token: SecretStr


class Door(Block):
    _block_type_name = f"Door {suffix}"
    _block_type_slug = f"door-{suffix}"
    label: str
    key: Key


# A block inside another: a saved one is sent as a reference, and read with its data in place.
key = Key(token="inner hush")
key.save(f"key-{suffix}")
Door(label="front", key=key).save(f"door-{suffix}")
door = Door.load(f"door-{suffix}")
assert door.label == "front"
assert door.key.token.get_secret_value() == "inner hush"
assert door.key._block_document_name == f"key-{suffix}"
Key(token="changed").save(f"key-{suffix}", overwrite=True)
assert Door.load(f"door-{suffix}").key.token.get_secret_value() == "changed"

Secret.delete(f"token-{suffix}")
try:
    Secret.load(f"token-{suffix}")
except ValueError as error:
    assert "Unable to find block document" in str(error), error
else:
    raise AssertionError("a deleted block was loaded")

Variable.set(f"answer_{suffix}", {"n": 42}, tags=["a"])
assert Variable.get(f"answer_{suffix}") == {"n": 42}
Variable.set(f"answer_{suffix}", [1, 2], overwrite=True)
assert Variable.get(f"answer_{suffix}") == [1, 2]
assert Variable.get(f"nothing_{suffix}", default="none") == "none"
assert Variable.unset(f"answer_{suffix}") is True
