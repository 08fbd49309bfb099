import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { EmptyState } from '../../../widgets/EmptyState';
import { TEMPLATES } from './config';
import type { Editor } from './hooks';
import { moved, numbered, type Rule } from './policy';
import { RuleForm } from './RuleForm';
import { actionText, matchText } from './sentence';

/** The rules as sentences; each is edited in a dialog, and moved up and down. */
export function RuleTable({ editor }: { editor: Editor }) {
  const { rules, setRules } = editor;
  const [edited, setEdited] = useState<number | null>(null);
  const rule = edited === null ? undefined : rules[edited];

  function add(id: string): void {
    const template = TEMPLATES.find(one => one.id === id) ?? TEMPLATES[0];
    if (template === undefined) return;
    const added = { rulePriority: rules.length + 1, ...template.rule };
    // A rule for any image has to stay the last one.
    const any = rules.at(-1)?.selection.tagStatus === 'any';
    const place = any ? rules.length - 1 : rules.length;
    setRules(numbered(rules.toSpliced(place, 0, added)));
    setEdited(place);
  }

  return (
    <>
      <Table<Rule>
        data-testid="rules-table"
        ariaLabels={{ tableLabel: 'Rules' }}
        header={
          <Header variant="h2" counter={`(${rules.length})`} actions={<AddRule add={add} />}>
            Rules
          </Header>
        }
        items={rules}
        trackBy={item => String(item.rulePriority)}
        empty={
          <EmptyState
            title="No rules: images stay until someone deletes them."
            why="Begin with a template."
          />
        }
        columnDefinitions={[
          { id: 'priority', header: 'Priority', cell: item => item.rulePriority, width: 90 },
          {
            id: 'match',
            header: 'Match',
            isRowHeader: true,
            cell: item => (
              <>
                {matchText(item)}
                <Box variant="small" display="block">
                  {item.description}
                </Box>
              </>
            ),
          },
          { id: 'action', header: 'Action', cell: actionText },
          {
            id: 'change',
            header: 'Change',
            width: 220,
            minWidth: 200,
            cell: item => (
              <RuleButtons
                rule={item}
                count={rules.length}
                move={(from, to) => setRules(moved(rules, from, to))}
                edit={setEdited}
                remove={index => setRules(numbered(rules.toSpliced(index, 1)))}
              />
            ),
          },
        ]}
      />
      {rule !== undefined && edited !== null && (
        <RuleForm
          rule={rule}
          close={() => setEdited(null)}
          done={next => {
            setRules(rules.with(edited, next));
            setEdited(null);
          }}
        />
      )}
    </>
  );
}

function AddRule({ add }: { add: (id: string) => void }) {
  return (
    <ButtonDropdown
      items={TEMPLATES.map(({ id, text }) => ({ id, text }))}
      onItemClick={({ detail }) => add(detail.id)}
      data-testid="rule-add"
    >
      Add rule
    </ButtonDropdown>
  );
}

interface ButtonsProps {
  rule: Rule;
  count: number;
  move: (from: number, to: number) => void;
  edit: (index: number) => void;
  remove: (index: number) => void;
}

function RuleButtons({ rule, count, move, edit, remove }: ButtonsProps) {
  const index = rule.rulePriority - 1;
  const name = `rule ${rule.rulePriority}`;
  return (
    <SpaceBetween size="xxs" direction="horizontal">
      <Button
        variant="icon"
        iconName="angle-up"
        ariaLabel={`Move ${name} up`}
        disabled={index <= 0}
        onClick={() => move(index, index - 1)}
      />
      <Button
        variant="icon"
        iconName="angle-down"
        ariaLabel={`Move ${name} down`}
        disabled={index >= count - 1}
        onClick={() => move(index, index + 1)}
      />
      <Button
        variant="icon"
        iconName="edit"
        ariaLabel={`Edit ${name}`}
        onClick={() => edit(index)}
      />
      <Button
        variant="icon"
        iconName="remove"
        ariaLabel={`Remove ${name}`}
        onClick={() => remove(index)}
      />
    </SpaceBetween>
  );
}
