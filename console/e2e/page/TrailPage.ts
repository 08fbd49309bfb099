import { expect, type Page } from '@playwright/test';
import { Shell } from './Shell';
import { settled } from './settled';

/** A trail: its state, and the check of its log files. */
export class TrailPage {
  readonly shell: Shell;

  constructor(
    readonly page: Page,
    readonly name: string,
  ) {
    this.shell = new Shell(page);
  }

  async open(): Promise<void> {
    await this.shell.open(`cloudtrail/trails/${this.name}`);
  }

  get status() {
    return this.page.getByTestId('trail-status');
  }

  get files() {
    return this.page.getByTestId('trail-files');
  }

  get summary() {
    return this.page.getByTestId('integrity-summary');
  }

  async turnLogging(): Promise<void> {
    await this.page.getByTestId('trail-logging').click();
    await settled(this.page);
  }

  async openIntegrity(): Promise<void> {
    await this.shell.open(`cloudtrail/trails/${this.name}/integrity`);
  }

  async checkIntegrity(): Promise<void> {
    await this.page.getByTestId('integrity-start').click();
    await expect(this.summary).toBeVisible();
    await settled(this.page);
  }
}
