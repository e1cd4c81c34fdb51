import { startSandbox } from './process/up.ts'; import { stopSandbox } from './process/down.ts';
const t=performance.now();
if (process.argv[2]==='up') { const a = await startSandbox({state: process.argv[3]!}); console.log(a.endpoint, a.pid, (performance.now()-t).toFixed(0)+' ms'); } else console.log(await stopSandbox(process.argv[3]!));
