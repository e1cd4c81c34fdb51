import { EXIT } from '#contract/errors';
import { columns } from '../columns.ts';
import type { Terminal } from '../terminal.ts';
import type { CarriedOut } from './carry-out.ts';

/** `--all-mutations`: seen red / tried. 0 when every sabotage was noticed and everything put back; a blind spot is inconclusive. */
export function tellSensitivity(terminal: Terminal, how: { readonly json?: boolean }, done: readonly CarriedOut[]): number {
  const tried = done.flatMap(({ run, summary }) => summary.mutations.map((mutation) => ({ run, mutation })));
  const seen = tried.filter(({ mutation }) => mutation.seenRed).length;
  if (how.json) terminal.out(JSON.stringify({ type: 'sensitivity', seenRed: seen, tried: tried.length, mutations: tried.map(({ run, mutation }) => ({ run: run.id, ...mutation })) }));
  else {
    terminal.out('');
    for (const line of columns(tried.map(({ mutation }) => [mutation.seenRed ? 'seen red' : 'NOT SEEN', mutation.id, `expected ${mutation.expect.verdict} with ${mutation.expect.reasonCode}, got ${mutation.got}`]))) terminal.out(line);
    terminal.out(`sensitivity: ${seen} of ${tried.length} mutations seen red`);
  }
  if (done.some((one) => !one.putBackOk)) return EXIT['not-put-back'];
  return seen === tried.length && tried.length > 0 ? EXIT.pass : EXIT.inconclusive;
}
