import ErrorBoundary from '@cloudscape-design/components/error-boundary';
import type { ReactNode } from 'react';

/** A page that breaks takes neither the frame nor the other pages with it. */
export function PageBoundary({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary
      onError={({ error }) => console.error(error)}
      i18nStrings={{
        headerText: 'This page broke',
        descriptionText: 'Load it again; if it breaks again, it is a defect of the console.',
        refreshActionText: 'Load it again',
      }}
    >
      {children}
    </ErrorBoundary>
  );
}
