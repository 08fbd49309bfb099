import { expect, type Page } from '@playwright/test';
import { at } from '../world';
import { settled } from './settled';

/** What is around every page. */
export class Shell {
  constructor(readonly page: Page) {}

  async open(path: string): Promise<void> {
    await this.page.goto(at(path));
    await this.heading().waitFor();
    await settled(this.page);
  }

  heading(name?: string) {
    return this.page.getByRole('heading', { level: 1, ...(name === undefined ? {} : { name }) });
  }

  async navigate(text: string): Promise<void> {
    const menu = this.page.getByRole('navigation', { name: 'Side navigation' });
    await menu.getByRole('link', { name: text, exact: true }).click();
    await settled(this.page);
  }

  async search(text: string, option: string): Promise<void> {
    await this.searchBox.fill(text);
    await this.page.getByRole('option', { name: option }).first().click();
    await settled(this.page);
  }

  /** Types into the search and waits for what it finds. */
  async searchFor(text: string): Promise<void> {
    await this.searchBox.fill(text);
    // A live region outside the list, no span, says it too.
    await expect(this.page.locator('span', { hasText: /^Searching$/ })).toHaveCount(0);
  }

  get searchBox() {
    return this.page.getByRole('combobox', { name: 'Search' });
  }

  get userMenu() {
    return this.page.getByRole('button', { name: /account \d{12}/ });
  }

  async choose(item: string): Promise<void> {
    await this.userMenu.click();
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async signOut(): Promise<void> {
    await this.choose('Sign out');
  }

  async openCommandLine(): Promise<void> {
    await this.page.getByRole('button', { name: 'Open command line' }).click();
  }

  flash(text: string) {
    return this.page.getByText(text);
  }
}
