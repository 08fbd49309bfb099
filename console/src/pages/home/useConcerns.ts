import { useQuery } from '@tanstack/react-query';
import { describeTrails, getTrailStatus } from '../../api/cloudtrail';
import type { Failure } from '../../api/failure';
import { useShownCall } from '../../api/query';
import { usePolling } from '../../shell/awake';
import { useServerConfig } from '../../shell/serverConfig';
import { useScope } from '../../url/scope';
import { useEvents } from '../../widgets/events/useEvents';
import { type Concern, rootConcerns, type TrailState, trailConcerns } from './concerns';

const EVERY_MS = 30_000;
const TRAILS_MAX = 5;

/** Trails that do not deliver, no trail at all, root at work. */
export function useConcerns() {
  const { region } = useScope();
  const { historyDays } = useServerConfig();
  const { every } = usePolling(EVERY_MS);
  useShownCall('cloudtrail', 'DescribeTrails', {});
  const trails = useQuery<TrailState[], Failure>({
    queryKey: ['cloudtrail', 'trail states', region],
    refetchInterval: every,
    queryFn: ({ signal }) => trailStates(region, signal),
  });
  const root = useEvents('Username', 'root', 1, { every, shown: false });
  const concerns: Concern[] = [
    ...(trails.data === undefined ? [] : trailConcerns(trails.data, historyDays)),
    ...rootConcerns(root.events, new Date()),
  ];
  return {
    concerns,
    loading: (trails.isPending && trails.isFetching) || root.reading.loading,
    /** The page itself says why the history cannot be read. */
    failure: trails.error,
    known: trails.data !== undefined && root.reading.failure === null,
    read: () => void trails.refetch(),
  };
}

async function trailStates(region: string, signal: AbortSignal): Promise<TrailState[]> {
  const { trailList = [] } = await describeTrails.run({}, region, signal);
  return Promise.all(
    trailList.slice(0, TRAILS_MAX).map(async ({ Name = '', TrailARN = '' }) => {
      const status = await getTrailStatus.run({ Name: TrailARN }, region, signal);
      const error = status.LatestDeliveryError || status.LatestCloudWatchLogsDeliveryError;
      return { name: Name, logging: status.IsLogging ?? false, error: error ?? '' };
    }),
  );
}
