# shellcheck shell=bash
# The Python packages that the tests of other programs need, in a virtual environment below .build; to be sourced.

environment=.build/clients

# Whether what can't be had is an error: DELTAMESH_REQUIRE_CLIENTS=1 says so.
requires_clients() {
  [ "${DELTAMESH_REQUIRE_CLIENTS:-}" = 1 ]
}

# lacks WHAT: says that something is left out, on its own line; an error where it is required.
lacks() {
  echo "LEFT OUT: $1" >&2
  ! requires_clients || {
    echo "It is required (DELTAMESH_REQUIRE_CLIENTS): that is an error." >&2
    exit 1
  }
}

# Makes the environment, if it is not there as it should be. Fails where Python or its package index is out of reach.
make_environment() {
  local requirements=scripts/clients.d/requirements.txt
  cmp -s "$requirements" "$environment/requirements.txt" ||
    { python3 -m venv "$environment" &&
      "$environment/bin/pip" install --quiet --requirement "$requirements" &&
      cp "$requirements" "$environment/requirements.txt"; }
}
