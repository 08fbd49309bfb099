import { useQuery } from '@tanstack/react-query';
import type { Failure } from '../../../api/failure';
import { useShownCall } from '../../../api/query';
import { useScope } from '../../../url/scope';
import { type HeldPolicy, type Holder, readPolicies } from './holder';

const NONE: readonly HeldPolicy[] = [];

export function usePolicies(holder: Holder) {
  const { region } = useScope();
  const user = holder.type === 'user';
  useShownCall(
    'iam',
    user ? 'ListAttachedUserPolicies' : 'ListAttachedRolePolicies',
    user ? { UserName: holder.name } : { RoleName: holder.name },
  );
  const { data, error, isPending, refetch } = useQuery<HeldPolicy[], Failure>({
    queryKey: ['iam', 'policies', region, holder],
    queryFn: ({ signal }) => readPolicies(holder, region, signal),
  });
  return {
    policies: data ?? NONE,
    loading: isPending,
    failure: error,
    read: () => {
      refetch();
    },
  };
}
