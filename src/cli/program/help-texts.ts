/** Printed below the list of commands. */
export const MAIN_HELP = `
Begin here:
  redrill list                       what can be drilled, with variants and mutations
  redrill plan s3-bucket-deletion    what a drill would break, follow and measure; changes nothing
  redrill run s3-bucket-deletion     the drill itself, in a local AWS account that redrill starts for you
  redrill report                     the newest report again
  redrill history                    every run so far, and what became of it

Exit codes: 0 pass, 1 objective missed, 2 integrity failed, 3 inconclusive, 4 aborted before the fault, 5 refused by a guard,
6 not recovered, 7 could not be put back, 64 usage, config or a place that cannot be used, 70 record unwritable or a bug,
128+n left at a second signal.
`;

/** Printed below the options of \`run\`. */
export const RUN_HELP = `
Examples:
  redrill run                                               the headline scenarios of the config
  redrill run --all                                         every scenario, and one table for the platform
  redrill run s3-bucket-deletion --variant name-taken       another disaster
  redrill run s3-bucket-deletion --mutate truncated-copy    sabotage: the drill must end red
  redrill run s3-bucket-deletion --all-mutations            every sabotage, each on an account of its own, and how many were seen
  redrill run --attended                                    wait for people: redrill mark, redrill step

The first Ctrl-C stops breaking things and goes to recovery; the second leaves at once and prints what is left changed.
The exit code is the verdict, the worst of several runs; with --report-only a measured and put-back drill ends with 0.
`;

/** Printed below the options of \`sandbox\`. */
export const SANDBOX_HELP = `
Examples:
  redrill sandbox up                        start the local AWS account
  eval "$(redrill sandbox env)"; aws s3 ls  use it with any AWS client
  redrill sandbox load DR-S2 items.ndjson   your own data into a store; then any scenario runs on it
  redrill sandbox mount DR-S4               where the files of a file system lie on this machine
  redrill sandbox advance P1D               a day of drill time: schedules run
  redrill sandbox down                      stop it; its data stays
`;

/** Printed below the options of \`step\`. */
export const STEP_HELP = `
Examples:
  redrill step done 2 --by ann
  redrill step skip 5 --by ann --note "not needed, the name was free"
  redrill step fail 3 --by ben --note "no access to the ticket system"
`;
