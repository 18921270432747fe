import './more.css';
import { t } from '../../core/i18n';
import { Page } from '../../ui';
import { DisplaySettings } from './DisplaySettings';

export default function SettingsPage() {
  return (
    <Page title={t('Anzeige')} back="/mehr">
      <DisplaySettings />
    </Page>
  );
}
