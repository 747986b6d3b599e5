"""Databases that exported queries run in: a table of rows goes in, the result of a query comes out."""

import glob
import os
import pathlib
import pwd
import shutil
import sqlite3
import subprocess
import time

import pytest


class SQLite:
    """SQLite of Python's standard library, with its own mathematical functions where it has them."""

    dialect = "sqlite"

    def __init__(self):
        self._connection = sqlite3.connect(":memory:")
        try:
            self._connection.execute("SELECT ln(2.0), exp(1.0), sqrt(2.0)")
        except sqlite3.OperationalError:
            # A build without them; the same functions of the C library stand in.
            import math

            for name, function in [("ln", math.log), ("exp", math.exp), ("sqrt", math.sqrt)]:
                self._connection.create_function(
                    name, 1, lambda x, f=function: None if x is None else f(x), deterministic=True
                )

    def create(self, table, columns, rows):
        types = {float: "REAL", int: "INTEGER", str: "TEXT"}
        self._connection.execute(
            f"CREATE TABLE {quoted(table)} ("
            + ", ".join(f"{quoted(name)} {types[kind]}" for name, kind in columns)
            + ")"
        )
        places = ", ".join("?" for _ in columns)
        self._connection.executemany(f"INSERT INTO {quoted(table)} VALUES ({places})", rows)

    def query(self, text):
        return self._connection.execute(text).fetchall()

    def close(self):
        self._connection.close()


class DuckDB:
    """DuckDB, in memory."""

    dialect = "duckdb"

    def __init__(self):
        import duckdb

        self._connection = duckdb.connect()

    def create(self, table, columns, rows):
        import pandas

        types = {float: "DOUBLE", int: "BIGINT", str: "VARCHAR"}
        self._connection.execute(
            f"CREATE TABLE {quoted(table)} ("
            + ", ".join(f"{quoted(name)} {types[kind]}" for name, kind in columns)
            + ")"
        )
        # Columns by place, so that no name of theirs meets the reader of frames.
        frame = pandas.DataFrame(
            {
                f"c{index}": pandas.Series([row[index] for row in rows], dtype=object)
                for index in range(len(columns))
            }
        )
        for index, (_, kind) in enumerate(columns):
            if kind is not str:
                frame[f"c{index}"] = frame[f"c{index}"].astype(
                    "Int64" if kind is int else "Float64"
                )
        self._connection.register("frame", frame)
        casts = ", ".join(
            f"CAST(c{index} AS {types[kind]})" for index, (_, kind) in enumerate(columns)
        )
        self._connection.execute(f"INSERT INTO {quoted(table)} SELECT {casts} FROM frame")
        self._connection.unregister("frame")

    def query(self, text):
        return self._connection.execute(text).fetchall()

    def close(self):
        self._connection.close()


class PostgreSQL:
    """A cluster of its own, on a Unix socket in a folder of its own."""

    dialect = "postgresql"

    def __init__(self, folder):
        import pg8000.native

        programs = postgresql_programs()
        if programs is None:
            pytest.skip("PostgreSQL is not installed; apt-get install postgresql")
        self._folder = pathlib.Path(folder)
        # The server refuses to be run by root.
        self._user = unprivileged_user() if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
            for parent in self._folder.parents[:3]:
                if parent.owner() == "root" and parent != pathlib.Path("/tmp"):
                    parent.chmod(parent.stat().st_mode | 0o011)
        data = self._folder / "data"
        self._run(
            [programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "-N"]
            + ["--locale=C"]
        )
        self._log = (self._folder / "log").open("wb")
        self._server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", self._folder, "-c", "listen_addresses="]
            + ["-c", "fsync=off", "-c", "jit=off"],
            user=self._user,
            cwd="/",
            stdout=self._log,
            stderr=self._log,
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                self._connection = pg8000.native.Connection(
                    "tester",
                    database="postgres",
                    unix_sock=str(self._folder / ".s.PGSQL.5432"),
                )
                break
            except Exception:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    self._server.kill()
                    raise
                time.sleep(0.1)

    def _run(self, command):
        subprocess.run(
            command, check=True, user=self._user, cwd="/", stdout=subprocess.PIPE, timeout=60
        )

    def create(self, table, columns, rows):
        types = {float: "double precision", int: "bigint", str: "text"}
        self._connection.run(
            f"CREATE TABLE {quoted(table)} ("
            + ", ".join(f"{quoted(name)} {types[kind]}" for name, kind in columns)
            + ")"
        )

        def cell(value):
            if value is None:
                return "\\N"
            text = repr(value) if isinstance(value, float) else str(value)
            for mark, escape in [("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")]:
                text = text.replace(mark, escape)
            return text

        lines = ["\t".join(cell(value) for value in row) + "\n" for row in rows]
        self._connection.run(f"COPY {quoted(table)} FROM STDIN", stream=lines)

    def query(self, text):
        # The simple protocol takes the text as it is: nothing in it is a parameter.
        return self._connection.execute_simple(text).rows

    def close(self):
        self._connection.close()
        self._server.terminate()
        try:
            self._server.wait(10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._log.close()


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def postgresql_programs():
    """The folder of initdb and postgres, the newest where there are several."""
    found = shutil.which("initdb")
    folders = [pathlib.Path(found).resolve().parent] if found else []
    folders += [pathlib.Path(path) for path in sorted(glob.glob("/usr/lib/postgresql/*/bin"))[::-1]]
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def unprivileged_user():
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody", "daemon") if name in names)
