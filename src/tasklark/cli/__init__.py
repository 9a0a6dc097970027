"""The operator's door: `tasklark` on the command line."""

from tasklark.cli.main import main

__all__ = ["main"]
