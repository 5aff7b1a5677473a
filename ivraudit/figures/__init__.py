"""What `measure` says of a phone tree: figures, computed only when asked for."""

from ivraudit.figures.calling import Calling as Calling
from ivraudit.figures.calling import calling as calling
from ivraudit.figures.measuring import Measured as Measured
from ivraudit.figures.measuring import measure as measure
from ivraudit.figures.measuring import profiles as profiles
