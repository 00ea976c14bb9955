"""Describe the data files again after a change that was meant."""

import json

from whyleave import paths
from whyleave.data import check, digest, package


def describe() -> list[str]:
    """Write ``rows`` and ``hash`` of each changed file into ``datapackage.json``; return its lines.

    Nothing else in the description changes, and nothing at all if a file breaks its schema.
    Raises DataError then.
    """
    package()  # a description that cannot be read is refused in words
    path = paths.DATA / "datapackage.json"
    book = json.loads(path.read_text("utf-8"))
    said = []
    for resource in book["resources"]:
        file = paths.DATA / resource["path"]
        if resource.get("hash") == digest(file):
            continue
        rows = len(check({**resource, "rows": 0}, file))
        said.append(f"data/{file.name}: {resource.get('rows', 'no')} rows described, now {rows}")
        resource |= {"rows": rows, "hash": digest(file)}
    if said:
        path.write_text(json.dumps(book, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return said or ["All files are as described."]
