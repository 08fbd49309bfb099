/** What a new user may do, in a few words instead of policies. */
export interface Kind {
  id: string;
  label: string;
  description: string;
  /** Names of managed policies of AWS. */
  managed: readonly string[];
}

export const KINDS: readonly Kind[] = [
  {
    id: 'pull',
    label: 'Pull only',
    description: 'Pull images of all repositories.',
    managed: ['AmazonEC2ContainerRegistryPullOnly'],
  },
  {
    id: 'push',
    label: 'Push and pull',
    description: 'Also push images; for builds.',
    managed: ['AmazonEC2ContainerRegistryPowerUser'],
  },
  {
    id: 'registry',
    label: 'Registry administrator',
    description: 'Everything with repositories, images and their policies.',
    managed: ['AmazonEC2ContainerRegistryFullAccess'],
  },
  {
    id: 'auditor',
    label: 'Auditor',
    description: 'Read history, trails, logs and what there is; change nothing.',
    managed: ['ReadOnlyAccess'],
  },
  {
    id: 'administrator',
    label: 'Administrator',
    description: 'Everything.',
    managed: ['AdministratorAccess'],
  },
  {
    id: 'json',
    label: 'Policy of your own',
    description: 'Write it as JSON.',
    managed: [],
  },
];

export function kindOf(id: string): Kind | undefined {
  return KINDS.find(kind => kind.id === id);
}

export function managedArn(name: string): string {
  return `arn:aws:iam::aws:policy/${name}`;
}
