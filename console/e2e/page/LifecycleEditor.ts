import type { Page } from '@playwright/test';
import { settled } from './settled';
import { TablePage } from './TablePage';

export class LifecycleEditor {
  readonly result: TablePage;

  constructor(readonly page: Page) {
    this.result = new TablePage(page, 'preview');
  }

  /** The rule that is being edited. */
  get form() {
    return this.page.getByRole('dialog');
  }

  /** Adds the template that keeps the newest images, and opens it. */
  async addNewest(): Promise<void> {
    await this.page.getByTestId('rule-add').getByRole('button').click();
    await this.page.getByRole('menuitem', { name: 'Keep the newest 30 images' }).click();
  }

  async test(): Promise<void> {
    await this.page.getByTestId('lifecycle-test').click();
    await this.result.table.waitFor();
    await settled(this.page);
  }
}
