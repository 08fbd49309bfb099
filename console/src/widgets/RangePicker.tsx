import DateRangePicker, {
  type DateRangePickerProps,
} from '@cloudscape-design/components/date-range-picker';
import { useSearchParams } from 'react-router';
import { usePreferences } from '../shell/preferences';
import { durationMinutes, durationOf, type Range, rangeOf, withRange } from '../url/range';

const UNIT_MINUTES: Record<DateRangePickerProps.TimeUnit, number> = {
  second: 1 / 60,
  minute: 1,
  hour: 60,
  day: 1440,
  week: 10_080,
  month: 43_200,
  year: 525_600,
};
const OFFERED: readonly DateRangePickerProps.RelativeOption[] = [
  relative(30, 'minute'),
  relative(1, 'hour'),
  relative(3, 'hour'),
  relative(12, 'hour'),
  relative(1, 'day'),
  relative(7, 'day'),
  relative(30, 'day'),
  relative(90, 'day'),
];

/** The range in the address, and how to put another one there. */
export function useRange(initial: string): [Range, (next: Range) => void] {
  const [params, setParams] = useSearchParams();
  const set = (next: Range) =>
    setParams(before => {
      const after = withRange(before, next, initial);
      after.delete('page');
      return after;
    });
  return [rangeOf(params, initial), set];
}

interface Props {
  range: Range;
  choose: (range: Range) => void;
  label: string;
  testId: string;
}

/** Chooses a span of time, up to now or between two instants. */
export function RangePicker({ range, choose, label, testId }: Props) {
  const { timeZone } = usePreferences();
  return (
    <DateRangePicker
      data-testid={testId}
      value={shown(range)}
      onChange={({ detail }) => {
        const next = detail.value === null ? null : chosen(detail.value);
        if (next !== null) choose(next);
      }}
      relativeOptions={OFFERED}
      isValidRange={value => validation(value)}
      showClearButton={false}
      ariaLabel={label}
      placeholder={label}
      {...(timeZone === 'utc' ? { timeOffset: 0 } : {})}
      i18nStrings={{
        formatRelativeRange: value => `Last ${value.amount} ${unitText(value)}`,
        relativeRangeSelectionHeading: 'Choose a range',
      }}
    />
  );
}

function relative(
  amount: number,
  unit: DateRangePickerProps.TimeUnit,
): DateRangePickerProps.RelativeOption {
  return { type: 'relative', amount, unit, key: durationOf(amount * UNIT_MINUTES[unit]) };
}

function unitText({ amount, unit }: DateRangePickerProps.RelativeValue): string {
  return amount === 1 ? unit : `${unit}s`;
}

function shown(range: Range): DateRangePickerProps.Value {
  if (range.kind === 'absolute') {
    return {
      type: 'absolute',
      startDate: range.from.toISOString(),
      endDate: range.to.toISOString(),
    };
  }
  const known = OFFERED.find(({ key }) => key === range.duration);
  if (known !== undefined) return known;
  return { type: 'relative', amount: durationMinutes(range.duration) ?? 0, unit: 'minute' };
}

function chosen(value: DateRangePickerProps.Value): Range {
  if (value.type === 'absolute') {
    return { kind: 'absolute', from: new Date(value.startDate), to: new Date(value.endDate) };
  }
  const minutes = Math.max(1, Math.round(value.amount * UNIT_MINUTES[value.unit]));
  return { kind: 'relative', duration: durationOf(minutes) };
}

function validation(value: DateRangePickerProps.Value | null) {
  if (value === null) return { valid: false as const, errorMessage: 'Choose a range.' };
  if (value.type === 'relative') {
    if (value.amount > 0) return { valid: true as const };
    return { valid: false as const, errorMessage: 'Give a number above 0.' };
  }
  const [from, to] = [Date.parse(value.startDate), Date.parse(value.endDate)];
  if (Number.isNaN(from) || Number.isNaN(to)) {
    return { valid: false as const, errorMessage: 'Give both dates and times.' };
  }
  if (from > to) return { valid: false as const, errorMessage: 'The end is before the start.' };
  return { valid: true as const };
}
