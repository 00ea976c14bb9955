"""``python -m whyleave.publish book|class|notebooks|...``: what the Makefile calls."""

import argparse
import sys
from datetime import date
from pathlib import Path

from whyleave import paths
from whyleave.data import DataError, check_all
from whyleave.publish import editions, epub, firmness, pdf
from whyleave.publish.build import FAILURES, SITE, build, is_built
from whyleave.publish.describe import describe
from whyleave.publish.execute import execute, store
from whyleave.publish.freshness import stale
from whyleave.publish.replace import ReplaceError, ask, replace
from whyleave.publish.results import PICTURE, check_text, readme_picture
from whyleave.publish.teach import own_country, pack
from whyleave.publish.teach.exercises import ExerciseError
from whyleave.sources import SourceError

WRITERS = {"pdf": pdf.write, "epub": epub.write}
UNDONE = {
    "class": "The class pack is not made.",
    "replace": "Not replaced; nothing has been written.",
    "pdf": "No PDF was made.",
    "epub": "No EPUB was made.",
    "stale": "The tables cannot be listed.",
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="whyleave.publish", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    for name, words in {
        "book": "build the site",
        "notebooks": "run the notebooks and store their outputs in notebooks/",
    }.items():
        command = commands.add_parser(name, help=words)
        command.add_argument(
            "--all", action="store_true", help="run every notebook, changed or not"
        )
    command = commands.add_parser("replace", help="bring in a newer edition of a table")
    command.add_argument("table", help="its name in datapackage.json")
    command.add_argument("file", type=Path, help="the new CSV file")
    command.add_argument("--yes", action="store_true", help="accept without asking")
    commands.add_parser("pdf", help="write the whole book as one PDF")
    commands.add_parser("epub", help="write the whole book as one EPUB")
    command = commands.add_parser("chapter", help="redraw a chapter's figures for another country")
    command.add_argument("chapter", help="name of the notebook")
    command.add_argument("country", help="ISO 3166-1 alpha-3 code, such as DEU")
    commands.add_parser("class", help="make the class pack")
    commands.add_parser("describe", help="describe data files again that changed on purpose")
    commands.add_parser("firmness", help="attack the verdicts and keep what was found")
    commands.add_parser("stale", help="list the tables that are due today")
    return parser.parse_args()


def main() -> int:
    wanted = arguments()
    try:
        if wanted.what == "describe":
            print(*describe(), sep="\n")
            return 0
        check_all()
        if wanted.what == "firmness":
            print(firmness.make())
            return 0
        if wanted.what == "book":
            build(wanted.all)
        elif wanted.what in WRITERS:
            if not is_built():
                build()
            file = editions.make(wanted.what, WRITERS[wanted.what], SITE)
            print(f"{file.relative_to(paths.ROOT)}, {editions.size(file)}; make book publishes it")
        elif wanted.what == "notebooks":
            execute(wanted.all)
            check_text()
            store()
            PICTURE.write_text(readme_picture(), "utf-8")
        elif wanted.what == "chapter":
            print(own_country.write(wanted.chapter, wanted.country))
        elif wanted.what == "class":
            execute()
            print(pack.make())
        elif wanted.what == "replace":
            replace(wanted.table, wanted.file, (lambda: True) if wanted.yes else ask)
        else:
            print(stale(date.today()))
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    except (*FAILURES, DataError, SourceError, ReplaceError, ExerciseError) as error:
        undone = UNDONE.get(wanted.what, "Not built; the last good book is untouched.")
        print(f"\n{undone}\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
