import { RedrillError } from '#kit/redrill-error';

/** What the operating system said about a port, as a sentence; any other error as it is. */
export function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new RedrillError('sandbox.port-in-use', `port ${port} on 127.0.0.1 is in use by another program: choose another with --port, or leave --port out to take any free one`, { cause: error });
  if (error.code === 'EACCES') return new RedrillError('sandbox.port-refused', `port ${port} on 127.0.0.1 may not be opened by this user: choose one above 1023 with --port`, { cause: error });
  return error;
}
