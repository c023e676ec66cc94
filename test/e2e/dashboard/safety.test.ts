/** What a browser does when agents, manifests and other sites mean harm. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_VERSION } from '../../../src/core/model/api-version.ts';
import { whyNoBrowser } from '../harness/browser-computer.ts';
import { PASSWORD, StagedBrowser } from '../harness/staged-browser.ts';
import { aStagedPod } from '../harness/staged-pod.ts';

const missing = await whyNoBrowser();
if (missing) process.stderr.write(`\nLEFT OUT: the dashboard's safety in a browser: ${missing}\n`);

/** Each would tell by `hacked` that it ran. */
const EVIL = [
  '<img src=x onerror="window.hacked=1">',
  '</script><script>window.hacked=1</script>',
  '<svg onload=window.hacked=1>',
  '"><a href="javascript:window.hacked=1">x</a>',
  '<iframe srcdoc="<script>parent.hacked=1</script>">',
  '<style>*{display:none}</style><base href=//evil.example>',
].join(' ');
const NAME = '<script>hacked';
const POD = `/pods/acme/${encodeURIComponent(NAME)}`;
const TIME = '2026-01-01T00:00:00.000Z';

describe.skipIf(missing)(`the dashboard${missing ? ` (LEFT OUT: ${missing})` : ''}`, () => {
  let browser: StagedBrowser;
  const sees = (text: string) => browser.page.getByText(text).first().waitFor();

  beforeAll(async () => {
    browser = await StagedBrowser.open();
    const { stage } = browser;
    const condition = { status: 'False', reason: EVIL, message: EVIL, observedGeneration: 1 };
    const conditions = ['Ready', 'RouteReady'].map((type) => ({
      ...condition,
      status: 'False' as const,
      type,
      lastTransitionTime: TIME,
    }));
    const status = { state: EVIL, readinessMessage: EVIL, image: EVIL, hosts: [EVIL], conditions };
    stage.pods = [aStagedPod(`acme/${NAME}`, status)];
    const place = { tenant: 'acme', pod: NAME };
    const channel = { channel: EVIL, account: EVIL, status: 'False', reason: EVIL, message: EVIL };
    const subject = `pod/acme/${NAME}`;
    const event = { id: 1, time: TIME, subject, type: 'Warning', reason: EVIL, message: EVIL };
    const change = {
      subject,
      section: 'drift',
      path: EVIL,
      impact: EVIL,
      before: EVIL,
      after: [EVIL],
    };
    const list = { apiVersion: API_VERSION, metadata: {} };
    for (const [path, answer] of Object.entries({
      '/channels': { items: [{ ...place, ...channel, lastInboundAt: TIME }] },
      '/events': { items: [event] },
      '/drift': { changes: [change], warnings: [EVIL], ignored: [], refused: [] },
      '/alerts': { items: [] },
    })) {
      stage.answers.set(path, { ...list, ...answer });
    }
  });
  afterAll(() => browser?.close());

  async function expectHarmless(): Promise<void> {
    expect(await browser.page.evaluate('window.hacked')).toBeUndefined();
    expect(await browser.page.evaluate('window.stopped')).toEqual([]);
    expect(browser.complaints).toEqual([]);
  }

  test.each(['/', POD, '/events', '/drift'])('shows markup in %s as text', async (path) => {
    await browser.page.goto(`${browser.origin}${path}`);
    await sees('<svg onload=window.hacked=1>');
    await expectHarmless();
  });

  test('shows markup in the lines of a log as text', async () => {
    const { page, stage, origin } = browser;
    await page.goto(`${origin}${POD}`);
    const path = [...stage.asked].find((each) => each.endsWith('/logs')) ?? '';
    const stream = path.slice('/api/v1'.length);
    await expect.poll(() => stage.followers.get(stream)?.size ?? 0, { timeout: 60_000 }).toBe(1);
    stage.tell(stream, { data: { time: `${TIME.slice(0, -1)}000000Z`, text: `line ${EVIL}` } });
    await sees('line <img');
    await page.getByLabel('Search the log').fill('<svg');
    await page.locator('mark').first().waitFor();
    await expectHarmless();
  });

  test('loads nothing from elsewhere, on any page', async () => {
    const pages = ['/', '/events', '/drift', '/alerts', '/sources', '/runs', '/server', '/none'];
    for (const path of [...pages, POD]) {
      await browser.page.goto(`${browser.origin}${path}`);
      await browser.page.getByRole('button', { name: 'Sign out' }).waitFor();
      await browser.page.waitForLoadState('load');
      await expectHarmless();
    }
  });

  test('keeps its session in a cookie that no script and no other site can use', async () => {
    const cookies = await browser.profile.cookies();
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatchObject({
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
      path: '/',
    });
    expect(cookies[0]?.name).toMatch(/^__Host-/);
    expect(await browser.page.evaluate('document.cookie')).toBe('');
  });

  test('does nothing that another site asks for, though the browser is signed in', async () => {
    const { profile, origin } = browser;
    const [cookie] = await profile.cookies();
    const evil = await profile.newPage();
    await evil.route('http://evil.localhost/*', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
    );
    await evil.goto('http://evil.localhost/');
    const attack = `fetch('${origin}/auth/logout',
      { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }).then(() => 1, () => 1)`;
    expect(await evil.evaluate(attack)).toBe(1);
    await evil.close();
    // And where somebody has the cookie after all.
    const port = new URL(origin).port;
    const headers = { Cookie: `${cookie?.name}=${cookie?.value}`, Origin: 'http://evil.example' };
    const forged = (path: string, method: string) =>
      fetch(`http://127.0.0.1:${port}${path}`, { method, headers });
    expect((await forged('/auth/logout', 'POST')).status).toBe(403);
    expect((await forged('/api/v1/health', 'GET')).status).toBe(401);
    await browser.page.goto(origin);
    await browser.page.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  test('stops whoever guesses the password, by their eleventh try', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    const statuses = await page.evaluate(`(async () => {
      const found = [];
      for (let n = 0; n < 20; n += 1) {
        const body = JSON.stringify({ password: 'guess number ' + n });
        const headers = { 'Content-Type': 'application/json' };
        found.push((await fetch('/auth/login', { method: 'POST', headers, body })).status);
      }
      return found;
    })()`);
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(10).fill(429)]);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button').click();
    await sees('too many tries');
  });
});
