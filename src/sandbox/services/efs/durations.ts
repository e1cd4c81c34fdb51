import type { SandboxContext } from '../../service.ts';

/** How long a state of EFS's control plane lasts; no published figures: file systems and access points take seconds, mount targets a minute or two. */
const SECONDS = { 'create-file-system': 5, 'delete-file-system': 10, 'create-mount-target': 75, 'delete-mount-target': 45, 'create-access-point': 3, 'delete-access-point': 3 } as const;

/** When a state that begins now ends, in drill time. */
export function endOf({ settings, time }: Pick<SandboxContext, 'settings' | 'time'>, what: keyof typeof SECONDS): number {
  return time.nowMicros() + Math.round(SECONDS[what] * settings.get('duration-factor') * 1_000_000);
}
