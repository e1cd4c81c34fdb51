import { check } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';

/**
 * Load on the portal for k6: people who list their workspaces and search, at a rate that does not fall when answers are late. redrill gives
 * REDRILL_SERVICE_URL, REDRILL_LOAD_RATE and REDRILL_LOAD_SECONDS, and ends it when the soak is over.
 */
const URL = __ENV['REDRILL_SERVICE_URL'] ?? 'http://127.0.0.1:8080/';

export const options: Options = {
  scenarios: {
    people: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV['REDRILL_LOAD_RATE'] ?? '20'),
      timeUnit: '1s',
      duration: `${__ENV['REDRILL_LOAD_SECONDS'] ?? '60'}s`,
      preAllocatedVUs: 10,
      maxVUs: 100,
      gracefulStop: '1s',
    },
  },
  summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'],
};

/** Signs one of them in, and asks once whether there is anything to search: a machine without the engine of the search has nobody to answer. */
export function setup(): { readonly token: string; readonly searchable: boolean } {
  const somebody = http.get(`${URL}api/sign-in`).json('email');
  const signedIn = http.post(`${URL}api/sign-in`, JSON.stringify({ email: somebody }), { headers: { 'content-type': 'application/json' } });
  const noEngine = http.get(`${URL}health`).json('stores.DR-S3.noEngine');
  return { token: String(signedIn.json('token')), searchable: typeof noEngine !== 'string' };
}

export default function person({ token, searchable }: { readonly token: string; readonly searchable: boolean }): void {
  const params = { headers: { authorization: `Bearer ${token}` }, timeout: '5s' };
  const path = __ITER % 2 === 0 || !searchable ? 'api/workspaces' : 'api/search?q=liver';
  check(http.get(`${URL}${path}`, params), { 'answers with 200': (response) => response.status === 200 });
}
