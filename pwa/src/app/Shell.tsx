import { signal, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { NAVIGATION } from '../features/table';
import OfflinePage from '../features/more/OfflinePage';
import { t } from '../core/i18n';
import { type PageProps, findRoute, place } from '../core/router';
import { me } from '../core/session';
import { readScreen } from '../core/speech';
import { askedToConfirm, refuseConfirming } from '../core/step-up';
import { Announcer, Toasts, announce } from '../ui/Toast';
import { BottomBar } from '../ui/BottomBar';
import { isDisplayOpen } from '../ui/display-state';
import { pageTop } from '../ui/page-top';
import { ROUTES, loadNotFound } from './routes';

interface Screen {
  Component: ComponentType<PageProps>;
  params: Record<string, string>;
  /** Changes when another screen is shown; the address' query does not count. */
  key: string;
  hasOwnFrame: boolean;
}

const screen = signal<Screen | null>(null);
const SLOW_MS = 600;

/** Load the chunk of the current address; the old screen stays until the new one is there. */
async function showPlace(path: string): Promise<void> {
  const found = findRoute(ROUTES, path);
  const slow = setTimeout(() => announce(t('Wird geladen …')), SLOW_MS);
  let Component: ComponentType<PageProps>;
  try {
    Component = (await (found?.route.load ?? loadNotFound)()).default;
  } catch {
    Component = OfflinePage; // the chunk is neither in the cache nor reachable
  }
  clearTimeout(slow);
  if (place.peek().path !== path) return;
  const hasOwnFrame = found?.route.frame === 'own';
  screen.value = { Component, params: found?.params ?? {}, key: hasOwnFrame ? found!.route.path : path, hasOwnFrame };
}

/** A dialog that any screen may open; its code comes with the first time. */
function DialogSlot({ open, load, onFail }: { open: boolean; load: () => Promise<{ default: ComponentType }>; onFail?: () => void }) {
  const Loaded = useSignal<ComponentType | null>(null);
  useEffect(() => {
    if (open && !Loaded.value) {
      load().then((module) => {
        Loaded.value = module.default;
      }, onFail);
    }
  }, [open]);
  return Loaded.value ? <Loaded.value /> : null;
}

/** Warnings come on top of every screen, in a chunk of their own: the first screen does not wait for it. */
async function loadBanner(): Promise<void> {
  const { default: Banner } = await import('../features/alerts/Banner');
  pageTop.value = Banner;
  const isWarned = 'Notification' in globalThis && Notification.permission === 'granted';
  if (isWarned) await import('../features/push/store').then(({ keepAlive }) => keepAlive());
}

/** The frame around every screen. */
export function Shell() {
  const { path, query } = place.value;
  useEffect(() => void showPlace(path), [path]);
  useEffect(() => void loadBanner().catch(() => undefined), []); // neither kept nor reachable: the next start has it
  const current = screen.value;
  useEffect(() => {
    if (current) readScreen();
  }, [current?.key]);
  return (
    <>
      <a class="skip" href="#inhalt">{t('Zum Inhalt')}</a>
      <div class="shell">
        {current ? <current.Component key={current.key} params={current.params} query={query} /> : <div class="page" />}
        {!current?.hasOwnFrame && <BottomBar entries={NAVIGATION} />}
      </div>
      <DialogSlot open={isDisplayOpen.value} load={() => import('../features/more/DisplayDialog')} />
      <DialogSlot open={askedToConfirm.value !== null} load={() => import('../features/account/StepUpDialog')} onFail={refuseConfirming} />
      <DialogSlot open={me.value?.signedIn === true && me.value.hasDevice} load={() => import('../features/privacy/MoveDialog')} />
      <Toasts />
      <Announcer />
    </>
  );
}
