import { deepFreeze } from '#kit/deep-freeze';
import { usageError } from '#kit/redrill-error';
import type { Project } from './project.ts';

const PARTS = ['journeys', 'load', 'checks'] as const;

/** The project without what `--without` leaves out; the report names it as not exercised. */
export function leftOut(project: Project, without: string | undefined): Project {
  if (without === undefined) return project;
  const parts = without.split(',').map((part) => part.trim());
  const unknown = parts.find((part) => !PARTS.some((known) => known === part));
  if (unknown !== undefined) throw usageError('usage.without', `--without ${without}: expected ${PARTS.join(', ')} or several of them with commas between, got "${unknown}"`);
  const { config } = project;
  const service = { ...config.service, ...(parts.includes('journeys') ? { journeys: [] } : {}), ...(parts.includes('load') ? { load: null } : {}) };
  return { ...project, config: deepFreeze({ ...config, service, checks: parts.includes('checks') ? [] : config.checks }) };
}
