"""python -m ivraudit"""

from ivraudit.cli import main

if __name__ == "__main__":
    main()
