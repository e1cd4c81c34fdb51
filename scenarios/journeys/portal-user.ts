import { test as base, expect } from 'playwright/test';
import type { APIRequestContext, Browser, Page } from 'playwright/test';

/** What a user of the portal does, in a browser or by HTTP alone. Nobody here changes anything: a drill counts what users wrote. */
export interface PortalUser {
  signIn(): Promise<void>;
  /** Names of the workspaces that are listed. */
  workspaces(): Promise<readonly string[]>;
  /** Opens the first workspace; resolves with the text of its documents. */
  openDocuments(): Promise<readonly string[]>;
  /** How many datasets a search finds. */
  search(words: string): Promise<number>;
  /** Downloads the first listed file; resolves with its length. */
  downloadFile(): Promise<number>;
  /** Length of the logo. */
  logo(): Promise<number>;
  /** Reopens the newest saved session; resolves with its state. */
  reopenSession(): Promise<string>;
  /** The label on the compute volume. */
  computeLabel(): Promise<string>;
}

const BY = process.env['REDRILL_JOURNEYS_BY'] === 'browser' ? 'browser' : 'api';

/** Playwright's test with a signed-in user: of a real browser where redrill found one, else of plain requests. The browser is started once. */
export const test = base.extend<{ readonly user: PortalUser }, { readonly window: Browser | null }>({
  window: [async ({ playwright, launchOptions }, use) => {
    if (BY === 'api') return use(null);
    const browser = await playwright.chromium.launch(launchOptions);
    try {
      await use(browser);
    } finally {
      await browser.close();
    }
  }, { scope: 'worker' }],
  user: async ({ window, request, baseURL }, use) => {
    if (window === null) return use(await signedIn(apiUser(request)));
    const page = await window.newPage({ ...(baseURL === undefined ? {} : { baseURL }), viewport: { width: 1200, height: 800 } });
    try {
      await use(await signedIn(browserUser(page)));
    } finally {
      await page.context().close();
    }
  },
});

/** Why nothing can be searched here: the engine of the search is missing on this machine. Null when it should answer. */
export async function searchGap(request: APIRequestContext): Promise<string | null> {
  const { stores } = (await (await request.get('/health')).json()) as { readonly stores: Readonly<Record<string, { readonly noEngine?: string }>> };
  return stores['DR-S3']?.noEngine ?? null;
}

async function signedIn(user: PortalUser): Promise<PortalUser> {
  await user.signIn();
  return user;
}

function browserUser(page: Page): PortalUser {
  const bytesOf = async (path: string): Promise<number> => (await page.request.get(path)).body().then((body) => body.length);
  return {
    signIn: async () => {
      await page.goto('/sign-in');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('heading', { name: 'Workspaces', level: 1 })).toBeVisible();
    },
    workspaces: async () => {
      await page.goto('/');
      return page.locator('tbody tr td:first-child').allInnerTexts();
    },
    openDocuments: async () => {
      await page.goto('/');
      await page.locator('tbody tr a').first().click();
      await expect(page.getByRole('heading', { name: 'Documents' })).toBeVisible();
      return page.locator('details pre').allInnerTexts();
    },
    search: async (words) => {
      await page.goto('/search');
      await page.getByLabel('Search datasets').fill(words);
      await page.getByRole('button', { name: 'Search' }).click();
      return Number((await page.getByText(/^\d+ found$/).innerText()).split(' ')[0]);
    },
    downloadFile: async () => {
      await page.goto('/files');
      const first = await page.locator('tbody a').first().getAttribute('href');
      return bytesOf(first ?? '/files/none');
    },
    logo: async () => {
      await page.goto('/');
      await expect(page.getByAltText('Portal')).toHaveJSProperty('complete', true);
      return bytesOf('/logo.svg');
    },
    reopenSession: async () => {
      await page.goto('/sessions');
      await page.locator('tbody a').first().click();
      return page.locator('pre').innerText();
    },
    computeLabel: async () => ((await (await page.request.get('/api/compute')).json()) as { readonly label: string }).label,
  };
}

function apiUser(request: APIRequestContext): PortalUser {
  const get = async <T>(path: string): Promise<T> => {
    const response = await request.get(path);
    expect(response.status(), `${path}: ${response.ok() ? '' : await response.text()}`).toBe(200);
    return await response.json() as T;
  };
  const bytesOf = async (path: string): Promise<number> => {
    const response = await request.get(path);
    expect(response.status(), path).toBe(200);
    return (await response.body()).length;
  };
  const workspaces = (): Promise<{ readonly workspaces: readonly { readonly id: number; readonly name: string }[] }> => get('/api/workspaces');
  return {
    signIn: async () => {
      const { email } = await get<{ readonly email: string }>('/api/sign-in');
      const response = await request.post('/api/sign-in', { data: { email } });
      expect(response.status(), 'signing in').toBe(200);
    },
    workspaces: async () => (await workspaces()).workspaces.map(({ name }) => name),
    openDocuments: async () => {
      const first = (await workspaces()).workspaces[0];
      const { documents } = await get<{ readonly documents: readonly { readonly json: string }[] }>(`/api/workspaces/${first?.id}/documents`);
      return documents.map(({ json }) => json);
    },
    search: async (words) => (await get<{ readonly total: number }>(`/api/search?q=${encodeURIComponent(words)}`)).total,
    downloadFile: async () => {
      const { files } = await get<{ readonly files: readonly { readonly key: string }[] }>('/api/files?prefix=inputs/');
      return bytesOf(`/files/${encodeURIComponent(files[0]?.key ?? 'none')}`);
    },
    logo: () => bytesOf('/logo.svg'),
    reopenSession: async () => {
      const { sessions } = await get<{ readonly sessions: readonly { readonly id: string }[] }>('/api/sessions');
      return (await get<{ readonly state: string }>(`/api/sessions/${encodeURIComponent(sessions[0]?.id ?? 'none')}`)).state;
    },
    computeLabel: async () => (await get<{ readonly label: string }>('/api/compute')).label,
  };
}
