import { Navigate, useParams } from 'react-router';
import { useServerConfig } from './serverConfig';
import { useSession } from './session';

/** Leads to the home page of the account in the address, or of who is signed in. */
export function ToHome() {
  const { account, region } = useParams();
  const { identity } = useSession();
  const config = useServerConfig();
  const to = `/${account ?? identity.account}/${region ?? config.region}/home`;
  return <Navigate replace to={to} />;
}
