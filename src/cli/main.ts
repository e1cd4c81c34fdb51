import { enableCompileCache } from 'node:module';

// The entry that bin/redrill.mjs starts. The one file that sets the exit code; everything else hands a number back.
enableCompileCache();
const { processTerminal } = await import('./terminal.ts');
const { dieWithLauncher } = await import('./die-with-launcher.ts');
const { answerToOwnName } = await import('./answer-to-own-name.ts');
const { refuseEarlyEnd } = await import('./refuse-early-end.ts');
const { runCli } = await import('./run-cli.ts');

dieWithLauncher();
answerToOwnName();
const ended = refuseEarlyEnd(process);
// Not awaited here: a file that never finishes loading would otherwise end the process in Node's own words.
void runCli(processTerminal()).then(ended);
