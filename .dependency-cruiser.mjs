// Direction of imports between the rooms of src/ (CONTRIBUTING.md draws the tree). Each rule says why it is there.
/** Room -> rooms it may import, and the reason. A room always may import itself. */
const allowed = {
  contract: [[], 'the contract is what everyone shares; it depends on nobody'],
  kit: [['contract'], 'the kit knows nothing of drills'],
  config: [['contract', 'kit'], 'a config is read and explained without any part of a drill'],
  record: [['contract', 'kit'], 'a record is facts; it knows neither who wrote them nor what they will mean'],
  measure: [['contract', 'kit'], 'numbers come from the record alone'],
  scenario: [['contract', 'kit'], 'a plan is made without touching the world'],
  targets: [['contract', 'kit'], 'the door to AWS must be readable on its own'],
  stores: [['targets', 'contract', 'kit'], 'a data plane knows clients, not drills'],
  faults: [['stores', 'targets', 'contract', 'kit'], 'a fault must not know the restore or the check it will meet'],
  restores: [['stores', 'targets', 'contract', 'kit'], 'a restore must not know the fault it undoes'],
  engines: [['contract', 'kit'], 'finding and running a real engine needs no part of a drill'],
  probes: [['engines', 'stores', 'targets', 'contract', 'kit'], 'a check must not know what was broken or restored'],
  beacons: [['stores', 'targets', 'contract', 'kit'], 'marks are written without knowing when the fault strikes'],
  mutations: [['stores', 'targets', 'contract', 'kit'], 'a sabotage works through the same doors as everything else'],
  drill: [['scenario', 'measure', 'judge', 'contract', 'kit'], 'the conductor reaches the world only through ports, so that a model can stand in'],
  judge: [['measure', 'contract', 'kit'], 'a verdict comes from numbers and objectives alone'],
  report: [['measure', 'contract', 'kit'], 'a report is rendered from the record alone'],
  audit: [['restores', 'probes', 'stores', 'targets', 'judge', 'contract', 'kit'], 'an audit looks through the probes, and restores as runbooks do'],
  evidence: [['record', 'measure', 'judge', 'contract', 'kit'], 'evidence recomputes a run and adds nothing of its own'],
  programme: [['evidence', 'record', 'judge', 'contract', 'kit'], 'what is due is told from the ledger and the results alone'],
  sandbox: [['engines', 'contract', 'kit'], 'a stand-in for AWS must not know the test it will sit'],
};

const direction = Object.entries(allowed).map(([room, [others, why]]) => ({
  name: `${room}-imports-only-${others.join('-') || 'itself'}`,
  comment: why,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: '\\.i?test\\.ts$|^src/report/print-pdf\\.ts$' },
  to: { path: '^(src|fixtures|scenarios|bench|harness\\.config)', pathNot: `^src/(${[room, ...others].join('|')})/` },
}));

const pureRooms = '^src/(contract|measure|judge|report)/';
const world = '^(node:)?(fs|net|http|https|http2|tls|dns|dgram|child_process|cluster|worker_threads|timers|process|os|sqlite|repl|inspector|perf_hooks)(/|$)';

const purity = [
  { what: 'the-world', to: { path: world, reachable: true }, why: 'must give the same bytes from a stored run with the network off, so no disk, network or process, however far away' },
  { what: 'a-clock-or-chance', to: { path: '^src/kit/(real-clock|virtual-clock|wall-clock|ids|task-counter)\\.ts$', reachable: true }, why: 'must not depend on when or how often they run' },
].map(({ what, to, why }) => ({
  name: `pure-rooms-cannot-reach-${what}`,
  comment: `contract, measure, judge and report ${why}`,
  severity: 'error',
  // The PDF is printed by a browser: the one renderer that needs the world, and that no pure file may import.
  from: { path: pureRooms, pathNot: '\\.i?test\\.ts$|^src/report/print-pdf\\.ts$' },
  to,
}));

/** Looked at with types included: who may know whom. */
const directionRules = [
  ...direction,
  {
    name: 'the-pdf-printer-knows-engines-alone',
    comment: 'a PDF is printed from the HTML by a browser, so its printer knows the finder of browsers and no part of a drill',
    severity: 'error',
    from: { path: '^src/report/print-pdf\\.ts$' },
    to: { path: '^src/', pathNot: '^src/(engines|contract|kit)/' },
  },
  {
    name: 'leaving-a-room-is-visible',
    comment: 'a relative import stays inside its room; another room is named as #room/file',
    severity: 'error',
    from: { path: '^src/([^/]+)/', pathNot: '\\.i?test\\.ts$' },
    to: { path: '^src/', pathNot: '^src/$1/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased', 'aliased-subpath-import'] },
  },
  {
    name: 'scenarios-and-config-use-the-front-door',
    comment: "shipped scenarios and the reference config import the package by its own name, as a user's would",
    severity: 'error',
    from: { path: '^(scenarios/[^/]+\\.ts|harness\\.config\\.ts)$', pathNot: '\\.i?test\\.ts$' },
    to: { path: '^src/', pathNot: '^src/index\\.ts$' },
  },
  { name: 'every-import-resolves', comment: 'an import that leads nowhere is checked by no rule', severity: 'error', from: {}, to: { couldNotResolve: true } },
  {
    name: 'no-dev-packages-at-run-time',
    comment: 'an installed package has no devDependencies',
    severity: 'error',
    // A load script is run by k6 itself: its imports are types for the editor, and no package at all.
    from: { path: '^(src|fixtures/platform|scenarios)/', pathNot: '\\.i?test\\.ts$|/testing/|^scenarios/load/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-orphans',
    comment: 'a file nobody imports and that imports nobody is dead',
    severity: 'error',
    from: { orphan: true, path: '^src/', pathNot: '\\.i?test\\.ts$|^src/contract/' },
    to: {},
  },
];

/** Looked at without types, which vanish: what really runs when a pure room is loaded. */
const purityRules = [
  ...purity,
  {
    name: 'verifier-needs-built-ins-only',
    comment: 'measure, judge and the reading half of record must run in a verifier without any package; types from contract vanish',
    severity: 'error',
    from: { path: '^src/(measure|judge)/|^src/record/(read|open|check|verify)', pathNot: '\\.i?test\\.ts$' },
    to: { path: 'node_modules/', reachable: true },
  },
  { name: 'no-cycles', comment: 'files that need each other cannot be read one at a time', severity: 'error', from: {}, to: { circular: true } },
];

const options = {
  doNotFollow: { path: 'node_modules' },
  tsConfig: { fileName: 'tsconfig.json' },
  detectProcessBuiltinModuleCalls: true,
  builtInModules: { add: ['node:sqlite', 'node:test', 'node:sea'] },
  enhancedResolveOptions: { conditionNames: ['redrill-source', 'import', 'node', 'default', 'types'], exportsFields: ['exports'], extensions: ['.ts', '.mts', '.js', '.mjs', '.json', '.d.ts'] },
};

export default {
  forbidden: [...directionRules, ...purityRules],
  options: { ...options, tsPreCompilationDeps: true },
};

/** The two looks that scripts/check-imports.mjs takes. */
export const LOOKS = [
  { name: 'direction', forbidden: directionRules, options: { ...options, tsPreCompilationDeps: true } },
  { name: 'purity', forbidden: purityRules, options: { ...options, tsPreCompilationDeps: false } },
];
