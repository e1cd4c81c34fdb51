/** The documents of the bench, computed from numbers so that server, clients and checks agree without a file. */
export const REINDEX = { files: 400, perFile: 500 } as const;

/** One source file: newline-delimited JSON, the id first, as the platform lands them. */
export function sourceFile(n: number): Buffer {
  return Buffer.from(Array.from({ length: REINDEX.perFile }, (_, i) => `${JSON.stringify(documentOf(n * REINDEX.perFile + i))}\n`).join(''));
}

function documentOf(n: number): object {
  return { id: `GSE${String(n).padStart(8, '0')}`, title: `bulk RNA-seq of liver, series ${n}`, organism: n % 3 === 0 ? 'Homo sapiens' : 'Mus musculus', tissue: ['liver', 'peripheral blood'], assay: 'bulk RNA-seq', summary: `${'a'.repeat(40 + (n % 60))} of ${n % 90} donors`, samples: n % 400, reads: 1_000_000_000 + n, quality: (n % 1000) / 1000, public: n % 2 === 0, createdAt: '2026-03-01T12:00:00Z' };
}

/** The same file as a body of `_bulk`, ready to be posted. */
export function bulkBody(n: number): Buffer {
  return Buffer.from(Array.from({ length: REINDEX.perFile }, (_, i) => {
    const document = documentOf(n * REINDEX.perFile + i) as { readonly id: string };
    return `{"index":{"_id":"${document.id}"}}\n${JSON.stringify(document)}\n`;
  }).join(''));
}
