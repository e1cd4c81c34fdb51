import { MASTER, openEngineAccount, testInstance } from './engine-account.ts';

/** A process that owns a server and is killed by the test: makes one on the state folder it is given, says so, and goes on as long as the server does. */
const state = process.argv[2];
if (state === undefined) throw new Error('expected a state folder');
const account = openEngineAccount(state);
await account.engine.create(testInstance('db-OWNED'), MASTER);
const client = await account.connect('db-OWNED-name');
await client.query('CREATE TABLE mark (id int)');
await client.query('INSERT INTO mark VALUES (1)');
await account.engine.ship('db-OWNED');
process.stdout.write(`ready ${account.engine.port('db-OWNED-name')}\n`);
