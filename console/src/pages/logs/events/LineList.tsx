import { type KeyboardEvent, memo, useState } from 'react';
import { visibleText } from '../../../widgets/format';
import { type Destination, JsonView } from '../../../widgets/json/JsonView';
import { Time } from '../../../widgets/Time';
import { lineText, type SeenLine } from './seenLine';

interface Props {
  lines: readonly SeenLine[];
  raw: boolean;
  wrap: boolean;
  linkOf: (path: string, value: string) => Destination | undefined;
}

/** Log events as lines that unfold; arrow keys walk, unfold and fold. */
export function LineList({ lines, raw, wrap, linkOf }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());

  function toggle(id: string, to?: boolean): void {
    setOpen(before => {
      const next = new Set(before);
      if (to ?? !before.has(id)) next.add(id);
      else next.delete(id);
      return next;
    });
  }

  function onKey(event: KeyboardEvent<HTMLUListElement>): void {
    const row = (event.target as Element).closest<HTMLElement>('[data-line]');
    if (row === null || !(event.target instanceof HTMLButtonElement)) return;
    const id = row.dataset.line ?? '';
    if (event.key === 'ArrowRight') toggle(id, true);
    else if (event.key === 'ArrowLeft') toggle(id, false);
    else if (!moveFocus(row, event.key)) return;
    event.preventDefault();
  }

  return (
    <ul
      className={wrap ? 'log-lines log-wrap' : 'log-lines'}
      data-testid="logevents-list"
      aria-label="Log events"
      onKeyDown={onKey}
    >
      {lines.map(line => (
        <Line
          key={line.id}
          line={line}
          raw={raw}
          open={open.has(line.id)}
          toggle={toggle}
          linkOf={linkOf}
        />
      ))}
    </ul>
  );
}

interface LineProps {
  line: SeenLine;
  raw: boolean;
  open: boolean;
  toggle: (id: string) => void;
  linkOf: Props['linkOf'];
}

const Line = memo(function Line({ line, raw, open, toggle, linkOf }: LineProps) {
  const text = visibleText(raw ? line.message : lineText(line));
  return (
    <li data-line={line.id}>
      <button
        type="button"
        className="log-line"
        aria-expanded={open}
        onClick={() => toggle(line.id)}
      >
        <span className="log-time">
          <Time at={line.at} />
        </span>
        <span className="log-text">{text}</span>
      </button>
      {open && (
        <div className="log-open">
          {line.json === undefined ? (
            <pre className="code">{visibleLines(line.message)}</pre>
          ) : (
            <JsonView value={line.json} what="event" linkOf={linkOf} quiet />
          )}
        </div>
      )}
    </li>
  );
});

/** Shows hidden characters, but keeps the ends of lines. */
function visibleLines(message: string): string {
  return message.split('\n').map(visibleText).join('\n');
}

function moveFocus(row: HTMLElement, key: string): boolean {
  const list = row.parentElement;
  const targets: Record<string, Element | null | undefined> = {
    ArrowDown: row.nextElementSibling,
    ArrowUp: row.previousElementSibling,
    Home: list?.firstElementChild,
    End: list?.lastElementChild,
  };
  if (!(key in targets)) return false;
  targets[key]?.querySelector<HTMLElement>('.log-line')?.focus();
  return true;
}
