import Autosuggest, { type AutosuggestProps } from '@cloudscape-design/components/autosuggest';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { routeOf, useScope } from '../../url/scope';
import { useFound } from './found';

/** Finds services, pages and resources; Alt+S leads here from anywhere. */
export function Search() {
  const [text, setText] = useState('');
  const { groups, reading } = useFound(text);
  const { href } = useScope();
  const navigate = useNavigate();
  const box = useRef<AutosuggestProps.Ref>(null);
  useEffect(() => {
    const toSearch = (event: KeyboardEvent) => {
      if (!event.altKey || event.code !== 'KeyS') return;
      event.preventDefault();
      box.current?.focus();
    };
    document.addEventListener('keydown', toSearch);
    return () => document.removeEventListener('keydown', toSearch);
  }, []);

  function open(path: string): void {
    setText('');
    navigate(routeOf(href(path)));
  }

  return (
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
      hideEnteredTextOption
      empty={text === '' ? 'Type the name of a service, page or repository' : 'Nothing found'}
      placeholder="Search [Alt+S]"
      ariaLabel="Search"
    />
  );
}
