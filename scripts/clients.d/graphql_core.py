"""The schemas of a node, as graphql-core takes them from introspection: built, valid, and the same as what `deltamesh schema print` prints.

usage: graphql_core.py URL DOCUMENTS_SDL ADMIN_SDL
"""

import json
import os
import sys
import urllib.request

from graphql import (
    build_client_schema,
    build_schema,
    get_introspection_query,
    lexicographic_sort_schema,
    parse,
    print_schema,
    validate,
    validate_schema,
)

OPERATIONS = {
    "/graphql": """
        query ($filter: CommentFilter) {
          findComments(filter: $filter, page: { limit: 2 }, orderBy: [{ field: "likes" }]) {
            count items { id text noteId createdAt updatedAt _version }
          }
          syncComments(lastSync: "0") { items { id _deleted } lastSync hasMore }
        }""",
    "/admin/graphql": "{ node { name replica } peers { name } }",
}


def post(url, query):
    request = urllib.request.Request(
        url,
        data=json.dumps({"query": query}).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": "Bearer " + os.environ["DELTAMESH_TOKEN"],
        },
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def normal(schema):
    """A schema as a text in which order says nothing."""
    return print_schema(lexicographic_sort_schema(schema))


def main():
    base, *printed = sys.argv[1:]
    for (path, operation), file in zip(OPERATIONS.items(), printed, strict=True):
        answer = post(
            base + path,
            get_introspection_query(
                descriptions=True,
                specified_by_url=True,
                directive_is_repeatable=True,
                schema_description=True,
                input_value_deprecation=True,
            ),
        )
        assert "errors" not in answer, answer["errors"]
        schema = build_client_schema(answer["data"])
        mistakes = validate_schema(schema) + validate(schema, parse(operation))
        assert not mistakes, mistakes
        with open(file, encoding="utf-8") as text:
            assert normal(build_schema(text.read())) == normal(schema), file
        print(f"  {path}: {len(schema.type_map)} types")


main()
