"""How a language announces keys: regular expressions made from its word lists, once for each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from ivraudit.words.lexicon import Lexicon

# What may stand between the words of an announcement: white space, quotes, dashes, marks of writing direction, a tag.
# Every repetition is bounded, so that no text takes more than linear time.
GAP = (
    r"(?:[\s\"'`´“”„‘’«»‹›():\[\]\-–—\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    r"|<[^<>]{0,200}>){1,8}"
)
STOP = r"(?![\w\u0300-\u036f])"
NEVER = r"(?!)"


class Grammar:
    """The patterns of one language, each made when it is first needed, since making them is slow.

    The group `key` of each is the key, or `press`, `dial`, `choose` in `before`.
    """

    def __init__(self, words: Lexicon) -> None:
        self._words = words

    @cached_property
    def _join(self) -> str:
        return any_word(self._words.phrases("or"))

    @cached_property
    def _fillers(self) -> str:
        return any_word(self._words.phrases("fillers"))

    @cached_property
    def _one(self) -> str:
        return _key(self._words, 1)

    @cached_property
    def _follow(self) -> str:
        return rf"[\s\"'”’»)]{{0,4}}(?:[,.;:!?…]|\Z|{self._join}|{_purpose(self._words)})"

    @cached_property
    def verbs(self) -> tuple[str, ...]:
        """The folded verbs without which nothing is announced."""
        lists = ("press", "dial", "choose", "press_after")
        forms = {fold(form) for name in lists for phrase in self._words.phrases(name) for form in spellings(phrase)}
        return tuple(sorted(forms))

    @cached_property
    def openers(self) -> tuple[str, ...]:
        """The folded first words of the verbs that `before` begins with; of those that begin alike the shortest."""
        lists = ("press", "dial", "choose")
        forms = {fold(form) for name in lists for phrase in self._words.phrases(name) for form in spellings(phrase)}
        found: list[str] = []
        for opener in sorted({form.split()[0] for form in forms}):
            if not found or not opener.startswith(found[-1]):
                found.append(opener)
        return tuple(found)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The folded name of a key -> the key."""
        keys = self._words.keys.items()
        return {fold(form): key for key, names in keys for name in names for form in spellings(name)}

    @cached_property
    def before(self) -> re.Pattern[str]:
        """The verb, then the key: `press 1`."""
        return _compile(_before(self._words, self._fillers, self._follow))

    @cached_property
    def after(self) -> re.Pattern[str] | None:
        """The key, then the verb: `1 tuşuna basın`. None: the verb never follows."""
        return _compile(_after(self._words)) if self._words.phrases("press_after") else None

    @cached_property
    def joined(self) -> re.Pattern[str]:
        """One more key straight behind an announced one: `or 2`."""
        other = self._one.replace("<key>", "<other>")
        comma = rf"\s{{0,4}},\s{{0,4}}(?:{self._join}\s{{1,4}})?{self._one}(?={self._follow})"
        return _compile(rf"(?:{comma}|{GAP}{self._join}(?:{GAP}{self._fillers}){{0,2}}{GAP}{other})")

    @cached_property
    def ranged(self) -> re.Pattern[str]:
        """The last key of a range: `through 5`."""
        through = any_word(self._words.phrases("through"))
        return _compile(rf"(?:{GAP}{through}{GAP}|\s?[-–]\s?)(?P<key>[0-9])(?!\d|\s\d)")

    @cached_property
    def elliptic(self) -> re.Pattern[str]:
        """One more key with its purpose: `, 2 for support`."""
        return _compile(
            rf"(?:[,;]\s{{0,4}}(?:{self._join}\s{{1,4}})?|\s{self._join}\s{{1,4}})(?:{self._fillers}\s{{1,4}}){{0,2}}"
            rf"{self._one}(?=\s{{1,4}}(?:{_purpose(self._words)})(?!\s{{1,4}}\d))"
        )

    @cached_property
    def listed(self) -> re.Pattern[str] | None:
        """One more key with a case ending: `1'e,`; a sentence's end matches without the group. None: no endings."""
        return _compile(_listed(self._words, self._join)) if self._words.phrases("key_endings") else None


def fold(text: str) -> str:
    """The text as names of keys are compared: composed, no case, dotted and dotless i alike, single spaces."""
    import unicodedata  # not before it is needed: it costs more to load than all of this room

    plain = unicodedata.normalize("NFC", text).casefold().replace("ı", "i").replace("i\u0307", "i")
    return " ".join(plain.split())


def either(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first, accents composed, apart or left out; none of them: never."""
    forms = {form for phrase in phrases for form in spellings(phrase)}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return "|".join(re.escape(form).replace(r"\ ", r"\s{1,4}") for form in ordered) or NEVER


def spellings(phrase: str) -> tuple[str, str, str]:
    """A phrase with its accents composed, with them apart, and as typed on a keyboard without them."""
    import unicodedata

    apart = unicodedata.normalize("NFD", phrase)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", phrase), apart, bare


def _beginning(*groups: Iterable[str]) -> str:
    """A cheap test that spares most places of a text the long alternatives: the first letter fits a phrase."""
    letters = sorted({form[0] for group in groups for phrase in group for form in spellings(phrase)})
    return rf"(?=[{re.escape(''.join(letters))}])" if letters else NEVER


def any_word(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases as whole words."""
    return rf"(?:{either(phrases)}){STOP}"


@lru_cache(maxsize=64)
def grammar(words: Lexicon) -> Grammar:
    """The patterns of a language."""
    return Grammar(words)


def _compile(pattern: str) -> re.Pattern[str]:
    """The pattern without regard to case; `re` takes the four letters i of Turkish for one."""
    return re.compile(pattern, re.IGNORECASE)


def _key(words: Lexicon, digits: int, names: bool = True, group: str = "key") -> str:
    """A pattern for one key: up to so many characters of the keypad, or a name; not a number that goes on."""
    digit_names = either(name for key, names_ in words.keys.items() if key.isdigit() for name in names_)
    sign_names = either(name for key, names_ in words.keys.items() if not key.isdigit() for name in names_)
    services = either(words.phrases("services"))
    written = rf"(?!(?:{services})(?!\d))[0-9*#]{{1,{digits}}}"
    # A star or pound goes with one digit that follows it: "star nine" is one key, "*9".
    spoken = rf"(?:{sign_names}|[*#])\s(?:[0-9]|{digit_names}){_end(words)}|{sign_names}|{digit_names}|{written}"
    return rf"(?P<{group}>{spoken if names else written}){_ending(words)}{_end(words)}"


def _ending(words: Lexicon) -> str:
    """A pattern for what may hang on a key: a case ending, or the word for key."""
    endings, nouns = words.phrases("key_endings"), words.phrases("key_nouns")
    return rf"(?:['’`´\-]?(?:{either(endings)}){STOP})?(?:[\s\-]{any_word(nouns)})?"


def _end(words: Lexicon) -> str:
    """What must not follow a key: the rest of a word or a number, a phone number, a thing counted ("2 minutes")."""
    number = r"[%°]|[.,:/]\d|-\d[\d\-]|-[^\W\d]|\s\(?\d[\d \-]{0,3}\d"
    return rf"{STOP}(?!{number}|[\s\-]{{1,4}}{any_word(words.phrases('not_after'))})"


def _purpose(words: Lexicon) -> str:
    """A pattern for the words that say what a key is for."""
    return rf"{any_word(words.phrases('purposes'))}|(?:{either(words.phrases('purpose_prefixes'))})(?=\w)"


def _before(words: Lexicon, fillers: str, follow: str) -> str:
    """The verb, then the key. Verbs that dial take short keys; those that choose no names, and a clause's end."""
    between = rf"{STOP}(?:{GAP}{fillers}){{0,4}}{GAP}"
    press = rf"(?:{either(words.phrases('press'))}){between}{_key(words, 4, group='press')}"
    dial = rf"(?:{either(words.phrases('dial'))}){between}{_key(words, 2, group='dial')}"
    choose = rf"(?:{either(words.phrases('choose'))}){between}{_key(words, 2, False, 'choose')}(?={follow})"
    verbs = _beginning(words.phrases("press"), words.phrases("dial"), words.phrases("choose"))
    return rf"{verbs}(?<!\w)(?:{press}|{dial}|{choose})"


def _after(words: Lexicon) -> str:
    """The key, then the verb, with a noun for the key between them where the language has one."""
    endings = either(words.phrases("key_endings"))
    nouns = any_word(words.phrases("fillers_after"))
    verbs = any_word(words.phrases("press_after"))
    names = either(name for names_ in words.keys.values() for name in names_)
    services = either(words.phrases("services"))
    key = rf"(?P<key>(?!(?:{services})(?!\d))[0-9*#]{{1,2}}|{names})(?:['’`´\-\s]?(?:{endings}))?"
    keys = _beginning("0123456789*#", *words.keys.values())
    return rf"{keys}(?<![\w.,:/+\-])(?<!\d\s){key}{_end(words)}(?:{GAP}{nouns}){{0,3}}{GAP}{verbs}"


def _listed(words: Lexicon, join: str) -> str:
    """A key with its case ending at the end of a part of the sentence, or the sentence's end."""
    endings = either(words.phrases("key_endings"))
    key = rf"(?=[0-9*#])(?<![\w.,:/+\-])(?P<key>[0-9*#])['’`´\-](?:{endings}){STOP}"
    return rf"{key}(?=\s{{0,4}}(?:[,;.!?]|\Z)|\s{{1,4}}{join})|[.!?…](?=\s|\Z)"
