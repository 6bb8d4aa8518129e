# SPDX-License-Identifier: Apache-2.0
"""What a case comes to, and whether ours is that."""
import json
import subprocess

DIAGNOSTICS = ("loadDiags", "checkDiags", "evalDiags", "rotateDiags")


def read(text):
    def keep(number):
        return ("number", number)

    document = json.loads(text, parse_int=keep, parse_float=keep)
    for name in DIAGNOSTICS:  # ties in their order are not told
        if isinstance(document.get(name), list):
            document[name].sort(key=lambda item: json.dumps(item))
    return {k: v for k, v in document.items() if v not in (None, [], {})}


def matches(runner, folder):
    run = subprocess.run([runner, folder], capture_output=True, timeout=60)
    with open(folder + "/expected.json", "rb") as file:
        return run.returncode == 0 and read(run.stdout) == read(file.read())
