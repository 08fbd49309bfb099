import type { Page } from '@playwright/test';
import { Shell } from './Shell';
import { settled } from './settled';
import { TablePage } from './TablePage';

export class RepositoryPage {
  readonly shell: Shell;
  readonly images: TablePage;
  readonly activity: TablePage;

  constructor(
    readonly page: Page,
    readonly name: string,
  ) {
    this.shell = new Shell(page);
    this.images = new TablePage(page, 'images');
    this.activity = new TablePage(page, 'repository-events');
  }

  async open(): Promise<void> {
    await this.shell.open(`ecr/repositories/${this.name}`);
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
    await settled(this.page);
  }

  async remove(): Promise<void> {
    await this.page.getByRole('button', { name: 'Delete', exact: true }).first().click();
    await this.page.getByTestId('confirm-word').locator('input').fill('delete');
    await this.page.getByTestId('confirm').click();
  }
}
