import { getRepositoryPolicy } from '../../../api/ecr';
import { type Reading, useCall } from '../../../api/query';

/** The stored policy's text, laid out; empty when there is none, which is no failure here. */
export function useStoredPolicy(name: string): Reading<unknown> & { text: string | undefined } {
  const reading = useCall(getRepositoryPolicy, { repositoryName: name });
  const none = reading.failure?.code === 'RepositoryPolicyNotFoundException';
  const text = none ? '' : reading.data?.policyText;
  return { ...reading, failure: none ? null : reading.failure, text: text && laidOut(text) };
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
