import type { Repository } from '@aws-sdk/client-ecr';
import { describeRepositories } from '../../api/ecr';
import { type Reading, useCall } from '../../api/query';

/** One repository by its name. */
export function useRepository(name: string): Reading<unknown> & { repository?: Repository } {
  const reading = useCall(describeRepositories, { repositoryNames: [name] });
  const repository = reading.data?.repositories?.[0];
  return { ...reading, ...(repository === undefined ? {} : { repository }) };
}
