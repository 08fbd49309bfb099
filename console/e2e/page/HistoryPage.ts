import { expect, type Page } from '@playwright/test';
import { Shell } from './Shell';
import { settled } from './settled';

/** Event history: filter, rows, the record of a row. */
export class HistoryPage {
  readonly shell: Shell;

  constructor(readonly page: Page) {
    this.shell = new Shell(page);
  }

  async open(query = ''): Promise<void> {
    await this.shell.open(`cloudtrail/events${query}`);
  }

  get rows() {
    return this.page.getByTestId('history-table').locator('tbody').getByRole('row');
  }

  row(text: string) {
    return this.rows.filter({ hasText: text });
  }

  get panel() {
    return this.page.getByTestId('event-panel');
  }

  /** What the line under the filter says of the search. */
  get searched() {
    return this.page.getByTestId('history-searched');
  }

  /** Adds a condition as a user does: property, then operator, then the value and Enter. */
  async filter(property: string, value: string): Promise<void> {
    const input = this.page.getByTestId('history-filter').getByRole('combobox');
    await input.fill(`${property} = ${value}`);
    await input.press('Enter');
    await settled(this.page);
  }

  async openRecord(text: string): Promise<void> {
    // The time of a row: no link there.
    await this.row(text).first().locator('time').click();
    await expect(this.panel).toBeVisible();
  }

  async compareFirst(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      await this.rows.nth(index).locator('input').check({ force: true });
    }
    await this.page.getByTestId('history-compare').click();
    await settled(this.page);
  }

  /** Downloads what matches and returns the text of the file. */
  async download(format: string): Promise<string> {
    await this.page.getByTestId('history-download').getByRole('button').click();
    await this.page.getByRole('menuitem', { name: format, exact: true }).click();
    const coming = this.page.waitForEvent('download');
    await this.page.getByTestId('download-save').click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await coming).createReadStream()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }
}
