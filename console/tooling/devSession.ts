import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Connect, Plugin } from 'vite';

const HOUR_MS = 3_600_000;

/**
 * Development only: answers the session endpoint with the credentials of the environment, where
 * LADING_DEV_SESSION=environment asks for it. Product code knows nothing of this.
 */
export function devSession(serverUrl: string): Plugin {
  return {
    name: 'lading-dev-session',
    apply: 'serve',
    configureServer(server) {
      if (process.env.LADING_DEV_SESSION !== 'environment') return;
      server.middlewares.use('/console/session', answerSession(serverUrl));
      server.middlewares.use('/console/config.json', answerConfig(serverUrl));
    },
  };
}

function answerSession(serverUrl: string): Connect.NextHandleFunction {
  return async (request, response) => {
    if (request.method !== 'GET') {
      response.writeHead(204).end();
      return;
    }
    const region = process.env.AWS_REGION ?? 'us-east-1';
    const sts = new STSClient({ endpoint: serverUrl, region });
    const who = await sts.send(new GetCallerIdentityCommand({}));
    const expires = new Date(Date.now() + HOUR_MS).toISOString();
    const root = who.Arn?.endsWith(':root') ?? false;
    const identity = {
      type: root ? 'Root' : 'IAMUser',
      arn: who.Arn,
      account: who.Account,
      accountAlias: null,
      userName: root ? null : who.Arn?.split('/').at(-1),
    };
    const session = {
      identity,
      user: identity,
      role: null,
      mfa: false,
      expiresAt: expires,
      credentials: {
        accessKeyId: process.env.AWS_ACCESS_KEY_ID,
        secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
        sessionToken: process.env.AWS_SESSION_TOKEN,
        expiration: expires,
      },
    };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(session));
  };
}

function answerConfig(serverUrl: string): Connect.NextHandleFunction {
  return (_request, response) => {
    const region = process.env.AWS_REGION ?? 'us-east-1';
    const config = {
      version: 'development',
      regions: [region],
      region,
      sandbox: false,
      externalUrl: serverUrl,
      registryHost: new URL(serverUrl).host,
      registryDomain: null,
      historyDays: 90,
      historyLogGroup: null,
      hasConsoleUsers: true,
    };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(config));
  };
}
