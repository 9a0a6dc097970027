"""Tasklark: one task store, every client."""

from importlib.metadata import version

__version__ = version("tasklark")
