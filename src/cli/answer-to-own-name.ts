import { registerHooks } from 'node:module';

/**
 * Lets `import { defineScenario } from 'redrill'` in a user's files find this very package, also when it was installed globally or
 * run by npx and the user's folder has no node_modules.
 */
export function answerToOwnName(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier !== 'redrill') return nextResolve(specifier, context);
      return nextResolve('#index', { ...context, parentURL: import.meta.url });
    },
  });
}
