"""A Python kernel for code that nobody has read: ``python -P confined.py <connection file>``.

Before IPython starts, the process gives up what it does not need. Linux's Landlock lets it read
Python, the package and the data, write to one new folder, and connect to no one; it cannot signal
other processes. Limits on time, memory and file size hold for it and all it starts. It keeps none
of the environment. A script and not a module, so that nothing of ours runs before that.
"""

import ctypes
import os
import resource
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(os.environ.get("WHYLEAVE_ROOT", Path(__file__).resolve().parents[4]))
LIMITS = {
    resource.RLIMIT_CPU: 240,  # seconds
    resource.RLIMIT_AS: 4 * 2**30,  # bytes for one process
    resource.RLIMIT_FSIZE: 50 * 2**20,  # bytes in one file
    resource.RLIMIT_CORE: 0,
}
READ = [
    "/usr", "/lib", "/lib64", "/bin", "/etc/localtime", "/etc/fonts", "/etc/ld.so.cache",
    "/etc/nsswitch.conf", "/etc/passwd", "/etc/mime.types", "/dev/urandom", "/dev/zero",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu",
    sys.base_prefix, sys.prefix, ROOT / "src", ROOT / "data", ROOT / "book" / "references.bib",
]  # fmt: skip
KEEP = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "WHYLEAVE_ROOT", "BOOK_LANG",
        "OPENBLAS_NUM_THREADS", "NBGRADER_EXECUTION")  # fmt: skip

# The kernel's interface, from linux/landlock.h.
CREATE, ADD, RESTRICT = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE, IOCTL = (
    1 << bit for bit in (0, 1, 2, 3, 14, 15)
)
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
OLDEST = 3  # Linux 6.2; older ones cannot forbid to cut a file short


class _Ruleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("fs", "net", "scoped")]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def _call(number: int, *arguments) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.syscall(ctypes.c_long(number), *arguments)
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done


def landlock_version() -> int:
    """The version of Landlock that this machine has, 0 for none."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        return _call(CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    except OSError:
        return 0


def restrict(readable: list, writable: list) -> None:
    """From here on this process may read and write below these paths only. Raises OSError."""
    version = landlock_version()
    if version < OLDEST:
        raise OSError("this machine has no Landlock, or one that is too old (Linux 6.2 is needed)")
    every = (1 << 15) - 1 | (IOCTL if version >= 5 else 0)
    rules = _Ruleset(every, 2 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _call(CREATE, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    for paths, rights in ((readable, EXECUTE | READ_FILE | READ_DIR), (writable, every)):
        for path in map(Path, paths):
            if path.exists():
                handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
                allowed = rights if path.is_dir() else rights & FILE_RIGHTS
                rule = _Beneath(allowed, handle)
                _call(ADD, ruleset, ctypes.c_int(1), ctypes.byref(rule), ctypes.c_uint32(0))
                os.close(handle)
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # no new privileges
    _call(RESTRICT, ruleset, ctypes.c_uint32(0))


def main() -> None:
    work = Path(tempfile.mkdtemp(prefix="kernel-", dir=os.environ.get("WHYLEAVE_WORK")))
    connection = shutil.copy(sys.argv[1], work / "connection.json")
    kept = {key: os.environ[key] for key in KEEP if key in os.environ}
    os.environ.clear()
    os.environ |= kept | {
        name: str(work)
        for name in ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME",
                     "XDG_CONFIG_HOME", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")
    }  # fmt: skip
    tempfile.tempdir = str(work)
    os.chdir(work)
    for what, most in LIMITS.items():
        resource.setrlimit(what, (most, most))
    restrict(READ, [work, "/dev/null"])

    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(argv=["-f", str(connection), "--HistoryManager.hist_file=:memory:"])


if __name__ == "__main__":
    main()
