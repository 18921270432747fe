import { useState } from 'preact/hooks';
import { t } from '../../core/i18n';
import { Button, Check, Dialog, TextField } from '../../ui';
import { HEIGHT_LIMITS_CM, parseHeight, profile } from './profile';

const heightAsTyped = (heightCm: number | null): string => (heightCm === null ? '' : (heightCm / 100).toFixed(2).replace('.', ','));

/** What the person drives and needs. Stays on the device; changes count at once. */
export function ProfileDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [height, setHeight] = useState(heightAsTyped(profile.value.heightCm));
  const [error, setError] = useState<string | null>(null);
  const current = profile.value;
  const set = (change: Partial<typeof current>): void => {
    profile.value = { ...profile.value, ...change };
  };

  function finish(event: Event): void {
    event.preventDefault();
    const heightCm = parseHeight(height);
    if (heightCm === null && height.trim() !== '') {
      const { min, max } = HEIGHT_LIMITS_CM;
      setError(t('Bitte geben Sie eine Höhe von {min} bis {max} Metern ein.', { min: min / 100, max: max / 100 }));
      return;
    }
    setError(null);
    set({ heightCm });
    onClose();
  }

  return (
    <Dialog open={open} title={t('Was passt zu Ihnen?')} onClose={onClose}>
      <form class="stack" onSubmit={finish} noValidate>
        <p class="mut">{t('Passende Plätze stehen dann oben. Ihre Angaben bleiben auf diesem Gerät.')}</p>
        <Check label={t('Ich habe einen blauen Parkausweis für Menschen mit Behinderung')} checked={current.blueBadge} onChange={(blueBadge) => set({ blueBadge })} />
        <Check label={t('Ich gehe langsam oder mit Hilfe')} checked={current.pace === 'slow'} onChange={(slow) => set({ pace: slow ? 'slow' : 'normal' })} />
        <Check label={t('Ich möchte mein E-Auto laden')} checked={current.charging} onChange={(charging) => set({ charging })} />
        <Check label={t('Ich fahre einen Lkw')} checked={current.truck} onChange={(truck) => set({ truck })} />
        <TextField
          label={t('Höhe des Fahrzeugs in Metern')} hint={t('Nur nötig, wenn es höher als ein Auto ist. Beispiel: 2,60')}
          error={error} inputMode="decimal" value={height} onInput={(event) => setHeight(event.currentTarget.value)}
        />
        <Button type="submit" wide>{t('Fertig')}</Button>
      </form>
    </Dialog>
  );
}
