import Select from '@cloudscape-design/components/select';
import { RETENTION_DAYS, retentionText } from '../retention';

interface Props {
  days: number;
  choose: (days: number) => void;
}

export function RetentionSelect({ days, choose }: Props) {
  return (
    <Select
      selectedOption={{ value: String(days), label: retentionText(days) }}
      onChange={({ detail }) => choose(Number(detail.selectedOption.value))}
      options={RETENTION_DAYS.map(one => ({ value: String(one), label: retentionText(one) }))}
    />
  );
}
