import type { ResolvedConfig } from '#contract/config.schema';
import { calendarRule } from '#kit/calendar-rule';
import type { Problem } from '#kit/explain-issues';
import { isLoopback } from '#kit/is-loopback';

/** What is wrong with the programme and with whom results are told to. Scenario ids are looked at where scenarios are known. */
export function programmeProblems({ programme, out }: ResolvedConfig): readonly Problem[] {
  return [
    ...programme.flatMap((entry, i) => {
      const path = ['programme', i];
      return [
        ...unreadable(entry.every, [...path, 'every']),
        ...(programme.findIndex((other) => other.id === entry.id) < i ? [{ path: [...path, 'id'], text: `must be unique in its list, got "${entry.id}" again` }] : []),
        ...(entry.afterChange !== undefined && Object.keys(entry.afterChange).length === 0 ? [{ path: [...path, 'afterChange'], text: 'must name files, a commit or a tag, got nothing' }] : []),
        ...(entry.reviewer !== null && entry.reviewer === entry.operator ? [{ path: [...path, 'reviewer'], text: `must be somebody else than the operator, got "${entry.reviewer}" for both; nobody reviews their own drill` }] : []),
      ];
    }),
    ...webhookProblems(out.webhook?.url),
  ];
}

function unreadable(every: string, path: readonly PropertyKey[]): readonly Problem[] {
  try {
    calendarRule(every);
    return [];
  } catch (error) {
    return [{ path, text: error instanceof Error ? error.message : String(error) }];
  }
}

function webhookProblems(text: string | undefined): readonly Problem[] {
  if (text === undefined) return [];
  const url = URL.parse(text);
  const safe = url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, ''))));
  return safe ? [] : [{ path: ['out', 'webhook', 'url'], text: `must be an https address, or http to a literal loopback address such as http://127.0.0.1:8080/, got "${text}"` }];
}
