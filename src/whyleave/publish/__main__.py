"""``python -m whyleave.publish book|notebooks|describe``: what the Makefile calls."""

import argparse
import sys

from whyleave.data import DataError, check_all
from whyleave.publish.build import FAILURES, build
from whyleave.publish.describe import describe
from whyleave.publish.execute import execute, store
from whyleave.publish.results import PICTURE, check_text, readme_picture
from whyleave.sources import SourceError


def main() -> int:
    parser = argparse.ArgumentParser(prog="whyleave.publish", description=__doc__)
    parser.add_argument("what", choices=["book", "notebooks", "describe"], help="build the site; run "
                        "the notebooks and store their outputs in notebooks/; or describe changed "
                        "data files again in data/datapackage.json")  # fmt: skip
    parser.add_argument("--all", action="store_true", help="run every notebook, changed or not")
    wanted = parser.parse_args()
    try:
        if wanted.what == "describe":
            print(*describe(), sep="\n")
            return 0
        check_all()
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
