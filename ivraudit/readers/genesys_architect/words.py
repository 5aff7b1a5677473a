"""The words of Architect: how its two written forms name an action, and what a caller meets there."""

from __future__ import annotations

import re
from typing import NamedTuple

from ivraudit.model import NodeType, TreeKind

KINDS = {
    "inboundCall": TreeKind.CALL,
    "secureCall": TreeKind.CALL,
    "commonModule": TreeKind.CALL,
    "inqueueCall": TreeKind.HOLD,
    "outboundCall": TreeKind.MESSAGE,
    "voicemail": TreeKind.MESSAGE,
    "voiceSurvey": TreeKind.MESSAGE,
    "surveyInvite": TreeKind.MESSAGE,
    "workflow": TreeKind.MESSAGE,
    "workitem": TreeKind.MESSAGE,
    "bot": TreeKind.MESSAGE,
    "digitalBot": TreeKind.MESSAGE,
    "inboundChat": TreeKind.MESSAGE,
    "inboundEmail": TreeKind.MESSAGE,
    "inqueueEmail": TreeKind.MESSAGE,
    "inboundShortMessage": TreeKind.MESSAGE,
    "inqueueShortMessage": TreeKind.MESSAGE,
}
"""The kinds of flow; of those that are no calls of callers all are kept from being judged as phone trees."""

PLAIN_WORDS = frozenset({"voicemail", "workflow", "workitem", "bot"})
"""Kinds whose names other files may well begin a line with."""


class Meaning(NamedTuple):
    """What an action is to a caller."""

    type: NodeType
    outputs: tuple[str, ...] = ()
    """The outputs that it has whether or not the file names them: one that is not named leads on."""
    opaque: bool = False
    human: bool | None = None


_TALK = ("success", "failure")
_LOOKUP = ("found", "notFound", "failure")
_BOT = Meaning(NodeType.TASK, opaque=True)
_DOING = Meaning(NodeType.TASK)
_SAYING = Meaning(NodeType.SAY)

ACTIONS = {
    "playAudio": _SAYING,
    "playAudioOnSilence": _SAYING,
    "playEstimatedWaitTime": _SAYING,
    "playPositionInQueue": _SAYING,
    "holdMusic": _SAYING,
    "communicate": _SAYING,
    "sendResponse": _SAYING,
    "flushAudio": _DOING,
    "menu": Meaning(NodeType.MENU),
    "collectInput": Meaning(NodeType.COLLECT, _TALK),
    "dialByExtension": Meaning(NodeType.TRANSFER, ("failure",)),
    "dialByName": Meaning(NodeType.TRANSFER, ("failure",)),
    "transferToAcd": Meaning(NodeType.QUEUE, ("failure",)),
    "transferToUser": Meaning(NodeType.TRANSFER, ("failure",), human=True),
    "transferToGroup": Meaning(NodeType.TRANSFER, ("failure",), human=True),
    "transferToNumber": Meaning(NodeType.TRANSFER, ("failure",)),
    "transferToFlow": Meaning(NodeType.TREE, ("failure",)),
    "transferToFlowSecure": Meaning(NodeType.TREE, ("failure",)),
    "transferToVoicemail": Meaning(NodeType.VOICEMAIL, ("failure",)),
    "transferToGroupVoicemail": Meaning(NodeType.VOICEMAIL, ("failure",)),
    "transferToAcdVoicemail": Meaning(NodeType.VOICEMAIL, ("failure",)),
    "returnToAgent": Meaning(NodeType.AGENT),
    "createCallback": Meaning(NodeType.CALLBACK, _TALK),
    "decision": Meaning(NodeType.DECIDE, ("yes", "no")),
    "switch": Meaning(NodeType.DECIDE, ("default",)),
    "evaluateSchedule": Meaning(NodeType.DECIDE, ("active", "inactive"), opaque=True),
    "evaluateEmergencyGroup": Meaning(NodeType.DECIDE, ("active", "inactive"), opaque=True),
    "evaluateScheduleGroup": Meaning(NodeType.HOURS, ("open", "closed", "holiday", "emergency")),
    "loop": Meaning(NodeType.LOOP, ("loop",)),
    "loopUntil": Meaning(NodeType.LOOP, ("loop",)),
    "whileLoop": Meaning(NodeType.LOOP, ("loop",)),
    "eachLoop": Meaning(NodeType.LOOP, ("loop",)),
    "callTask": Meaning(NodeType.TREE, ("default",)),
    "callCommonModule": Meaning(NodeType.TREE),
    "callData": Meaning(NodeType.TASK, ("success", "failure", "timeout")),
    "callBridge": Meaning(NodeType.TASK, ("success", "failure", "timeout")),
    "callSecureData": Meaning(NodeType.TASK, ("success", "failure", "timeout")),
    "dataTableLookup": Meaning(NodeType.TASK, _LOOKUP),
    "findEmergencyGroup": Meaning(NodeType.TASK, _LOOKUP),
    "findGroup": Meaning(NodeType.TASK, _LOOKUP),
    "findLanguageSkill": Meaning(NodeType.TASK, _LOOKUP),
    "findQueue": Meaning(NodeType.TASK, _LOOKUP),
    "findQueueById": Meaning(NodeType.TASK, _LOOKUP),
    "findSchedule": Meaning(NodeType.TASK, _LOOKUP),
    "findScheduleGroup": Meaning(NodeType.TASK, _LOOKUP),
    "findSkill": Meaning(NodeType.TASK, _LOOKUP),
    "findSystemPrompt": Meaning(NodeType.TASK, _LOOKUP),
    "findUser": Meaning(NodeType.TASK, _LOOKUP),
    "findUserById": Meaning(NodeType.TASK, _LOOKUP),
    "findUserPrompt": Meaning(NodeType.TASK, _LOOKUP),
    "findUsersById": Meaning(NodeType.TASK, _LOOKUP),
    "disconnect": Meaning(NodeType.HANGUP),
    "endFlow": Meaning(NodeType.HANGUP),
    "endWorkflow": Meaning(NodeType.HANGUP),
    "exitBotFlow": Meaning(NodeType.HANGUP),
    "previousMenu": Meaning(NodeType.DECIDE),
    "repeatMenu": Meaning(NodeType.DECIDE),
    "callBot": _BOT,
    "callBotFlow": _BOT,
    "callAudioConnector": _BOT,
    "callDialogEngineBot": _BOT,
    "callDialogflowBot": _BOT,
    "callDialogflowCxBot": _BOT,
    "callDigitalBotFlow": _BOT,
    "callLexBot": _BOT,
    "callLexV2Bot": _BOT,
    "callNuanceMixBot": _BOT,
    "callAmazonLexBot": _BOT,
    "askForIntent": _BOT,
    "askForSlot": _BOT,
    "askForBoolean": _BOT,
    "getResponse": _BOT,
    "audioMonitoring": _DOING,
    "addFlowMilestone": _DOING,
    "clearUtilizationLabel": _DOING,
    "conversationData": _DOING,
    "decryptData": _DOING,
    "detectSilence": _DOING,
    "enableParticipantRecord": _DOING,
    "encryptData": _DOING,
    "extractSecureData": _DOING,
    "getConversationData": _DOING,
    "getExternalContact": _DOING,
    "getExternalOrganization": _DOING,
    "getParticipantData": _DOING,
    "getRawSipHeaders": _DOING,
    "getSipHeaders": _DOING,
    "initializeFlowOutcome": _DOING,
    "searchKnowledge": _DOING,
    "setConversationData": _DOING,
    "setExternalTag": _DOING,
    "setFlowOutcome": _DOING,
    "setIntent": _DOING,
    "setLanguage": _DOING,
    "setParticipantData": _DOING,
    "setPostFlow": _DOING,
    "setScreenPop": _DOING,
    "setUtilizationLabel": _DOING,
    "setUuiData": _DOING,
    "setWhisperAudio": _DOING,
    "setWrapupCode": _DOING,
    "transcription": _DOING,
    "updateData": _DOING,
    "wait": _DOING,
    "jumpToTask": _DOING,
    "jumpToMenu": _DOING,
    "changeState": _DOING,
    "task": _DOING,
    "subMenu": _DOING,
    "endTask": _DOING,
    "endState": _DOING,
    "loopNext": _DOING,
    "loopExit": _DOING,
}
"""Archy's word for each action that is known, and what it means to a caller."""

JUMPS = frozenset({
    "jumpToTask", "jumpToMenu", "changeState", "task", "subMenu", "repeatMenu", "endTask", "endState", "loopNext",
    "loopExit",
})  # fmt: skip
"""Actions that only lead somewhere else in the flow: no steps of their own, as long as it is known where."""

GOING = JUMPS - {"repeatMenu", "endTask", "endState", "loopNext", "loopExit"}
"""Jumps that name what they lead to."""
RETURNING = frozenset({"previousMenu", "repeatMenu"})
"""Actions that lead to the menu that the call was in last."""

LOOPS = frozenset({"loop", "loopUntil", "whileLoop", "eachLoop"})
MOST_ROUNDS = 99
"""The most rounds that Architect lets a loop make."""

_EXPORTED = {
    "UpdateVariable": "updateData",
    "SetAttributes": "setParticipantData",
    "GetAttributes": "getParticipantData",
    "Data": "callData",
    "BridgeServer": "callBridge",
    "TransferPureMatch": "transferToAcd",
    "TransferAcd": "transferToAcd",
    "TransferAcdVoicemail": "transferToAcdVoicemail",
    "TransferUser": "transferToUser",
    "TransferGroup": "transferToGroup",
    "TransferExternal": "transferToNumber",
    "TransferFlow": "transferToFlow",
    "TransferFlowSecure": "transferToFlowSecure",
    "TransferVoicemail": "transferToVoicemail",
    "TransferTask": "jumpToTask",
    "JumpToReusableTask": "jumpToTask",
    "TransferMenu": "jumpToMenu",
    "Menu": "subMenu",
    "CallBack": "createCallback",
    "Callback": "createCallback",
    "OfferCallback": "createCallback",
    "DialExtension": "dialByExtension",
    "DialName": "dialByName",
    "NextLoop": "loopNext",
    "ExitLoop": "loopExit",
    "SetLocale": "setLanguage",
    "ScreenPop": "setScreenPop",
    "ExitBot": "exitBotFlow",
    "Secure": "callSecureData",
}
"""The types of an exported flow, without the `Action` at their end, that do not simply spell Archy's word."""

_CHOICES = {
    "menuMenu": "subMenu",
    "menuSubMenu": "subMenu",
    "menuRepeat": "repeatMenu",
    "menuRepeatMenu": "repeatMenu",
    "menuDialExtension": "dialByExtension",
}
"""Choices of a menu that do not simply spell the action behind `menu`."""

_NAMES = {
    "callData": "Call Data Action",
    "transferToAcd": "Transfer to ACD",
    "transferToUser": "Transfer to User",
    "transferToGroup": "Transfer to Group",
    "transferToNumber": "Transfer to Number",
    "transferToFlow": "Transfer to Flow",
    "transferToFlowSecure": "Transfer to Secure Flow",
    "transferToVoicemail": "Transfer to Voicemail",
}
"""The names that Architect gives to an action which nobody has named, where they do not simply spell its word."""

_CASE = re.compile(r"[Cc]ase (\d+)\Z")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def is_key(text: str) -> bool:
    """Whether a text is a key of a telephone."""
    return len(text) == 1 and text in "0123456789*#"


def of_exported(kind: str) -> str:
    """Return Archy's word for the type of an action in an exported flow."""
    stem = kind.removesuffix("Action")
    return _EXPORTED.get(stem) or stem[:1].lower() + stem[1:]


def of_choice(word: str) -> str:
    """Return Archy's word for the action that a menu's choice takes."""
    if word in _CHOICES:
        return _CHOICES[word]
    stem = word.removeprefix("menu")
    return stem[:1].lower() + stem[1:]


def of_output(label: str, number: str) -> str:
    """Return Archy's word for an output of an exported flow, from its label and its id such as `__NOT_FOUND__`.

    A case of a switch is `case 1`; what somebody has named keeps its name.
    """
    if not number.startswith("__") or not number.strip("_"):
        return _CASE.sub(r"case \1", label.strip()) or "output"
    first, *others = number.strip("_").lower().split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def default_name(word: str) -> str:
    """Return the name that an action has when nobody gave it one."""
    return _NAMES.get(word) or " ".join(part[:1].upper() + part[1:] for part in _HUMP.split(word)) or "Action"
