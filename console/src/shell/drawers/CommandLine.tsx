import Box from '@cloudscape-design/components/box';
import HelpPanel from '@cloudscape-design/components/help-panel';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { awsCommand } from '../../api/awsCommand';
import { boto3Call } from '../../api/boto3Call';
import { notedCalls, shownCalls } from '../../api/calls';
import { useStore } from '../../api/store';
import { CodeBox } from '../../widgets/CodeBox';
import { CallList } from './CallList';

const CALLS_MAX = 20;

/** How to get what is on screen without the console, and which calls brought it here. */
export function CommandLine() {
  const [language, setLanguage] = useState('aws');
  const shown = useStore(shownCalls);
  const noted = useStore(notedCalls);
  const write = language === 'aws' ? awsCommand : boto3Call;
  const texts = [...new Set(shown.map(write))];
  return (
    <HelpPanel header={<h2>Command line</h2>}>
      <SpaceBetween size="m">
        <SegmentedControl
          label="Language"
          selectedId={language}
          onChange={({ detail }) => setLanguage(detail.selectedId)}
          options={[
            { id: 'aws', text: 'aws' },
            { id: 'boto3', text: 'Python' },
          ]}
        />
        <Box variant="p">
          {texts.length === 0
            ? 'This page shows the answer of no call.'
            : 'What is on screen, as you would ask for it elsewhere:'}
        </Box>
        {texts.map(text => (
          <CodeBox key={text} text={text} />
        ))}
        <CallList calls={noted.slice(0, CALLS_MAX)} />
      </SpaceBetween>
    </HelpPanel>
  );
}
