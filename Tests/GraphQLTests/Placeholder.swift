// Tests of GraphQL.
