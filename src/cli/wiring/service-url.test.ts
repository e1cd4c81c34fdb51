import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceUrl } from './service-url.ts';

let state: string;
beforeAll(() => { state = mkdtempSync(join(tmpdir(), 'redrill-service-url-')); });
afterAll(() => rmSync(state, { recursive: true, force: true }));

const said = (text: string): string => {
  writeFileSync(join(state, 'portal.json'), text);
  return '{state}/portal.json';
};

describe('where users reach the platform', () => {
  it('is an address of this machine, said outright or in a file of the state folder', () => {
    expect(serviceUrl('http://127.0.0.1:8080/', { state, kind: 'sandbox' })?.href).toBe('http://127.0.0.1:8080/');
    expect(serviceUrl(said('{"url":"http://[::1]:8080/"}'), { state, kind: 'sandbox' })?.href).toBe('http://[::1]:8080/');
  });

  it.each(['https://portal.example.org/', 'http://10.1.2.3/', 'http://localhost:8080/', 'http://127.0.0.1.example.org/'])('is never %s in a drill of the sandbox, not even by way of the file', (url) => {
    for (const from of [url, said(JSON.stringify({ url }))]) expect(() => serviceUrl(from, { state, kind: 'sandbox' })).toThrow('is not on this machine');
    expect(serviceUrl(url, { state, kind: 'aws' })?.href).toBe(url);
  });

  it('is not known while the file is not there, half-written or without an address', () => {
    for (const from of ['{state}/none.json', said('{"url":'), said('{"url":7}')]) expect(serviceUrl(from, { state, kind: 'sandbox' })).toBeNull();
    expect(serviceUrl(null, { state, kind: 'sandbox' })).toBeNull();
  });
});
