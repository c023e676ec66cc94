import type { BrowserContext, Page } from 'playwright-core';
import { BrowserComputer } from './browser-computer.ts';
import { DashboardStage } from './dashboard-stage.ts';

export const PASSWORD = 'a sentence to remember';
/** Runs before any script of a page: what its policy had to stop. */
const WATCH = `window.stopped = [];
addEventListener('securitypolicyviolation', ({ blockedURI, violatedDirective }) =>
  window.stopped.push(violatedDirective + ' ' + blockedURI));`;

/** A browser before the stage, signed in, which notes whatever should not happen. */
export class StagedBrowser {
  readonly stage: DashboardStage;
  readonly origin: string;
  readonly profile: BrowserContext;
  readonly page: Page;
  /** Errors of scripts, dialogs, and requests that went elsewhere. */
  readonly complaints: string[] = [];
  readonly #computer: BrowserComputer;

  private constructor(
    stage: DashboardStage,
    origin: string,
    computer: BrowserComputer,
    profile: BrowserContext,
    page: Page,
  ) {
    this.stage = stage;
    this.origin = origin;
    this.#computer = computer;
    this.profile = profile;
    this.page = page;
  }

  static async open(stage = new DashboardStage()): Promise<StagedBrowser> {
    const origin = await stage.open();
    const computer = await BrowserComputer.start();
    const profile = await computer.newProfile();
    await profile.addInitScript(WATCH);
    const page = await profile.newPage();
    const opened = new StagedBrowser(stage, origin, computer, profile, page);
    opened.#watch();
    await page.goto(`${origin}${await stage.setupPath()}`);
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByLabel('Once more').fill(PASSWORD);
    await page.getByRole('button').click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    return opened;
  }

  #watch(): void {
    this.page.setDefaultTimeout(90_000);
    this.page.on('pageerror', ({ message }) => this.complaints.push(message));
    this.page.on('dialog', (dialog) => {
      this.complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    this.page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.origin) && !url.startsWith('data:')) this.complaints.push(url);
    });
  }

  async close(): Promise<void> {
    await this.#computer.remove();
    await this.stage.close();
  }
}
