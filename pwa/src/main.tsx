import './styles/index.css';
import { render } from 'preact';
import { Shell } from './app/Shell';
import { followLocale } from './app/locale';
import { city } from './core/city';
import { startRouter } from './core/router';
import { startUpdates } from './app/updates';
import { listenForInstall } from './features/more/install';

listenForInstall();
startRouter();
void city.refresh();
// Draw once, in the right language: a flash of German would be read aloud to people who do not speak it.
await followLocale();
const mount = document.getElementById('app')!;
// The server may have put a readable page here for the time until now.
mount.replaceChildren();
render(<Shell />, mount);
startUpdates();
