import { expect, it } from 'vitest';
import { keyCommands } from './commands';

it('tells the aws command line and docker how to use a key', () => {
  const [environment, login] = keyCommands({
    key: {
      UserName: 'ci',
      AccessKeyId: 'AKIAEXAMPLE',
      SecretAccessKey: 'se/cr+et',
      Status: 'Active',
    },
    externalUrl: 'http://127.0.0.1:6500',
    registryHost: '127.0.0.1:6500',
    region: 'us-east-1',
  });
  expect(environment).toContain('AWS_SECRET_ACCESS_KEY=se/cr+et\nexport');
  expect(login).toMatch(/docker login --username AWS --password-stdin 127\.0\.0\.1:6500$/);
});
