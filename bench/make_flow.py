"""A large Amazon Connect flow, made from ordinary blocks: what the benchmark reads."""

from __future__ import annotations

import json
import sys
from typing import Any

ENDS = 4
"""The blocks at the end: choosing a queue, waiting in it, an apology, hanging up."""


def flow(blocks: int) -> str:
    """Return a flow of so many blocks: menus, messages and attributes in turn, all of which lead to one queue."""
    queue = blocks - ENDS
    actions = [_ordinary(number, queue) for number in range(queue)]
    actions += [
        _action(queue, "UpdateContactTargetQueue", {"QueueId": "arn:aws:connect:x:1:instance/a/queue/b"}, queue + 1,
                {"NoMatchingError": queue + 3}),
        _action(queue + 1, "TransferContactToQueue", {}, queue + 3,
                {"QueueAtCapacity": queue + 2, "NoMatchingError": queue + 2}),
        _action(queue + 2, "MessageParticipant", {"Text": "We are sorry, every line is taken. Please call tomorrow."},
                queue + 3, {"NoMatchingError": queue + 3}),
        {"Identifier": _name(queue + 3), "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
    ]  # fmt: skip
    places = {_name(number): {"position": {"x": number % 100, "y": number // 100}} for number in range(blocks)}
    metadata = {"name": "A very large flow", "type": "contactFlow", "ActionMetadata": places}
    whole = {"Version": "2019-10-30", "StartAction": _name(0), "Metadata": metadata, "Actions": actions}
    return json.dumps(whole, indent=2)


def _ordinary(number: int, queue: int) -> dict[str, Any]:
    def ahead(steps: int) -> int:
        return min(number + steps, queue)

    if number % 3 == 1:
        text = {"Text": f"Thank you for calling about matter {number}."}
        return _action(number, "MessageParticipant", text, ahead(1), {"NoMatchingError": queue + 3})
    if number % 3 == 2:
        attributes = {"Attributes": {"matter": str(number)}, "TargetContact": "Current"}
        return _action(number, "UpdateContactAttributes", attributes, ahead(1), {"NoMatchingError": ahead(1)})
    asked = {
        "Text": f"For billing, press 1. For support, press 2. This is menu {number}.",
        "StoreInput": "False", "InputTimeLimitSeconds": "5",
    }  # fmt: skip
    errors = dict.fromkeys(("InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"), queue)
    return _action(number, "GetParticipantInput", asked, queue, errors, {"1": ahead(1), "2": ahead(3)})


def _action(
    number: int, kind: str, parameters: dict[str, Any], following: int, errors: dict[str, int],
    keys: dict[str, int] | None = None,
) -> dict[str, Any]:  # fmt: skip
    transitions: dict[str, Any] = {
        "NextAction": _name(following),
        "Errors": [{"NextAction": _name(target), "ErrorType": error} for error, target in errors.items()],
        "Conditions": [
            {"NextAction": _name(target), "Condition": {"Operator": "Equals", "Operands": [key]}}
            for key, target in (keys or {}).items()
        ],
    }
    return {"Identifier": _name(number), "Type": kind, "Parameters": parameters, "Transitions": transitions}


def _name(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-{number:012x}"


if __name__ == "__main__":
    sys.stdout.write(flow(int(sys.argv[1])))
