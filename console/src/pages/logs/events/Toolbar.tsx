import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useEffect, useState } from 'react';
import { describeLogStreams } from '../../../api/logs';
import { logStreamsPaging } from '../../../api/logsPaging';
import { useAllPages } from '../../../api/query';
import { RangePicker } from '../../../widgets/RangePicker';
import type { EventsView } from './useView';

const STREAMS_MAX = 100;

/** What is looked for, in which streams and when, and how it is shown. */
export function Toolbar({ view, error }: { view: EventsView; error: string }) {
  const { wanted, setFilter } = view;
  const [typed, setTyped] = useState(wanted.filter);
  useEffect(() => setTyped(wanted.filter), [wanted.filter]);
  return (
    <SpaceBetween size="s">
      <div className="log-toolbar">
        <div className="log-filter">
          <FormField label="Filter events" errorText={error} stretch>
            <Input
              type="search"
              data-testid="logevents-filter"
              value={typed}
              placeholder={'PutImage "team/app" -ListImages'}
              onChange={({ detail }) => {
                setTyped(detail.value);
                if (detail.value === '') setFilter('');
              }}
              onKeyDown={({ detail }) => detail.key === 'Enter' && setFilter(typed.trim())}
            />
          </FormField>
        </div>
        <Button onClick={() => setFilter(typed.trim())} data-testid="logevents-search">
          Search
        </Button>
        <RangePicker
          range={wanted.range}
          choose={view.chooseRange}
          label="Time range"
          testId="logevents-range"
        />
      </div>
      <div className="log-toolbar">
        <div className="log-filter">
          <StreamSelect view={view} />
        </div>
        <SegmentedControl
          label="Format"
          selectedId={view.raw ? 'raw' : 'text'}
          onChange={({ detail }) => view.setRaw(detail.selectedId === 'raw')}
          options={[
            { id: 'text', text: 'Sentences' },
            { id: 'raw', text: 'As stored' },
          ]}
        />
        <Toggle checked={view.wrap} onChange={({ detail }) => view.setWrap(detail.checked)}>
          Wrap lines
        </Toggle>
      </div>
    </SpaceBetween>
  );
}

function StreamSelect({ view }: { view: EventsView }) {
  const { group, streams } = view.wanted;
  const reading = useAllPages(
    describeLogStreams,
    logStreamsPaging,
    { logGroupName: group, orderBy: 'LastEventTime' as const, descending: true },
    { shown: false },
  );
  const names = (reading.data?.items ?? []).map(({ logStreamName = '' }) => logStreamName);
  return (
    <Multiselect
      data-testid="logevents-streams"
      ariaLabel="Log streams"
      placeholder="All streams"
      selectedOptions={streams.map(optionOf)}
      onChange={({ detail }) =>
        view.setStreams(detail.selectedOptions.slice(0, STREAMS_MAX).map(({ value = '' }) => value))
      }
      options={names.map(optionOf)}
      filteringType="auto"
      statusType={reading.loading ? 'loading' : 'finished'}
      loadingText="Reading the streams"
      empty="No streams"
      deselectAriaLabel={({ value }) => `Remove ${value}`}
    />
  );
}

function optionOf(stream: string) {
  return { value: stream, label: stream };
}
