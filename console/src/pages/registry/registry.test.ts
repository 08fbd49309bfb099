import { describe, expect, it } from 'vitest';
import type { SeenEvent } from '../../widgets/events/seenEvent';
import { draftOf, ruleOf } from './lifecycle/draft';
import { moved, policyText, type Rule, ruleProblems, rulesOf } from './lifecycle/policy';
import { actionText, matchText } from './lifecycle/sentence';
import { manifestOf, platformText } from './manifest/manifest';
import { mutabilityInput, mutabilityOf } from './mutability/choice';
import { imagePath, nameProblem, repositoryPlace } from './names';
import { ACTIONS } from './permissions/config';
import { differentLines } from './permissions/difference';
import { policyFindings } from './permissions/policy';
import { statementSentence } from './permissions/sentence';
import { pullCommand, pushCommands } from './pushing/commands';
import { imageRows, latestPulls } from './repository/images/rows';

const DIGEST = `sha256:${'0'.repeat(64)}`;

describe('repository names', () => {
  it.each(['ab', 'team/app', 'a.b_c__d-e--f/g1'])('%s is one', name => {
    expect(nameProblem(name)).toBe('');
  });
  it.each(['a', 'A/b', '/ab', 'a//b', 'a/', 'a..b', 'a_-b', '-ab', 'a'.repeat(257)])(
    '%s is none',
    name => {
      expect(nameProblem(name)).not.toBe('');
    },
  );
  it('and the pages below them come apart again', () => {
    const path = imagePath('team/app', DIGEST).replace('ecr/repositories/', '');
    expect(repositoryPlace(path)).toEqual({ name: 'team/app', part: 'images', rest: DIGEST });
    expect(repositoryPlace('team/app')).toEqual({ name: 'team/app', part: '', rest: '' });
  });
});

describe('commands of clients', () => {
  it('have the flag that clients want without TLS', () => {
    expect(pullCommand('docker', 'h:1/a', { tag: 'x' }, false)).toBe('docker pull h:1/a:x');
    expect(pullCommand('podman', 'h:1/a', { digest: DIGEST }, false)).toBe(
      `podman pull --tls-verify=false h:1/a@${DIGEST}`,
    );
    expect(pushCommands('oras', 'h:1/a', false).at(-1)).toContain('--plain-http');
    expect(pushCommands('podman', 'h/a', true).join()).not.toContain('tls-verify');
  });
});

const rule = (rulePriority: number, tagStatus: Rule['selection']['tagStatus']): Rule => ({
  rulePriority,
  selection: {
    tagStatus,
    ...(tagStatus === 'tagged' ? { tagPatternList: ['v*'] } : {}),
    countType: 'imageCountMoreThan',
    countNumber: 3,
  },
  action: { type: 'expire' },
});

describe('lifecycle rules', () => {
  it('are read and written as the API has them', () => {
    const rules = [rule(1, 'tagged'), rule(2, 'any')];
    expect(rulesOf(policyText(rules))).toEqual(rules);
    expect(ruleProblems(rules)).toEqual([]);
    expect(rulesOf('{')).toMatch('Not JSON');
    expect(rulesOf('{"rules": [{}]}')).toMatch('Rule 1 lacks');
  });
  it('have problems before the server says so', () => {
    expect(ruleProblems([rule(1, 'any'), rule(2, 'tagged')])).toHaveLength(1);
    expect(ruleProblems([rule(1, 'untagged'), rule(2, 'untagged')])).toHaveLength(1);
    expect(ruleProblems([rule(1, 'tagged'), rule(1, 'tagged')])).toHaveLength(1);
  });
  it('are numbered anew when one is moved', () => {
    const next = moved([rule(1, 'tagged'), rule(2, 'untagged')], 1, 0);
    expect(next.map(one => [one.rulePriority, one.selection.tagStatus])).toEqual([
      [1, 'untagged'],
      [2, 'tagged'],
    ]);
  });
  it('come through the form unchanged; what cannot be combined is set right', () => {
    expect(ruleOf(draftOf(rule(4, 'tagged')), 4)).toEqual(rule(4, 'tagged'));
    const draft = { ...draftOf(rule(1, 'any')), countType: 'sinceImagePulled' as const };
    expect(ruleOf(draft, 1).action).toEqual({ type: 'transition', targetStorageClass: 'archive' });
  });
  it('read as sentences', () => {
    expect(matchText(rule(1, 'tagged'))).toBe('Images tagged v*');
    expect(actionText(rule(1, 'any'))).toBe('Delete all but the newest 3');
  });
});

describe('repository policies', () => {
  const policy = (statement: object) => JSON.stringify({ Statement: [statement] });
  const pull = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
  };
  const severities = (text: string) => policyFindings(text, ACTIONS).map(one => one.severity);

  it('that are right have no findings', () => {
    expect(severities(policy(pull))).toEqual([]);
    expect(severities(policy({ ...pull, Action: 'ecr:Batch*' }))).toEqual([]);
  });
  it.each([
    ['no JSON', '{', ['error']],
    ['no effect', policy({ ...pull, Effect: 'allow' }), ['error']],
    ['no principal', policy({ ...pull, Principal: undefined }), ['error']],
    ['an odd member', policy({ ...pull, Actions: [] }), ['error']],
    ['an unknown action', policy({ ...pull, Action: 'ecr:Fly' }), ['warning']],
    ['everyone', policy({ ...pull, Principal: '*' }), ['warning']],
    ['logins', policy({ ...pull, Action: 'ecr:GetAuthorizationToken' }), ['warning']],
  ])('%s is found', (_what, text, expected) => {
    expect(severities(text)).toEqual(expected);
  });
  it('read as sentences', () => {
    expect(statementSentence(pull, 0).text).toBe('Account 111122223333 may pull.');
  });
  it('are compared line by line', () => {
    const lines = differentLines('a\nb\nc', 'a\nx\nc');
    expect(lines.map(({ sign, text }) => sign + text)).toEqual([' a', '-b', '+x', ' c']);
  });
});

describe('mutability', () => {
  it('is two answers for the four values of the API', () => {
    const input = mutabilityInput({ immutable: true, exceptions: ['dev-*', ' '] });
    expect(input.imageTagMutability).toBe('IMMUTABLE_WITH_EXCLUSION');
    expect(mutabilityOf({ ...input })).toEqual({ immutable: true, exceptions: ['dev-*'] });
    expect(mutabilityInput({ immutable: false, exceptions: [] })).toEqual({
      imageTagMutability: 'MUTABLE',
    });
  });
});

describe('images', () => {
  const index = { imageDigest: 'sha256:i', imageTags: ['1.0', 'latest'] };
  const child = { imageDigest: 'sha256:c', imageSizeInBytes: 7 };
  const read = new Map([
    ['sha256:i', [{ digest: 'sha256:c', platform: 'linux/amd64', size: 1, mediaType: 'm' }]],
  ]);

  it('have a row for each tag; children of an index that was read lie below it', () => {
    const before = imageRows([index, child], 'tags', new Map(), new Map());
    expect(before.map(({ tags }) => tags)).toEqual([['1.0'], ['latest'], []]);
    const after = imageRows([index, child], 'tags', read, new Map());
    expect(after.map(({ tags, platform }) => [tags[0], platform])).toEqual([
      ['1.0', 'linux/amd64'],
      ['latest', 'linux/amd64'],
    ]);
    expect(after[0]?.children[0]?.image.imageSizeInBytes).toBe(7);
    expect(imageRows([index, child], 'images', read, new Map())).toHaveLength(1);
  });

  it('know their latest pull by tag and by digest; reads by consoles are none', () => {
    const pull = (id: string, more: object, tags: string[]): SeenEvent => ({
      id,
      at: new Date(0),
      name: 'BatchGetImage',
      source: 'ecr.amazonaws.com',
      user: 'ci',
      username: 'ci',
      resources: [],
      repository: 'a',
      tags,
      digests: [],
      record: { eventID: id, eventName: '', eventSource: '', eventTime: '', ...more },
    });
    const looked = { readOnly: true, sessionCredentialFromConsole: 'true' };
    const pulls = latestPulls([
      pull('1', looked, ['1.0']),
      pull('2', { errorCode: 'AccessDenied' }, ['1.0']),
      pull('3', {}, ['1.0']),
      pull('4', {}, ['1.0']),
    ]);
    expect(pulls.get('1.0')?.id).toBe('3');
  });

  it('are read from whatever was uploaded', () => {
    expect(manifestOf('no json')).toBeNull();
    expect(manifestOf('7')).toBeNull();
    const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
    expect(platformText({ digest: '', size: 0, mediaType: '', platform })).toBe('linux/arm64/v8');
  });
});
