import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { SessionRefusal, switchRole } from '../../api/session';
import { openAnew, safeNext } from '../../shell/leave';
import { useSession } from '../../shell/session';
import { keepRole, type RecentRole, recentRoles } from '../../shell/userMenu/recentRoles';
import { colours } from './config';

export function useSwitch() {
  const [params] = useSearchParams();
  const { user, identity } = useSession();
  const [message, setMessage] = useState('');
  const [running, setRunning] = useState(false);
  const [choice, setChoice] = useState<RecentRole>({
    account: params.get('account') ?? identity.account,
    roleName: params.get('roleName') ?? '',
    displayName: params.get('displayName') ?? '',
    colour: colours[0]?.id ?? '',
  });

  async function submit(role: RecentRole): Promise<void> {
    setRunning(true);
    setMessage('');
    try {
      await switchRole({ account: role.account.trim(), roleName: role.roleName.trim() });
      keepRole(user.arn, role);
      openAnew(safeNext(params.get('next')));
    } catch (error) {
      setMessage(error instanceof SessionRefusal ? error.message : 'The server does not answer.');
      setRunning(false);
    }
  }

  return {
    choice,
    change: (part: Partial<RecentRole>) => setChoice({ ...choice, ...part }),
    message,
    running,
    submit,
    recent: recentRoles(user.arn),
    isRoot: user.type === 'Root',
  };
}
