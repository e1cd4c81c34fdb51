import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertSandboxSocket, guardedConnect, loopbackAddress } from './guarded-dispatcher.ts';

describe('the sandbox address', () => {
  test('is a literal loopback address with a port', () => {
    expect(loopbackAddress(new URL('http://127.0.0.1:4510'))).toEqual({ host: '127.0.0.1', port: 4510 });
    expect(loopbackAddress(new URL('http://[::1]:4510'))).toEqual({ host: '::1', port: 4510 });
  });

  test.each(['https://127.0.0.1:4510', 'http://localhost:4510', 'http://10.0.0.1:4510', 'http://s3.amazonaws.com:4510', 'http://127.0.0.1', 'http://127.0.0.1.example.com:4510', 'http://user:pw@127.0.0.1:4510', 'http://[::ffff:10.0.0.1]:4510', 'http://0.0.0.0:4510', 'ftp://127.0.0.1:21'])('refuses %s', (url) => {
    expect(() => loopbackAddress(new URL(url))).toThrow(expect.objectContaining({ code: 'targets.not-loopback', exitCode: 5 }));
  });
});

describe('the socket guard', () => {
  test('lets exactly one host and port through', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.domain(), fc.constant('127.0.0.1')), fc.integer({ min: 1, max: 65_535 }), (host, port) => {
      const open = (): void => assertSandboxSocket({ host: '127.0.0.1', port: 4510 }, { host, port });
      if (host === '127.0.0.1' && port === 4510) expect(open).not.toThrow();
      else expect(open).toThrow(expect.objectContaining({ code: 'targets.unreachable' }));
    }));
  });

  test.each([
    { protocol: 'https:', hostname: '127.0.0.1', port: '4510' },
    { protocol: 'http:', hostname: 's3.us-west-2.amazonaws.com', port: '80' },
    { protocol: 'http:', hostname: '127.0.0.1', port: '4511' },
    { protocol: 'http:', hostname: '127.0.0.1', port: '4510', socketPath: '/var/run/docker.sock' },
  ])('refuses $protocol//$hostname:$port before a socket opens', async (options) => {
    const error = await new Promise<unknown>((resolve) => { guardedConnect(new URL('http://127.0.0.1:4510'))(options, (...answer) => resolve(answer[0])); });
    expect(error).toMatchObject({ code: 'targets.unreachable' });
  });
});
