import { createServer } from 'node:net';
import { listenError } from '../front-door/listen-error.ts';

/** Opens the port for a moment, so that one that is taken is refused before a state folder is made. The sandbox itself asks again. */
export async function refuseTakenPort(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, port)));
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
  await new Promise<void>((resolve) => { server.close(() => resolve()); });
}
