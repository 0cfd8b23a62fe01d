"""doit's database, in which it notes what is done: one that cannot be read is forgotten."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path


def heal(database: Path) -> None:
    """Make sure that doit's database can be read to its end and has its table; one that cannot be read is removed, and
    the next build finds out anew what stands. Raise sqlite3.Error where there is no room for it.
    """
    if not _is_whole(database):
        for name in (database, database.with_name(f"{database.name}-journal")):
            name.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as opened:
        # doit makes the same table, and would end with a traceback where it cannot.
        opened.execute("create table if not exists doit (task_id text not null primary key, task_data json)")


def _is_whole(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(database)) as opened:
            if opened.execute("pragma integrity_check").fetchone() != ("ok",):
                return False
            # SQLite looks after its pages, not after what is written in them.
            opened.text_factory = bytes
            rows = opened.execute("select task_data from doit")
            return all(isinstance(json.loads(data.decode("utf-8")), dict) for (data,) in rows)
    except sqlite3.OperationalError:
        # It has no table yet, is locked, or the disk is full: no reason to forget what it holds.
        return True
    except (sqlite3.Error, ValueError, AttributeError):
        return False
