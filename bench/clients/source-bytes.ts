import { REINDEX } from '../servers/documents.ts';

const AHEAD = 16;

/** The files of the bench in their order, some of them on their way: the same for every client that reads them. */
export async function* fetched(endpoint: string, kind: 'source' | 'bulk'): AsyncGenerator<{ readonly n: number; readonly bytes: Buffer }> {
  const get = async (n: number): Promise<Buffer> => Buffer.from(await (await fetch(`${endpoint}/${kind}/${n}`)).arrayBuffer());
  const ahead: Promise<Buffer>[] = [];
  for (let n = 0; n < REINDEX.files; n += 1) {
    while (ahead.length < AHEAD && n + ahead.length < REINDEX.files) ahead.push(get(n + ahead.length));
    const bytes = await ahead.shift();
    if (bytes !== undefined) yield { n, bytes };
  }
}
