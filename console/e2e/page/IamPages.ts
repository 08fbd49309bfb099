import type { Page } from '@playwright/test';
import { Shell } from './Shell';
import { settled } from './settled';

/** Users, their keys, their policies. */
export class IamPages {
  readonly shell: Shell;

  constructor(readonly page: Page) {
    this.shell = new Shell(page);
  }

  async createUser(name: string, kind: string): Promise<void> {
    await this.shell.open('iam/users/create');
    await this.page.getByTestId('user-name').locator('input').fill(name);
    await this.page.getByRole('radio', { name: kind }).check({ force: true });
    await this.page.getByTestId('user-create').click();
    await this.shell.heading(`User ${name} is created`).waitFor();
  }

  async openUser(name: string, tab = ''): Promise<void> {
    await this.shell.open(`iam/users/${name}${tab === '' ? '' : `?tab=${tab}`}`);
  }

  get keys() {
    return this.page.getByTestId('keys-table');
  }

  get policies() {
    return this.page.getByTestId('policies-table');
  }

  async createKey(): Promise<void> {
    await this.page.getByTestId('key-create').click();
    await this.page.getByTestId('confirm').click();
    await settled(this.page);
  }

  async deleteUser(): Promise<void> {
    await this.page.getByRole('button', { name: 'Delete', exact: true }).first().click();
    await this.page.getByTestId('confirm-word').locator('input').fill('delete');
    await this.page.getByTestId('confirm').click();
  }
}
