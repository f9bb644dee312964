// Replicates a collection as replicateGraphQL() of RxDB does, for tests of the options that an application gives it. RxDB can't be installed
// where these tests run; what is here follows its documentation and sources: checkpoints, the states that the master is assumed to have, which
// pulled documents are passed over, when a pull ends, which events of the stream are dropped, how conflicts come back, retries; and graphql-ws,
// by which it streams. Left out: leadership, several tabs, revisions and attachments.

/** The documents of a collection and what RxDB keeps beside them; `save` is called after each change. */
export class Collection {
  constructor({ documents = {}, masters = {}, resolved = {}, checkpoint } = {}, save) {
    Object.assign(this, { documents, masters, resolved, checkpoint, save });
  }

  /** What the application sees. */
  shown() {
    return Object.values(this.documents).filter((document) => !document._deleted);
  }

  write(document) {
    this.documents[document.id] = document;
    this.save(this);
  }
}

export class Replication {
  #tasks = Promise.resolve();
  #time = 0;
  #lastPull = -1;
  #stopped = false;

  constructor(collection, options, conflictHandler, { retryTime = 300, onError = () => {} } = {}) {
    Object.assign(this, { collection, options, conflictHandler, retryTime, onError });
  }

  /** Pushes and pulls once, both at a time, as a replication does that is not live. */
  async once() {
    const results = await Promise.allSettled([this.push(), ...(this.options.pull ? [this.pull()] : [])]);
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #request(body, direction) {
    const response = await fetch(this.options.url.http, {
      method: 'POST',
      headers: { ...this.options.headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const result = await response.json();
    if (result.errors) throw Object.assign(new Error(direction), { parameters: { errors: result.errors } });
    return Object.values(result.data)[0];
  }

  /** Pulls from the checkpoint until a page is not full. */
  async pull() {
    const { pull } = this.options;
    for (;;) {
      this.#lastPull = this.#time++;
      const { checkpoint } = this.collection;
      const data = await this.#request(await pull.queryBuilder(checkpoint, pull.batchSize), 'RC_PULL');
      const page = await pull.responseModifier(data, 'handler', checkpoint);
      this.#take(page);
      if (page.documents.length < pull.batchSize) return;
    }
  }

  /** Takes up documents of the master, but for those with local changes: these are pushed first. */
  #take({ documents, checkpoint }) {
    if (documents.length === 0) return;
    const { isEqual } = this.conflictHandler;
    for (const master of documents) {
      const local = this.collection.documents[master.id];
      if (local && this.#isUnsent(local)) continue;
      if (!local || !isEqual(master, local)) this.collection.documents[master.id] = master;
      this.collection.masters[master.id] = master;
    }
    this.collection.checkpoint = { ...this.collection.checkpoint, ...checkpoint };
    this.collection.save(this.collection);
  }

  /** Whether the master may not have a document as it is here. What came of a conflict is always sent. */
  #isUnsent({ id }) {
    const { documents, masters, resolved } = this.collection;
    return resolved[id] || !masters[id] || !this.conflictHandler.isEqual(masters[id], documents[id]);
  }

  /** Pushes until the master has everything, and resolves conflicts. */
  async push() {
    const { push } = this.options;
    for (;;) {
      const { documents, masters, resolved } = this.collection;
      const rows = Object.values(documents)
        .filter((document) => this.#isUnsent(document))
        .slice(0, push.batchSize)
        .map(({ id }) => ({ newDocumentState: documents[id], assumedMasterState: masters[id] }));
      if (rows.length === 0) return;
      const data = await this.#request(await push.queryBuilder(rows), 'RC_PUSH');
      const conflicts = new Map((await push.responseModifier(data)).map((state) => [state.id, state]));
      for (const { newDocumentState, assumedMasterState } of rows) {
        const { id } = newDocumentState;
        const realMasterState = conflicts.get(id);
        delete resolved[id];
        if (realMasterState && documents[id] === newDocumentState) {
          documents[id] = this.conflictHandler.resolve({ newDocumentState, assumedMasterState, realMasterState });
          resolved[id] = true;
        }
        masters[id] = realMasterState ?? newDocumentState;
      }
      this.collection.save(this.collection);
    }
  }

  /** Runs a task after those before it. */
  #enqueue(task) {
    const time = this.#time++;
    this.#tasks = this.#tasks.then(async () => {
      if (time < this.#lastPull) return;
      if (task !== 'RESYNC') return this.#take(task);
      for (;;) {
        try {
          return await this.pull();
        } catch (error) {
          this.onError(error);
          if (this.#stopped) return;
          await new Promise((resolve) => setTimeout(resolve, this.retryTime));
        }
      }
    });
  }

  /** Replicates until it is stopped. */
  async live() {
    const { pull, url } = this.options;
    this.#enqueue('RESYNC');
    this.push().catch(this.onError);
    const request = pull.streamQueryBuilder(this.options.headers);
    let attempts = 0;
    while (!this.#stopped && attempts <= pull.wsOptions.retryAttempts) {
      try {
        const connection = await connect(url.ws, pull.wsOptions);
        attempts = 0;
        this.#enqueue('RESYNC');
        await connection.subscribe(request, async (result) => {
          this.#enqueue(await pull.responseModifier(Object.values(result.data)[0], 'stream'));
        });
      } catch (error) {
        this.onError(error);
        if (error.isFatal) throw error;
      }
      attempts += 1;
      await new Promise((resolve) => setTimeout(resolve, this.retryTime));
    }
  }

  stop() {
    this.#stopped = true;
  }
}

// Codes after which graphql-ws does not try again.
const FATAL = new Set([4400, 4401, 4406, 4409, 4429, 4500]);

/** Opens a connection, with `graphql-transport-ws`. */
async function connect(url, { connectionParams, keepAlive }) {
  const payload = await connectionParams();
  const socket = new WebSocket(url, 'graphql-transport-ws');
  const send = (message) => socket.send(JSON.stringify(message));
  const closed = new Promise((_, reject) => {
    socket.onclose = ({ code, reason }) =>
      reject(Object.assign(new Error(`the socket was closed: ${code} ${reason}`), { isFatal: FATAL.has(code) }));
    socket.onerror = () => {};
  });
  closed.catch(() => {});
  const handlers = { ping: () => send({ type: 'pong' }), pong: () => {} };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    handlers[message.type]?.(message);
  };
  await Promise.race([closed, new Promise((resolve) => { socket.onopen = resolve; })]);
  const acknowledged = new Promise((resolve) => { handlers.connection_ack = resolve; });
  send({ type: 'connection_init', payload });
  await Promise.race([closed, acknowledged]);
  const pings = setInterval(() => send({ type: 'ping' }), keepAlive);
  return {
    /** Ends when the operation or the connection does. */
    async subscribe(request, next) {
      const ended = new Promise((resolve, reject) => {
        handlers.next = ({ payload }) => next(payload);
        handlers.complete = resolve;
        handlers.error = ({ payload }) => reject(Object.assign(new Error('RC_STREAM'), { parameters: { errors: payload } }));
      });
      send({ id: '1', type: 'subscribe', payload: request });
      try {
        await Promise.race([closed, ended]);
      } finally {
        clearInterval(pings);
        socket.close();
      }
    },
  };
}
