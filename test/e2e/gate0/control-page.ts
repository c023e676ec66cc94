import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';

/** Kept, so that people can look at what a customer would have seen. */
const SCREENSHOTS = join(import.meta.dirname, '../../../test-results/gate0');
/** The page is 3 MB of scripts, and an agent's turn loads much; the machine may be a busy one. */
const PATIENCE_MS = 120_000;

/** OpenClaw's Control UI as somebody sits before it. */
export class ControlPage {
  readonly #page: Page;
  /** Of the WebSockets that the page has opened so far. */
  readonly sockets: string[] = [];

  private constructor(page: Page) {
    this.#page = page;
    page.on('websocket', (socket) => this.sockets.push(socket.url()));
  }

  static async open(profile: BrowserContext, url: string): Promise<ControlPage> {
    const page = new ControlPage(await profile.newPage());
    await page.#page.goto(url, { timeout: PATIENCE_MS });
    return page;
  }

  /** Until one can write to the agent; what stands on the page then. */
  async connected(): Promise<string> {
    await this.#page.getByLabel('Chat composer').waitFor({ timeout: PATIENCE_MS });
    await this.#page
      .getByText('Connected', { exact: true })
      .first()
      .waitFor({ timeout: PATIENCE_MS });
    return this.text();
  }

  /** Until the page asks for what would let it in; what stands on the page then. */
  async refused(): Promise<string> {
    await this.#page
      .getByRole('button', { name: 'Connect', exact: true })
      .waitFor({ timeout: PATIENCE_MS });
    return this.text();
  }

  /** Writes to the agent and waits for the answer to this very message: `nonce` with its tag. */
  async converse(message: string, nonce: string): Promise<void> {
    const tag = randomBytes(4).toString('hex');
    const composer = this.#page.getByLabel('Chat composer');
    await composer.fill(`${message} #${tag}`);
    await composer.press('Enter');
    await this.shows(`${nonce}-${tag}`);
  }

  text(): Promise<string> {
    // biome-ignore lint/performance/useDomNodeTextContent: only what is to be seen, and no scripts
    return this.#page.locator('body').innerText();
  }

  async press(button: string): Promise<void> {
    await this.#page
      .getByRole('button', { name: button, exact: true })
      .click({ timeout: PATIENCE_MS });
  }

  /** Until this stands on it. */
  async shows(text: string): Promise<void> {
    await this.#page.getByText(text).first().waitFor({ timeout: PATIENCE_MS });
  }

  url(): string {
    return this.#page.url();
  }

  /** A mark in the page's memory, which is gone when the page is loaded anew. */
  async mark(): Promise<void> {
    await this.#page.evaluate(() => Object.assign(globalThis, { marked: true }));
  }

  async isMarked(): Promise<boolean> {
    return this.#page.evaluate(() => 'marked' in globalThis);
  }

  async screenshot(name: string): Promise<void> {
    await mkdir(SCREENSHOTS, { recursive: true });
    await this.#page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }
}
