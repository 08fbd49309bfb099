import Button from '@cloudscape-design/components/button';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import { useMemo } from 'react';
import type { FilterToken } from '../../../url/filters';
import { counted, countText } from '../../../widgets/format';
import { RangePicker } from '../../../widgets/RangePicker';
import { Time } from '../../../widgets/Time';
import { queryOf, tokensIn } from '../../../widgets/table/filterBar';
import { fieldOf } from './fields';
import { GROUPS, offeredValues, PROPERTIES } from './filterConfig';
import type { History } from './hooks';

/** What is looked for, in which time, and which part of it the server has searched. */
export function FilterBar({ history }: { history: History }) {
  const { tokens, filter, range, chooseRange, events, shown, searching } = history;
  const options = useMemo(() => offeredValues(events), [events]);
  const count = `${countText(shown.length)}${history.more ? '+' : ''}`;
  return (
    <div className="history-filter">
      <div className="history-filter-tokens">
        <PropertyFilter
          data-testid="history-filter"
          query={queryOf(tokens)}
          onChange={({ detail }) => filter(tokensIn(detail))}
          filteringProperties={PROPERTIES}
          filteringOptions={options}
          customGroupsText={GROUPS}
          hideOperations
          filteringPlaceholder="Attribute"
          filteringAriaLabel="Filter events"
          countText={`${count} ${shown.length === 1 ? 'match' : 'matches'}`}
          loading={searching}
          filteringConstraintText={<Searched history={history} />}
          i18nStrings={{ groupPropertiesText: 'Attributes', groupValuesText: 'Values' }}
        />
      </div>
      <RangePicker range={range} choose={chooseRange} label="Time range" testId="history-range" />
    </div>
  );
}

/** LookupEvents takes one exact attribute; what else is asked for narrows what is loaded. */
function Searched({ history }: { history: History }) {
  const { plan, events, searching, stopped, goOn, folded, readsShown } = history;
  const oldest = events.at(-1)?.at;
  const narrowing = plan.narrowing.map(tokenText).join(', ');
  return (
    <div data-testid="history-searched">
      {narrowing !== '' && (
        <>
          {plan.asked === null
            ? 'One exact attribute can be looked up, and there is none. '
            : `Looked up: ${tokenText(plan.asked)}. `}
          {narrowing} narrows what is loaded: {counted(events.length, 'event')}
          {oldest !== undefined && (
            <>
              {' '}
              back to <Time at={oldest} />
            </>
          )}
          .{' '}
        </>
      )}
      {searching && plan.narrowing.length > 0 && 'Searching… '}
      {stopped && (
        <Button variant="inline-link" onClick={goOn}>
          Continue
        </Button>
      )}
      {(folded > 0 || readsShown) && (
        <span>
          {readsShown
            ? 'Reads by consoles are shown. '
            : `${counted(folded, 'read')} by consoles. `}
          <Button variant="inline-link" onClick={() => history.showReads(!readsShown)}>
            {readsShown ? 'Hide them' : 'Show'}
          </Button>
        </span>
      )}
    </div>
  );
}

function tokenText({ property, operator, value }: FilterToken): string {
  if (property === '') return `any text ${operator} ${value}`;
  return `${fieldOf(property)?.heading ?? property} ${operator} ${value}`;
}
