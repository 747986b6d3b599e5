"""A whole client in ten lines: starts `segmentd stdio`, learns two segments, places two customers.

Run:   python3 stdio_client.py        (segmentd on the PATH, or SEGMENTD names it)
Needs: Python 3, nothing else. One request is one line of JSON, and so is its reply.
"""

import json
import os
import subprocess

daemon = subprocess.Popen([os.environ.get("SEGMENTD", "segmentd"), "stdio"], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE)

def ask(method, **params):
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    print(json.dumps(request), file=daemon.stdin, flush=True)
    reply = json.loads(daemon.stdout.readline())
    return reply["result"] if "result" in reply else exit(reply["error"]["message"])

rows = [[3, 950.0], [5, 870.0], [8, 1020.0], [210, 40.0], [180, 65.0], [240, 20.0]]
fit = ask("fit", model="shop", k=2, data={"fields": ["recency", "spend"], "rows": rows})
for segment in fit["segments"]:
    print(segment["id"], segment["size"], "customers, centre", segment["center"])
new = {"fields": ["recency", "spend"], "rows": [[4, 900.0], [200, 50.0]]}
print("new customers:", ask("assign", model="shop", data=new)["segment"])
daemon.stdin.close()  # the end of input ends the daemon
daemon.wait()
