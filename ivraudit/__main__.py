"""python -m ivraudit"""

import gc

# Reading makes millions of small values and no rubbish: the collector would only look at them again and again, and a
# cold start is quicker without it too.
gc.disable()

from ivraudit.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
