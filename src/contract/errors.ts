/** Exit codes of the command line; see docs/reference/exit-codes.md. */
export const EXIT = {
  pass: 0,
  'fail-objective': 1,
  'fail-integrity': 2,
  inconclusive: 3,
  aborted: 4,
  refused: 5,
  'fail-not-recovered': 6,
  'not-put-back': 7,
  usage: 64,
  internal: 70,
} as const;
