"""Digests of the published files, the archive of them all, and the check of a copy.

``python manifest.py FOLDER`` checks a downloaded copy. Needs nothing but Python.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

SUMS = "SHA256SUMS"
ARCHIVE = "why-innovation-leaves.zip"
EDITIONS = {"pdf": "why-innovation-leaves.pdf", "epub": "why-innovation-leaves.epub"}
BESIDE = {SUMS, ARCHIVE, *EDITIONS.values()}  # the whole again, in one file each
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold; a build's own time would differ


def files(site: Path) -> list[Path]:
    """All published files, sorted, but for the list of digests and the book in one file."""
    return sorted(f for f in site.rglob("*") if f.is_file() and f.name not in BESIDE)


def digests(site: Path) -> dict[str, str]:
    """SHA-256 of every published file, by its path in the site."""
    return {
        file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files(site)
    }


def write(site: Path) -> None:
    """Write ``SHA256SUMS``, as ``sha256sum --check`` reads it, and the archive."""
    lines = [f"{digest}  {name}\n" for name, digest in digests(site).items()]
    (site / SUMS).write_text("".join(lines), "utf-8")
    with zipfile.ZipFile(site / ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in [site / SUMS, *files(site)]:
            name = f"{Path(ARCHIVE).stem}/{file.relative_to(site).as_posix()}"
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, file.read_bytes())


def differences(site: Path) -> list[str]:
    """What in a copy is not as its ``SHA256SUMS`` says."""
    lines = (site / SUMS).read_text("utf-8").splitlines()
    said = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = digests(site)
    return (
        [f"differs: {name}" for name in said if name in found and found[name] != said[name]]
        + [f"missing: {name}" for name in said if name not in found]
        + [f"extra: {name}" for name in found if name not in said]
    )


def main() -> int:
    site = Path(sys.argv[1])
    if not (site / SUMS).exists():
        print(f"{site} has no {SUMS}: not a copy of the site", file=sys.stderr)
        return 2
    problems = differences(site)
    print("\n".join(problems) or f"{len(files(site))} files are as published")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
