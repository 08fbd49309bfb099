import Autosuggest, { type AutosuggestProps } from '@cloudscape-design/components/autosuggest';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { routeOf, useScope } from '../../url/scope';
import { useFound } from './useFound';

const HINT = 'Type the name of a service, page, repository, trail, log group, user or role';

/** Finds services, pages and resources; Alt+S leads here from anywhere. */
export function Search() {
  const [text, setText] = useState('');
  const { groups, reading, note } = useFound(text);
  const { href } = useScope();
  const navigate = useNavigate();
  const box = useSearchKey();

  function open(path: string): void {
    setText('');
    navigate(routeOf(href(path)));
  }

  /** Enter opens the first result unless the arrow keys have chosen another. */
  function openFirst(event: KeyboardEvent): void {
    const chosen = (event.target as Element).getAttribute('aria-activedescendant');
    const first = groups[0]?.places[0];
    if (event.key === 'Enter' && !chosen && first !== undefined) open(first.path);
  }

  return (
    <div onKeyDownCapture={openFirst}>
      <Autosuggest
        ref={box}
        data-testid="topnav-search"
        value={text}
        onChange={({ detail }) => setText(detail.value)}
        onSelect={({ detail }) => {
          if (detail.selectedOption !== undefined) open(detail.value);
        }}
        options={groups.map(({ label, places }) => ({
          label,
          options: places.map(({ text: name, path, about }) => ({
            value: path,
            label: name,
            ...(about === undefined ? {} : { description: about }),
          })),
        }))}
        filteringType="manual"
        statusType={reading ? 'loading' : 'finished'}
        loadingText="Searching"
        finishedText={note}
        hideEnteredTextOption
        empty={HINT}
        placeholder="Search [Alt+S]"
        ariaLabel="Search"
      />
    </div>
  );
}

function useSearchKey() {
  const box = useRef<AutosuggestProps.Ref>(null);
  useEffect(() => {
    const toSearch = (event: globalThis.KeyboardEvent) => {
      if (!event.altKey || event.code !== 'KeyS') return;
      event.preventDefault();
      box.current?.focus();
    };
    document.addEventListener('keydown', toSearch);
    return () => document.removeEventListener('keydown', toSearch);
  }, []);
  return box;
}
