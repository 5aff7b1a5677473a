"""The auditor of phone trees.

What stands here is public (docs/api.md), and so is `ivraudit.testing`; everything else may change its place.
"""

TYPE_CHECKING = False  # as in `typing`, which a start need not import
if TYPE_CHECKING:
    from ivraudit.api import audit as audit
    from ivraudit.api import load_policy as load_policy
    from ivraudit.api import read as read
    from ivraudit.api import write as write
    from ivraudit.auditing import Audit as Audit
    from ivraudit.auditing import Skipped as Skipped
    from ivraudit.auditing import Unchecked as Unchecked
    from ivraudit.errors import IvrauditError as IvrauditError
    from ivraudit.errors import PolicyError as PolicyError
    from ivraudit.errors import UsageError as UsageError
    from ivraudit.model import Acceptance as Acceptance
    from ivraudit.model import Announces as Announces
    from ivraudit.model import Assumptions as Assumptions
    from ivraudit.model import Edge as Edge
    from ivraudit.model import Entry as Entry
    from ivraudit.model import Finding as Finding
    from ivraudit.model import Habits as Habits
    from ivraudit.model import Hit as Hit
    from ivraudit.model import Keys as Keys
    from ivraudit.model import Known as Known
    from ivraudit.model import Link as Link
    from ivraudit.model import Node as Node
    from ivraudit.model import NodeType as NodeType
    from ivraudit.model import NotChecked as NotChecked
    from ivraudit.model import Note as Note
    from ivraudit.model import Nowhere as Nowhere
    from ivraudit.model import Origin as Origin
    from ivraudit.model import Owner as Owner
    from ivraudit.model import Position as Position
    from ivraudit.model import Profile as Profile
    from ivraudit.model import Retry as Retry
    from ivraudit.model import Severity as Severity
    from ivraudit.model import Source as Source
    from ivraudit.model import Speech as Speech
    from ivraudit.model import Step as Step
    from ivraudit.model import Timing as Timing
    from ivraudit.model import Tolerance as Tolerance
    from ivraudit.model import Tree as Tree
    from ivraudit.model import TreeKind as TreeKind
    from ivraudit.model import Trouble as Trouble
    from ivraudit.model import Wait as Wait
    from ivraudit.phone import Phone as Phone
    from ivraudit.policy import Check as Check
    from ivraudit.policy import Policy as Policy
    from ivraudit.rule import Category as Category
    from ivraudit.rule import NoOptions as NoOptions
    from ivraudit.rule import Rule as Rule
    from ivraudit.rule import option as option
    from ivraudit.waivers import Accepted as Accepted
    from ivraudit.waivers import Stale as Stale

__version__ = "0.1.0"

HOME = "https://ivraudit.example"
"""The public address of this project's files, which links to rules' pages begin with.

The project has none yet: nobody can ever own a name below `.example` (RFC 2606), so no link leads to a stranger.
"""

ROOMS = {
    "api": ("audit", "load_policy", "read", "write"),
    "auditing": ("Audit", "Skipped", "Unchecked"),
    "errors": ("IvrauditError", "PolicyError", "UsageError"),
    "model": (
        "Acceptance", "Announces", "Assumptions", "Edge", "Entry", "Finding", "Habits", "Hit", "Keys", "Known",
        "Link", "Node", "NodeType", "NotChecked", "Note", "Nowhere", "Origin", "Owner", "Position", "Profile",
        "Retry", "Severity", "Source", "Speech", "Step", "Timing", "Tolerance", "Tree", "TreeKind", "Trouble",
        "Wait",
    ),
    "phone": ("Phone",),
    "policy": ("Check", "Policy"),
    "rule": ("Category", "NoOptions", "Rule", "option"),
    "waivers": ("Accepted", "Stale"),
}  # fmt: skip
"""The public names by the rooms that they live in; a room is opened when one of its names is asked for."""

__all__ = [name for names in ROOMS.values() for name in names]


if not TYPE_CHECKING:  # a type checker would take any name for one that exists

    def __getattr__(name: str) -> object:
        for room, names in ROOMS.items():
            if name in names:
                from importlib import import_module

                value = globals()[name] = getattr(import_module(f"{__name__}.{room}"), name)
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
