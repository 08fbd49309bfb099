import type { Trail } from '@aws-sdk/client-cloudtrail';
import Alert from '@cloudscape-design/components/alert';
import { deleteTrail } from '../../../api/cloudtrail';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { TypedConfirm } from '../../../widgets/TypedConfirm';

interface Props {
  trail: Trail;
  close: () => void;
  done: () => void;
}

export function DeleteTrail({ trail, close, done }: Props) {
  const deletion = useChange('cloudtrail', region => deleteTrail.run({ Name: trail.Name }, region));

  async function confirm(): Promise<void> {
    if ((await deletion.run()) === undefined) return;
    notify({ type: 'success', content: `Trail ${trail.Name} is deleted.` }, 'nextPage');
    close();
    done();
  }

  return (
    <TypedConfirm
      heading={`Delete trail ${trail.Name}?`}
      word="delete"
      verb="Delete"
      running={deletion.running}
      failure={deletion.failure}
      confirm={confirm}
      close={close}
    >
      <Alert type="warning">
        Nothing more is written to it. The bucket {trail.S3BucketName}, its objects and the log
        group stay.
      </Alert>
    </TypedConfirm>
  );
}
