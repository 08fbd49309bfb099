import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import { colorBackgroundCodeView } from '@cloudscape-design/design-tokens';
import { useState } from 'react';
import { visibleText } from '../format';

interface Props {
  value: unknown;
  /** What it is: "record". */
  what: string;
  /** Where a value leads, by its path: `userIdentity.userName`. */
  linkOf?: ((path: string, value: string) => Destination | undefined) | undefined;
  /** Links show only where the pointer or the focus is. */
  quiet?: boolean;
}

export interface Destination {
  href: string;
  /** What is found there. */
  label: string;
}

/** JSON as a tree that folds, with a search in it; values of others stay text. */
export function JsonView({ value, what, linkOf, quiet = false }: Props) {
  const [wanted, setWanted] = useState('');
  return (
    <div
      className={quiet ? 'json json-quiet' : 'json'}
      style={{ background: colorBackgroundCodeView }}
      data-testid="json-view"
    >
      <div className="json-bar">
        <Input
          type="search"
          value={wanted}
          onChange={({ detail }) => setWanted(detail.value)}
          placeholder="Find"
          ariaLabel={`Find in this ${what}`}
        />
        <CopyToClipboard
          variant="icon"
          textToCopy={JSON.stringify(value, null, 2)}
          copyButtonAriaLabel={`Copy ${what}`}
          copySuccessText="Copied"
          copyErrorText="Not copied: select the text instead"
        />
      </div>
      <Node name="" path="" value={value} wanted={wanted.toLowerCase()} linkOf={linkOf} />
    </div>
  );
}

interface NodeProps {
  name: string;
  path: string;
  value: unknown;
  wanted: string;
  linkOf?: Props['linkOf'];
}

function Node({ name, path, value, wanted, linkOf }: NodeProps) {
  const parts = partsOf(value);
  if (parts === null) {
    return (
      <div className="json-line">
        <Name name={name} wanted={wanted} />
        <Leaf path={path} value={value} wanted={wanted} linkOf={linkOf} />
      </div>
    );
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return (
    <details open className="json-branch">
      <summary>
        <Name name={name} wanted={wanted} />
        {open}
        <span className="json-count">{parts.length === 0 ? close : ''}</span>
      </summary>
      {parts.map(([key, part]) => (
        <Node
          key={key}
          name={Array.isArray(value) ? '' : key}
          path={path === '' ? key : `${path}.${key}`}
          value={part}
          wanted={wanted}
          linkOf={linkOf}
        />
      ))}
      {parts.length > 0 && <div>{close}</div>}
    </details>
  );
}

function Name({ name, wanted }: { name: string; wanted: string }) {
  if (name === '') return null;
  return (
    <span className="json-name">
      <Found text={visibleText(name)} wanted={wanted} />
      {': '}
    </span>
  );
}

function Leaf({ path, value, wanted, linkOf }: Omit<NodeProps, 'name'>) {
  const text = typeof value === 'string' ? `"${visibleText(value)}"` : String(value);
  const to = linkOf?.(path, String(value));
  const kind = typeof value === 'string' ? 'json-string' : 'json-literal';
  return (
    <span className={kind}>
      <Found text={text} wanted={wanted} />
      {to !== undefined && (
        <span className="json-link">
          <Link href={to.href} ariaLabel={to.label} fontSize="body-s">
            Filter
          </Link>
        </span>
      )}
    </span>
  );
}

function Found({ text, wanted }: { text: string; wanted: string }) {
  const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted);
  if (at < 0) return <>{text}</>;
  const end = at + wanted.length;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
}

function partsOf(value: unknown): [string, unknown][] | null {
  return typeof value === 'object' && value !== null ? Object.entries(value) : null;
}
