import type { Page } from '@playwright/test';
import { Shell } from './Shell';
import { settled } from './settled';
import { TablePage } from './TablePage';

export class LifecycleEditor {
  readonly result: TablePage;

  constructor(readonly page: Page) {
    this.result = new TablePage(page, 'preview');
  }

  async open(repository: string): Promise<void> {
    await new Shell(this.page).open(`ecr/repositories/${repository}/-/lifecycle`);
  }

  /** Adds a rule that keeps the newest images, so many of them. */
  async addNewest(count: number): Promise<void> {
    await this.page.getByTestId('rule-add').getByRole('button').click();
    await this.page.getByRole('menuitem', { name: 'Keep the newest 30 images' }).click();
    const form = this.page.getByRole('dialog');
    await form.getByLabel('Number').fill(String(count));
    await form.getByRole('button', { name: 'Apply' }).click();
  }

  async test(): Promise<void> {
    await this.page.getByTestId('lifecycle-test').click();
    await this.result.table.waitFor();
    await settled(this.page);
  }
}
