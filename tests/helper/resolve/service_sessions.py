# SPDX-License-Identifier: Apache-2.0
"""What recorded sessions of the original opened, for the double to serve.

The detailed format is the service's own form of a value, so that what the
service had answered can be read off what the original printed.
"""
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
CLI = os.path.normpath(os.path.join(HERE, "../../fixtures/cli"))


def printed(name):
    """(command, output) of each command of the session NAME."""
    with open(os.path.join(CLI, name + ".yaml"), encoding="utf-8") as f:
        output = f.read().split("\n---\n")[1]
    pieces = re.split(r"^> (esc .*)\n", output, flags=re.M)[1:]
    return zip(pieces[::2], pieces[1::2])


def make_all(write):
    (_, text), = printed("open-detailed")
    last = {"properties": json.loads(text)["value"]}
    stable = {"properties": {"foo": {"value": "bar"}}}
    for number, answer in enumerate((None, stable, last), 1):
        write(answer, "environments/acme/aws/test", "%d.json" % number)
    write({"stable": 2}, "environments/acme/aws/test/tags.json")
    each = {command.split(" ")[-1]: json.loads(text)
            for command, text in printed("env-get-each-value-detailed")}
    write({"properties": {path: value for path, value in each.items()
                          if re.fullmatch(r"\w+", path)}},
          "environments/acme/aws/each/1.json")
