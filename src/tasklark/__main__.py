"""`python -m tasklark` is `tasklark`."""

from tasklark.cli import main

main()
