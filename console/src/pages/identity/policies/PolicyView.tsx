import Modal from '@cloudscape-design/components/modal';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import type { Failure } from '../../../api/failure';
import { getPolicy, getPolicyVersion } from '../../../api/iam';
import { useScope } from '../../../url/scope';
import { CodeBox } from '../../../widgets/CodeBox';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { documentText, type HeldPolicy, type Holder, readInline } from './holder';

interface Props {
  holder: Holder;
  policy: HeldPolicy;
  close: () => void;
}

/** What a policy says. */
export function PolicyView({ holder, policy, close }: Props) {
  const { region } = useScope();
  const { data, error } = useQuery<string, Failure>({
    queryKey: ['iam', 'policy', region, holder, policy],
    queryFn: () =>
      policy.arn === '' ? readInline(holder, policy.name, region) : readManaged(policy.arn, region),
  });
  return (
    <Modal visible size="large" header={policy.name} onDismiss={close}>
      <FailureAlert failure={error} />
      {data === undefined && error === null && <Spinner />}
      {data !== undefined && <CodeBox text={data} what="policy" />}
    </Modal>
  );
}

async function readManaged(arn: string, region: string): Promise<string> {
  const { Policy } = await getPolicy.run({ PolicyArn: arn }, region);
  const VersionId = Policy?.DefaultVersionId ?? 'v1';
  const { PolicyVersion } = await getPolicyVersion.run({ PolicyArn: arn, VersionId }, region);
  return documentText(PolicyVersion?.Document ?? '');
}
