import process from 'node:process';
import type { SandboxKeys } from '#contract/control';
import { realClock } from '#kit/real-clock';
import { s3Client, stsClient } from '../clients.ts';
import { readPointer, writePointer } from '../pointer.ts';
import { createTargets } from '../targets.ts';
import { testConfig } from './test-config.ts';

/** Run by a test under an environment that points AWS clients elsewhere: prints who it is and what it reached. */
const { address, keys } = JSON.parse(process.argv[2] ?? '') as { address: Parameters<typeof createTargets>[0]['address']; keys: SandboxKeys };
const targets = createTargets({ config: testConfig, address, keys, clock: realClock(), control: null });
const proof = await targets.proveIdentity('drill-observer');
await writePointer(targets.access('platform-admin'), '/poisoned/pointer', 'reached');
const pointer = await readPointer(targets.access('drill-observer'), '/poisoned/pointer');
const clients = [s3Client(targets.access('platform-admin')), stsClient(targets.access('platform-admin'))];
const regions = await Promise.all(clients.map((client) => client.config.region()));
process.stdout.write(JSON.stringify({ arn: proof.arn, pointer, regions }));
