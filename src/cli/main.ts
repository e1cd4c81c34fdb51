import { enableCompileCache } from 'node:module';

// The entry that bin/redrill.mjs starts. The one file that sets the exit code; everything else hands a number back.
enableCompileCache();
const { processTerminal } = await import('./terminal.ts');
const { dieWithLauncher } = await import('./die-with-launcher.ts');
const { answerToOwnName } = await import('./answer-to-own-name.ts');
const { runCli } = await import('./run-cli.ts');

dieWithLauncher();
answerToOwnName();
process.exitCode = await runCli(processTerminal());
