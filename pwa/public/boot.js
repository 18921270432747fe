// Sets language, mode and colours before the first paint, so that nothing flashes. A file of its own because the
// content security policy allows no inline script. Mirrors src/core/settings.ts; a test compares the two.
(function () {
  var root = document.documentElement;
  var stored = {};
  try {
    stored = JSON.parse(localStorage.getItem('settings') || '{}') || {};
  } catch (error) {
    stored = {};
  }
  function set(name, value, allowed) {
    if (allowed.indexOf(value) >= 0) root.setAttribute(name, String(value));
  }
  set('data-mode', stored.mode, ['einfach']);
  set('data-theme', stored.theme, ['light', 'dark']);
  set('data-contrast', stored.contrast, ['more']);
  set('data-motion', stored.motion, ['reduce']);
  set('data-text', stored.textSize, [125, 150, 200]);
  set('lang', stored.locale, ['de', 'de-simple', 'en', 'tr', 'uk', 'ru', 'ar', 'pl', 'fr']);
  if (stored.locale === 'ar') root.setAttribute('dir', 'rtl');
})();
