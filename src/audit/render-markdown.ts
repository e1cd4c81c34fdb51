import { markdownTable } from 'markdown-table';
import { humanDuration } from '#kit/durations';
import { visible } from '#kit/visible';
import type { AuditResult } from './audit-result.ts';

/** `audit.md`: the same as `audit.json`, for people. Pure. */
export function auditMarkdown(result: AuditResult): string {
  const { counts, target } = result;
  const parts = [
    `# Audit ${result.id}: what the documents claim, against account ${target.accounts['platform'] ?? ''}`,
    `${counts.refuted} refuted, ${counts.confirmed} confirmed, ${counts.open} open; ${counts.findings} findings. Read at ${result.at} (${target.kind === 'sandbox' ? 'drill time of a sandbox account: what is confirmed is said of its settings only' : 'UTC'}), over the last ${humanDuration(result.lookBackSeconds)}. Nothing was broken or changed${result.restores.length > 0 ? ' but what the restores below made and took away again' : ''}.`,
    '## Claims',
    markdownTable([['Claim', 'Result', 'What it says', 'Why', 'Evidence'], ...result.claims.map(({ id, result: said, text, why, evidence }) => [id, said === 'refuted' ? '**REFUTED**' : said, prose(text), prose(why), evidence === null ? '-' : code(evidence)])]),
    '## Findings',
    ...(result.findings.length === 0 ? ['None.'] : result.findings.map(({ id, severity, title, detail, claim, store, edit, rests }) => [`### ${id}, ${severity}: ${prose(title)}`, `${prose(detail)}${edit === null ? '' : `\n\nProposed: ${prose(edit)}`}`, [claim, store].filter((one) => one !== null).join(', '), `Evidence: ${rests.map(code).join(', ')}`].filter(Boolean).join('\n\n'))),
    ...restoresOf(result),
    '## Not looked at',
    markdownTable([['What', 'Why'], ...result.notLookedAt.map(({ what, why }) => [prose(what), prose(why)])]),
    `Facts: ${code(result.facts.file)}, ${result.facts.count} lines, SHA-256 ${result.facts.sha256}. Command: ${code(result.command.join(' '))}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function restoresOf({ restores, seed }: AuditResult): readonly string[] {
  if (restores.length === 0) return [];
  const rows = restores.map(({ store, pointCreatedAt, ageDays, outcome, detail, restoreSeconds, workSeconds }) => [store, pointCreatedAt, `${Math.round(ageDays * 10) / 10} days`, outcome, restoreSeconds === null ? 'not ended' : humanDuration(restoreSeconds), humanDuration(workSeconds), prose(detail)]);
  return ['## Restores of old points', `Drawn with seed ${code(seed ?? '')}.`, markdownTable([['Store', 'Point of', 'Age', 'Came back', 'Job took (drill time)', 'Real work', 'Comparison'], ...rows])];
}

/** Nothing in a text becomes markup, a link or a new cell. */
function prose(text: string): string {
  return visible(text).replace(/[\\`*_[\]~|#!]/g, '\\$&').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function code(name: string): string {
  return `\`${visible(name).replace(/[`|]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`)}\``;
}
