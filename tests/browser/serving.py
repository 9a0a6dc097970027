"""`python -m tests.browser.serving` is `tasklark` with the build of the web app in `BUILT`."""

import os
from functools import partial
from pathlib import Path

from tasklark.cli import main
from tasklark.surfaces.web import built

if __name__ == "__main__":
    built.read = partial(built.read, Path(os.environ["BUILT"]))
    main()
