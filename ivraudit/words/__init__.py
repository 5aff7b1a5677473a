"""Languages: word lists as data, and the few questions asked of them."""

from ivraudit.words.announcing import Announcement, announce, announcements, mentions
from ivraudit.words.lexicon import known
from ivraudit.words.speaking import seconds_at, speech_seconds

__all__ = [
    "Announcement",
    "announce",
    "announcements",
    "known",
    "mentions",
    "seconds_at",
    "speech_seconds",
]
