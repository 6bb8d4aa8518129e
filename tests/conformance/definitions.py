# SPDX-License-Identifier: Apache-2.0
"""Random definitions: most of what the language has, right and wrong.

Flow style mostly, so that any value can stand anywhere.  Left out is what is
known to be read in another way: infinities (refused here), and what decision
0027 names.
"""
KEYS = ["a", "b", "c", "d", "e", "f"]
ODD_KEYS = [
    '"x y"', "'a.b'", '"1"', "1", "-", "世", '"a\\"b"', "true", "null", "1.5",
    "~", '"${a}"', "imports", "context", "environmentVariables", "files",
    "pulumiConfig", '"fn::x"', "foo-bar", "foo_bar", '"[0]"', '""', "é",
    '"\\t"', "A", "0x10", "<<", "values", "? a", "fooBar",
]
SCALARS = [
    "1", "0", "-1", "+1", "007", "0o17", "0x1F", "0b101", "1_000", "-0",
    "12345678901234567890123", "1.0", "1.50", ".5", "5.", "1e3", "1E+3",
    "1e400", "0.1e-400", "9223372036854775808", "true", "False", "yes", "n",
    "~", "null", "Null", "", "''", "bar", "x y", '"bar"', "'it''s'", "foo1",
    '"a\\nb"', '"\\x41\\u4e16\\U0001F600"', "2001-01-01", "1:30", "=", "<<",
    "2001-01-01T00:00:00Z", "!!str 1", '!!int "3"', "!!float 3", "!foo bar",
    "!!binary aGk=", "!!null x", '"世界"', "é", '"\\e"', "aGVsbG8=", '"!!"',
    '"[1, {\\"a\\": 1.10}]"', '"{\\"a\\": null, \\"a\\": 2}"', '"not json"',
    '"\\"s\\""', "'a,b,c'", '","', '"\\u0000"', '"</script>&"', '"\\u2028"',
    "hello", "qux", "3.14", "42", "$", "$$", "$${a}", "'${'",
]
ROOTS = [
    "a", "b", "c", "d", "e", "f", "context.pulumi.user", "context",
    "context.rootEnvironment", "context.currentEnvironment", "imports",
    "imports.i1", "imports.i2", 'imports["p/e"]', "imports.i9", "1", "世",
    "environments.p.e", "environments.p.e.a", "environments.i1", '["a"]',
    'environments["p"]["e"]', "environments", "[0]", "", "contextt", ".a",
]
STEPS = [
    ".a", ".b", ".c", ".d", "[0]", "[1]", '["a"]', '["x y"]', ".name", ".id",
    "[-1]", "[99]", "[00]", '["a\\"b"]', ".世", '["fn::x"]', "[1.5]", '[""]',
    "[ 0 ]", "[a]", '."a"', "[0", '["a', "..a", ".", " ", ".x y", ". a",
    "[99999999999999999999]",
]
PROVIDERS = ["test", "error", "schema", "secret-wrapper", "nope", '"${a}"']
SCHEMAS = [
    "{type: string}", "{type: number}", "true", "false", "{}", "{const: 1}",
    "{type: object, properties: {a: {type: string}}}", "{enum: [foo, 1]}",
    "{type: array, items: {type: string}}", "{const: {a: [1]}}", "{not: {}}",
    '{type: "null"}', "{anyOf: [{type: string}, {type: number}]}",
    "{oneOf: [{type: string}, {const: x}]}", "{minimum: 1}", "{type: nope}",
    "{type: number, maximum: 2, multipleOf: 2}", "{enum: []}", "{nope: 1}",
    '{type: string, pattern: "^a+$", minLength: 2}', '{pattern: "("}',
    "{type: object, required: [a, z], properties: {a: {}, z: {}}}",
    '{$ref: "#/$defs/x", $defs: {x: {type: string}}}', '{$ref: "#/$defs/y"}',
    "{type: array, prefixItems: [{type: string}], items: false, minItems: 2}",
    "{type: object, additionalProperties: {type: number}, minProperties: 1}",
    "{type: object, dependentRequired: {a: [b]}}", "{type: [string]}",
]
MEMBERS = [  # of what the provider `schema` takes
    "null", "boolean", "false", "true", "number", "pi", "string", "hello",
    "array", "tuple", "map", "record", "anyOf", "oneOf", "ref", "const-array",
    "const-object", "enum", "never", "always", "double", "triple",
    "dependentReq", "multiple", "minimum", "exclusiveMaximum", "minLength",
    "maxLength", "pattern", "minItems", "maxItems", "maxProperties", "other",
]
IMPORTS = [
    "i1", "i2", "i3", "p/e", "{i1: {merge: false}}", "{i2: {merge: false}}",
    "{i3: {merge: true}}", "i9", "{i1: }", "{i1: {}}", "{i1: {merge: 1}}",
    "{i1: {nope: true}}", "1", "~", "[i1]", '"${a}"', "i1@1", '""',
]
NOISE = [
    '"', "'", "{", "}", "[", "]", ": ", ",", "\n", "\t", " ", "$", "${", "#",
    "&a ", "*a", "!", "|", ">", "-", "- ", "%", "@", "`", "\\", "\r\n", "é",
    "\u2028", "\u0085", "0", ".", "~", "\x01", "\x7f", "\ufeff", "😀", "fn::",
    "null", "<<: ",
]


class Definitions:
    """BROKEN: how many in a hundred values are wrong on purpose."""

    def __init__(self, random, broken):
        self.random = random
        self.broken = broken
        self.anchors = 0

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def any(self, usual, odd=()):
        if odd and self.chance(self.broken):
            return self.random.choice(odd)
        return self.random.choice(usual)

    def key(self):
        return self.random.choice(ODD_KEYS if self.chance(20) else KEYS)

    def path(self):
        path = self.any(ROOTS[:17], ROOTS)
        for _ in range(self.random.choice((0, 0, 0, 1, 1, 2, 3))):
            path += self.any(STEPS[:10], STEPS)
        return path

    def text(self):
        text = "${" + self.path() + "}"
        if self.chance(30):
            around = (" ", "x ", "世", "$", "$$", "}", "${" + self.path() + "}")
            text = self.any(around) + text + self.any(around)
        return text[:-1] if self.chance(self.broken / 2) else text

    def scalar(self):
        if self.chance(50):
            return self.any(SCALARS)
        text = self.text()
        if self.chance(50):
            return "'" + text.replace("'", "''") + "'"
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def array(self, depth, count=None):
        if count is None:
            count = self.random.choice((0, 1, 2, 2, 3))
        items = [self.value(depth - 1) or "~" for _ in range(count)]
        return "[" + ", ".join(items) + "]"

    def object(self, depth):
        count = self.random.choice((0, 1, 1, 2, 3))
        return "{" + ", ".join(
            f"{self.key()}: {self.value(depth - 1)}" for _ in range(count)
        ) + "}"

    def state(self, depth):
        state = self.any((
            "", "", f"{{current: {self.scalar()}}}", "null",
            f"{{a: {self.scalar()}, b: {self.scalar()}}}", self.object(depth),
        ))
        return ", state: " + state if state else ""

    def inputs(self, depth):
        return self.any((f"{{next: {self.scalar()}}}", self.object(depth)))

    def call(self, depth):
        inner = depth - 1
        arguments = {
            "join": lambda: f"[',', {self.value(inner)}]",
            "split": lambda: f"[',', {self.scalar() or '~'}]",
            "concat": lambda: f"[{self.array(inner)}, {self.array(inner)}]",
            "validate": lambda: "{schema: " + self.any(SCHEMAS)
            + ", value: " + self.value(inner) + "}",
            "secret": lambda: self.any((
                self.scalar(), self.scalar(),
                "{ciphertext: " + self.any(("ZXNjeAAAAAHQ2PDw", "1")) + "}",
            )),
            "open": lambda: "{provider: " + self.any(PROVIDERS[:4], PROVIDERS)
            + f", inputs: {self.any((self.value, self.object))(inner)}}}",
            "open::test": lambda: self.value(inner),
            "open::secret-wrapper": lambda: self.value(inner),
            "open::error": lambda: "{why: " + self.value(inner) + "}",
            "open::schema": lambda: "{" + ", ".join(
                f'"{self.any(MEMBERS)}": {self.value(inner)}'
                for _ in range(self.random.choice((1, 1, 2)))) + "}",
            "rotate": lambda: "{provider: " + self.any(("swap", "echo"))
            + f", inputs: {self.inputs(inner)}{self.state(inner)}}}",
            "rotate::swap": lambda:
            f"{{inputs: {self.inputs(inner)}{self.state(inner)}}}",
            "rotate::echo": lambda:
            f"{{inputs: {self.inputs(inner)}{self.state(inner)}}}",
        }
        names = list(arguments) + [
            "toJSON", "fromJSON", "toString", "toBase64", "fromBase64",
            "final",
        ]
        name = self.any(names, ("nope", "jion", "open::nope", "open::", ""))
        argument = arguments.get(name)
        if argument is None or self.chance(self.broken):
            argument = self.value(inner)
        else:
            argument = argument()
        more = ", b: 1" if self.chance(self.broken / 4) else ""
        return f"{{fn::{name}: {argument}{more}}}"

    def value(self, depth):
        if depth <= 0 or self.chance(34):
            return self.scalar()
        if self.chance(self.broken / 4):
            self.anchors += 1
            return f"&n{self.anchors} bar"
        if self.anchors and self.chance(self.broken / 4):
            return f"*n{self.random.randint(1, self.anchors)} "
        return self.any((self.array, self.object, self.call, self.call))(depth)

    def block(self, indent, depth):
        pad, lines = " " * indent, []
        for _ in range(self.random.choice((1, 2, 2, 3, 4))):
            start = pad + self.key() + ":"
            if depth > 0 and self.chance(10):
                lines += [start, *self.block(indent + 2, depth - 1)]
            elif self.chance(8):
                lines += [start + " " + self.any(("|", ">", "|-", ">+", "|2"))]
                lines += [pad + "  " + self.any(("foo", "${a} é", "", " b"))
                          for _ in range(self.random.choice((1, 2, 3)))]
            elif self.chance(8):
                lines += [start, pad + "  - " + self.value(depth),
                          pad + "  - " + self.value(depth)]
            else:
                lines += [start + " " + self.value(depth)]
        return lines

    def document(self, imports):
        self.anchors = 0
        lines = []
        if self.chance(imports):
            names = [self.any(IMPORTS[:7], IMPORTS)
                     for _ in range(self.random.choice((1, 1, 2, 3)))]
            lines.append("imports: [" + ", ".join(names) + "]")
        lines += ["values:", *self.block(2, self.random.choice((1, 2, 3, 4)))]
        text = "\n".join(lines) + "\n"
        while self.chance(self.broken):
            at = self.random.randrange(len(text) + 1)
            to = at + self.random.choice((0, 0, 1, 2, 5, 12))
            text = text[:at] + self.any(("", self.any(NOISE))) + text[to:]
        return text
