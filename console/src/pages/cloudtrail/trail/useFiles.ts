import type { Trail } from '@aws-sdk/client-cloudtrail';
import type { _Object as S3Object } from '@aws-sdk/client-s3';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useEachCall } from '../../../api/eachCall';
import type { Failure } from '../../../api/failure';
import { readObject } from '../../../api/objectBytes';
import { listObjectsV2 } from '../../../api/s3';
import { useScope } from '../../../url/scope';
import { dayPrefix, type FileKind, lastDays } from './files';

const FILES_MAX = 20;
const KINDS: readonly FileKind[] = ['CloudTrail', 'CloudTrail-Digest'];

/** The newest files of a trail in this Region, newest first. */
export function useRecentFiles(trail: Trail) {
  const { region } = useScope();
  const [now] = useState(() => new Date());
  const client = useQueryClient();
  const inputs = lastDays(now).flatMap(day =>
    KINDS.map(kind => ({
      Bucket: trail.S3BucketName,
      Prefix: dayPrefix(trail, kind, region, day),
    })),
  );
  const answers = useEachCall(listObjectsV2, inputs, { every: 60_000 });
  const all = answers.flatMap(({ data }) => data?.Contents ?? []);
  const files = [...all].sort(byTime).slice(0, FILES_MAX);
  return {
    files,
    loading: answers.some(({ data, reading }) => data === undefined && reading),
    failure: answers.find(({ failure }) => failure !== null)?.failure ?? null,
    read: () => client.invalidateQueries({ queryKey: ['s3', listObjectsV2.name] }),
  };
}

/** The text of a stored file, and what it says as JSON. */
export function useFile(bucket: string, key: string) {
  const { region } = useScope();
  const { data, error } = useQuery<string, Failure>({
    queryKey: ['s3', 'file', region, bucket, key],
    queryFn: async ({ signal }) => {
      const { bytes } = await readObject(bucket, key, region, signal);
      return new TextDecoder().decode(bytes);
    },
  });
  const content = useMemo(() => parsed(data), [data]);
  return { text: data, content, failure: error };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function byTime(a: S3Object, b: S3Object): number {
  return (b.LastModified?.getTime() ?? 0) - (a.LastModified?.getTime() ?? 0);
}
