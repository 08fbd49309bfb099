import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';
import { useParams } from 'react-router';
import { LostPage } from '../../../shell/LostPage';
import { repositoryPlace } from '../names';

const RepositoryPage = lazy(() => import('../repository'));
const ImagePage = lazy(() => import('../image'));
const LifecycleEditor = lazy(() => import('../lifecycle'));
const PermissionsEditor = lazy(() => import('../permissions'));

/** Finds the page of a repository that an address means. */
export function Component() {
  const { '*': path = '' } = useParams();
  const { name, part, rest } = repositoryPlace(path);
  return (
    <Suspense fallback={<Spinner size="large" />}>
      {part === '' && <RepositoryPage key={name} name={name} />}
      {part === 'images' && <ImagePage key={`${name}@${rest}`} name={name} digest={rest} />}
      {part === 'lifecycle' && <LifecycleEditor key={name} name={name} />}
      {part === 'permissions' && <PermissionsEditor key={name} name={name} />}
      {!['', 'images', 'lifecycle', 'permissions'].includes(part) && <LostPage />}
    </Suspense>
  );
}
