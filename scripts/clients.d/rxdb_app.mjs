// A small application on the page Docs/Clients/rxdb.md: a collection in a file, replicated by its module as RxDB would.
// usage: node rxdb_app.mjs FOLDER_OF_THE_MODULE put ID FIELD VALUE | delete ID | list | refused | sync | live

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Collection, Replication } from './rxdb_replication.mjs';

const [folder, command, id, field, value] = process.argv.slice(2);
const { deltamesh, needsNewCopy } = await import(`${folder}/deltamesh-rxdb.mjs`);

const kept = existsSync('collection.json') ? JSON.parse(readFileSync('collection.json')) : { refused: [] };

function save({ documents, masters, resolved, checkpoint }) {
  writeFileSync('collection.json.new', JSON.stringify({ documents, masters, resolved, checkpoint, refused: kept.refused }));
  renameSync('collection.json.new', 'collection.json');
}

const collection = new Collection(kept, save);
const { conflictHandler, options } = deltamesh({
  node: process.env.DELTAMESH_URL,
  token: process.env.DELTAMESH_TOKEN,
  type: 'Comment',
  plural: 'Comments',
  written: ['text', 'description'],
  batchSize: Number(process.env.PAGE ?? 100),
  onRefused: (fields) => kept.refused.push(fields),
});
const onError = (error) => console.error(JSON.stringify(error.parameters?.errors ?? String(error)));
const replicated = (options) => new Replication(collection, options, conflictHandler, { onError });

async function sync() {
  try {
    await replicated(options).once();
  } catch (error) {
    if (!needsNewCopy(error)) throw error;
    // As the page says: what was not sent yet is pushed, then the collection is made anew.
    await replicated({ ...options, pull: undefined }).once();
    Object.assign(collection, { documents: {}, masters: {}, resolved: {}, checkpoint: undefined });
    await replicated(options).once();
  }
}

const { _deleted, ...document } = collection.documents[id] ?? { id };
switch (command) {
  case 'put':
    collection.write({ ...document, [field]: value, _deleted: false });
    break;
  case 'delete':
    collection.write({ ...document, _deleted: true });
    break;
  case 'list': {
    const shown = collection.shown().map(({ id, text = null, description = null }) => [id, { text, description }]);
    console.log(JSON.stringify(Object.fromEntries(shown)));
    break;
  }
  case 'refused':
    for (const fields of kept.refused) console.log(JSON.stringify(fields));
    break;
  case 'sync':
    await sync().catch((error) => {
      onError(error);
      process.exitCode = 1;
    });
    break;
  case 'live':
    await replicated(options).live();
    break;
}
