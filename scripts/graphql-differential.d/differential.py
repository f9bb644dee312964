"""Compares graphql-adapter with graphql-core: the same verdicts of parser, validation and schemas, the same results.

Operations and schemas are made from a seed: whole ones by a grammar over a schema, and mutations of them, of the published corpus
where it is there, and of texts that use the whole language; or, where schemas are given (--served), over these alone. Each difference
is printed with what both sides say; exit code 1 if there is any that is not listed in KNOWN below, or if the cases say little because
nearly all of them are valid, or nearly none.
"""

import argparse
import gzip
import json
import os
import random
import re
import subprocess
import sys

import graphql
from graphql import GraphQLError
from graphql.validation import specified_rules

SCHEMA = '''
schema @onSchema { query: Query mutation: Mutation subscription: Subscription }
"""An interface of all that has a name."""
interface Being { name(surname: Boolean): String }
interface Pet implements Being { name(surname: Boolean): String rival: Pet owner: Human }
interface Lonely { x: Int }
type Dog implements Being & Pet {
  name(surname: Boolean): String rival: Pet owner: Human barks: Boolean! barkVolume: Int
  knows(command: Command!, at: [Int!] = [1, 2]): Boolean kin(depth: Int = 1): [Dog!]!
}
type Cat implements Being & Pet { name(surname: Boolean): String rival: Pet owner: Human meows: Boolean meowVolume: Float }
type Human implements Being { name(surname: Boolean): String pets: [Pet!] partner: Human age: Int! }
union CatOrDog = Cat | Dog
enum Command { SIT HEEL DOWN }
input Search { name: String! = "x" command: Command near: Search ages: [Int!] nested: [[Float]] one: One flag: Boolean! }
input One @oneOf { a: Int b: String c: [One!] }
scalar Any @specifiedBy(url: "https://example.org")
type Query {
  dog(search: Search): Dog pet: Pet being: Being human(id: ID!): Human catOrDog: CatOrDog beings: [[Being]!] lonely: Lonely
  numbers(i: Int, f: Float, s: String, b: Boolean, id: ID, any: Any, list: [[Int]], one: One, c: Command = SIT): Int!
}
type Mutation { rename(name: String!): Dog count(by: Int! = 1): Int }
type Subscription { bark(loud: Boolean): Dog tick: Int! }
directive @onSchema on SCHEMA
directive @onField(x: Int, s: Search) on FIELD
directive @many(x: [Int!]! = [1]) repeatable on FIELD | QUERY | FRAGMENT_SPREAD | INLINE_FRAGMENT | FRAGMENT_DEFINITION
directive @onVariable on VARIABLE_DEFINITION
directive @everywhere on QUERY | MUTATION | SUBSCRIPTION | FIELD | FRAGMENT_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT | VARIABLE_DEFINITION
'''

LANGUAGE = [
    '"a query" query Q("a variable" $a: [Int!]! = [1, 2] @v, $b: T = {a: "x"}) @d { a: b(c: {d: [$a, -1.5e3, "s\\u{1F44D}\\uD83D\\uDC4D"]}) @e { ...F } }',
    '"""a fragment""" fragment F on T @d { ... on U { a } ... @skip(if: true) { b } ...on } # comment',
    '"""\n  block \\""" string\n\n   """ type A implements & B & C @d(x: null) { "d" a(b: Int = 1 @x): [T!]! """e""" on: Int }',
    "extend schema @a { query: Q } directive @d(a: E = RED) repeatable on | FIELD | QUERY extend type A @x",
    "enum E { A @x B } input I @oneOf { a: Int = 0 } union U = | A | B scalar S interface I implements J { a: Int } extend union U = C",
    "schema { query: Q mutation: M } extend enum E { C } extend input I { b: [Int] } extend interface I @x extend scalar S @y",
    '{ a(x: 0, y: -0, z: 1.0E-2, s: "", t: """""", e: enum, n: null, l: [], o: {}) { fragment query type on } }',
]

POOL = (
    "{ } ( ) [ ] : ! $ @ & | = ... query mutation subscription fragment on extend type interface union enum input scalar schema "
    "directive implements repeatable true false null 0 1 -1 1.5 \"s\" \"\"\"b\"\"\" $a $b $x @skip(if:true) @include(if:$b) "
    "@onField @many @everywhere Int String Boolean ID Float [Int!]! Dog Cat Pet Being Human CatOrDog Command Search One Any SIT HEEL "
    "dog pet being human catOrDog numbers name rival owner barks barkVolume meows kin pets age __typename __schema __type "
    "F G ...F ...on Query a b c x i f s any list one , #c\n"
).split(" ")

TOKEN = re.compile(r'"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|\.\.\.|[A-Za-z_][A-Za-z_0-9]*|-?[0-9.eE+]+|\S|\s+')


class Operations:
    """Makes operations that are mostly valid, by a walk along the types of a schema."""

    def __init__(self, schema, rng, noise=0.03):
        self.schema = schema
        self.rng = rng
        self.noise = noise  # How often a constant is of any type.
        self.aliases = 0
        # What can stand on fields and fragments, beside @skip and @include.
        locations = {"FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"}
        self.free = [
            directive
            for directive in schema.directives
            if locations <= {location.name for location in directive.locations} and directive.name not in ("skip", "include")
        ]

    def document(self):
        self.variables = {}
        self.fragments = []
        self.aliases = 0
        rng = self.rng
        roots = [("query", self.schema.query_type)] * 4 + [
            (kind, type_)
            for kind, type_ in (("mutation", self.schema.mutation_type), ("subscription", self.schema.subscription_type))
            if type_
        ]
        kind, root = rng.choice(roots)
        body = self.selections(root, rng.randint(1, 4), one=kind == "subscription" and rng.random() < 0.8)
        variables = ", ".join(
            f"${name}: {type_}{' = ' + default if default else ''}" for name, (type_, default) in self.variables.items()
        )
        head = kind + (f" Q({variables})" if variables else " Q")
        return head + " " + body + " " + " ".join(self.fragments)

    def selections(self, type_, depth, one=False):
        rng = self.rng
        items = []
        fields = list(getattr(type_, "fields", {}).items())
        for _ in range(1 if one else rng.randint(1, 4)):
            pick = rng.random()
            if (pick < 0.7 or one) and fields:
                items.append(self.field(*rng.choice(fields), depth))
            elif pick < 0.8:
                items.append(("t%d: " % rng.randint(0, 2) if rng.random() < 0.3 else "") + "__typename")
            elif depth > 0 and pick < 0.93:
                condition = self.condition(type_)
                inner = self.selections(condition, depth - 1)
                items.append(f"... on {condition.name}{self.directives()} {inner}" if rng.random() < 0.8 else f"...{self.directives()} {self.selections(type_, depth - 1)}")
            elif depth > 0:
                condition = self.condition(type_)
                name = f"F{len(self.fragments)}"
                self.fragments.append("")
                index = len(self.fragments) - 1
                self.fragments[index] = f"fragment {name} on {condition.name} {self.selections(condition, depth - 1)}"
                items.append(f"...{name}{self.directives()}")
        return "{ " + " ".join(items or ["__typename"]) + " }"

    def condition(self, type_):
        others = [
            other
            for other in self.schema.type_map.values()
            if graphql.is_composite_type(other) and not other.name.startswith("__") and graphql.do_types_overlap(self.schema, type_, other)
        ]
        return self.rng.choice(others) if self.rng.random() < 0.97 else self.schema.query_type

    def directives(self):
        pick = self.rng.random()
        if pick < 0.8:
            return ""
        if pick < 0.9 or (not self.free and pick < 0.99):
            return f" @{self.rng.choice(['skip', 'include'])}(if: {self.value(graphql.GraphQLNonNull(graphql.GraphQLBoolean))})"
        if not self.free:
            return " @unknown"
        name = self.rng.choice(self.free).name
        return self.rng.choice([f" @{name}", f" @{name}", f" @{name} @{name}"])

    def field(self, name, field, depth):
        rng = self.rng
        alias = f"{rng.choice('abc')}: " if rng.random() < 0.15 else ""
        given = [
            f"{key}: {self.value(argument.type)}"
            for key, argument in field.args.items()
            if graphql.is_required_argument(argument) or rng.random() < 0.4
        ]
        arguments = f"({', '.join(given)})" if given else ""
        if given and not alias and rng.random() < 0.8:
            # Else fields with different arguments meet under one name.
            self.aliases += 1
            alias = f"d{self.aliases}: "
        inner = graphql.get_named_type(field.type)
        body = ""
        if graphql.is_composite_type(inner):
            if depth <= 0 and not hasattr(inner, "fields"):
                body = " { __typename }"
            else:
                body = " " + (self.selections(inner, depth - 1) if depth > 0 else "{ __typename }")
        return alias + name + arguments + self.directives() + body

    def value(self, type_, depth=3):
        rng = self.rng
        if rng.random() < 0.15 and depth == 3:
            name = f"v{len(self.variables)}"
            given = str(type_)
            if rng.random() < 0.3:
                given = given.rstrip("!") if rng.random() < 0.5 else given.rstrip("!") + "!"
            default = self.constant(type_) if rng.random() < 0.3 else None
            self.variables[name] = (given, default)
            return "$" + name
        return self.constant(type_, depth)

    def constant(self, type_, depth=3):
        rng = self.rng
        if graphql.is_non_null_type(type_):
            return self.constant(type_.of_type, depth)
        if rng.random() < self.noise:
            return rng.choice(["null", "1", '"s"', "[]", "{}", "SIT", "true", "1.5"])
        if graphql.is_list_type(type_):
            if rng.random() < 0.3:
                return self.constant(type_.of_type, depth)
            return "[" + ", ".join(self.constant(type_.of_type, depth - 1) for _ in range(rng.randint(0, 2))) + "]"
        if graphql.is_enum_type(type_):
            return rng.choice(list(type_.values))
        if graphql.is_input_object_type(type_):
            fields = list(type_.fields.items())
            if type_.is_one_of:
                fields = [rng.choice(fields)]
                return "{" + ", ".join(f"{k}: {self.constant(f.type, depth - 1) if depth > 0 else 1}" for k, f in fields) + "}"
            given = [
                f"{key}: {self.constant(field.type, depth - 1)}"
                for key, field in fields
                if graphql.is_required_input_field(field) or (depth > 0 and rng.random() < 0.4)
            ]
            return "{" + ", ".join(given) + "}"
        return {
            "Int": lambda: str(rng.randint(-5, 5)),
            "Float": lambda: rng.choice(["1", "2.5", "-1e3"]),
            "String": lambda: rng.choice(['"s"', '"""b"""', '""']),
            "Boolean": lambda: rng.choice(["true", "false"]),
            "ID": lambda: rng.choice(["1", '"id"']),
        }.get(type_.name, lambda: rng.choice(["1", '"x"', "{a: [1, RED]}", "[]"]))()


def pool(schema):
    """Tokens to put into operations over a schema: those of the language, and its names."""
    names = []
    for type_ in schema.type_map.values():
        if not type_.name.startswith("__"):
            names += [type_.name, *getattr(type_, "fields", {}), *getattr(type_, "values", {})]
            names += [name for field in getattr(type_, "fields", {}).values() for name in getattr(field, "args", {})]
    return POOL[:60] + sorted(set(names))


def mutate(text, rng, most=3, pool=POOL):
    """Changes a text by tokens, and now and then by characters."""
    if rng.random() < 0.15:
        at = rng.randrange(len(text) + 1)
        return text[:at] + rng.choice(["", '"', "\\", "é", "\n", "\t", "{", "\u0000", "#", "\ufeff", "0", "."]) + text[at + rng.randint(0, 2) :]
    tokens = TOKEN.findall(text)
    for _ in range(min(rng.randint(1, most), rng.randint(1, most))):
        at = rng.randrange(len(tokens))
        match rng.randrange(5):
            case 0:
                tokens[at] = rng.choice(pool)
            case 1:
                del tokens[at]
            case 2:
                tokens.insert(at, " " + rng.choice(pool) + " ")
            case 3:
                other = rng.randrange(len(tokens))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 4:
                end = min(len(tokens), at + rng.randint(1, 6))
                tokens[at:at] = tokens[at:end]
        if not tokens:
            return ""
    return "".join(tokens)


class Resolver:
    """The values that the adapter gives fields by their types, as resolvers of graphql-core."""

    def __init__(self, schema):
        self.schema = schema

    def resolve(self, source, info, **arguments):
        return self.value(info.return_type)

    def object(self, type_):
        """A value of a composite type; nothing can be one of an interface that no type implements."""
        return {} if graphql.is_object_type(type_) or self.schema.get_possible_types(type_) else None

    def value(self, type_):
        if graphql.is_non_null_type(type_):
            return self.value(type_.of_type)
        if graphql.is_list_type(type_):
            return [self.value(type_.of_type)] * 2
        if graphql.is_enum_type(type_):
            return next(iter(type_.values.values())).value
        if graphql.is_composite_type(type_):
            return self.object(type_)
        return {"Int": 2, "Float": 3.14, "Boolean": True, "ID": "id"}.get(type_.name, "str")

    def type_name(self, value, info, type_):
        names = [t.name for t in self.schema.get_possible_types(type_)]
        return min(names) if graphql.is_union_type(type_) else max(names)


def parse(text):
    """By the grammar of the September 2025 edition: later drafts let selection sets be empty."""
    return graphql.parse(text, allow_empty_selection_sets=False)


def normal(result):
    """An introspection result without what engines are free in: order, and what is said of built-in types."""
    schema = (result or {}).get("__schema")
    if not schema:
        return result
    own = graphql.specified_scalar_types

    def walk(value):
        if isinstance(value, list):
            values = [walk(item) for item in value]
            return sorted(values, key=lambda v: v["name"]) if values and all(isinstance(v, dict) and v.get("name") for v in values) else values
        if isinstance(value, dict):
            if value.get("defaultValue"):
                value["defaultValue"] = graphql.print_ast(graphql.parse_value(value["defaultValue"]))
            return {key: walk(item) for key, item in value.items()}
        return value

    types = [t for t in schema["types"] if not t["name"].startswith("__")]
    for type_ in types:
        if type_["name"] in own:
            type_["description"] = None
    directives = [d for d in schema["directives"] if d["name"] not in {x.name for x in graphql.specified_directives}]
    return walk({**schema, "types": types, "directives": directives})


INTROSPECTION = graphql.get_introspection_query(
    specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True, one_of=True
)


class Core:
    """What graphql-core says."""

    RULES = [rule for rule in specified_rules if "Defer" not in rule.__name__ and "Stream" not in rule.__name__]

    def __init__(self):
        self.schemas = {}

    def schema(self, sdl):
        if sdl not in self.schemas:
            self.schemas[sdl] = graphql.build_schema(sdl)
        return self.schemas[sdl]

    def parse(self, case):
        try:
            parse(case["query"])
            return True, ""
        except GraphQLError as error:
            return False, error.message

    def sdl(self, case):
        try:
            schema = graphql.build_schema(case["schema"])
            errors = graphql.validate_schema(schema)
        except (GraphQLError, TypeError, ValueError) as error:
            return False, str(error)
        return not errors, "; ".join(e.message for e in errors[:3])

    def validate(self, case):
        try:
            document = parse(case["query"])
        except GraphQLError as error:
            return False, error.message
        errors = graphql.validate(self.schema(case["schema"]), document, self.RULES)
        return not errors, "; ".join(e.message for e in errors[:3])

    def execute(self, case):
        """None where the operation is not valid, which is compared elsewhere."""
        if not self.validate(case)[0]:
            return None
        schema = self.schema(case["schema"])
        resolver = Resolver(schema)
        result = graphql.execute_sync(
            schema,
            parse(case["query"]),
            root_value={},
            variable_values=case.get("variables"),
            operation_name=case.get("operationName"),
            field_resolver=resolver.resolve,
            type_resolver=resolver.type_name,
        )
        return result.data, len(result.errors or []), "; ".join(e.message for e in (result.errors or [])[:3])


def corpus(path):
    """The schemas, and the operations with the schema of each."""
    schemas, operations = {}, []
    if path and os.path.exists(path):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                case = json.loads(line)
                if case["op"] == "schema":
                    schemas[case["name"]] = case["schema"]
                else:
                    operations.append((schemas[case["schema"]], case["query"]))
    return list(schemas.values()), operations


def cases(count, rng, path):
    schemas, operations = corpus(path)
    rich = graphql.build_schema(SCHEMA)
    for number in range(count):
        pick = rng.random()
        if pick < 0.03:
            sdl = rng.choice(schemas) if schemas and rng.random() < 0.7 else SCHEMA
            yield {"id": number, "op": "execute", "schema": sdl, "query": INTROSPECTION}
        elif pick < 0.35:
            query = Operations(rich, rng).document()
            if rng.random() < 0.5:
                query = mutate(query, rng)
            op = "validate" if rng.random() < 0.5 else "execute"
            yield {"id": number, "op": op, "schema": SCHEMA, "query": query, "variables": variables(rng)}
        elif pick < 0.6 and operations:
            sdl, query = rng.choice(operations)
            yield {"id": number, "op": "validate", "schema": sdl, "query": mutate(query, rng, rng.choice([1, 1, 3]))}
        elif pick < 0.75:
            yield {"id": number, "op": "parse", "query": mutate(rng.choice(LANGUAGE), rng)}
        else:
            sdl = rng.choice(schemas) if schemas and rng.random() < 0.4 else SCHEMA
            yield {"id": number, "op": "sdl", "schema": mutate(sdl, rng, rng.choice([1, 1, 3]))}


def served_cases(count, rng, sdls):
    """Cases over schemas that nodes serve: each schema and its introspection, then operations, mutated ones, and mutated schemas."""
    yield from ({"op": "sdl", "schema": sdl} for sdl in sdls)
    yield from ({"op": "execute", "schema": sdl, "query": INTROSPECTION} for sdl in sdls)
    made = []
    for sdl in sdls:
        schema = graphql.build_schema(sdl)
        made.append((sdl, Operations(schema, rng, noise=0.01), pool(schema)))
    for _ in range(count):
        sdl, operations, tokens = rng.choice(made)
        pick = rng.random()
        if pick < 0.05:
            yield {"op": "sdl", "schema": mutate(sdl, rng, rng.choice([1, 1, 3]), tokens)}
            continue
        query = operations.document()
        if pick < 0.35:
            yield {"op": "execute", "schema": sdl, "query": query, "variables": variables(rng)}
        elif pick < 0.45:
            yield {"op": "parse", "query": mutate(query, rng, 3, tokens)}
        else:
            query = mutate(query, rng, rng.choice([1, 1, 3]), tokens) if rng.random() < 0.5 else query
            yield {"op": "validate", "schema": sdl, "query": query}


def is_telling(counts, accepted):
    """Whether there were enough valid and invalid operations among many."""
    asked = counts.get("validate", 0)
    return asked < 200 or 0.2 * asked < accepted.get("validate", 0) < 0.8 * asked


def variables(rng):
    values = [None, 1, 1.0, 2.5, "s", "1", True, [], [1], [None], {}, {"a": 1}, {"flag": True}, {"a": 1, "b": "x"}, "SIT", 2**31, [[1.5]]]
    return {f"v{index}": rng.choice(values) for index in range(4) if rng.random() < 0.8}


# Differences that are meant: what both say, and why.
KNOWN = [
    # Directives on definitions of directives, and extensions of these, are of later drafts.
    ("parse", r'^Syntax Error: (Expected "on", found "@"|Unexpected Name "directive")', r"^$"),
    ("sdl", r'^Syntax Error: (Expected "on", found "@"|Unexpected Name "directive")', r"^$"),
    # Constants of directives are checked here like all others (section 5.6).
    ("sdl", r"^(Field|Value|Expected|String|Int|Boolean|Float|ID|Enum|OneOf) .*(is not defined by type|cannot represent|does not exist|must )", r"^$"),
    # A schema has no operations (section 3).
    ("sdl", r"^An operation or fragment can't be part of a schema", r"^$"),
    # Floats are no IDs, even if they are whole (section 3.5.5).
    ("execute", r"ID cannot represent value: -?[0-9]+\.0", r"None|^\{"),
]


def is_known(op, ours, theirs):
    return any(op == kind and re.search(a, ours) and re.search(b, theirs) for kind, a, b in KNOWN)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("adapter")
    arguments.add_argument("--count", type=int, default=5_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--corpus")
    arguments.add_argument("--served", nargs="*", help="files of served schemas, to which the cases are limited")
    arguments.add_argument("--show", type=int, default=20, help="how many differences are printed")
    options = arguments.parse_args()

    rng = random.Random(options.seed)
    if options.served:
        sdls = [open(path, encoding="utf-8").read() for path in options.served]
        asked = [{"id": number, **case} for number, case in enumerate(served_cases(options.count, rng, sdls))]
    else:
        asked = list(cases(options.count, rng, options.corpus))
    lines = "\n".join(json.dumps(case) for case in asked) + "\n"
    run = subprocess.run([options.adapter], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if [case["id"] for case in asked] != [answer["id"] for answer in answers]:
        sys.exit("The adapter did not answer each line once and in order.")

    core = Core()
    counts, accepted, known, shown = {}, {}, 0, 0
    for case, answer in zip(asked, answers):
        op = case["op"]
        counts[op] = counts.get(op, 0) + 1
        if op == "execute":
            theirs = core.execute(case)
            if theirs is None:
                continue
            result = answer["result"]
            errors = result.get("errors", [])
            ours = "; ".join(e["message"] for e in errors[:3])
            accepted[op] = accepted.get(op, 0) + 1
            # Where a request can't be run at all, it is not said how many errors tell so.
            same = normal(result.get("data")) == normal(theirs[0]) and (
                len(errors) == theirs[1] or (theirs[0] is None and bool(errors) == bool(theirs[1]))
            )
            say = (f"{result.get('data')} {ours}", f"{theirs[0]} {theirs[2]}")
        else:
            verdict, message = getattr(core, op)(case)
            ours = "; ".join(e["message"] for e in answer["errors"][:3])
            accepted[op] = accepted.get(op, 0) + verdict
            same = answer["ok"] == verdict
            say = (ours, message)
        if same:
            continue
        if is_known(op, *say):
            known += 1
            continue
        shown += 1
        if shown <= options.show:
            text = case["schema"] if op == "sdl" else case["query"]
            if op == "sdl" and len(text) > 4_000:
                text = text[:4_000] + "…"
            print(f"--- {op} {case['id']}: {text!r}\n  variables: {case.get('variables')}\n  ours:   {say[0][:600]}\n  theirs: {say[1][:600]}")
    print("asked:", counts, "accepted by graphql-core:", accepted, "known differences:", known, "differences:", shown)
    if not is_telling(counts, accepted):
        sys.exit("Too few operations are valid, or too few are not: the comparison says little.")
    sys.exit(1 if shown else 0)


main()
