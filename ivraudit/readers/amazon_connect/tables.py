"""What each type of block is called in the designer, and what its failing means."""

from __future__ import annotations

from typing import NamedTuple


class Sort(NamedTuple):
    """A type of block."""

    title: str
    """What the vendor's designer calls it."""
    handling: str
    """Which of the builders in `building.py` takes it."""
    fails: bool = False
    """Whether its error branch is an ordinary outcome (a lookup that fails), not a breakdown of the platform."""


SORTS: dict[str, Sort] = {
    "MessageParticipant": Sort("Play prompt", "say"),
    "MessageParticipantIteratively": Sort("Loop prompts", "say"),
    "GetParticipantInput": Sort("Get customer input", "input"),
    "ConnectParticipantWithLexBot": Sort("Get customer input", "bot"),
    "Compare": Sort("Check contact attributes", "decide"),
    "CheckMetricData": Sort("Check staffing", "decide"),
    "CheckOutboundCallStatus": Sort("Check call progress", "decide"),
    "CheckVoiceId": Sort("Check Voice ID", "decide", True),
    "DistributeByPercentage": Sort("Distribute by percentage", "shares"),
    "CheckHoursOfOperation": Sort("Check hours of operation", "hours"),
    "Loop": Sort("Loop", "loop"),
    "Wait": Sort("Wait", "task"),
    "TransferContactToQueue": Sort("Transfer to queue", "queue"),
    "DequeueContactAndTransferToQueue": Sort("Transfer to queue", "queue"),
    "TransferContactToAgent": Sort("Transfer to agent", "agent", True),
    "TransferParticipantToThirdParty": Sort("Transfer to phone number", "transfer", True),
    "CreateCallbackContact": Sort("Transfer to callback queue", "callback", True),
    "TransferToFlow": Sort("Transfer to flow", "flow"),
    "InvokeFlowModule": Sort("Invoke module", "module"),
    "DisconnectParticipant": Sort("Disconnect", "hangup"),
    "EndFlowExecution": Sort("End flow", "end"),
    "EndFlowModuleExecution": Sort("Return", "back"),
    "UpdateContactTargetQueue": Sort("Set working queue", "select"),
    "UpdateContactEventHooks": Sort("Set event flow", "hooks"),
    "UpdateContactAttributes": Sort("Set contact attributes", "task"),
    "UpdateContactCallbackNumber": Sort("Set callback number", "task"),
    "UpdateContactData": Sort("Set contact data", "task"),
    "UpdateContactMediaProcessing": Sort("Set media processing", "task"),
    "UpdateContactMediaStreamingBehavior": Sort("Start or stop media streaming", "task"),
    "UpdateContactRecordingBehavior": Sort("Set recording behavior", "task"),
    "UpdateContactRecordingAndAnalyticsBehavior": Sort("Set recording behavior", "task"),
    "UpdateContactRoutingBehavior": Sort("Change routing priority", "task"),
    "UpdateRoutingCriteria": Sort("Set routing criteria", "task"),
    "UpdateContactRoutingCriteria": Sort("Set routing criteria", "task"),
    "UpdateContactTextToSpeechVoice": Sort("Set voice", "task"),
    "UpdateFlowAttributes": Sort("Set flow attributes", "task"),
    "UpdateFlowLoggingBehavior": Sort("Set logging behavior", "task"),
    "UpdatePreviousContactParticipantState": Sort("Hold customer or agent", "task"),
    "TagContact": Sort("Contact tags", "task"),
    "UnTagContact": Sort("Contact tags", "task"),
    "ResumeContact": Sort("Resume contact", "task"),
    "StartVoiceIdStream": Sort("Set Voice ID", "task"),
    "CompleteOutboundCall": Sort("Call phone number", "task"),
    "CreateWisdomSession": Sort("Connect assistant", "task"),
    "AssociateContactToCustomerProfile": Sort("Customer profiles", "task", True),
    "CreatePersistentContactAssociation": Sort("Create persistent contact association", "task"),
    "StartOutboundChatContact": Sort("Send message", "task", True),
    "LoadContactContent": Sort("Get stored content", "task", True),
    "InvokeLambdaFunction": Sort("AWS Lambda function", "task", True),
    "InvokeThirdPartyAction": Sort("Invoke third-party action", "task", True),
    "EvaluateDataTableValues": Sort("Data table", "task", True),
    "AuthenticateParticipant": Sort("Authenticate customer", "task", True),
    "GetMetricData": Sort("Get metrics", "task", True),
    "GetCustomerProfile": Sort("Customer profiles", "task", True),
    "GetCustomerProfileObject": Sort("Customer profiles", "task", True),
    "GetCalculatedAttributesForCustomerProfile": Sort("Customer profiles", "task", True),
    "CreateCustomerProfile": Sort("Customer profiles", "task", True),
    "UpdateCustomerProfile": Sort("Customer profiles", "task", True),
    "GetCase": Sort("Cases", "task", True),
    "CreateCase": Sort("Cases", "task", True),
    "UpdateCase": Sort("Cases", "task", True),
    "CreateTask": Sort("Create task", "task", True),
    "ShowView": Sort("Show view", "view"),
}
"""By the name in the flow language."""

UNKNOWN = Sort("Unknown block", "unknown", True)

KINDS = {
    "contactflow": "call", "campaign": "call", "agenttransfer": "guide", "queuetransfer": "guide",
    "customerqueue": "hold", "customerhold": "hold", "agenthold": "hold",
    "customerwhisper": "whisper", "agentwhisper": "whisper", "outboundwhisper": "whisper",
}  # fmt: skip
"""What a flow is for, by the vendor's word without signs and capitals; to a transfer flow an agent listens."""

MOST_LOOPS = 100
"""The highest count that the designer takes for a loop."""

VOICES = {
    "ar": "Zeina", "ar-AE": "Hala Zayd", "ca-ES": "Arlet", "cs-CZ": "Jitka", "cy-GB": "Gwyneth",
    "da-DK": "Mads Naja Sofie", "de-AT": "Hannah", "de-CH": "Sabrina", "de-DE": "Daniel Hans Marlene Vicki",
    "en-AU": "Nicole Olivia Russell", "en-GB": "Amy Arthur Brian Emma", "en-IE": "Niamh", "en-IN": "Raveena",
    "en-NZ": "Aria", "en-SG": "Jasmine", "en-US": "Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly "
    "Matthew Patrick Ruth Salli Stephen", "en-ZA": "Ayanda", "es-ES": "Alba Conchita Enrique Lucia Raul Sergio",
    "es-MX": "Andres Mia", "es-US": "Lupe Miguel Pedro Penelope", "fi-FI": "Suvi", "fr-BE": "Isabelle",
    "fr-CA": "Chantal Gabrielle Liam", "fr-FR": "Celine Lea Mathieu Remi", "is-IS": "Dora Karl",
    "it-IT": "Adriano Beatrice Bianca Carla Giorgio Lorenzo", "ja-JP": "Kazuha Mizuki Takumi Tomoko",
    "ko-KR": "Jihye Seoyeon", "nb-NO": "Ida Liv", "nl-BE": "Lisa", "nl-NL": "Laura Lotte Ruben",
    "pl-PL": "Ewa Jacek Jan Maja Ola", "pt-BR": "Camila Ricardo Thiago Vitoria", "pt-PT": "Cristiano Ines",
    "ro-RO": "Carmen", "ru-RU": "Maxim Tatyana", "sv-SE": "Astrid Elin", "tr-TR": "Burcu Filiz", "zh-CN": "Zhiyu",
}  # fmt: skip
"""Which voices speak a language (Amazon Polly; voices of two languages are left out)."""
