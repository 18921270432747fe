import { formatPercent, t } from '../../core/i18n';
import { type Settings, TEXT_SIZES, changeSettings, settings } from '../../core/settings';
import { Check } from '../../ui';

interface ChoiceProps<K extends keyof Settings> {
  name: K;
  legend: string;
  options: readonly (readonly [value: Settings[K], label: string])[];
}

function Choice<K extends keyof Settings>({ name, legend, options }: ChoiceProps<K>) {
  return (
    <fieldset class="card">
      <legend class="visually-hidden">{legend}</legend>
      <p class="field-label" aria-hidden="true">{legend}</p>
      <div class="choices">
        {options.map(([value, label]) => (
          <Check
            key={String(value)}
            group={name}
            label={label}
            checked={settings.value[name] === value}
            onChange={() => changeSettings({ [name]: value } as Partial<Settings>)}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** Everything about how the app looks. Each change shows at once and stays on this device. */
export function DisplaySettings() {
  return (
    <div class="stack">
      <div class="card card-tint">
        <Check
          label={
            <>
              <b>{t('Einfache Ansicht')}</b>
              <br />
              <span class="mut">{t('Große Knöpfe, große Schrift, weniger auf einmal. Auf Wunsch liest die App vor.')}</span>
            </>
          }
          checked={settings.value.mode === 'einfach'}
          onChange={(on) => changeSettings({ mode: on ? 'einfach' : 'normal' })}
        />
      </div>
      <Choice name="textSize" legend={t('Schriftgröße')} options={TEXT_SIZES.map((size) => [size, formatPercent(size / 100)] as const)} />
      <Choice
        name="theme"
        legend={t('Helligkeit')}
        options={[['system', t('wie das Gerät')], ['light', t('hell')], ['dark', t('dunkel')]]}
      />
      <Choice name="contrast" legend={t('Kontrast')} options={[['system', t('wie das Gerät')], ['more', t('stärker')]]} />
      <Choice name="motion" legend={t('Bewegung')} options={[['system', t('wie das Gerät')], ['reduce', t('keine')]]} />
    </div>
  );
}
