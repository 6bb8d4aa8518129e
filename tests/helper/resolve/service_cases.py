# SPDX-License-Identifier: Apache-2.0
"""The same definitions for both backends.

A case is a folder with env.yaml, what it imports, and what the original made
of it.  Each becomes a root that imports the case and exports every scalar in
it as a variable: as YAML in FOLDER/same for the local backend, and as the
original's recorded values for the double.
"""
import glob
import json
import os
import re
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.normpath(os.path.join(HERE, "../../.."))
# What needs more than a resolver alone, or means something else there.
NOT_HERE = re.compile(r"fn::open|fn::rotate|ciphertext|context|environments\.")


def folders():
    yield from sorted(glob.glob(os.path.join(TOP, "tests/fixtures/esc/*/")))
    others = os.environ.get("ESC_CONFORMANCE_DIR",
                            os.path.join(TOP, "../conformance"))
    yield from sorted(glob.glob(os.path.join(others, "*/*/")))


def whole(folder, name, seen):
    """The definition NAME and all that it imports."""
    seen.add(name)
    with open(folder + name + ".yaml", encoding="utf-8") as f:
        text = f.read()
    for part in sorted(glob.glob(folder + "*.yaml")):
        stem = os.path.basename(part)[:-5]
        if stem not in seen and re.search(
                r"[^\w-]%s[^\w-]" % re.escape(stem),
                text.partition("values:")[0] + "\n"):
            text += whole(folder, stem, seen)
    return text


def recorded(folder):
    """The recorded properties, None when the case is not for this."""
    name = folder + "recorded.json"
    if not os.path.exists(name):
        name = folder + "expected.json"
    try:
        with open(name, encoding="utf-8") as f:
            document = json.load(f)
        definition = whole(folder, "env", set())
    except (OSError, ValueError):
        return None
    if any(document.get(d) for d in ("evalDiags", "loadDiags")) or \
            not definition or NOT_HERE.search(definition):
        return None
    return document.get("eval", document).get("properties")


def scalars(value, path, secret):
    """(path, value, secret) of all that can be a variable."""
    secret = secret or value.get("secret", False)
    inner = value.get("value")
    if value.get("unknown"):
        return
    if isinstance(inner, dict):
        for key, member in inner.items():
            yield from scalars(member, '%s["%s"]' % (path, key), secret) \
                if re.fullmatch(r"[A-Za-z0-9_]+", key) else ()
    elif isinstance(inner, list):
        for index, item in enumerate(inner):
            yield from scalars(item, "%s[%d]" % (path, index), secret)
    elif not isinstance(inner, float):  # Python would print another text
        yield path, inner, secret


def exports(properties):
    for key, value in properties.items():
        if re.fullmatch(r"[A-Za-z_]\w*", key, re.ASCII) and \
                key not in ("environmentVariables", "files"):
            yield from scalars(value, key, False)


def make(folder, properties, out, write):
    name = "-".join(folder.rstrip("/").split("/")[-2:])
    rows = list(exports(properties))[:200]
    target = os.path.join(out, "same", name)
    if not rows:
        return None
    shutil.copytree(folder, target,
                    ignore=lambda _, names: [n for n in names
                                             if not n.endswith(".yaml")])
    os.rename(target + "/env.yaml", target + "/the-case.yaml")
    with open(target + "/root.yaml", "w", encoding="utf-8") as f:
        f.write("imports: [the-case]\nvalues:\n  environmentVariables:\n")
        for number, (path, _, _) in enumerate(rows):
            f.write("    V%d: ${%s}\n" % (number, path))
    variables = {"V%d" % n: {"value": value, "secret": secret}
                 for n, (_, value, secret) in enumerate(rows)}
    write({"properties": {**properties,
                          "environmentVariables": {"value": variables}}},
          "environments", "acme", "aws", name, "1.json")
    return name + " " + " ".join(sorted(
        n[:-5] for n in os.listdir(target) if n != "root.yaml"))


def make_all(out, write):
    os.makedirs(os.path.join(out, "same"))
    with open(os.path.join(out, "same", "list"), "w",
              encoding="utf-8") as listing:
        for folder in folders():
            properties = recorded(folder)
            line = properties and make(folder, properties, out, write)
            if line:
                listing.write(line + "\n")
