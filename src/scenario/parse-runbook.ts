import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Code, Heading, Nodes, RootContent } from 'mdast';
import type { Runbook, RunbookStep } from '#contract/runbook';
import { sha256 } from '#kit/digest';
import { usageError } from '#kit/redrill-error';
import { toStep, type FenceProblem } from './to-step.ts';

interface Section {
  readonly n: number;
  readonly title: string;
  readonly line: number;
  readonly fences: Code[];
}

const MAX_CHARACTERS = 1_000_000;

/**
 * A Markdown runbook as people and drills read it: numbered headings, each bound by one `step` fence before the next heading.
 * `goesOn`: the document that it goes on from: it may begin with any number and use what that one's steps give.
 * Throws one RedrillError (exit 64) with every problem as `path:line:column: sentence`, and nothing else, whatever the text.
 */
export function parseRunbook(path: string, text: string, { goesOn = null }: { readonly goesOn?: Runbook | null } = {}): Runbook {
  const problems: FenceProblem[] = [];
  const tree = readMarkdown(path, text);
  const { sections, title } = split(tree, problems);
  checkNumbers(sections, goesOn !== null, problems);
  const steps: RunbookStep[] = [];
  for (const section of sections) {
    const [fence, ...more] = section.fences;
    for (const extra of more) problems.push({ ...start(extra), text: `step ${section.n} has a second step fence; expected exactly one before the next heading` });
    if (fence && more.length === 0) steps.push(...toStep({ ...section, fence }, { before: goesOn?.steps ?? [], earlier: steps }, problems));
  }
  if (title === null) problems.push({ line: 1, column: 1, text: 'has no title; expected a first-level heading "# Title"' });
  if (problems.length === 0 && sections.length === 0) problems.push({ line: 1, column: 1, text: 'has no numbered step; expected headings such as "### 1. Recreate the bucket"' });
  if (problems.length > 0) throw usageError('runbook.invalid', sentences(path, problems));
  const unbound = sections.filter((one) => one.fences.length === 0).map(({ n, title: name, line }) => ({ n, title: name, line }));
  return { path, sha256: sha256(text), title: title ?? '', text, steps, unbound };
}

function sentences(path: string, problems: readonly FenceProblem[]): string {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column).map((one) => `${path}:${one.line}:${one.column}: ${one.text}`).join('\n');
}

function readMarkdown(path: string, text: string): readonly RootContent[] {
  if (text.length > MAX_CHARACTERS) throw usageError('runbook.too-long', `${path}: has ${text.length} characters; expected a document of at most ${MAX_CHARACTERS}`);
  try {
    return fromMarkdown(text).children;
  } catch (error) {
    throw usageError('runbook.unreadable', `${path}: cannot be read as Markdown: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/** Walks the top level: numbered headings open a section, any other heading closes it. */
function split(nodes: readonly RootContent[], problems: FenceProblem[]): { readonly sections: readonly Section[]; readonly title: string | null } {
  const sections: Section[] = [];
  let open: Section | null = null;
  let title: string | null = null;
  for (const node of nodes) {
    if (node.type === 'heading') {
      open = asSection(node);
      if (open) sections.push(open);
      else if (node.depth === 1) title ??= plainText(node);
    } else if (isStepFence(node)) {
      if (open) open.fences.push(node);
      else problems.push({ ...start(node), text: 'a step fence stands outside a numbered step; put it directly under a heading such as "### 1. Title"' });
    } else {
      for (const nested of nestedFences(node)) problems.push({ ...start(nested), text: 'a step fence stands inside a list or quotation; put it at the left margin under its heading' });
    }
  }
  return { sections, title };
}

function asSection(heading: Heading): Section | null {
  const match = /^(\d{1,4})\.\s+(\S.*)$/s.exec(plainText(heading));
  return match?.[1] && match[2] ? { n: Number(match[1]), title: match[2].trim(), line: start(heading).line, fences: [] } : null;
}

function checkNumbers(sections: readonly Section[], goesOn: boolean, problems: FenceProblem[]): void {
  const first = goesOn ? (sections[0]?.n ?? 1) : 1;
  sections.forEach((section, i) => {
    const expected = first + i;
    if (section.n === expected) return;
    const twin = sections.findIndex((one) => one.n === section.n) < i;
    problems.push({ line: section.line, column: 1, text: twin ? `step number ${section.n} is given twice; expected ${expected}` : `step number ${section.n} is out of order; expected ${expected}` });
  });
}

function isStepFence(node: Nodes): node is Code {
  return node.type === 'code' && node.lang === 'step';
}

/** Iterative, so that a deeply nested document cannot exhaust the stack. */
function nestedFences(root: Nodes): readonly Code[] {
  const found: Code[] = [];
  const open: Nodes[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (isStepFence(node)) found.push(node);
    if ('children' in node) open.push(...node.children);
  }
  return found;
}

function plainText(root: Nodes): string {
  const parts: string[] = [];
  const open: Nodes[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if ('value' in node) parts.push(node.value);
    if ('children' in node) open.push(...node.children.toReversed());
  }
  return parts.join('').replace(/\s+/g, ' ').trim();
}

function start(node: Nodes): { readonly line: number; readonly column: number } {
  return { line: node.position?.start.line ?? 1, column: node.position?.start.column ?? 1 };
}
