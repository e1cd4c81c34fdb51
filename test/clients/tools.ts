import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';

const execute = promisify(execFile);

/** A client of this machine that can speak to the sandbox: its command, or why the checks with it are skipped. */
export interface Tool {
  readonly command: string | null;
  readonly version: string;
  readonly reason: string;
}

/** Python with boto3: REDRILL_TEST_PYTHON, else python3 on the PATH. */
export function findPython(): Tool {
  const command = process.env['REDRILL_TEST_PYTHON'] ?? 'python3';
  const tried = spawnSync(command, ['-c', 'import boto3; print(boto3.__version__)'], { encoding: 'utf8' });
  if (tried.status === 0) return { command, version: tried.stdout.trim(), reason: '' };
  return { command: null, version: '', reason: 'no Python with boto3 here; set REDRILL_TEST_PYTHON to one (pip install boto3)' };
}

/** The AWS CLI: beside REDRILL_TEST_PYTHON, else on the PATH. */
export function findAwsCli(): Tool {
  const beside = process.env['REDRILL_TEST_PYTHON'] === undefined ? '' : join(dirname(process.env['REDRILL_TEST_PYTHON']), 'aws');
  return findCommand(existsSync(beside) ? beside : 'aws', ['--version'], 'no aws CLI here (pip install awscli)');
}

/** rclone on the PATH. */
export function findRclone(): Tool {
  return findCommand('rclone', ['version'], 'no rclone here (apt-get install rclone)');
}

/** Title of a check with a tool; names the tool's version, or why it is skipped. */
export function titled(tool: Tool, name: string, what: string): string {
  return tool.command === null ? `${name}: ${what} [skipped: ${tool.reason}]` : `${name} ${tool.version}: ${what}`;
}

/** Runs a client as a principal of the sandbox, with nothing of the caller's AWS settings; gives what it printed. */
export async function runClient(sandbox: TestSandbox, principal: string, [command, ...args]: readonly string[], extra: Readonly<Record<string, string>> = {}): Promise<string> {
  const keys = sandbox.keys[principal];
  if (!keys || command === undefined) throw new Error(`nothing to run as ${principal}`);
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? ['/usr/bin', '/bin'].join(delimiter), HOME: sandbox.state, LC_ALL: 'C.UTF-8',
    AWS_ENDPOINT_URL: sandbox.address.endpoint, AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey, AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-west-2',
    AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '', ...extra,
  };
  const { stdout } = await execute(command, args, { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

function findCommand(command: string, args: readonly string[], reason: string): Tool {
  const tried = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, AWS_CA_BUNDLE: '' } });
  const version = /(\d+\.\d+(\.\d+)?)/.exec(tried.stdout ?? '')?.[1] ?? '';
  return tried.status === 0 ? { command, version, reason: '' } : { command: null, version: '', reason };
}
