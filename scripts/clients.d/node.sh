# shellcheck shell=bash
# A node for tests, to be sourced: set `program` to the built deltamesh, and call make_node FOLDER.

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# make_node FOLDER: its files, with access control; sets node_folder, node_port, and DELTAMESH_TOKEN, which may do everything.
make_node() {
  node_folder=$1
  node_port=$(free_port)
  DELTAMESH_TOKEN=$(openssl rand -hex 32)
  export DELTAMESH_TOKEN
  mkdir -p "$node_folder"
  (
    umask 077
    echo "admin $DELTAMESH_TOKEN" >"$node_folder/tokens"
  )
  cp scripts/clients.d/schema.graphql "$node_folder/schema.graphql"
  cat >"$node_folder/deltamesh.yaml" <<END
schema: schema.graphql
data: data
http: { host: 127.0.0.1, port: $node_port, tokensFile: tokens }
durability: normal
END
}

# Starts it and waits until it serves; sets node_process.
start_node() {
  # shellcheck disable=SC2154 # who sources this sets it
  "$program" serve --config "$node_folder/deltamesh.yaml" 2>>"$node_folder/log" &
  node_process=$!
  for _ in $(seq 300); do
    curl -sf "http://127.0.0.1:$node_port/health/ready" >/dev/null && return
    kill -0 "$node_process" 2>/dev/null || break
    sleep 0.1
  done
  echo "the node does not serve:" >&2
  cat "$node_folder/log" >&2
  return 1
}

# end_node [SIGNAL]: ends it, if it runs.
end_node() {
  if [ -n "${node_process:-}" ] && kill "-${1:-TERM}" "$node_process" 2>/dev/null; then
    wait "$node_process" 2>/dev/null || true
  fi
  node_process=
}
