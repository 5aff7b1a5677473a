"""The auditor of phone trees."""

__version__ = "0.1.0"

HOME = "https://ivraudit.example"
"""The public address of this project's files, which links to rules' pages begin with.

The project has none yet: nobody can ever own a name below `.example` (RFC 2606), so no link leads to a stranger.
"""
