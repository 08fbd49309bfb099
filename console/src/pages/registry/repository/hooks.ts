import type { ImageDetail, Repository } from '@aws-sdk/client-ecr';
import { describeImages } from '../../../api/ecr';
import { imagesPaging } from '../../../api/ecrPaging';
import type { Failure } from '../../../api/failure';
import { type AllItems, type Reading, useAllPages } from '../../../api/query';
import { type Events, useEvents } from '../../../widgets/events/useEvents';
import { useRepository } from '../useRepository';

const EVENT_PAGES_MAX = 4;

/** What the tabs of a repository share: itself, its images, its newest events. */
export interface RepositoryPageData {
  name: string;
  repository: Repository | undefined;
  failure: Failure | null;
  read: () => void;
  images: Reading<AllItems<ImageDetail>>;
  events: Events;
}

export function useRepositoryPage(name: string): RepositoryPageData {
  const found = useRepository(name);
  const images = useAllPages(describeImages, imagesPaging, { repositoryName: name });
  const events = useEvents('ResourceName', name, EVENT_PAGES_MAX, { shown: false });
  const { repository, failure, read } = found;
  return { name, repository, failure, read, images, events };
}
