import { colorBackgroundLayoutMain, colorTextBodyDefault } from '@cloudscape-design/design-tokens';
import type { ReactNode } from 'react';

const COLOURS = { background: colorBackgroundLayoutMain, color: colorTextBodyDefault };

/** A page of one narrow column, without the frame. */
export function CentredPage({ children }: { children: ReactNode }) {
  return (
    <div className="whole-window" style={COLOURS}>
      <main className="centred" id="content">
        {children}
      </main>
    </div>
  );
}
