"""How many words the numbers, amounts, dates and times of a text take when they are said."""

from __future__ import annotations

import re
from functools import lru_cache

from ivraudit.words.grammar import either
from ivraudit.words.lexicon import Lexicon, Numbers
from ivraudit.words.patterns import compiled

LONG_NUMBER = 5
"""From so many digits on, a number without separators is said digit by digit, as phone and account numbers are."""
LARGEST = 12
"""The digits of the largest number that is said as one number."""

MONEY = "$€£¥₾₺₪₽"
SEPARATOR = r"[.,'’\u00a0\u202f]"

DATE = r"(?<!\d)(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}/\d{1,2}/\d{2})(?!\d)"
TIME = r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
GROUPED = rf"(?<!\d)\d{{1,3}}(?:{SEPARATOR}\d{{3}})+(?![\d\-])(?:[.,]\d{{1,2}}(?!\d))?"
PHONE = (
    r"(?<![\w.,])(?:[+(]{0,2}\d{1,5}(?:[)\s.\-/]{1,2}\(?\d{2,5}(?!\d)){2,5}|\d{3,4}[\-.\s]\d{4}(?!\d)|\+\d{4,15}(?!\d))"
)
SIGN = rf"&(?:amp|apos|quot|nbsp|lt|gt)?|[@#*+=%{MONEY}]+"

RUN = (
    rf"[\d&@#*+=%{MONEY}](?:[\d\s.,:/()'’\-&@#*+=%{MONEY}]{{0,40}}[\d)&@#*+=%{MONEY}])?"
    r"(?:['’\-]?[^\W\d_]{1,6}(?![^\W_]))?"
)
"""Figures and signs that stand together, with the letters that hang on them; short, to be remembered."""
ADDRESS = r"(?<![\w.@\-])[\w\-]+(?:[.@][\w\-]+)*\.[A-Za-z]{2,}(?!\w)"
INITIALS = r"(?<![^\W_])[B-DF-HJ-NP-TV-XZ]{2,4}(?:['’]s)?(?![^\W_])"
LETTERS = r"[^\W\d_]+"


def address_words(address: str) -> int:
    """The words of an internet address: each part and each mark; `www` is said as three letters."""
    parts = re.findall(r"[\w\-]+", address)
    return 2 * len(parts) - 1 + 2 * parts.count("www")


def initials_words(initials: str) -> int:
    """The words of an abbreviation in capitals: its letters."""
    return sum(letter.isupper() for letter in initials)


@lru_cache(maxsize=8192)
def run_words(run: str, words: Lexicon) -> int:
    """The words that a run of figures, signs and letters takes in the language."""
    pattern = _tokens(words)
    figures = sum(_token_words(token.lastgroup or "", token[0], words) for token in pattern.finditer(run))
    return figures + len(compiled(LETTERS).findall(pattern.sub(" ", run)))


@lru_cache(maxsize=64)
def _tokens(words: Lexicon) -> re.Pattern[str]:
    """The pattern for all that is not said as it is written, one named group for each kind."""
    ending = rf"(?:['’\-]?(?:{either(words.phrases('endings'))})(?!\w))?"
    number = rf"(?:{GROUPED}|\d+(?:[.,]\d+)?)"
    kinds = (
        rf"(?P<date>{DATE}){ending}|(?P<time>{TIME}){ending}"
        rf"|(?P<money>[{MONEY}]\s?{number}|{number}\s?[{MONEY}])|(?P<percent>{number}\s?%)|(?P<grouped>{GROUPED}){ending}"
        rf"|(?P<phone>{PHONE})|(?P<number>\d+(?:[.,]\d+)?){ending}|(?P<sign>{SIGN})"
    )
    return re.compile(kinds)


def _token_words(kind: str, token: str, words: Lexicon) -> int:
    """The words that a token of that kind takes in the language."""
    figures = re.findall(r"\d+", token)
    if kind == "sign":
        return len(token) if token[0] != "&" else int(token in ("&", "&amp"))
    if kind == "phone":
        return _phone(figures, words.numbers)
    if kind in ("date", "time"):
        return _date_or_time(kind, figures, words.numbers)
    return _quantity(kind, token, words)


def cardinal(value: int, numbers: Numbers) -> int:
    """The words of a whole number below a million million, such as 4 for 123 in English."""
    total, rest = 0, value
    for scale in (10**9, 10**6):
        part, rest = divmod(rest, scale)
        total += _below_thousand(part, numbers) + 1 if part else 0
    part, rest = divmod(rest, 1000)
    if part:
        total += numbers.thousands[part - 1] if part < 3 else _below_thousand(part, numbers) + numbers.thousands[2]
    if rest or not value:
        total += _below_thousand(rest, numbers) + (numbers.joint if total and rest < 100 else 0)
    return total


def _below_thousand(value: int, numbers: Numbers) -> int:
    """The words of a whole number below a thousand."""
    hundreds, rest = divmod(value, 100)
    small = int(numbers.decades[rest // 10][rest % 10])
    if not hundreds:
        return small
    return numbers.hundreds[min(hundreds, 3) - 1] + (numbers.joint + small if rest else 0)


def _figures(digits: str, numbers: Numbers) -> int:
    """The words of digits without separators: digit by digit where they are many or begin with a zero."""
    if len(digits) >= LONG_NUMBER or (len(digits) > 1 and int(digits[0]) == 0):
        return len(digits)
    return cardinal(int(digits), numbers)


def _phone(figures: list[str], numbers: Numbers) -> int:
    """The words of groups of digits: digit by digit from seven digits on, as in a phone number."""
    digits = sum(map(len, figures))
    return digits if digits >= 7 else sum(_figures(figure, numbers) for figure in figures)


def _date_or_time(kind: str, figures: list[str], numbers: Numbers) -> int:
    """The words of a date: day, the name of the month, year; or of a time: the hour, and minutes that are not zero."""
    if kind == "time":
        minutes = [int(figure) for figure in figures[1:] if int(figure)]
        return sum(cardinal(value, numbers) for value in [int(figures[0]), *minutes])
    first, _, last = figures
    return cardinal(int(first), numbers) + 1 + cardinal(int(last), numbers)


def _quantity(kind: str, token: str, words: Lexicon) -> int:
    """The words of a number with its decimals, and of its currency (and cents) or percent sign."""
    whole, fraction, grouped = _split(token, words.decimal)
    digits = len(whole)
    numbers = words.numbers
    as_one = (grouped or kind == "money") and digits <= LARGEST
    total = cardinal(int(whole), numbers) if as_one else _figures(whole, numbers)
    if kind == "money":
        cents = fraction[:2].ljust(2, "0") if fraction else "00"
        return total + 1 + (cardinal(int(cents), numbers) + 1 if int(cents) else 0)
    total += 1 + len(fraction) if fraction else 0
    if kind == "percent":
        total += sum(len(phrase.split()) for phrase in words.phrases("percent")[:1])
    return total


def _split(token: str, decimal: str) -> tuple[str, str, bool]:
    """A written number as its whole digits, its decimals, and whether separators group the whole digits."""
    number = re.sub(rf"[^\d.,'’\u00a0\u202f]|{SEPARATOR}(?!\d)", "", token)
    marks = re.findall(SEPARATOR, number)
    whole, fraction = number, ""
    if marks and marks[-1] in ".," and marks.count(marks[-1]) == 1:
        head, tail = number.rsplit(marks[-1], 1)
        if len(tail) != 3 or (marks[-1] == decimal and len(marks) == 1):
            whole, fraction = head, tail
    digits = re.sub(SEPARATOR, "", whole)
    return digits or "0", fraction, len(digits) < len(whole)
