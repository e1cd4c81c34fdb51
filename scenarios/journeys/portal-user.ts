import { test as base, expect } from 'playwright/test';
import type { APIRequestContext, APIResponse, Browser, BrowserContext, Page } from 'playwright/test';

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

/** A browser, and the session of the user who signed in there first. */
interface Window {
  readonly browser: Browser;
  session?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

/**
 * Playwright's test with a signed-in user: of a real browser where redrill found one, else of plain requests. The browser is started once,
 * and the user signs in once there, as people do: every later journey has a page of its own with that session.
 */
export const test = base.extend<{ readonly user: PortalUser }, { readonly window: Window | null }>({
  window: [async ({ playwright, launchOptions }, use) => {
    if (BY === 'api') return use(null);
    const browser = await playwright.chromium.launch(launchOptions);
    try {
      await use({ browser });
    } finally {
      await browser.close();
    }
  }, { scope: 'worker' }],
  user: async ({ window, request, baseURL }, use) => {
    if (window === null) return use(await signedIn(apiUser(request)));
    const page = await window.browser.newPage({ ...(baseURL === undefined ? {} : { baseURL }), viewport: { width: 1200, height: 800 }, ...(window.session ? { storageState: window.session } : {}) });
    try {
      const user = browserUser(page);
      if (!window.session) {
        await user.signIn();
        window.session = await page.context().storageState();
      }
      await use(user);
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

/** The answer to a GET; anything but 200 fails the journey with what was said. */
async function answered(request: APIRequestContext, path: string): Promise<APIResponse> {
  const response = await request.get(path);
  expect(response.status(), `${path}: ${response.ok() ? '' : await response.text()}`).toBe(200);
  return response;
}

async function bytesOf(request: APIRequestContext, path: string): Promise<number> {
  return (await (await answered(request, path)).body()).length;
}

function browserUser(page: Page): PortalUser {
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
      return bytesOf(page.request, first ?? '/files/none');
    },
    logo: async () => {
      await page.goto('/');
      // An image that could not be loaded is "complete" as well, and has no width.
      await expect.poll(() => page.getByAltText('Portal').evaluate((image) => Number(Reflect.get(image, 'naturalWidth'))), 'the logo is drawn').toBeGreaterThan(0);
      return bytesOf(page.request, '/logo.svg');
    },
    reopenSession: async () => {
      await page.goto('/sessions');
      await page.locator('tbody a').first().click();
      return page.locator('pre').innerText();
    },
    computeLabel: async () => ((await (await answered(page.request, '/api/compute')).json()) as { readonly label: string }).label,
  };
}

function apiUser(request: APIRequestContext): PortalUser {
  const get = async <T>(path: string): Promise<T> => await (await answered(request, path)).json() as T;
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
      return bytesOf(request, `/files/${encodeURIComponent(files[0]?.key ?? 'none')}`);
    },
    logo: () => bytesOf(request, '/logo.svg'),
    reopenSession: async () => {
      const { sessions } = await get<{ readonly sessions: readonly { readonly id: string }[] }>('/api/sessions');
      return (await get<{ readonly state: string }>(`/api/sessions/${encodeURIComponent(sessions[0]?.id ?? 'none')}`)).state;
    },
    computeLabel: async () => (await get<{ readonly label: string }>('/api/compute')).label,
  };
}
