import './styles/index.css';
import { render } from 'preact';
import { Shell } from './app/Shell';
import { followLocale } from './app/locale';
import { ROUTES } from './app/routes';
import { keepTownHall } from './app/texts';
import { city } from './core/city';
import { findRoute, place, startRouter } from './core/router';
import { startUpdates } from './app/updates';
import { listenForInstall } from './features/more/install';

listenForInstall();
startRouter();
void city.refresh();
// Draw once, in the right language: a flash of German would be read aloud to people who do not speak it.
await followLocale();
const mount = document.getElementById('app')!;
// The server may have put a readable page here: it stays until the screen that takes its place is loaded.
if (mount.firstElementChild) await findRoute(ROUTES, place.peek().path)?.route.load().catch(() => undefined);
mount.replaceChildren();
render(<Shell />, mount);
startUpdates();
keepTownHall();
