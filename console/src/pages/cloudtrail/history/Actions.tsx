import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useScope } from '../../../url/scope';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { Download } from './download/Download';
import { FORMATS, type FormatId } from './download/formats';
import type { History } from './hooks';

const COMPARED_MAX = 5;

interface Props {
  history: History;
  selected: readonly SeenEvent[];
  columnIds: readonly string[];
}

export function Actions({ history, selected, columnIds }: Props) {
  const { href } = useScope();
  const [format, setFormat] = useState<FormatId | null>(null);
  const comparable = selected.length >= 2 && selected.length <= COMPARED_MAX;
  const query = selected.map(({ id }) => `id=${id}`).join('&');
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <Button iconName="refresh" ariaLabel="Refresh event history" onClick={history.refresh} />
      <Button
        disabled={!comparable}
        disabledReason="Select two to five events."
        {...(comparable ? { href: href(`cloudtrail/compare?${query}`) } : {})}
        data-testid="history-compare"
      >
        Compare
      </Button>
      <ButtonDropdown
        items={FORMATS.map(({ id, text }) => ({ id, text }))}
        onItemClick={({ detail }) => setFormat(detail.id as FormatId)}
        data-testid="history-download"
      >
        Download
      </ButtonDropdown>
      {format !== null && (
        <Download
          format={format}
          history={history}
          columnIds={columnIds}
          close={() => setFormat(null)}
        />
      )}
    </SpaceBetween>
  );
}
