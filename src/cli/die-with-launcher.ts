/**
 * Under an older outer Node the launcher waits for this process. When it is killed, this process must not go on unknown to whoever
 * started it: it ends as a killed run does, and `redrill resume` continues from the record.
 */
export function dieWithLauncher(): void {
  if (!process.channel) return;
  process.channel.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}
