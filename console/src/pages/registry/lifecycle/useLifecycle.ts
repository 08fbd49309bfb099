import { getLifecyclePolicy } from '../../../api/ecr';
import { type Reading, useCall } from '../../../api/query';

/** The stored policy's text; empty when there is none, which is no failure here. */
export function useStoredLifecycle(name: string): Reading<unknown> & { text: string | undefined } {
  const reading = useCall(getLifecyclePolicy, { repositoryName: name });
  const none = reading.failure?.kind === 'missing' && reading.failure.code.startsWith('Lifecycle');
  const text = none ? '' : reading.data?.lifecyclePolicyText;
  return { ...reading, failure: none ? null : reading.failure, text };
}
