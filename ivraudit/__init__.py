"""The auditor of phone trees."""

__version__ = "0.1.0"
