// The GraphQL module; see DESIGN section 11.
