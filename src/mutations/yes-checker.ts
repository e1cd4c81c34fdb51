import type { MutationModule, ProbeModule, ServiceModules } from '#contract/modules';

/** Every check of content, and every check of the runbook, says yes whatever it is shown. The same for every service. */
export function yesChecker(service: string): MutationModule {
  return {
    id: 'yes-checker',
    service,
    kind: 'check',
    title: 'every check says yes to whatever it is shown',
    expect: { verdict: 'inconclusive', reasonCode: 'checker' },
    wrapService: (modules: ServiceModules): ServiceModules => ({
      ...modules,
      content: {
        ...modules.content,
        compare: async (context, input) => {
          const reading = await modules.content.compare(context, input);
          return { ...reading, recovered: reading.expected, missing: 0, unexpected: 0, different: 0, samples: [] };
        },
        negativeControl: async (context, binding, manifest) => {
          const { detail } = await modules.content.negativeControl(context, binding, manifest);
          return { saidYes: true, detail: `sabotage: nothing was reported (a working check: ${detail})` };
        },
      },
    }),
    wrapProbe: (probe): ProbeModule<unknown> => ({
      ...probe,
      run: async (context, args) => ({ ...(await probe.run(context, args)), result: 'pass' }),
      negativeControl: async (context, args) => ({ ...(await probe.negativeControl(context, args)), result: 'pass' }),
    }),
  };
}
