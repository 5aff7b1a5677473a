"""extensions.ael becomes the same plan as extensions.conf: every statement a step, every block its jumps."""

from __future__ import annotations

from ivraudit.readers.asterisk.ael.contexts import ael_plan, is_ael

__all__ = ["ael_plan", "is_ael"]
