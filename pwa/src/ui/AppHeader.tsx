import type { ComponentChildren, Ref } from 'preact';
import { localeInfo, t } from '../core/i18n';
import { goBack } from '../core/router';
import { settings } from '../core/settings';
import { canSpeak, isReadingAloud, toggleReading } from '../core/speech';
import { openDisplaySettings } from './display-state';
import { Icon } from './Icon';
import type { IconName } from './icon-names';

interface AppHeaderProps {
  title: string;
  titleLang?: string;
  back?: string;
  actions?: ComponentChildren;
  tone?: string;
  icon?: IconName;
  readable?: boolean;
  headingRef: Ref<HTMLHeadingElement>;
}

function ReadAloudTool() {
  if (!canSpeak.value) return null;
  return (
    <button class="tool" type="button" aria-pressed={isReadingAloud.value} onClick={toggleReading}>
      <Icon name={isReadingAloud.value ? 'volume-x' : 'volume-2'} />
      <span class="visually-hidden">{t('Vorlesen')}</span>
    </button>
  );
}

export function LanguageTool() {
  const { short } = localeInfo(settings.value.locale);
  return (
    <a class="tool" href="/mehr/sprache">
      <span lang="de">{short}</span>
      <span class="visually-hidden"> {t('Sprache wählen')}</span>
    </a>
  );
}

export function DisplayTool() {
  return (
    <button class="tool" type="button" aria-haspopup="dialog" onClick={openDisplaySettings}>
      <span aria-hidden="true">Aa</span>
      <span class="visually-hidden">{t('Aa – Anzeige einstellen')}</span>
    </button>
  );
}

/** Title of the screen, the way back, and the three things everyone may need: reading aloud, language, display. */
export function AppHeader({ title, titleLang, back, actions, tone, icon, readable, headingRef }: AppHeaderProps) {
  const isSimple = settings.value.mode === 'einfach';
  return (
    <header class={tone ? `app-header tone-${tone}` : 'app-header'}>
      {back !== undefined && (
        <button class="tool" type="button" onClick={() => goBack(back)}>
          <Icon name="chevron-left" flip />
          <span class="visually-hidden">{t('Zurück')}</span>
        </button>
      )}
      {icon && <Icon name={icon} />}
      <h1 ref={headingRef} tabIndex={-1} lang={titleLang} dir={titleLang ? 'auto' : undefined}>{title}</h1>
      {actions}
      {(isSimple || readable) && <ReadAloudTool />}
      <LanguageTool />
      {!isSimple && <DisplayTool />}
    </header>
  );
}
