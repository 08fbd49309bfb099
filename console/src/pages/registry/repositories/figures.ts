import type {
  DescribeImagesRequest,
  DescribeImagesResponse,
  ImageDetail,
} from '@aws-sdk/client-ecr';
import { describeImages } from '../../../api/ecr';
import { Failure } from '../../../api/failure';
import { fewAtATime } from '../../../api/fewAtATime';
import { type AllItems, type Paging, readPages } from '../../../api/query';
import { type Store, store } from '../../../api/store';

/** What a repository's images add up to. */
export interface Figures {
  images: number;
  bytes: number;
  /** Undefined if there was none, or if not all images were read. */
  pushed: Date | undefined;
  pulled: Date | undefined;
  /** There are more images than were read. */
  more: boolean;
}

const AT_ONCE_MAX = 4;
const PAGE_ITEMS = 1000;
/** A denial may be about one repository; so many in a row are about all. */
const DENIALS_MAX = 3;

const paging: Paging<DescribeImagesRequest, DescribeImagesResponse, ImageDetail> = {
  items: page => page.imageDetails,
  token: page => page.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken }),
  pagesMax: 5,
};

export function figuresOf({ items, more }: AllItems<ImageDetail>): Figures {
  // Images come oldest first: without the last of them nothing is known of the latest.
  const known = more ? [] : items;
  return {
    images: items.length,
    bytes: items.reduce((sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes, 0),
    pushed: latest(known.map(({ imagePushedAt }) => imagePushedAt)),
    pulled: latest(known.map(({ lastRecordedPullTime }) => lastRecordedPullTime)),
    more,
  };
}

function latest(times: readonly (Date | undefined)[]): Date | undefined {
  return times.reduce(
    (last, time) => (time !== undefined && (last === undefined || time > last) ? time : last),
    undefined,
  );
}

/** Reads figures of one repository after another, as it is told to. */
export interface FigureReader {
  read(name: string, region: string, signal: AbortSignal): Promise<Figures>;
  /** Why figures are not read, once that is known. */
  denial: Store<Failure | null>;
  /** Forgets denials: somebody asked again. */
  again(): void;
}

/** A few calls at a time; none any more after some were denied and none was answered. */
export function figureReader(): FigureReader {
  const inTurn = fewAtATime(AT_ONCE_MAX);
  const denial = store<Failure | null>(null);
  let denials = 0;

  async function read(name: string, region: string, signal: AbortSignal): Promise<Figures> {
    const denied = denial.get();
    if (denied !== null && denials >= DENIALS_MAX) throw denied;
    const input = { repositoryName: name, maxResults: PAGE_ITEMS };
    try {
      const found = await readPages(describeImages, paging, input, region, signal);
      denials = 0;
      return figuresOf(found);
    } catch (error) {
      if (error instanceof Failure && error.kind === 'denied') {
        denials += 1;
        denial.set(error);
      }
      throw error;
    }
  }

  return {
    read: (name, region, signal) => inTurn(() => read(name, region, signal), signal),
    denial,
    again(): void {
      denials = 0;
      denial.set(null);
    },
  };
}
