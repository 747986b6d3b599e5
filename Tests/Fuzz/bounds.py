"""Sends the program inputs of about 1 MB in every shape that could be slow or large to read.

    bounds.py PROGRAM [NAME...]

Each shape gets a process of its own, which answers a ping, then what is sent, then a ping again. It
may take 1 s of processor time (of all threads, whatever else the machine does) and grow by 32 MiB
and 16 times what it was sent. Prints what each took, the worst last; fails over a bound, or where
the answer is another one than a result or an error of the protocol.
"""

import base64
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

MB = 1 << 20
SECONDS = 1.0
GROWTH = 32 * MB
FACTOR = 16
TICKS = os.sysconf("SC_CLK_TCK")
REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent

shapes = {}


def shape(name=None):
    def add(function):
        shapes[(name or function.__name__).replace("_", " ")] = function
        return function

    return add


def call(method, params):
    return json.dumps(
        {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}, separators=(",", ":")
    ).encode()


def raw(method, params):
    return b'{"jsonrpc":"2.0","id":1,"method":"%s","params":%s}' % (method.encode(), params)


def fill(piece, size=MB):
    return piece * (size // len(piece))


def listed(piece, size=MB):
    return b"[" + b",".join([piece] * (size // (len(piece) + 1))) + b"]"


# Texts that are messages by themselves.
for title, message in {
    "open brackets": fill(b"["),
    "open braces": fill(b'{"a":'),
    "closed brackets": fill(b"[") + b"]" * MB,
    "brackets to the limit, often": listed(b"[" * 500 + b"]" * 500),
    "brackets side by side": listed(b"[]"),
    "closing brackets": fill(b"]"),
    "blanks": b"{" + fill(b" "),
    "quotation marks": fill(b'"'),
    "a string without end": b'"' + fill(b"a"),
    "backslashes": b'"' + fill(b"\\\\") + b'"',
    "escapes": b'"' + fill(b"\\u00e9") + b'"',
    "surrogate pairs": b'"' + fill(b"\\ud83d\\ude00") + b'"',
    "a lone surrogate at the end": b'"' + fill(b"\\ud83d\\ude00") + b'\\ud83d"',
    "bad hexadecimal digits": b'"\\u' + fill(b"f") + b'g"',
    "no UTF-8": b'"' + fill(b"\xff") + b'"',
    "no UTF-8 at the end": b'"' + fill(b"\xf0\x9f\x98\x80") + b'\xf0\x9f"',
    "a long number": fill(b"7"),
    "a long number with a fraction": b"0." + fill(b"0") + b"1",
    "a long number in the middle of two": b"9007199254740993." + fill(b"0") + b"1",
    "a long exponent": b"1e" + fill(b"9"),
    "long numbers": listed(b"1." + b"0123456789" * 80 + b"e-300"),
    "numbers beyond range": listed(b"1e999"),
    "hard numbers": listed(b"2.2250738585072011360574097967091319759348195463516456e-308"),
    "words": listed(b"null"),
    "commas": b"[" + fill(b","),
    "NULs": fill(b"\x00"),
    "a byte order mark often": fill(b"\xef\xbb\xbf"),
    "a batch of numbers": listed(b"1"),
    "a batch of pings": listed(b'{"jsonrpc":"2.0","id":1,"method":"server.ping"}', 48_000),
    "a batch of strangers": listed(b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * 900 + b'"}', 900_000),
    "a long id": b'{"jsonrpc":"2.0","method":"server.ping","id":' + fill(b"7") + b"}",
    "an id of escapes": b'{"jsonrpc":"2.0","method":"server.ping","id":"' + fill(b"\\u0001") + b'"}',
    "a long method": b'{"jsonrpc":"2.0","id":1,"method":"' + fill(b"models.") + b'"}',
    "a method of marks": b'{"jsonrpc":"2.0","id":1,"method":"' + fill("e\u0301".encode()) + b'"}',
    "members": b'{"jsonrpc":"2.0","id":1,"method":"server.ping",'
    + b",".join(b'"%d":1' % n for n in range(110_000))
    + b"}",
    "a member often": b'{"jsonrpc":"2.0","id":1,"method":"server.ping",' + b",".join([b'"a":1'] * 170_000) + b"}",
    "ids": b"{" + b",".join([b'"id":1'] * 150_000) + b"}",
    "parameters without names": raw("server.ping", listed(b"1")),
    "unknown parameters": raw("fit", b"{" + b",".join(b'"k%d":1' % n for n in range(90_000)) + b"}"),
    "a parameter often": raw("fit", b"{" + b",".join([b'"k":2'] * 150_000) + b"}"),
    "a long parameter": raw("fit", b'{"' + fill(b"x") + b'":1}'),
    "meta": raw("server.ping", b'{"_meta":{"a":' + listed(b'{"b":[]}') + b"}}"),
    "a progress token": raw("server.ping", b'{"_meta":{"progressToken":"' + fill(b"x") + b'"}}'),
    "cancels": b"\n".join([b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}'] * 16_000),
    "blank lines": fill(b" \r\n"),
    "answers": b"\n".join([b'{"jsonrpc":"2.0","id":1,"result":{}}'] * 28_000),
}.items():
    shapes[title] = lambda message=message: message


def describe(data):
    return call("describe", {"data": data})


# Rows as JSON.
@shape()
def one_column():
    return describe({"columns": {"a": list(range(140_000))}})


@shape()
def a_column_of_doubles():
    return describe({"columns": {"a": [n / 7 for n in range(50_000)]}})


@shape()
def a_column_of_texts():
    return describe({"columns": {"a": ["t%d" % n for n in range(100_000)]}})


@shape()
def a_column_of_one_text():
    return describe({"columns": {"a": ["x"] * 250_000}})


@shape()
def a_column_of_long_texts():
    return describe({"columns": {"a": ["x" * 100_000 + str(n) for n in range(10)]}})


@shape()
def a_column_of_dates():
    return describe({"columns": {"a": ["%d/%d/2011" % (n % 12 + 1, n % 11 + 1) for n in range(80_000)]}})


@shape()
def a_column_of_written_numbers():
    return describe({"columns": {"a": ["1,234.%d" % n for n in range(70_000)]}})


@shape()
def a_column_of_nulls():
    return describe({"columns": {"a": [None] * 200_000}})


@shape()
def a_column_of_every_kind():
    return describe({"columns": {"a": [1, "2", None, True, "x", "2011-01-02"] * 25_000}})


@shape()
def columns_at_the_limit():
    return describe({"columns": {"c%d" % n: [n, 1, 2, 3] for n in range(10_000)}})


@shape()
def columns_beyond_the_limit():
    return describe({"columns": {"c%d" % n: [] for n in range(80_000)}})


@shape()
def columns_of_texts():
    return describe({"columns": {"c%d" % n: ["a%d" % n, "b", "c"] for n in range(9_000)}})


@shape()
def a_column_often():
    return raw("describe", b'{"data":{"columns":{' + b",".join([b'"a":[1]'] * 100_000) + b"}}}")


@shape()
def a_long_column_name():
    return describe({"columns": {"x" * MB: [1]}})


@shape()
def records_of_one_cell():
    return describe({"records": [{"a": 1}] * 120_000})


@shape()
def a_record_of_many():
    return describe({"records": [{"c%d" % n: n for n in range(9_000)}] * 5})


@shape()
def records_of_their_own():
    return describe({"records": [{"c%d" % n: 1} for n in range(9_999)]})


@shape()
def records_of_their_own_and_more():
    return describe({"records": [{"c%d" % n: 1} for n in range(4_000)] + [{}] * 200_000})


@shape()
def empty_records():
    return describe({"records": [{}] * 300_000})


@shape()
def rows_of_one_cell():
    return describe({"fields": ["a"], "rows": [[1]] * 250_000})


@shape()
def wide_rows():
    return describe({"fields": ["c%d" % n for n in range(9_000)], "rows": [[1] * 9_000] * 50})


@shape()
def empty_rows():
    return describe({"fields": [], "rows": [[]] * 300_000})


@shape()
def ragged_rows():
    return describe({"fields": ["a", "b"], "rows": [[1, 2]] * 150_000 + [[1]]})


@shape()
def fields_alone():
    return describe({"fields": ["c%d" % n for n in range(100_000)], "rows": []})


def encoded(shape, size, dtype="<f8", fields=None):
    return describe(
        {"fields": fields or ["a"], "dtype": dtype, "shape": shape, "b64": base64.b64encode(size).decode()}
    )


@shape()
def base64_of_doubles():
    return encoded([90_000, 1], struct.pack("<90000d", *range(90_000)))


@shape()
def base64_of_floats():
    return encoded([1, 9_000], struct.pack("<9000f", *range(9_000)), "<f4", ["c%d" % n for n in range(9_000)])


@shape()
def base64_of_another_size():
    return encoded([1 << 40, 1 << 40], bytes(700_000))


@shape()
def base64_of_no_columns():
    return encoded([1 << 40, 0], b"")


@shape()
def base64_of_nothing():
    return encoded([0, 1], b"")


@shape()
def base64_with_a_fault_at_its_end():
    return raw(
        "describe", b'{"data":{"fields":["a"],"dtype":"<f8","shape":[98304,1],"b64":"' + fill(b"A") + b'*"}}'
    )


@shape()
def ids_beside():
    return describe({"columns": {"a": [1] * 60_000}, "ids": [[n, "x"] for n in range(60_000)]})


@shape()
def an_unknown_column_among_long_ones():
    names = [("c%d" % n).ljust(100, "x") for n in range(5_000)]
    return call(
        "describe",
        {"data": {"columns": {name: [1, 2] for name in names}}, "recipe": {"id": "d1".ljust(100, "x")}},
    )


# Recipes.
SMALL = {"columns": {"a": [1, 2, 3, 9], "t": ["x", "y", "x", None], "d": ["2011-01-02"] * 4}}


def recipe(value, data=SMALL):
    return call("describe", {"data": data, "recipe": value})


for title, value in {
    "conditions": {"where": [{"column": "a", "min": 0}] * 30_000},
    "a condition of many values": {"where": [{"column": "t", "in": ["v%d" % n for n in range(90_000)]}]},
    "conditions of an unknown column": {"where": [{"column": "x%d" % n, "is": 1} for n in range(30_000)]},
    "rules for a feature": {"features": [{"column": "a", "weight": 1}] * 30_000},
    "rules for many features": {"features": [{"column": "f%d" % n} for n in range(40_000)]},
    "exclusions": {"exclude": ["c%d" % n for n in range(90_000)]},
    "an exclusion often": {"exclude": ["a"] * 200_000},
    "an id of many columns": {"id": ["a"] * 200_000},
    "derivations": {"derive": [{"name": "n%d" % n, "from": "d", "as": "days_since"} for n in range(15_000)]},
    "a derivation from another": {
        "derive": [{"name": "n", "from": "d", "as": "days_since"}] * 15_000
    },
    "joins": {"join": [{"data": {"columns": {"k": [1]}}, "on": "a"}] * 15_000},
    "a join of many rows": {
        "join": [{"data": {"columns": {"a": list(range(60_000)), "z": [1] * 60_000}}, "on": "a"}]
    },
    "measures": {"transactions": {"customer": "t", "date": "d", "measures": ["recency"] * 90_000}},
    "drop rules": {"transactions": {"customer": "t", "date": "d", "drop": ["missing_any"] * 70_000}},
    "carried columns": {"transactions": {"customer": "t", "date": "d", "carry": ["a"] * 200_000}},
    "a long date": {"transactions": {"customer": "t", "date": "d", "as_of": "2" * MB}},
    "a long word": {"transactions": {"customer": "t", "date": "d", "returns": "n" * MB}},
    "many unknown members": {"x%d" % n: 1 for n in range(90_000)},
    "levels": {"features": [{"column": "t", "levels": 1_000}]},
    "components": {"pca": {"components": 1_000_000}},
}.items():
    shapes["recipe: " + title] = lambda value=value: recipe(value)


# Other parameters.
for title, (method, params) in {
    "a long model name": ("models.get", {"model": "m" * MB}),
    "a name of versions": ("models.get", {"model": "m@" + "9" * MB}),
    "a criterion often": ("sweep", {"data": SMALL, "criteria": ["elbow"] * 100_000}),
    "initial centres": ("fit", {"model": "m", "data": SMALL, "k": 2, "init": [[0] * 2_000] * 250}),
    "fixed centres": ("fit", {"model": "m", "data": SMALL, "k": 2, "fixed": [[]] * 300_000}),
    "labels": ("silhouette", {"data": SMALL, "labels": [1] * 400_000}),
    "two labellings": (
        "compare",
        {
            "a": {"ids": list(range(30_000)), "segment": [n % 3 for n in range(30_000)]},
            "b": {"ids": list(range(30_000)), "segment": [n % 4 for n in range(30_000)]},
        },
    ),
    "labellings of their own": (
        "compare",
        {
            "a": {"ids": list(range(20_000)), "segment": list(range(20_000))},
            "b": {"ids": list(range(20_000)), "segment": list(range(20_000))},
        },
    ),
    "cuts": (
        "rfm",
        {
            "data": SMALL,
            "transactions": {"customer": "t", "date": "d", "amount": "a"},
            "cuts": {"recency": list(range(130_000))},
        },
    ),
    "a long advice": ("models.label", {"model": "m", "segment": 1, "advice": ["x"] * 200_000}),
    "a table put": ("tables.put", {"table": "t", "data": {"columns": {"a": ["x%d" % n for n in range(90_000)]}}}),
    "a token": ("auth", {"token": "x" * MB}),
}.items():
    shapes[title] = lambda method=method, params=params: call(method, params)

# Files.
for title, content in {
    "a quote never closed": b"a,b\n" + b'1,"' + fill(b"x,\n"),
    "a quote never closed in the header": b'"' + fill(b"a,\n"),
    "a header of one name": b",".join([b"price"] * 10_000) + b"\n",
    "a header of no names": fill(b",", 9_999) + b"\n",
    "a header of numbered names": b",".join(b"a.%d" % n for n in range(2, 5_000)) + b"," + b",".join([b"a"] * 5_000),
    "a header beyond the limit": fill(b"a,"),
    "one line": fill(b"x"),
    "one column, many rows": b"a\n" + fill(b"1\n"),
    "one column of texts": b"a\n" + b"\n".join(b"t%d" % n for n in range(130_000)),
    "many columns": b",".join(b"c%d" % n for n in range(9_000)) + b"\n" + fill(b",".join([b"1"] * 9_000) + b"\n"),
    "ends of lines": b"a,b\n1,2\n" + fill(b"\n"),
    "ends of lines of two bytes": b"a,b\r\n1,2\r\n" + fill(b"\r\n"),
    "quotes": b"a\n" + fill(b'"'),
    "cells of quotes": b"a,b\n" + fill(b'"""""",""""\n'),
    "a cell of quotes": b'a,b\n"' + fill(b'""') + b'",1\n',
    "ragged rows": b"a,b\n" + fill(b"1\n"),
    "few ragged rows": b"a,b\n" + fill(b"1,2\n" * 30 + b"1,2,3\n"),
    "delimiters": b"a,b\n" + fill(b","),
    "dates": b"d\n" + fill(b"1/2/2011 8:26\n2-Mar-2011\n"),
    "dates in both orders": b"d\n" + fill(b"13/2/2011\n2/13/2011\n"),
    "written numbers": b"n\n" + fill(b'"1,234.50"\n(3)\n'),
    "long numbers": b"n\n" + fill(b"1" * 5_000 + b"\n"),
    "windows-1252": b"a\n" + fill(b"\xe9\xe8\n"),
    "UTF-8 and windows-1252": b"a\n" + fill(b"\xc3\xa9\n\xe9\n"),
    "UTF-16": b"\xff\xfe" + ("a,b\n" + "é,1\n" * 130_000).encode("utf-16-le"),
    "UTF-16 of surrogates": b"\xff\xfe" + "a\n".encode("utf-16-le") + fill(b"\x3d\xd8"),
    "blanks": b"a\n" + fill(b" "),
    "names of blanks": fill(b" ,", 18_000) + b"\n1\n",
}.items():
    def file(folder, content=content):
        path = pathlib.Path(folder, "data.csv")
        path.write_bytes(content)
        return call("describe", {"data": {"path": str(path)}}), len(content)

    file.makes_file = True
    shapes["file: " + title] = file

for title, options in {
    "a long pattern": {"date_format": "YYYY" + "-" * MB},
    "a pattern of parts": {"date_format": "YYYY MM DD HH mm ss" * 50_000},
    "a pattern of marks": {"date_format": "YYYY" + "\u0301" * 500_000},
    "missing texts": {"missing": ["m%d" % n for n in range(100_000)]},
    "a long delimiter": {"delimiter": "," * MB},
    "a long encoding": {"encoding": "u" * MB},
    "a long path": {"path": "/x" * (MB // 2)},
    "a path of dots": {"path": "../" * (MB // 3)},
}.items():
    def declared(folder, options=options):
        path = pathlib.Path(folder, "data.csv")
        path.write_bytes(b"a,d\n1,2011-01-02\nm1,x\n" * 10)
        return call("describe", {"data": {"path": str(path), **options}}), MB

    declared.makes_file = True
    shapes["file with " + title] = declared


# Model documents.
def document(name, change):
    path = REPOSITORY / "Tests/Fuzz/corpus/documents" / (name + ".json")

    def make():
        value = json.loads(path.read_text())
        value.pop("checks", None)
        change(value)
        return call("models.import", {"document": value, "model": "m"})

    return make


def changing(name, base="mix"):
    def add(function):
        shapes["document: " + name] = document(base, function)
        return function

    return add


@changing("segments")
def _(value):
    first = value["segments"][0]
    value["segments"] = [{**first, "id": n + 1} for n in range(900)]


@changing("columns")
def _(value):
    column = next(c for c in value["preparation"] if c["kind"] == "number")
    value["preparation"] = [
        {**column, "column": "c%d" % n, "outputs": [{"name": "c%d" % n, "center": 0, "scale": 1}]}
        for n in range(4_000)
    ]
    for segment in value["segments"]:
        segment["center_scaled"] = [0] * 4_000


@changing("levels")
def _(value):
    column = next(c for c in value["preparation"] if c["kind"] == "text")
    levels = ["v%d" % n for n in range(15_000)]
    column["levels"] = levels
    column["outputs"] = [{"name": "t=" + v, "center": 0, "scale": 1} for v in levels]
    value["preparation"] = [column]
    for segment in value["segments"]:
        segment["center_scaled"] = [0] * 15_000


@changing("checks of many levels")
def _(value):
    column = next(c for c in value["preparation"] if c["kind"] == "text")
    levels = ["v%d" % n for n in range(1_000)]
    column.update(levels=levels, outputs=[{"name": v, "center": 0, "scale": 1} for v in levels])
    value["preparation"] = [column]
    first = {**value["segments"][0], "center_scaled": [0] * 1_000}
    value["segments"] = [{**first, "id": n + 1} for n in range(250)]
    value["checks"] = {
        "fields": [column["column"]],
        "rows": [["v1"]] * 10_000,
        "segment": [1] * 10_000,
    }


@changing("members", "one-members")
def _(value):
    value["members"] = {"parts": 1, "ids": list(range(100_000)), "segment": [1] * 100_000}


@changing("members of parts", "one-members")
def _(value):
    value["members"] = {"parts": 8, "ids": [[1] * 8] * 50_000, "segment": [1] * 50_000}


@changing("steps")
def _(value):
    value["segments"][0]["distances"]["steps"] = list(range(150_000))


@changing("a wide centre")
def _(value):
    value["segments"][0]["center"] = {"c%d" % n: n for n in range(60_000)}


@changing("flags")
def _(value):
    value["segments"][0]["flags"] = ["f%d" % n for n in range(100_000)]


@changing("warnings")
def _(value):
    value["warnings"] = ["w"] * 250_000


@changing("quintiles")
def _(value):
    value["quintiles"] = {"q%d" % n: [1, 2, 3, 4] for n in range(50_000)}


@changing("a name often")
def _(value):
    value["name"] = "x" * MB


@changing("unknown members")
def _(value):
    value.update({"x%d" % n: n for n in range(70_000)})


@changing("a profile of many features")
def _(value):
    profile = value["profile"]["segments"][0]["features"]
    first = next(iter(profile.values()))
    for n in range(4_000):
        profile["c%d" % n] = first


@changing("lineage")
def _(value):
    value["lineage"] = {**value["lineage"], "retired": list(range(150_000))}


@changing("the ledger's rules")
def _(value):
    value["ledger"]["dropped"] = {"r%d" % n: 1 for n in range(80_000)}


@changing("the recipe's conditions")
def _(value):
    value["recipe"]["where"] = [{"column": "a", "min": 0}] * 30_000


@changing("components", "pca")
def _(value):
    width = len(value["projection"]["mean"])
    value["projection"]["components"] = [[0] * width] * 100_000


class Process:
    """A program on standard streams, and what it took so far."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, "stdio", "--data-root", folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def say(self, data):
        self.process.stdin.write(data + b"\n")
        self.process.stdin.flush()

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            raise EOFError(f"the program ended with status {self.process.wait()}")
        # Python reads no integer of a million digits.
        return json.loads(line, parse_int=lambda digits: int(digits[:1000]))

    def ping(self, number):
        """What came before the answer to a ping."""
        self.say(b'{"jsonrpc":"2.0","id":"ping %d","method":"server.ping"}' % number)
        heard = []
        while True:
            heard.append(self.hear())
            if isinstance(heard[-1], dict) and heard[-1].get("id") == f"ping {number}":
                return heard[:-1]

    def seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def peak(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        return 0

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.kill()
        self.process.wait()


def measure(program, make, folder):
    """What was sent, the seconds and bytes it took, and what came back."""
    if getattr(make, "makes_file", False):
        message, size = make(folder)
        size = max(size, len(message))
    else:
        message = make()
        size = len(message)
    process = Process(program, folder)
    try:
        # A request of every kind is known by then, so what is made once is made.
        process.say(describe(SMALL))
        process.hear()
        process.ping(1)
        seconds, peak = process.seconds(), process.peak()
        process.say(message)
        # A ping is answered while work runs, so the answers are awaited.
        answers = [] if answered_by_nothing(message) else [process.hear()]
        answers += process.ping(2)
        took = process.seconds() - seconds, max(0, process.peak() - peak)
    finally:
        process.end()
    return size, *took, answers


def answered_by_nothing(message):
    return not message.strip() or b'"$/cancelRequest"' in message[:100] or b'"result":{}' in message[:100]


def word(answers):
    if not answers:
        return "nothing"
    first = answers[0][0] if isinstance(answers[0], list) else answers[0]
    return str(first["error"]["code"]) if "error" in first else "result"


def main():
    program, chosen = sys.argv[1], sys.argv[2:]
    rows, faults = [], []
    for name, make in shapes.items():
        if chosen and not any(part in name for part in chosen):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                size, seconds, growth, answers = measure(program, make, os.path.realpath(folder))
            except EOFError as error:
                faults.append(f"{name}: {error}")
                continue
        print(f"{seconds:.2f} s {growth / MB:.1f} MiB {name}", file=sys.stderr, flush=True)
        codes = [a["error"]["code"] for a in answers if isinstance(a, dict) and "error" in a]
        rows.append((max(seconds / SECONDS, growth / (GROWTH + FACTOR * size)), name, size, seconds, growth, word(answers)))
        if -32603 in codes:
            faults.append(f"{name}: an internal error")
        if seconds > SECONDS:
            faults.append(f"{name}: {seconds:.2f} s of processor time for {size:,} bytes; at most {SECONDS:g} s")
        if growth > GROWTH + FACTOR * size:
            faults.append(
                f"{name}: grew by {growth / MB:.1f} MiB for {size:,} bytes; at most"
                f" {(GROWTH + FACTOR * size) / MB:.1f} MiB"
            )
    for _, name, size, seconds, growth, answer in sorted(rows):
        print(f"{seconds:6.2f} s {growth / MB:7.1f} MiB of {(GROWTH + FACTOR * size) / MB:5.0f}  {answer:>8}  {name}")
    print(f"{len(rows)} shapes, {len(faults)} beyond a bound")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults or not rows else 0)


main()
