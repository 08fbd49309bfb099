// Before the bundle: the theme, so that nothing flashes, and the first two requests.
(() => {
  let chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem('lading.preferences') ?? '{}');
  } catch {
    // Storage is off or was written by someone else: the defaults do.
  }
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const mode = chosen.mode === 'light' || chosen.mode === 'dark' ? chosen.mode : system;
  document.body.classList.toggle('awsui-dark-mode', mode === 'dark');
  document.body.classList.toggle('awsui-compact-mode', chosen.density === 'compact');

  const started = {
    session: fetch('/console/session', { headers: { Accept: 'application/json' } }),
    config: fetch('/console/config.json'),
  };
  // Whoever asks later gets the error; here it must not count as unhandled.
  started.session.catch(() => undefined);
  started.config.catch(() => undefined);
  window.ladingBoot = started;
})();
