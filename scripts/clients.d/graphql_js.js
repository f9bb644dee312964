// The schema of a node, as graphql-js takes it from introspection: built, and valid.
'use strict';
const assert = require('assert');
const { buildClientSchema, getIntrospectionQuery, validateSchema } = require('graphql');

async function main() {
  for (const path of ['/graphql', '/admin/graphql']) {
    const response = await fetch(process.argv[2] + path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${process.env.DELTAMESH_TOKEN}`,
      },
      body: JSON.stringify({
        query: getIntrospectionQuery({
          specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true,
          inputValueDeprecation: true,
        }),
      }),
    });
    const answer = await response.json();
    assert.strictEqual(answer.errors, undefined);
    const schema = buildClientSchema(answer.data);
    assert.deepStrictEqual(validateSchema(schema), []);
    console.log(`  ${path}: ${Object.keys(schema.getTypeMap()).length} types`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
