import type { Page, Request, Route } from '@playwright/test';
import { BROKEN } from './broken';

/** Holds a call, which never reaches the server; what comes back ends the holding. */
export async function hold(page: Page, call: string): Promise<() => Promise<void>> {
  const held: Route[] = [];
  await page.route('**/*', route =>
    isCall(route.request(), call) ? void held.push(route) : route.fallback(),
  );
  return async () => {
    for (const route of held) await route.abort();
  };
}

/** Lets a call fail, in the protocol of its service. */
export async function fail(page: Page, call: string): Promise<void> {
  await page.route('**/*', route =>
    isCall(route.request(), call) ? broken(route) : route.fallback(),
  );
}

/** `call` is an operation, or a method and a path. */
function isCall(request: Request, call: string): boolean {
  const [method = '', path] = call.split(' ');
  const url = new URL(request.url());
  if (path !== undefined) {
    return request.method() === method && url.pathname.startsWith(path);
  }
  const target = request.headers()['x-amz-target'] ?? url.pathname;
  if (target.endsWith(`.${call}`) || target.endsWith(`/${call}`)) return true;
  return new URLSearchParams(request.postData() ?? '').get('Action') === call;
}

function broken(route: Route): Promise<void> {
  const { code, message, requestId } = BROKEN;
  const headers = { 'x-amzn-RequestId': requestId };
  if (new URL(route.request().url()).pathname.startsWith('/console/')) {
    return route.fulfill({ status: 503, json: { code, message, requestId } });
  }
  if (route.request().headers()['content-type']?.includes('form-urlencoded')) {
    const text = message.replaceAll('<', '&lt;');
    const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error>`;
    return route.fulfill({
      status: 400,
      headers,
      contentType: 'text/xml',
      body: `<ErrorResponse>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`,
    });
  }
  return route.fulfill({
    status: 400,
    headers,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify({ __type: code, message }),
  });
}
