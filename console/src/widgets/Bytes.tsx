import { bytesText, countText } from './format';

/** A size with its exact bytes in the tooltip. */
export function Bytes({ value }: { value: number | undefined }) {
  if (value === undefined) return <>–</>;
  return <span title={`${countText(value)} bytes`}>{bytesText(value)}</span>;
}
