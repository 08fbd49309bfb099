import type { GetTrailStatusResponse, Trail } from '@aws-sdk/client-cloudtrail';
import type { Failure } from '../../../api/failure';

/** A trail with what is known of its state. */
export interface TrailRow {
  trail: Trail;
  status: GetTrailStatusResponse | undefined;
  failure: Failure | null;
}

export interface TrailState {
  type: 'success' | 'stopped' | 'error' | 'loading';
  text: string;
}

/** Whether a trail logs, and if not: why. */
export function trailState({ status, failure }: Omit<TrailRow, 'trail'>): TrailState {
  if (failure !== null) return { type: 'error', text: failure.code };
  if (status === undefined) return { type: 'loading', text: 'Reading' };
  const error = status.LatestDeliveryError || status.LatestCloudWatchLogsDeliveryError;
  if (error) return { type: 'error', text: `Error: ${error}` };
  if (!status.IsLogging) return { type: 'stopped', text: 'Off' };
  return { type: 'success', text: 'Logging' };
}

/** The name of the log group in `arn:aws:logs:…:log-group:NAME:*`; empty when there is none. */
export function logGroupName(arn: string | undefined): string {
  return /:log-group:(.+?)(?::\*)?$/.exec(arn ?? '')?.[1] ?? '';
}

/** How pages and calls name a trail: by name in its home Region, elsewhere by ARN. */
export function trailPath({ Name = '' }: Trail): string {
  return `cloudtrail/trails/${encodeURIComponent(Name)}`;
}

export function isShadow({ HomeRegion }: Trail, region: string): boolean {
  return HomeRegion !== undefined && HomeRegion !== region;
}
