import type { Page } from '@playwright/test';
import { settled } from './settled';

/** Events of a stream or of a whole group. */
export class LogEventsPage {
  constructor(readonly page: Page) {}

  get lines() {
    return this.page.getByTestId('logevents-list').getByRole('listitem');
  }

  line(text: string) {
    return this.lines.filter({ hasText: text });
  }

  async find(pattern: string): Promise<void> {
    await this.page.getByTestId('logevents-filter').locator('input').fill(pattern);
    await this.page.getByTestId('logevents-search').click();
    await settled(this.page);
  }

  async unfold(text: string): Promise<void> {
    await this.line(text).first().getByRole('button').first().click();
  }

  async refresh(): Promise<void> {
    await this.page.getByRole('button', { name: 'Refresh log events' }).click();
    await settled(this.page);
  }
}
