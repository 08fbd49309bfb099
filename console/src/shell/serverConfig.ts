import type { ServerConfig } from '../api/session';
import { store, useStore } from '../api/store';

const UNKNOWN: ServerConfig = {
  version: '',
  regions: [],
  region: 'us-east-1',
  sandbox: false,
  externalUrl: window.location.origin,
  registryHost: window.location.host,
  registryDomain: null,
  historyDays: 90,
  historyLogGroup: null,
  hasConsoleUsers: true,
};

export const serverConfig = store<ServerConfig>(UNKNOWN);

export function useServerConfig(): ServerConfig {
  return useStore(serverConfig);
}
