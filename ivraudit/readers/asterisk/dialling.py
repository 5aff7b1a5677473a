"""Who is dialled: a telephone on the premises, or a number somewhere else."""

from __future__ import annotations

import re

from ivraudit.readers.asterisk.arguments import cut, holes

_TELEPHONE = re.compile(
    r"(?:SIP|PJSIP|IAX2?|SCCP|Skinny|MGCP|H323|USTM|UNISTIM|Agent|Console|ALSA|OSS|Phone)/"
    r"(?:[\w .+-]|\$\{[^${}]*(?:\{[^{}]*\})?[^${}]*\})+\Z",
    re.IGNORECASE,
)
_LINE = re.compile(r"(?:DAHDI|Zap)/\d+\Z", re.IGNORECASE)
_CONTACTS = re.compile(r"\$\{PJSIP_DIAL_CONTACTS\(.*\)\}\Z", re.IGNORECASE)
_TRUNK = re.compile(r"trunk|gateway|provider|carrier|troncal|tronco|goip|gsm|outbound|fxo|pstn", re.IGNORECASE)


def human(destination: str) -> bool | None:
    """Say whether a person answers: surely at a telephone of the system's own; None where it may be anything."""
    channels = [channel.strip() for channel in cut(destination, "&")]
    return True if channels and all(_telephone(channel) for channel in channels) else None


def _telephone(channel: str) -> bool:
    if _CONTACTS.match(channel) or _LINE.match(channel):
        return True
    return bool(_TELEPHONE.match(channel)) and not _TRUNK.search(channel)


def shown(destination: str) -> str:
    """Return a destination as it may be told: without what looks like an account."""
    return holes(re.sub(r"/[^/@&]*\*{3,}[^/@&]*@", "/", destination))
