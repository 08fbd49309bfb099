import type { SeenEvent } from '../../widgets/events/seenEvent';

/** Something to look at, and where. */
export interface Concern {
  key: string;
  severity: 'error' | 'warning' | 'info';
  text: string;
  path: string;
  link: string;
}

export interface TrailState {
  name: string;
  logging: boolean;
  error: string;
}

const DAY_MS = 86_400_000;

export function trailConcerns(trails: readonly TrailState[], historyDays: number): Concern[] {
  if (trails.length === 0) {
    return [
      {
        key: 'no trail',
        severity: 'warning',
        text: `No trail: the history keeps ${historyDays} days and nothing keeps more.`,
        path: 'cloudtrail/trails',
        link: 'Trails',
      },
    ];
  }
  return trails.flatMap(({ name, logging, error }): Concern[] => {
    const at = { key: name, path: `cloudtrail/trails/${name}`, link: `Trail ${name}` };
    if (error !== '') {
      return [{ ...at, severity: 'error', text: `Trail ${name} cannot deliver: ${error}` }];
    }
    return logging ? [] : [{ ...at, severity: 'warning', text: `Trail ${name} is not logging.` }];
  });
}

/** Root's own access key at work in the last day, other than in the console. */
export function rootConcerns(events: readonly SeenEvent[], now: Date): Concern[] {
  const used = events.filter(
    ({ record, at }) =>
      record.userIdentity?.accessKeyId?.startsWith('AKIA') === true &&
      now.getTime() - at.getTime() < DAY_MS,
  );
  if (used.length === 0) return [];
  return [
    {
      key: 'root',
      severity: 'info',
      text: 'The root access key was used in the last 24 hours.',
      path: 'cloudtrail/events?f=Username~eq~root',
      link: 'What root did',
    },
  ];
}
