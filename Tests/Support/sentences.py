"""Prints the names, reasons and advice of every segment in replies of fit, profile or models.get.

    segmentd stdio < requests.jsonl | python3 Tests/Support/sentences.py

One heading per reply, one list per segment, in Markdown; an error is printed as it came.
"""

import json
import sys


def show(result):
    title = str(result.get("model", "reply"))
    print(f"## {title}: {len(result['segments'])} segments\n")
    for segment in result["segments"]:
        share = segment.get("share", 0)
        print(f"### {segment['id']}. {segment['name']} ({segment.get('size', '?')}, {share:.1%})\n")
        for kind in ("reasons", "advice"):
            sentences = segment.get(kind, [])
            if sentences:
                print(f"{kind.capitalize()}:")
                for sentence in sentences:
                    print(f"* {sentence}")
                print()


for line in sys.stdin:
    line = line.strip()
    if not line:
        continue
    reply = json.loads(line)
    result = reply.get("result", reply)
    if "error" in reply:
        print("error:", reply["error"].get("message"), "\n")
    elif isinstance(result, dict) and "segments" in result:
        show(result)
