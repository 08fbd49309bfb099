import { useEffect, useState } from 'react';
import { fetchServerConfig, type ServerConfig } from '../../api/session';
import { serverConfig } from '../../shell/serverConfig';

/** What the server says of itself; null until it has. */
export function useArrival(): ServerConfig | null {
  const [config, setConfig] = useState<ServerConfig | null>(null);
  useEffect(() => {
    document.title = 'Sign in · Lading';
    // Without an answer the page still signs in; it only says less about the server.
    fetchServerConfig().then(
      answer => {
        serverConfig.set(answer);
        setConfig(answer);
      },
      () => undefined,
    );
  }, []);
  return config;
}
