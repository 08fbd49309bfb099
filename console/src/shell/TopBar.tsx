import TopNavigation from '@cloudscape-design/components/top-navigation';
import { BASE } from '../url/scope';
import { regionMenu, useRegionMenu } from './regionMenu';
import { Search } from './search/Search';
import { useSettingsMenu } from './settingsMenu';
import { useUserMenu } from './userMenu/useUserMenu';

export function TopBar() {
  const region = useRegionMenu();
  const settings = useSettingsMenu();
  const user = useUserMenu();
  return (
    <TopNavigation
      identity={{
        href: `${BASE}/`,
        logo: { src: `${BASE}/lading.svg`, alt: 'Lading' },
      }}
      search={<Search />}
      utilities={[...regionMenu(region), settings, user]}
    />
  );
}
