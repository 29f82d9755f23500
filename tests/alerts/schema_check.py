"""Usage: schema_check.py SCHEMA FILE. One JSON document a line; prints where each breaks the schema, and every key
that the schema does not name."""
import json
import sys

try:
    import jsonschema
except ImportError:
    sys.exit("jsonschema is not installed")

schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)


def resolved(part):
    while "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
    for choice in part.get("anyOf", []):
        if choice != {"type": "null"}:
            return resolved(choice)
    return part


def unnamed(value, part, path):
    part = resolved(part)
    if isinstance(value, list):
        for each in value:
            yield from unnamed(each, part.get("items", {}), path + "[]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in part.get("properties", {}):
                yield from unnamed(inner, part["properties"][key], f"{path}.{key}")
            else:
                yield f"{path}.{key} is not in the schema"


for number, line in enumerate(open(sys.argv[2]), 1):
    document = json.loads(line)
    for error in validator.iter_errors(document):
        print(f"{number}: {error.json_path}: {error.message}")
    for problem in unnamed(document, schema, "$"):
        print(f"{number}: {problem}")
