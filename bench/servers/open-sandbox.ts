import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { AwsCall } from '#sandbox/front-door/aws-call';
import { openSandbox } from '#sandbox/sandbox';

/** A sandbox on a state folder; with `off` every call is allowed unasked, which nothing but a bench can bring about. */
const [state = '', how] = process.argv.slice(2);
if (how === 'off') AwsCall.prototype.authorise = () => undefined;
const sandbox = await openSandbox({ state, port: null, log: (line) => process.stderr.write(`${line}\n`), onShutdown: () => undefined });
writeFileSync(join(state, 'sandbox.json'), JSON.stringify(sandbox.address), { mode: 0o600 });
process.stdout.write(`${new URL(sandbox.address.endpoint).port}\n`);
process.stdin.on('end', () => { void sandbox.close().then(() => process.exit(0)); }).resume();
