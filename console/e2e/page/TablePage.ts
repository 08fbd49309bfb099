import type { Page } from '@playwright/test';
import { settled } from './settled';

/** A `ResourceTable` by the id it was given. */
export class TablePage {
  constructor(
    readonly page: Page,
    readonly id: string,
  ) {}

  get table() {
    return this.page.getByTestId(`${this.id}-table`);
  }

  row(text: string) {
    return this.table.getByRole('row').filter({ hasText: text });
  }

  /** Rows of the body; a row of headings is not counted. */
  get rows() {
    return this.table.locator('tbody').getByRole('row');
  }

  async tick(text: string): Promise<void> {
    await this.row(text).first().locator('input').check({ force: true });
  }

  async find(text: string): Promise<void> {
    const input = this.page.getByTestId(`${this.id}-filter`).getByRole('combobox');
    await input.fill(text);
    await input.press('Enter');
    await settled(this.page);
  }

  async sortBy(heading: string): Promise<void> {
    await this.table
      .getByRole('columnheader', { name: heading })
      .getByRole('button')
      .first()
      .click();
  }
}
