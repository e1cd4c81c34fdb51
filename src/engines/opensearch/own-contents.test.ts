import { expect, test } from 'vitest';
import { readContents, removeContents } from './own-contents.ts';

const SERVER: Readonly<Record<string, unknown>> = {
  '/_cat/indices?format=json&h=index&expand_wildcards=all': ['things', '.opendistro_security', '.plugins-ml-config', '.kibana_1', '.redrill-claim', '.ds-logs-000001', '.mine', 'ss4o_logs-mine'].map((index) => ({ index })),
  '/_index_template': { index_templates: [{ name: 'ss4o_metrics_template' }, { name: 'portal' }] },
  '/_data_stream': { data_streams: [{ name: 'logs' }] },
  '/_template': { '.kibana_old': {}, 'old one': {} },
};

test('what a user put on a server is told from what OpenSearch and its plugins make, and each thing goes by its name', async () => {
  const contents = await readContents((_, path) => Promise.resolve(SERVER[path]));
  expect(contents).toEqual({ indices: ['things', '.ds-logs-000001', '.mine', 'ss4o_logs-mine'], streams: ['logs'], templates: ['portal'], legacyTemplates: ['old one'] });
  const asked: string[] = [];
  await removeContents((method, path) => { asked.push(`${method} ${path}`); return Promise.resolve({}); }, contents);
  expect(asked).toEqual(['DELETE /_data_stream/logs', 'DELETE /things', 'DELETE /ss4o_logs-mine', 'DELETE /_index_template/portal', 'DELETE /_template/old%20one']);
});

test('a server with nothing of anybody\'s has no contents', async () => {
  const bare: Readonly<Record<string, unknown>> = { '/_index_template': {}, '/_data_stream': {}, '/_template': {} };
  expect(await readContents((_, path) => Promise.resolve(bare[path] ?? []))).toEqual({ indices: [], streams: [], templates: [], legacyTemplates: [] });
});
