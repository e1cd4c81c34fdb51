import { seededRandom } from '#kit/random';
import { RedrillError } from '#kit/redrill-error';
import type { ControlMethod } from '../service.ts';

/** Faults at the front door that the control port switches: throttling and lost responses. They are not kept over a restart. */
export class FaultSwitches {
  private readonly rates = new Map<string, number>();
  private readonly losses = new Map<string, number>();
  private readonly random = seededRandom('throttle');

  /** Whether this call is to be throttled. */
  throttles(service: string): boolean {
    const rate = this.rates.get(service);
    return rate !== undefined && this.random() < rate;
  }

  /** Whether answers of this service may have to be lost, so that the operation's name is needed. */
  armed(service: string): boolean {
    if (this.losses.size === 0) return false;
    return [...this.losses.keys()].some((key) => key.startsWith(`${service}.`));
  }

  /** Counts one answer down; true when it is to be lost. */
  loses(service: string, operation: string): boolean {
    const key = `${service}.${operation}`;
    const left = this.losses.get(key) ?? 0;
    if (left <= 0) return false;
    if (left === 1) this.losses.delete(key);
    else this.losses.set(key, left - 1);
    return true;
  }

  methods(services: ReadonlySet<string>): Readonly<Record<string, ControlMethod>> {
    const known = (service: unknown): string => {
      if (typeof service === 'string' && services.has(service)) return service;
      throw new RedrillError('control.params', `no service ${JSON.stringify(service)}; known: ${[...services].join(', ')}`);
    };
    return {
      throttle: ({ service, rate }) => {
        if (typeof rate !== 'number' || rate < 0 || rate > 1) throw new RedrillError('control.params', 'throttle needs a rate between 0 and 1');
        this.rates.set(known(service), rate);
      },
      'lose-response': ({ service, operation, count }) => {
        if (typeof operation !== 'string' || typeof count !== 'number') throw new RedrillError('control.params', 'lose-response needs {service, operation, count}');
        this.losses.set(`${known(service)}.${operation}`, count);
      },
    };
  }
}
