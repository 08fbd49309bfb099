import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CodeBox } from '../../../widgets/CodeBox';
import { counted } from '../../../widgets/format';
import { saveFile } from '../../../widgets/saveFile';
import type { Check } from './useCheck';
import { summaryOf } from './verdict';

/** How far the check is, or what came out. */
export function Progress({ check, stop }: { check: Check; stop: () => void }) {
  const { digests, files, problems } = summaryOf(check.findings);
  const counts = `${counted(files, 'log file')}, ${counted(digests, 'digest')}, ${counted(problems, 'problem')}`;
  if (check.state === 'idle') return null;
  if (check.state !== 'done') {
    return (
      <ProgressBar
        label={check.state === 'listing' ? 'Listing the digests' : 'Checking'}
        value={check.digests === 0 ? 0 : Math.min(100, (100 * digests) / check.digests)}
        additionalInfo={counts}
        resultButtonText="Stop"
        onResultButtonClick={stop}
      />
    );
  }
  if (check.failure !== null || (check.findings.length === 0 && check.cut === '')) return null;
  return (
    <SpaceBetween size="s">
      <Alert
        data-testid="integrity-summary"
        type={problems > 0 ? 'error' : 'success'}
        header={counts}
        action={<ReportButton check={check} />}
      >
        {problems > 0
          ? 'Some objects are not as they were written.'
          : 'All that was checked is as it was written.'}
      </Alert>
      {check.cut === 'bound' && (
        <Alert type="warning">
          There is more than a browser should check. Continue from the terminal.
        </Alert>
      )}
      {check.cut === 'stopped' && <Alert type="info">The check was stopped.</Alert>}
    </SpaceBetween>
  );
}

function ReportButton({ check }: { check: Check }) {
  const save = () =>
    saveFile('integrity.json', 'application/json', JSON.stringify(check.findings, null, 2));
  return <Button onClick={save}>Download report</Button>;
}

/** The same check without a browser. */
export function Commands({ commands }: { commands: readonly string[] }) {
  return (
    <SpaceBetween size="xs">
      {commands.map(command => (
        <CodeBox key={command} text={command} />
      ))}
    </SpaceBetween>
  );
}

export function Help() {
  return (
    <>
      <p>
        Once an hour a <b>digest</b> lists the log files written since the last one with their
        hashes. It is signed, and it holds the signature of the digest before it: so files can be
        altered or deleted, but not without it showing here.
      </p>
      <p>
        The check runs in this browser: it reads digests and log files from the bucket, computes
        their SHA-256 hashes and verifies the RSA signatures with the public keys of CloudTrail.
      </p>
      <h3>Results</h3>
      <p>
        <b>Altered</b>: content or signature is not the original one. <b>Missing</b>: a digest names
        it, the bucket does not have it. <b>Gap</b>: the chain begins anew, as it does after logging
        or validation was off.
      </p>
    </>
  );
}
