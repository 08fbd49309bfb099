import {
  getEventSelectors,
  getTrail,
  getTrailStatus,
  listTrailTags,
} from '../../../api/cloudtrail';
import { useCall } from '../../../api/query';

const POLL_MS = 60_000;

export type TrailPageData = ReturnType<typeof useTrailPage>;

/** A trail by its name, with its state, its selectors and its tags. */
export function useTrailPage(name: string) {
  const found = useCall(getTrail, { Name: name });
  const trail = found.data?.Trail;
  const arn = trail?.TrailARN;
  const status = useCall(getTrailStatus, arn === undefined ? null : { Name: arn }, {
    every: POLL_MS,
  });
  const selectors = useCall(getEventSelectors, arn === undefined ? null : { TrailName: arn });
  const tags = useCall(listTrailTags, arn === undefined ? null : { ResourceIdList: [arn] });
  return { name, found, trail, status, selectors, tags };
}
