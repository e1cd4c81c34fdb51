import type { TargetsPort } from '#contract/aws';
import type { ShellPort } from '#drill/drill-input';

const KEPT = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TERM'] as const;

/**
 * Runs the shell steps of a runbook with bash through zx. The environment is scrubbed: a few harmless variables, and for AWS clients
 * the endpoint and a session of drill-restorer, so that no credential of the person at the keyboard is ever used.
 */
export function shellPort(env: Readonly<Record<string, string | undefined>>, targets: TargetsPort): ShellPort {
  return {
    run: async (script, signal) => {
      const { $ } = await import('zx');
      const shell = $({ env: await shellEnvironment(env, targets), signal, nothrow: true, quiet: true, stdio: ['ignore', 'pipe', 'pipe'], killSignal: 'SIGKILL' });
      const result = await shell`bash -euo pipefail -c ${script}`;
      signal.throwIfAborted();
      return { exitCode: result.exitCode ?? 1, stdout: result.stdout, stderr: result.stderr };
    },
  };
}

async function shellEnvironment(env: Readonly<Record<string, string | undefined>>, targets: TargetsPort): Promise<Record<string, string>> {
  const access = targets.access('drill-restorer');
  const credentials = await access.credentials();
  const kept = KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return {
    ...Object.fromEntries(kept),
    ...(access.endpoint ? { AWS_ENDPOINT_URL: access.endpoint.origin } : {}),
    AWS_REGION: access.region,
    AWS_DEFAULT_REGION: access.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    // Nothing of the user's own AWS set-up may have a say.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
