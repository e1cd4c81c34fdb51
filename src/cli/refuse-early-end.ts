import { EXIT } from '#contract/errors';

/**
 * A config or scenario file that calls `process.exit`, or waits for something that never comes, would end the command with a code that
 * reads as success. The process then says so and ends with 64. Returns what to call with the command's own exit code.
 */
export function refuseEarlyEnd(of: NodeJS.Process): (code: number) => void {
  let done = false;
  of.once('exit', () => {
    if (done) return;
    of.stderr.write('redrill: ended before the command was done: expected config and scenario files to be plain data, so look whether one ends the process or waits for something that never comes; if none does, this is a bug of redrill\n');
    of.exitCode = EXIT.usage;
  });
  return (code) => {
    done = true;
    of.exitCode = code;
  };
}
