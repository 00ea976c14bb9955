"""Where things lie in a checkout of the book."""

import os
from pathlib import Path

ROOT = Path(os.environ.get("WHYLEAVE_ROOT", Path(__file__).resolve().parents[2]))
DATA = ROOT / "data"
BIBLIOGRAPHY = ROOT / "book" / "references.bib"
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "_build"
