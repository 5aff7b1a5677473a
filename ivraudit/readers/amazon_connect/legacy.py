"""The old console's export: its modules and branches in the words of the flow language."""

from __future__ import annotations

from typing import Any

from ivraudit.marked import Value, get, items, pairs, text
from ivraudit.model import Position
from ivraudit.readers.amazon_connect.blocks import Block, Fault, Flow, Way, Wrapped
from ivraudit.readers.amazon_connect.parsing import numbered, plain

_TYPES = {
    "PlayPrompt": "MessageParticipant", "LoopPrompts": "MessageParticipantIteratively",
    "GetUserInput": "GetParticipantInput", "StoreUserInput": "GetParticipantInput",
    "SetQueue": "UpdateContactTargetQueue", "InvokeExternalResource": "InvokeLambdaFunction",
    "SetAttributes": "UpdateContactAttributes", "CheckAttribute": "Compare", "CheckStaffing": "CheckMetricData",
    "CheckQueueStatus": "CheckMetricData", "CheckHoursOfOperation": "CheckHoursOfOperation", "Loop": "Loop",
    "SetContactFlow": "UpdateContactEventHooks", "SetEventHook": "UpdateContactEventHooks",
    "Resume": "EndFlowExecution", "Disconnect": "DisconnectParticipant", "Wait": "Wait",
    "SetLoggingBehavior": "UpdateFlowLoggingBehavior", "SetVoice": "UpdateContactTextToSpeechVoice",
    "SetRecordingBehavior": "UpdateContactRecordingBehavior",
    "StartMediaStreaming": "UpdateContactMediaStreamingBehavior",
    "StopMediaStreaming": "UpdateContactMediaStreamingBehavior", "SetCallBackNumber": "UpdateContactCallbackNumber",
    "SetCallbackNumber": "UpdateContactCallbackNumber", "GetQueueMetrics": "GetMetricData",
    "SetRoutingBehavior": "UpdateContactRoutingBehavior", "SetRoutingPriority": "UpdateContactRoutingBehavior",
    "Dial": "CompleteOutboundCall", "SetHoldFlow": "UpdateContactEventHooks", "CreateTask": "CreateTask",
    "DistributeByPercentage": "DistributeByPercentage", "AssignContactTags": "TagContact",
    "InvokeFlowModule": "InvokeFlowModule", "Return": "EndFlowModuleExecution",
}  # fmt: skip
_TRANSFERS = {
    "Queue": "TransferContactToQueue", "Flow": "TransferToFlow", "PhoneNumber": "TransferParticipantToThirdParty",
    "Agent": "TransferContactToAgent", "Callback": "CreateCallbackContact",
}  # fmt: skip
_ERRORS = {
    "Error": "NoMatchingError", "Timeout": "InputTimeLimitExceeded", "NoMatch": "NoMatchingCondition",
    "AtCapacity": "QueueAtCapacity", "CallFailed": "CallFailed", "ConnectionTimeLimitExceeded":
    "ConnectionTimeLimitExceeded", "InvalidNumber": "InvalidPhoneNumber", "NotDialable": "CallbackNumberNotDialable",
}  # fmt: skip
_OPERATORS = {
    "Equals": "Equals", "Contains": "TextContains", "StartsWith": "TextStartsWith", "GreaterThan": "NumberGreaterThan",
    "GreaterThanOrEqualTo": "NumberGreaterOrEqualTo", "LessThan": "NumberLessThan",
    "LessThanOrEqualTo": "NumberLessOrEqualTo",
}  # fmt: skip
_SPACES = {"User Defined": "Attributes", "External": "External", "System": "", "Lex": "Lex"}
_HOOKS = {"CustomerRemaining": "CustomerRemaining", "Disconnect": "CustomerRemaining"}


def legacy_flow(file: str, root: Value, stem: str) -> Flow | Fault:
    """Return the flow of an old export."""
    modules = items(root, "modules")
    if not modules:
        return Fault("unreadable", Position(file), "the list `modules` of this flow is empty.")
    name = text(root, "metadata", "name")
    names = tuple(filter(None, (name, text(root, "metadata", "id"), stem)))
    start = get(root, "start")
    flow = Flow(
        file, Position(file), Wrapped(name, names, text(root, "type") or text(root, "metadata", "type")), [],
        text(root, "start"), start.at(file) if start is not None else Position(file),
    )  # fmt: skip
    metadata: dict[str, Any] = {}
    for module in modules:
        block = _block(file, module)
        flow.add(block)
        metadata[block.id] = _shown(module)
    flow.metadata = metadata
    return flow


def _block(file: str, module: Value) -> Block:
    identifier, kind = get(module, "id"), text(module, "type")
    at = (identifier if identifier is not None else module).at(file)
    ways = numbered([_way(file, branch, kind) for branch in items(module, "branches")])
    known = _TRANSFERS.get(text(module, "target")) if kind == "Transfer" else _TYPES.get(kind)
    word = f"{kind} {text(module, 'target')}".strip()
    return Block(text(module, "id"), known or word, _parameters(module, kind), ways, at)


def _way(file: str, branch: Value, kind: str) -> Way:
    word = text(branch, "condition")
    target = text(branch, "transition") or None
    key = next((key for key, _ in pairs(branch) if key.value == "transition"), None)
    at = key.at(file) if key is not None else branch.at(file)
    if word == "Success":
        return Way("next", "", "", target, at, word)
    if word == "Evaluate":
        value = text(branch, "conditionValue")
        operator = _OPERATORS.get(text(branch, "conditionType"), text(branch, "conditionType"))
        return Way("condition", operator, value, target, at, f"{word} {text(branch, 'conditionType')} {value}")
    if word in ("Looping", "Complete"):
        return Way("condition", "Equals", f"{'Continue' if word == 'Looping' else 'Done'}Looping", target, at, word)
    if kind == "Wait" and word == "Timeout":
        return Way("next", "", "", target, at, word)
    if word in _ERRORS:
        return Way("error", _ERRORS[word], "", target, at, word)
    return Way("condition", "Equals", word, target, at, word)


def _parameters(module: Value, kind: str) -> dict[str, Any]:
    """The parameters by the names of the flow language; of several with one name the first."""
    given: dict[str, Any] = {}
    for one in items(module, "parameters"):
        given.setdefault(text(one, "name"), plain(get(one, "value")))
    renamed = {
        "Timeout": "InputTimeLimitSeconds", "Queue": "QueueId", "Agent": "AgentId", "AudioPrompt": "PromptId",
        "PhoneNumber": "ThirdPartyPhoneNumber", "Hours": "HoursOfOperationId", "GlobalVoice": "TextToSpeechVoice",
    }  # fmt: skip
    found = {renamed.get(name, name): value for name, value in given.items()}
    if kind == "GetUserInput":
        found["StoreInput"] = "False"
    elif kind == "StoreUserInput":
        custom = {"CustomValidation": {"MaximumLength": given.get("MaxDigits")}}
        phone = str(given.get("CustomerInputType")) == "PhoneNumber"
        found |= {"StoreInput": "True", "InputValidation": {"PhoneNumberValidation": {}} if phone else custom}
        if str(given.get("EncryptEntry")).lower() == "true":
            found["InputEncryption"] = {"EncryptionKeyId": ""}
    elif kind in ("StartMediaStreaming", "StopMediaStreaming"):
        found["MediaStreamingState"] = "Enabled" if kind.startswith("Start") else "Disabled"
    elif kind == "LoopPrompts":
        found["Messages"] = [_message(one) for one in items(module, "parameters")]
    elif kind == "CheckAttribute":
        found["ComparisonValue"] = _compared(given)
    elif kind in ("SetContactFlow", "SetEventHook"):
        found["EventHooks"] = {_HOOKS.get(str(given.get("Type")), str(given.get("Type"))): given.get("ContactFlowId")}
    elif kind == "Transfer":
        blind = str(given.get("BlindTransfer")).lower() == "false"
        found["ContinueFlowExecution"] = "True" if blind else "False"
    return found


def _message(parameter: Value) -> dict[str, Any]:
    word = "PromptId" if text(parameter, "name") == "AudioPrompt" else text(parameter, "name")
    return {word: text(parameter, "value")}


def _compared(given: dict[str, Any]) -> str:
    """What is compared, as a path."""
    name, space = str(given.get("Attribute", "")), str(given.get("Namespace", ""))
    if name.replace(" ", "").lower() == "storedcustomerinput":
        return "$.StoredCustomerInput"
    return "$." + ".".join(filter(None, (_SPACES.get(space, space), name)))


def _shown(module: Value) -> dict[str, Any]:
    """What the designer shows instead of ids, where the flow language keeps it."""
    kept = plain(get(module, "metadata"))
    shown: dict[str, Any] = dict(kept) if isinstance(kept, dict) else {}
    names = {"Queue": "QueueId", "Agent": "AgentId", "AudioPrompt": "PromptId", "ContactFlowId": "ContactFlowId"}
    parameters: dict[str, Any] = {}
    for one in items(module, "parameters"):
        title = text(one, "resourceName")
        if title:
            parameters.setdefault(names.get(text(one, "name"), text(one, "name")), {"displayName": title})
    hook = parameters.get("ContactFlowId")
    return {**shown, "parameters": {**parameters, **({"EventHooks": hook} if hook else {})}}
