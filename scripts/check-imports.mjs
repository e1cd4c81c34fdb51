// Import direction and purity (.dependency-cruiser.mjs). dependency-cruiser needs the JavaScript API of TypeScript below 7: with
// TypeScript 7 it sees no module at all and calls that a success, so the number of modules is asserted.
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { readdirSync } from 'node:fs';
import { LOOKS } from '../.dependency-cruiser.mjs';

const LEAST = 100;
const roots = ['src', 'scenarios', 'fixtures', 'bench', 'harness.config.ts'].filter((root) => readdirSync('.').includes(root));
const files = readdirSync('src', { recursive: true }).filter((name) => String(name).endsWith('.ts'));
let bad = 0;

for (const look of LOOKS) {
  const result = await cruise(roots, { ...look.options, validate: true, ruleSet: { forbidden: look.forbidden } }, undefined, { tsConfig: extractTSConfig('tsconfig.json') });
  const { summary, modules } = result.output;
  const seen = modules.filter((module) => module.source.startsWith('src/') && module.source.endsWith('.ts')).length;
  const edges = modules.flatMap((module) => module.dependencies).length;
  for (const violation of summary.violations) tell(violation, look.forbidden);
  process.stdout.write(`${look.name}: ${seen} of ${files.length} modules of src seen, ${edges} imports, ${look.forbidden.length} rules, ${summary.violations.length} violations\n`);
  if (seen < files.length || seen < LEAST) {
    process.stderr.write(`${look.name}: expected to see all ${files.length} modules of src and at least ${LEAST}; is "typescript" still below 7?\n`);
    bad += 1;
  }
  bad += summary.violations.length;
}
process.exitCode = bad > 0 ? 1 : 0;

function tell(violation, rules) {
  const via = (violation.via ?? violation.cycle ?? []).map((step) => step.name ?? step).join(' -> ');
  const why = rules.find((rule) => rule.name === violation.rule.name)?.comment ?? '';
  process.stderr.write(`${violation.from} -> ${violation.to}: ${violation.rule.name}${via ? ` (via ${via})` : ''}: ${why}\n`);
}
