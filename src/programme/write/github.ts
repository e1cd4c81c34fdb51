import { jobsOf, MARK, shellWord, windowOf } from './written-file.ts';
import type { WriteInput, WrittenFile } from './written-file.ts';
import { utcCrons } from './utc-crons.ts';

/** A workflow of GitHub Actions that drills what is due. It may be woken more often than a rule says; the programme decides. */
export function githubFiles(input: WriteInput): readonly WrittenFile[] {
  const jobs = jobsOf(input);
  const crons = [...new Set(jobs.flatMap(({ rule }) => utcCrons(rule, input.now)))];
  const files = [...new Set(input.entries.flatMap(({ afterChange }) => afterChange?.files ?? []))].map((file) => (file.endsWith('/') ? `${file}**` : file));
  const tags = [...new Set(input.entries.flatMap(({ afterChange }) => (afterChange?.tag === undefined ? [] : [afterChange.tag])))];
  const branches = [...new Set(input.entries.flatMap(({ afterChange }) => (afterChange?.commit === undefined ? [] : [afterChange.commit])))];
  const window = jobs.some(({ rule }) => windowOf(rule, input.now) === 'PT50M') ? 'PT50M' : 'PT20H';
  return [{ path: '.github/workflows/redrill.yml', text: [head(), ...triggers({ crons, files, tags, branches }), ...job(input, window)].join('\n') + '\n' }];
}

function head(): string {
  return `# ${MARK} --write github; write it again when the programme changes.\n# Times are UTC, which is all that this scheduler knows; "redrill due --open" holds them against the programme's own time zones.\nname: redrill drills`;
}

function triggers({ crons, files, tags, branches }: { readonly crons: readonly string[]; readonly files: readonly string[]; readonly tags: readonly string[]; readonly branches: readonly string[] }): readonly string[] {
  const list = (name: string, values: readonly string[]): readonly string[] => (values.length === 0 ? [] : [`    ${name}:`, ...values.map((value) => `      - '${value}'`)]);
  const pushed = files.length + tags.length + branches.length > 0;
  // With tags alone a push to a branch would start nothing, and the other way round.
  const onBranches = branches.length > 0 ? branches : files.length > 0 ? ['**'] : [];
  return ['on:', '  schedule:', ...crons.map((cron) => `    - cron: '${cron}'`), '  workflow_dispatch: {}', ...(pushed ? ['  push:', ...list('branches', onBranches), ...list('tags', tags), ...(branches.length > 0 ? [] : list('paths', files))] : [])];
}

function job({ home, results }: WriteInput, window: string): readonly string[] {
  const place = home === null ? '' : ` --home ${shellWord(home)}`;
  return [
    'permissions:', '  contents: read', ...(home === null ? [] : ['  id-token: write']),
    '# Two drills at once would share one list of attempts.', 'concurrency:', '  group: redrill', '  cancel-in-progress: false',
    'jobs:', '  drill:', '    runs-on: ubuntu-24.04', '    timeout-minutes: 350', '    steps:',
    '      - uses: actions/checkout@v4', '        with:', "          # Changes that make a drill due are read from the history.", '          fetch-depth: 0',
    '      - uses: actions/setup-node@v4', '        with:', "          node-version: '24'", '          cache: npm',
    ...(home === null ? [] : ['      - uses: aws-actions/configure-aws-credentials@v4', '        with:', '          # A role that may read and write the place of the results, and nothing else.', '          role-to-assume: ${{ vars.REDRILL_HOME_ROLE }}', '          aws-region: ${{ vars.REDRILL_HOME_REGION }}']),
    '      - run: npm ci',
    '      - run: npx playwright install --with-deps chromium',
    '      - name: Drill what is due', '        shell: bash', '        run: |',
    ...drillScript(place, window).map((line) => (line === '' ? '' : `          ${line}`)),
    '      - name: Keep the results', '        if: always()', '        uses: actions/upload-artifact@v4', '        with:', '          name: redrill-results-${{ github.run_id }}', `          path: ${results}`, '          if-no-files-found: ignore', '          retention-days: 90',
  ];
}

/** Ends with the worst exit code of the drills: the verdict decides over the job. */
function drillScript(place: string, window: string): readonly string[] {
  return [
    '# The shell of a step leaves at the first failure; here a failed drill must not keep the next one from running.',
    'set +e -uo pipefail',
    'case "$GITHUB_EVENT_NAME" in',
    '  workflow_dispatch) which="--all" ;;',
    '  push) which="--changed" ;;',
    `  *) which="--within ${window}" ;;`,
    'esac',
    `npx --no-install redrill due --open $which${place} > due.txt || exit $?`,
    'worst=0',
    'while read -r line; do',
    '  echo "::group::redrill run $line"',
    `  npx --no-install redrill run $line --fresh${place} < /dev/null`,
    '  code=$?',
    '  echo "::endgroup::"',
    '  if [ "$code" -gt "$worst" ]; then worst=$code; fi',
    'done < due.txt',
    'exit "$worst"',
  ];
}
