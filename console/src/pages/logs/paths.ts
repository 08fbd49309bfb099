/** Addresses of the pages of log groups; names have free characters, so they go in the query. */

export const GROUPS = 'cloudwatch/logs/groups';

export function groupPath(group: string): string {
  return `${GROUPS}/detail?${new URLSearchParams({ group })}`;
}

/** Events of a stream, or of all streams of the group. */
export function eventsPath(group: string, stream = ''): string {
  const params = new URLSearchParams({ group });
  if (stream !== '') params.set('stream', stream);
  return `cloudwatch/logs/events?${params}`;
}
