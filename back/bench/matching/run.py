"""What ``./m . /integrates/back/bench matching`` starts: ``matching.command``, by its file."""

import runpy
import sys
from pathlib import Path

# A script's own folder comes first; the package that it is in must be found instead.
sys.path[0] = str(Path(__file__).parents[1])
runpy.run_module("matching.command", run_name="__main__")
