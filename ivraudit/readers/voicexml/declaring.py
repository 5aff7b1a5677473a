"""Variables that nothing declares: to assign to one, or to clear it, is an error by the standard."""

from __future__ import annotations

import re

from ivraudit.marked import Element
from ivraudit.readers.voicexml.conditions import plain
from ivraudit.readers.voicexml.dialogs import ACTS, DECLARING, DIALOGS, ITEMS
from ivraudit.readers.voicexml.speech import HEARD, plain_text

_NAME = re.compile(r"[A-Za-z_]\w*")
_QUIET = HEARD | {"grammar", "dtmf", "metadata", "param"}
"""What declares nothing, whatever stands in it."""
_STANDARD = DIALOGS | ITEMS | ACTS | DECLARING | {"vxml", "elseif", "else"}
"""What declares nothing but by its name; of any other element nobody knows."""


class Declared:
    """The names that a document and its root document declare, as far as all of them can be known."""

    def __init__(self, top: Element, root: Element | None) -> None:
        self.open = not top.get("version").startswith("2.") or bool(top.get("application") and root is None)
        """Whether something unread may declare more; platforms of version 1 declared whatever was assigned."""
        self.scripted = False
        """Whether a script that is not at hand may declare more."""
        self.names: set[str] = set()
        stack = [top, *([root] if root is not None else [])]
        while stack and not self.open:
            element = stack.pop()
            if element.name not in _QUIET:
                stack += element.elements
                self._learn(element)

    def _learn(self, element: Element) -> None:
        """Take the names that an element declares, more of them rather than less."""
        read = element.name in _STANDARD and not element.broken
        if element.name == "script":
            self.scripted = self.scripted or bool(element.get("src") or element.get("srcexpr"))
            self.names.update(_NAME.findall(plain_text(element.children, lines=True)))
        elif element.name not in ("assign", "clear"):
            self.names.add(plain(element.get("name")))
        self.open = self.open or not read

    def lacks(self, statement: Element) -> str:
        """Return the variable of an `<assign>` or `<clear>` that nothing declares; "" if there is none.

        VoiceXML 2.0, 5.3.2 and 5.3.3: `error.semantic` is thrown, unless a script that is not at hand declares it
        (`scripted`). What is assigned within an object (`a.b`) is not looked at.
        """
        if self.open:
            return ""
        asked = statement.get("name" if statement.name == "assign" else "namelist").split()
        found = (plain(name) for name in asked)
        return next((name for name in found if _NAME.fullmatch(name) and name not in self.names), "")
