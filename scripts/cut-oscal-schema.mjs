// Cuts NIST's complete OSCAL schema down to Assessment Results and what that model refers to: node scripts/cut-oscal-schema.mjs <complete schema>
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const whole = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const model = whole.oneOf.find((one) => one.properties['assessment-results']);
const needed = new Set();
need(model);
const definitions = Object.fromEntries(Object.entries(whole.definitions).filter(([name]) => needed.has(name)));
const { $comment, $id, $schema, type } = whole;
writeFileSync(fileURLToPath(new URL('../src/evidence/oscal/assessment-results.schema.json', import.meta.url)), `${JSON.stringify({ $comment, $id, $schema, definitions, oneOf: [model], type })}\n`);
process.stdout.write(`${needed.size} of ${Object.keys(whole.definitions).length} definitions\n`);

function need(value) {
  if (typeof value !== 'object' || value === null) return;
  const name = typeof value.$ref === 'string' ? value.$ref.replace('#/definitions/', '') : null;
  if (name !== null && !needed.has(name)) {
    needed.add(name);
    need(whole.definitions[name]);
  }
  for (const inner of Object.values(value)) need(inner);
}
