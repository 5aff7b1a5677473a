"""python -m ivraudit"""

import gc

# Reading makes millions of small values and no rubbish: the collector would only look at them again and again, and a
# cold start is quicker without it too.
gc.disable()

import os  # noqa: E402
import sys  # noqa: E402
from contextlib import suppress  # noqa: E402
from typing import NoReturn  # noqa: E402


def main() -> NoReturn:
    """Run the command line and leave at once: to take a large tree apart, object by object, takes a quarter as long."""
    code = 0
    try:
        from ivraudit import cli  # which takes long enough for somebody to press Ctrl-C

        cli.main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except OSError:
        code = 3  # not even standard error could be written
    except BaseException as error:
        from ivraudit.errors import interrupted  # here, since Ctrl-C may come while anything of ours is imported

        if not interrupted(error):
            raise
        code = 130
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.write("stopped\n")
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
