import type { Page } from '@playwright/test';
import { Shell } from './Shell';

/** Creates a trail in three steps. */
export class TrailWizard {
  readonly shell: Shell;

  constructor(readonly page: Page) {
    this.shell = new Shell(page);
  }

  async name(text: string): Promise<void> {
    await this.input('trail-name').fill(text);
  }

  /** The bucket that is proposed for a new trail. */
  async proposedBucket(): Promise<string> {
    return this.input('trail-bucket').inputValue();
  }

  async sendToLogGroup(group: string): Promise<void> {
    await this.input('trail-cwlogs-enabled').check();
    await this.input('trail-loggroup-name').fill(group);
  }

  async next(): Promise<void> {
    await this.page.getByRole('button', { name: 'Next', exact: true }).click();
  }

  async create(): Promise<void> {
    await this.page.getByRole('button', { name: 'Create trail' }).click();
  }

  get steps() {
    return this.page.getByTestId('create-steps');
  }

  get review() {
    return this.page.getByTestId('trail-review');
  }

  input(testId: string) {
    return this.page.getByTestId(testId).locator('input');
  }
}
