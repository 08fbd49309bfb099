import type { Failure } from '../../../api/failure';
import { useCall } from '../../../api/query';
import { getBucketPolicy } from '../../../api/s3';

/** The text of a bucket's policy; empty when it has none. */
export function useBucketPolicy(bucket: string): {
  policy: string | undefined;
  failure: Failure | null;
} {
  const { data, failure } = useCall(getBucketPolicy, bucket === '' ? null : { Bucket: bucket }, {
    shown: false,
  });
  if (failure?.kind === 'missing') return { policy: '', failure: null };
  return { policy: data?.Policy, failure };
}
