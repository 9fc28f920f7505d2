"""Strahlkraft: the open platform on which a digital model region runs."""

import sys

try:
    # Debian's SQLite (3.40) carries the WAL-reset corruption bug fixed in 3.51.3;
    # the bundled one does not. Swapped here, before anything imports sqlite3.
    import pysqlite3
except ImportError:  # a platform without a wheel: the system's SQLite serves
    pass
else:
    sys.modules["sqlite3"] = pysqlite3

__version__ = "0.1.0"
