"""``python -m whyleave.publish book|notebooks|site``: what the Makefile calls."""

import argparse
import sys

from whyleave.data import DataError
from whyleave.publish.build import FAILURES, build
from whyleave.publish.execute import execute, store
from whyleave.publish.results import PICTURE, check_text, readme_picture
from whyleave.sources import SourceError


def main() -> int:
    parser = argparse.ArgumentParser(prog="whyleave.publish", description=__doc__)
    parser.add_argument("what", choices=["book", "notebooks"], help="build the site; or run the "
                        "notebooks and store their outputs in notebooks/")  # fmt: skip
    parser.add_argument("--all", action="store_true", help="run every notebook, changed or not")
    wanted = parser.parse_args()
    try:
        if wanted.what == "book":
            build(wanted.all)
        else:
            execute(wanted.all)
            check_text()
            store()
            PICTURE.write_text(readme_picture(), "utf-8")
    except (*FAILURES, DataError, SourceError) as error:
        print(f"\nNot built; the last good book is untouched.\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
