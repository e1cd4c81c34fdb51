import { createServer } from 'node:net';
import { RedrillError } from '#kit/redrill-error';

/** Refuses a port of 127.0.0.1 that somebody listens on: another server's answer must not be taken for ours (RedrillError opensearch.port-taken). */
export async function refuseTakenPort(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new RedrillError('opensearch.port-taken', `OpenSearch cannot listen on 127.0.0.1:${port}: ${(cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'another program does' : cause.message}`, { cause })));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
