export const CLIENTS = ['docker', 'podman', 'skopeo', 'oras'] as const;

export type Client = (typeof CLIENTS)[number];

/** What comes behind the URI: a tag or a digest. */
export type Reference = { tag: string } | { digest: string };

/** The lines that bring a local image `app:1` to a repository; without TLS clients want a flag. */
export function pushCommands(client: Client, uri: string, encrypted: boolean): string[] {
  const target = `${uri}:1`;
  const login = loginCommand(client, uri, encrypted);
  const flag = plainFlag(client, encrypted);
  switch (client) {
    case 'docker':
      return [login, `docker tag app:1 ${target}`, `docker push ${target}`];
    case 'podman':
      return [login, `podman push${flag} app:1 ${target}`];
    case 'skopeo':
      return [
        login,
        `skopeo copy${encrypted ? '' : ' --dest-tls-verify=false'} \\\n  containers-storage:app:1 docker://${target}`,
      ];
    case 'oras':
      return [login, `oras push${flag} ${target} ./file.txt:text/plain`];
  }
}

export function loginCommand(client: Client, uri: string, encrypted: boolean): string {
  const host = uri.split('/')[0];
  const flag = plainFlag(client, encrypted);
  return `aws ecr get-login-password |\n  ${client} login${flag} --username AWS --password-stdin ${host}`;
}

export function pullCommand(client: Client, uri: string, what: Reference, encrypted: boolean) {
  const name = 'tag' in what ? `${uri}:${what.tag}` : `${uri}@${what.digest}`;
  return `${client} pull${plainFlag(client, encrypted)} ${name}`;
}

function plainFlag(client: Client, encrypted: boolean): string {
  if (encrypted || client === 'docker') return '';
  return client === 'oras' ? ' --plain-http' : ' --tls-verify=false';
}
