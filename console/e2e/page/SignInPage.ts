import type { Page } from '@playwright/test';
import { world } from '../world';

export class SignInPage {
  constructor(readonly page: Page) {}

  async open(next = ''): Promise<void> {
    const query = next === '' ? '' : `?next=${encodeURIComponent(next)}`;
    await this.page.goto(`${world.url}/console/sign-in${query}`);
  }

  async asUser(name: string, password: string): Promise<void> {
    await this.fill('signin-account', world.account);
    await this.fill('signin-user', name);
    await this.fill('signin-password', password);
    await this.submit();
  }

  async withKey(keyId: string, secret: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Access key' }).click();
    await this.fill('signin-key-id', keyId);
    await this.fill('signin-secret', secret);
    await this.submit();
  }

  get error() {
    return this.page.getByTestId('signin-error');
  }

  get heading() {
    return this.page.getByRole('heading', { level: 1, name: 'Sign in to Lading' });
  }

  private async fill(testId: string, value: string): Promise<void> {
    await this.page.getByTestId(testId).locator('input').fill(value);
  }

  private async submit(): Promise<void> {
    await this.page.getByTestId('signin-submit').click();
  }
}
