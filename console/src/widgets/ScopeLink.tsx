import Link, { type LinkProps } from '@cloudscape-design/components/link';
import { useScope } from '../url/scope';

interface Props extends Omit<LinkProps, 'href'> {
  /** A page below account and Region. */
  to: string;
}

export function ScopeLink({ to, ...rest }: Props) {
  const { href } = useScope();
  return <Link {...rest} href={href(to)} />;
}
