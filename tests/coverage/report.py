#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""report.py SOURCE BUILD KNOWN: of the files that BUILD/root.sources names, the
lines and branches that the counts in BUILD reach.  A condition of N operands
has 2 N branches, but for those that always fail, such as `|| esc_fail(...)`.
Fails when one is not reached that KNOWN does not list:
`FILE: FUNCTION: LINE OF SOURCE`, below a comment that says why."""
import collections
import gzip
import json
import os
import re
import subprocess
import sys

source, built, known_path = (os.path.abspath(p) for p in sys.argv[1:])

ALWAYS_FALSE = re.compile(
    r"(\|\| |!)(esc_fail\w*|refuse|broken|bad|no_room|malformed)\(")


def counts_of(path):
    """What gcov says of one object, by source, as pairs of (lines, branches)."""
    out = subprocess.run(
        ["gcov", "--json-format", "--stdout", "--branch-probabilities", path],
        cwd=built, capture_output=True, check=False).stdout
    if out[:2] == b"\x1f\x8b":
        out = gzip.decompress(out)
    for document in out.splitlines():
        data = json.loads(document)
        for entry in data["files"]:
            name = os.path.join(data["current_working_directory"], entry["file"])
            yield os.path.relpath(os.path.realpath(name), source), entry


def add(merged, entry):
    """Objects of one source differ in what they reach, not in what they are."""
    here = collections.defaultdict(lambda: [0, [], ""])
    for line in entry["lines"]:
        at = here[line["line_number"]]
        at[0] += line["count"]
        at[1] += [b["count"] for b in line["branches"]]
        at[2] = line.get("function_name", "")
    for number, (count, branches, function) in here.items():
        at = merged.setdefault(number, [0, [0] * len(branches), function])
        at[0] += count
        if len(at[1]) == len(branches):
            at[1] = [a + b for a, b in zip(at[1], branches)]


with open(os.path.join(built, "root.sources"), encoding="utf-8") as file:
    files = {name: {} for name in file.read().split()}
for folder, _, names in os.walk(built):
    for name in names:
        if name.endswith(".gcda") and os.path.getsize(os.path.join(folder, name)):
            for of, entry in counts_of(os.path.join(folder, name)):
                if of in files:
                    add(files[of], entry)

known, known_used = set(), set()
if os.path.exists(known_path):
    with open(known_path, encoding="utf-8") as file:
        known = {line.rstrip("\n") for line in file
                 if line.strip() and not line.startswith("#")}
total = collections.Counter()
missing = []
print(f"{'file':36} {'lines':>11} {'branches':>11}")
for name, lines in files.items():
    with open(os.path.join(source, name), encoding="utf-8") as file:
        text = file.read().splitlines()
    mine = collections.Counter()
    for number, (count, branches, function) in sorted(lines.items()):
        taken = sum(b > 0 for b in branches)
        if count > 0 and taken == len(branches) - 1 and ALWAYS_FALSE.search(
                text[number - 1]):
            branches = branches[:-1]
        mine.update(lines=1, reached=count > 0, branches=len(branches),
                    taken=taken)
        if count > 0 and taken == len(branches):
            continue
        line = f"{name}: {function}: {text[number - 1].strip()}"
        if line in known:
            known_used.add(line)
            mine["known"] += 1
            continue
        missing.append(f"{name}:{number}: "
                       + ("never" if count == 0 else
                          f"{taken} of {len(branches)} branches")
                       + f": {function}: {text[number - 1].strip()}")
    total += mine
    print(f"{name:36} {mine['reached']:5}/{mine['lines']:5} "
          f"{mine['taken']:5}/{mine['branches']:5}"
          + ("" if lines else "  nothing was counted"))
print(f"{'root':36} {total['reached']:5}/{total['lines']:5} "
      f"{total['taken']:5}/{total['branches']:5}")
for line in missing:
    print(line)
for line in sorted(known - known_used):
    print(f"listed, but reached or gone: {line}")
print(f"{len(missing)} lines not reached in full that are not listed,"
      f" {total['known']} that are")
sys.exit(1 if missing or known - known_used else 0)
