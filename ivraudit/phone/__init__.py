"""Phone: the questions one may ask of a tree, in the trade's verbs; answers are cached, nothing is mutated."""

from ivraudit.phone.journeys import Phone as Phone
from ivraudit.phone.questions import CLOCKS as CLOCKS
from ivraudit.phone.questions import HOURS as HOURS
from ivraudit.phone.questions import Forced as Forced
