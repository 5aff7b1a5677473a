"""What other packages offer by entry points: where something is wrong with it, the package is named, in one line."""

from __future__ import annotations

from typing import Any

from ivraudit.offers.shelves import OURS as OURS
from ivraudit.offers.shelves import READERS as READERS
from ivraudit.offers.shelves import RULES as RULES
from ivraudit.offers.shelves import WRITERS as WRITERS
from ivraudit.offers.shelves import Offered as Offered
from ivraudit.offers.shelves import modules as modules
from ivraudit.offers.shelves import offered as offered
from ivraudit.offers.shelves import single_modules as single_modules
from ivraudit.rule import Rule, of

# What watches over others is imported where there are others: most machines have none.


def rule_of(offered: Offered) -> Rule:
    """Return the rule of a module; a fault in that of another package stops the run with one line."""
    if offered.package == OURS:
        return of(offered.module)
    from ivraudit.offers.careful_rules import careful_rule

    return careful_rule(offered)


def reader_of(offered: Offered) -> Any:
    """Return a reader whose faults stop the run with one line, if it is that of another package."""
    if offered.package == OURS:
        return offered.module
    from ivraudit.offers.careful_readers import careful_reader

    return careful_reader(offered)


def writer_of(offered: Offered) -> Any:
    """Return a writer whose faults stop the run with one line."""
    from ivraudit.offers.careful_readers import careful_writer

    return careful_writer(offered)
